namespace Busbar.Cloud.Sites;

/// <summary>Where a gun's session is.</summary>
public enum SiteGunState
{
    /// <summary>No session.</summary>
    Standby,

    /// <summary>A vehicle is being prepared and nothing is driven: before the cable check, or between it and the pre-charge.</summary>
    Connected,

    /// <summary>The insulation is tested.</summary>
    CableCheck,

    /// <summary>The output is brought to the vehicle's voltage.</summary>
    PreCharge,

    /// <summary>Current flows, or may.</summary>
    Charge,

    /// <summary>Current is off; the vehicle may test for welded contacts.</summary>
    PostCharge,

    /// <summary>On the way back to standby: discharging, contactors opening.</summary>
    Transition,

    /// <summary>Stopped by a fault.</summary>
    Fault,
}

/// <summary>What is known of a gun's insulation.</summary>
public enum SiteIsolationStatus
{
    /// <summary>Not tested in this session.</summary>
    Invalid,

    /// <summary>Passed.</summary>
    Valid,

    /// <summary>Below the warning resistance of IEC 61851-23.</summary>
    Warning,

    /// <summary>Below its fault resistance.</summary>
    Fault,
}

/// <summary>A gun.</summary>
/// <param name="Id">Id, as in the path of its PEP connection.</param>
/// <param name="ConnectorId">Connector of OCPP that it is; null for none.</param>
/// <param name="State">Where its session is.</param>
/// <param name="SeccConnected">Its SECC is connected.</param>
/// <param name="Operative">It may be used.</param>
/// <param name="Vehicle">The vehicle; null when nothing of one is known.</param>
/// <param name="Target">What the vehicle asks for now; null outside a session.</param>
/// <param name="Measured">What flows.</param>
/// <param name="DemandW">W that it asks of the site.</param>
/// <param name="AllocatedW">W granted to it.</param>
/// <param name="Limit">The least of its limits, and whose it is.</param>
/// <param name="OwnLimitW">Limit in W that an operator set here; null for none.</param>
/// <param name="Modules">Ids of the modules that feed it.</param>
/// <param name="Since">When it came to <paramref name="State"/>.</param>
/// <param name="Isolation">Its insulation.</param>
/// <param name="OutputContactor">Contactor between it and the vehicle.</param>
/// <param name="TemperatureC">Its hottest point in °C; null when not measured.</param>
/// <param name="Fault">What stopped it; null for nothing.</param>
public sealed record SiteGunView(
    string Id, int? ConnectorId, SiteGunState State, bool SeccConnected, bool Operative, SiteVehicleView? Vehicle, SiteTargetView? Target,
    SiteMeasuredView Measured, double DemandW, double AllocatedW, SiteLimitView Limit, double? OwnLimitW, IReadOnlyList<string> Modules,
    DateTimeOffset Since, SiteIsolationView Isolation, SiteContactorState OutputContactor, double? TemperatureC, SiteGunFaultView? Fault);

/// <summary>The vehicle at a gun, as it tells of itself.</summary>
/// <param name="Connected">Plugged in.</param>
/// <param name="Id">Its id, such as EVCCID; null when it does not tell.</param>
/// <param name="SocPct">State of charge in %; null when it does not tell.</param>
/// <param name="MaxPowerW">W that it can take at most; null when it does not tell.</param>
public sealed record SiteVehicleView(bool Connected, string? Id, double? SocPct, double? MaxPowerW);

/// <summary>What a vehicle asks for.</summary>
/// <param name="VoltageV">V.</param>
/// <param name="CurrentA">A, into the vehicle; negative for discharge.</param>
public sealed record SiteTargetView(double VoltageV, double CurrentA);

/// <summary>What is measured at a gun. Null where nothing is known.</summary>
/// <param name="VoltageV">V.</param>
/// <param name="CurrentA">A, into the vehicle.</param>
/// <param name="PowerW">W, into the vehicle.</param>
/// <param name="EnergyWh">Wh of this session, or of the last one in standby.</param>
public sealed record SiteMeasuredView(double? VoltageV, double? CurrentA, double? PowerW, double? EnergyWh);

/// <summary>A gun's insulation against earth.</summary>
/// <param name="Status">What is known.</param>
/// <param name="ResistanceKOhm">Measured in kΩ; null when not measured.</param>
public sealed record SiteIsolationView(SiteIsolationStatus Status, double? ResistanceKOhm);

/// <summary>Why a gun is stopped.</summary>
/// <param name="Code">Code of the catalogue of faults.</param>
/// <param name="Text">Words for people.</param>
/// <param name="Since">Since when.</param>
public sealed record SiteGunFaultView(string Code, string Text, DateTimeOffset Since);
