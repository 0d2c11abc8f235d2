using Busbar.Core.Units;

namespace Busbar.Core.Session.Machine;

/// <summary>What the gun was told, without judgement but for values that are no numbers.</summary>
internal sealed class GunFacts
{
    private readonly List<string> _outOfService = [];

    public double VoltageV { get; private set; }

    public double CurrentA { get; private set; }

    public TimeSpan? MeasuredAt { get; private set; }

    public double? TemperatureC { get; private set; }

    public bool? OutputAux { get; private set; }

    /// <summary>When the auxiliary contact was told last.</summary>
    public TimeSpan? AuxAt { get; private set; }

    public bool Permits { get; private set; }

    public IReadOnlyList<VoltageSource> Sources { get; private set; } = [];

    public double? IsolationOhm { get; private set; }

    public VehicleLimits Vehicle { get; private set; } = new();

    /// <summary>The vehicle's highest voltage as the cable check named it; null: none did.</summary>
    public double? NamedMaxV { get; set; }

    public GunGrant Grant { get; private set; }

    public IReadOnlyList<Limit> Limits { get; private set; } = [];

    public bool EmergencyStop { get; private set; }

    public string? OutOfService => _outOfService.Count > 0 ? _outOfService[0] : null;

    public bool Secc { get; private set; }

    public EvConnectionState EvConnection { get; private set; }

    public string? VehicleId { get; private set; }

    /// <summary>Highest voltage of the vehicle, V: the lower of what it reported and what the cable check named. Null: nobody said.</summary>
    public double? VehicleMaxV => Vehicle.MaxVoltageV is { } reported && NamedMaxV is { } named ? Math.Min(reported, named) : Vehicle.MaxVoltageV ?? NamedMaxV;

    public void Take(GunEvent e, TimeSpan now)
    {
        switch (e)
        {
            case GunMeasured m: Take(m, now); break;
            case IsolationMeasured i: IsolationOhm = double.IsFinite(i.ResistanceOhm) && i.ResistanceOhm >= 0 ? i.ResistanceOhm : null; break;
            case VehicleReported v: Vehicle = (v.Limits ?? new VehicleLimits()).Cleaned(); break;
            case Granted g: Grant = g.Grant.IsUsable ? g.Grant : GunGrant.None with { Binding = g.Grant.Binding }; break;
            case LimitsChanged l: Limits = l.Limits ?? []; break;
            case EmergencyStop s: EmergencyStop = s.Active; break;
            case OutOfService o: Take(o); break;
            case EvConnection c: (EvConnection, VehicleId) = (c.State, c.State == EvConnectionState.Disconnected ? null : c.VehicleId ?? VehicleId); break;
            case SeccLost: Secc = false; break;
            case Session.SeccConnected or GunRequest: Secc = true; break;
        }
    }

    /// <summary>What belongs to one session is forgotten; what the vehicle reports comes before the session begins and stays.</summary>
    public void ForgetSession() => (NamedMaxV, IsolationOhm) = (null, null);

    /// <summary>Another SECC may speak for another vehicle.</summary>
    public void ForgetVehicle() => Vehicle = new VehicleLimits();

    private void Take(GunMeasured m, TimeSpan now)
    {
        OutputAux = m.OutputClosed;
        AuxAt = now;
        Permits = m.Permits;
        TemperatureC = m.TemperatureC is { } t && double.IsFinite(t) ? t : null;
        Sources = m.Sources ?? [];
        if (!double.IsFinite(m.VoltageV) || !double.IsFinite(m.CurrentA)) return;
        VoltageV = m.VoltageV;
        CurrentA = m.CurrentA;
        MeasuredAt = now;
    }

    private void Take(OutOfService o)
    {
        if (!o.Active) _outOfService.Remove(o.Why);
        else if (!_outOfService.Contains(o.Why)) _outOfService.Add(o.Why);
    }
}
