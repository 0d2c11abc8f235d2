using Busbar.Core.Safety;
using Busbar.Core.Session.Machine;
using Busbar.Core.Session.Machine.Watches;
using Busbar.Core.Units;

namespace Busbar.Core.Session;

/// <summary>
/// The law of one gun: what it is told goes in, with the time; what is to be done comes out. It knows no protocol, no clock and no other gun.
/// Not thread safe: one loop per gun.
/// </summary>
public sealed class GunSession
{
    // Each turn of the loop in Step goes on by one phase at least; no way through the table is longer without an event.
    private const int MaxTurns = 8;

    private readonly Gun _gun;
    private readonly MeasurementWatch _measurement;
    private readonly OverVoltageWatch _overVoltage;
    private readonly PlausibilityWatch _plausibility;
    private readonly IsolationWatch _isolation;
    private GunStatus? _status;

    /// <summary>A gun in standby, of which nothing has been measured yet.</summary>
    /// <param name="settings">Its numbers.</param>
    /// <exception cref="ArgumentException">A number is out of its range; the text names it, its value and what is allowed.</exception>
    public GunSession(GunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Check() is { Count: > 0 } faults) throw new ArgumentException(string.Join(' ', faults), nameof(settings));
        _gun = new Gun(settings);
        _measurement = new MeasurementWatch(_gun);
        _overVoltage = new OverVoltageWatch(_gun);
        _plausibility = new PlausibilityWatch(_gun);
        _isolation = new IsolationWatch(_gun);
    }

    /// <summary>The numbers of this gun.</summary>
    public GunSettings Settings => _gun.Settings;

    /// <summary>Where the gun is.</summary>
    public SessionPhase Phase => _gun.Phase.Id;

    /// <summary>When a <see cref="Tick"/> is due if nothing else happens before; null: never.</summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            var next = Deadline.Earlier(_gun.Phase.Deadline, _measurement.Deadline);
            next = Deadline.Earlier(next, Deadline.Earlier(_overVoltage.Deadline, _plausibility.Deadline));
            return Deadline.Earlier(next, _gun.Output.Deadline);
        }
    }

    /// <summary>The gun as others may see it; a new value after each step.</summary>
    public GunStatus Status => _status ??= MakeStatus();

    /// <summary>Takes an event and says what is to be done, in order.</summary>
    /// <param name="e">The event.</param>
    /// <param name="now">Time since any fixed moment, from a monotonic clock. One that goes back is taken as standing still.</param>
    public IReadOnlyList<GunEffect> Step(GunEvent e, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(e);
        _gun.Begin(now);
        _status = null;
        _gun.Facts.Take(e, _gun.Now);
        Watch();
        Handle(e);
        Watch();
        Settle();
        return _gun.Effects();
    }

    /// <summary>
    /// The facts by which <see cref="Safety.Safety.Clamp"/> bounds what the session wants. Straight from what was told, past the law above. The modules are those of
    /// the grant; a caller that knows them better replaces them.
    /// </summary>
    /// <param name="now">The moment, on the clock of <see cref="Step"/>.</param>
    public SafetyContext SafetyAt(TimeSpan now)
    {
        var (f, s) = (_gun.Facts, _gun.Settings);
        var grant = f.Grant;
        return new SafetyContext
        {
            Modules = new ModuleEnvelope(grant.MinV, grant.MaxV, grant.MaxA, grant.MaxW, grant.MaxDischargeA),
            GunMaxV = s.MaxVoltageV,
            GunMaxA = s.MaxCurrentA,
            GunMaxW = s.MaxPowerW,
            CableMaxA = s.CableMaxA,
            VehicleMaxV = f.VehicleMaxV,
            VehicleMaxA = f.Vehicle.MaxCurrentA,
            VehicleMaxW = f.Vehicle.MaxPowerW,
            VehicleMaxDischargeA = GunLimits.DischargeA(_gun, Math.Max(1, f.VoltageV)),
            GrantMaxA = grant.MaxA,
            GrantMaxW = grant.MaxW,
            TestMaxA = s.TestCurrentA,
            OutputClosed = _gun.Output.IsClosed ? true : _gun.Output.IsOpen ? false : null,
            Permits = f.Permits,
            Isolation = _gun.Isolation,
            EmergencyStop = f.EmergencyStop,
            MeasuredV = f.VoltageV,
            MeasurementAge = f.MeasuredAt is { } at ? (now > at ? now - at : TimeSpan.Zero) : null,
            MeasurementMaxAge = s.MeasurementMaxAge,
        };
    }

    private void Watch()
    {
        PermissionWatch.Watch(_gun);
        Causes.Watch(_gun);
        _gun.Output.Watch();
        _measurement.Watch();
        _overVoltage.Watch();
        _plausibility.Watch();
    }

    private void Handle(GunEvent e)
    {
        switch (e)
        {
            case GunRequest request:
                Requests.Handle(_gun, request);
                break;
            case GunMeasured when _gun.SessionSince is not null && _gun.Output.IsClosed:
                _gun.Energy.Take(_gun.Facts.VoltageV * _gun.Facts.CurrentA, _gun.Facts.MeasuredAt ?? _gun.Now, _gun.Settings.MeasurementMaxAgeIdle);
                break;
            case IsolationMeasured measured:
                _gun.Phase.OnIsolation(measured);
                _isolation.Take(measured);
                break;
            case Session.SeccConnected:
                _gun.Phase.OnSeccConnected();
                break;
            case SeccLost lost:
                _gun.Phase.OnSeccLost(lost.Why);
                break;
            case StopRequested stop:
                _gun.Phase.OnStop(stop);
                break;
            case FaultAcknowledged:
                _gun.Phase.OnAcknowledged();
                break;
        }
    }

    private void Settle()
    {
        for (var turn = 0; turn < MaxTurns; turn++)
        {
            var before = _gun.Phase;
            before.Advance();
            if (_gun.Phase == before) return;
            Watch();
        }
    }

    private GunStatus MakeStatus()
    {
        var (f, driven) = (_gun.Facts, _gun.Driven);
        var isWindingDown = Phase == SessionPhase.Transition || (Phase == SessionPhase.Fault && !_gun.WindDown!.IsDone);
        return new GunStatus
        {
            Phase = Phase,
            PhaseSince = _gun.PhaseSince,
            MeasuredVoltageV = Math.Max(0, f.VoltageV),
            MeasuredCurrentA = Math.Abs(f.CurrentA),
            IsDischarging = f.CurrentA <= -_gun.Settings.OpenBelowA,
            DrivenVoltageV = driven.VoltageV,
            DrivenCurrentA = Math.Abs(driven.CurrentA),
            TemperatureC = f.TemperatureC ?? 0,
            HasTemperature = f.TemperatureC is not null,
            OutputClosed = _gun.Output.IsClosed,
            Isolation = _gun.Isolation,
            IsolationOhm = f.IsolationOhm,
            IsOperative = f.MeasuredAt is not null && Phase is not (SessionPhase.Transition or SessionPhase.Fault),
            InTransition = isWindingDown,
            TargetVoltageV = _gun.Target?.VoltageV ?? 0,
            TargetCurrentA = _gun.Target?.CurrentA ?? 0,
            SocPct = _gun.Target?.SocPct is >= 0 and <= 100 ? _gun.Target.SocPct : null,
            Binding = BindingNow(),
            DemandW = _gun.Demanded.PowerW,
            Grant = f.Grant,
            Fault = _gun.Faults.Count > 0 ? _gun.Faults[0] : null,
            SessionSince = _gun.SessionSince,
            EnergyWh = _gun.Energy.IntoWh,
            EnergyBackWh = _gun.Energy.BackWh,
            Vehicle = f.Vehicle,
            EvConnection = f.EvConnection,
            VehicleId = f.VehicleId,
            SeccConnected = f.Secc,
            Permits = f.Permits,
        };
    }

    /// <summary>While something is driven, what binds it; otherwise what would.</summary>
    private Limit BindingNow()
    {
        if (Phase is SessionPhase.PreCharge or SessionPhase.Charge) return _gun.Binding;
        if (_gun.Faults.Count > 0) return Limit.Watts(0, $"fault {_gun.Faults[0].Code}");
        var volts = _gun.NegotiatedV;
        return volts > 0
            ? GunLimits.WithoutGrant(_gun, Limit.Watts(Settings.MaxPowerW, "gun").To(LimitUnit.Ampere, volts, 1), volts).To(LimitUnit.Watt, volts, 1)
            : Limit.Watts(0, "vehicle");
    }
}
