using Busbar.Cloud.Store.Model;
using Busbar.Core.Anomaly;

namespace Busbar.Cloud.Cms.Stations;

/// <summary>What is known of a connector right now; 0 is the station as a whole. Guarded by the station's gate.</summary>
internal sealed class ConnectorState(int connectorId)
{
    public int ConnectorId { get; } = connectorId;

    /// <summary>Last reported status; null when the station never told.</summary>
    public ConnectorRow? Status { get; set; }

    /// <summary>Highest phase current into the vehicle, in A.</summary>
    public double? CurrentA { get; set; }

    public double? VoltageV { get; set; }

    /// <summary>Active power into the vehicle over all phases, in W.</summary>
    public double? PowerW { get; set; }

    public double? SocPct { get; set; }

    /// <summary>Import register over all phases, in Wh.</summary>
    public double? EnergyWh { get; set; }

    /// <summary>The limit that the station says it offers, in A per phase.</summary>
    public double? OfferedA { get; set; }

    /// <summary>The limit of the accepted profiles, in A per phase; null when none limits or none is known.</summary>
    public double? ProfileLimitA { get; set; }

    public string? ProfileLimitSource { get; set; }

    /// <summary>Station time of the values above.</summary>
    public DateTimeOffset? MeasuredAt { get; set; }

    /// <summary>Station time of the last word that nothing flows; what was measured up to then does not show a flow.</summary>
    public DateTimeOffset? NoFlowSince { get; private set; }

    /// <summary>Phases that the last current came by; 1 when it came as a whole, null when it never came.</summary>
    public int? Phases { get; set; }

    /// <summary>Watches the current; null while there is none to watch.</summary>
    public CurrentMonitor? Monitor { get; set; }

    /// <summary>Timestamp of the last sample that the monitor got.</summary>
    public long MonitorFedAt { get; set; }

    /// <summary>The transaction that started last and is open.</summary>
    public RunningTransaction? Transaction { get; set; }

    public bool IsCharging => Status?.Status == "Charging";

    public bool IsFaulted => Status?.Status == "Faulted";

    /// <summary>The lower of the offered current and the profiles' limit, and who says so.</summary>
    public (double? LimitA, string? Source) Limit() =>
        OfferedA is { } offered && !(ProfileLimitA < offered) ? (offered, "Current.Offered of the station") : (ProfileLimitA, ProfileLimitSource);

    /// <summary>No energy flows since then, station time: the last measured power and current would otherwise stand for ever.</summary>
    public void StopFlow(DateTimeOffset at)
    {
        NoFlowSince = at;
        if (CurrentA is not null) CurrentA = 0;
        if (PowerW is not null) PowerW = 0;
    }

    public ConnectorView View()
    {
        var (limitA, source) = Limit();
        return new ConnectorView(
            ConnectorId, Status?.Status ?? "Unknown", Status?.ErrorCode ?? "NoError", Status?.Info, Status?.VendorErrorCode,
            Status?.StatusAt ?? MeasuredAt ?? Transaction?.Row.StartedAt ?? default, CurrentA, VoltageV, PowerW, SocPct, EnergyWh, limitA, source,
            MeasuredAt, Transaction?.Row.Id, Transaction?.Row.IdTag, Transaction?.Row.StartedAt, Transaction?.Current.EnergyWh);
    }
}
