using Busbar.ChargePoints;
using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Control;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;
using SessionEnded = Busbar.ChargePoints.SessionEnded;

namespace Busbar.Plant.Ocpp;

/// <summary>
/// One gun as a connector: what it does becomes events of the connector, what the charge point wants becomes limits and stops of the gun. Happenings come on the gun's
/// loop, looks and commands from others: a lock keeps them apart, and nothing under it waits.
/// </summary>
internal sealed class GunConnector
{
    /// <summary>Source of the limit of 0 W on a gun without a transaction.</summary>
    public const string NoTransaction = "ocpp: no transaction";

    /// <summary>Reason of a gun that the central system has taken out of service.</summary>
    public const string Inoperative = "Set inoperative by the central system.";

    // Whose the limit of the profiles is; what operators read is the profile.
    private const string Profiles = "ocpp profile";

    // Grants come seconds after a demand; an SECC that connects again is no news.
    private static readonly TimeSpan HeldAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(10);

    private readonly IGun _gun;
    private readonly Admission _admission;
    private readonly Func<TimeSpan> _now;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly EnergyRegister _register;
    private readonly Lasting _held = new(HeldAfter);
    private readonly Lasting _gone = new(GoneAfter);
    private Action<HardwareEvent>? _raise;
    private Told _told = new();
    private string? _identified;
    private bool _needsWord;
    private bool _hadSession;
    private bool _wasThere;
    private volatile bool _isEndOnItsWay;

    public GunConnector(IGun gun, Admission admission, Func<TimeSpan> now, ILogger log)
    {
        (_gun, _admission, _now, _log) = (gun, admission, now, log);
        _register = new EnergyRegister(gun.Plan.MaxW);
        Traits = new ConnectorTraits
        {
            MaxCurrentA = Math.Min(gun.Plan.MaxA, gun.Plan.CableMaxA),
            // At this voltage most current and most power are the same thing, in either unit.
            VoltageV = gun.Plan.MaxW / Math.Min(gun.Plan.MaxA, gun.Plan.CableMaxA),
            Phases = 1,
            HasLock = false,
        };
        Forbid();
    }

    /// <summary>What it is.</summary>
    public ConnectorTraits Traits { get; }

    private int Id => _gun.Plan.Connector;

    /// <summary>Begins to tell, with how the gun is now.</summary>
    public void Attach(Action<HardwareEvent> raise)
    {
        lock (_gate) _raise = raise;
        _gun.Happened += OnHappened;
        Look();
    }

    /// <summary>Tells no more.</summary>
    public void Detach() => _gun.Happened -= OnHappened;

    /// <summary>Tells what has changed; called every half second for what the gun does not announce.</summary>
    public void Look()
    {
        lock (_gate)
        {
            Hear();
            Tell(_gun.Status);
        }
    }

    /// <summary>A transaction begins: the gun may give energy.</summary>
    public void Permit()
    {
        _isEndOnItsWay = false;
        _gun.SetLimit(null, NoTransaction);
    }

    /// <summary>No transaction: the gun gives no energy, whatever procedure runs. A gun without an SECC is told by others who may charge there.</summary>
    public void Forbid()
    {
        _isEndOnItsWay = false;
        if (_gun.Plan.HasSecc) _gun.SetLimit(Limit.Watts(0, NoTransaction), NoTransaction);
    }

    /// <summary>What the profiles allow; null: everything.</summary>
    public void Bound(Limit? limit) => _gun.SetLimit(limit is { } l ? Limit.Of(l.Value, l.Unit, SourceOf(l)) : null, Profiles);

    /// <summary>Has the session ended, if one runs; false: it will.</summary>
    public bool End(StopReason reason)
    {
        lock (_gate)
        {
            // A vehicle that begins again by itself does not undo what a person has decided.
            _needsWord = reason is StopReason.Remote or StopReason.DeAuthorized or StopReason.Local;
        }

        // A session that has ended just now has said so, with its reason: that word is not in the charge point's ear yet.
        if (_gun.Status.SessionSince is null) return !_isEndOnItsWay;
        _gun.Stop($"central system ({reason})", hard: reason is StopReason.HardReset or StopReason.Reboot or StopReason.EmergencyStop);
        return false;
    }

    /// <summary>Puts the gun into service or out of it.</summary>
    public void SetAvailability(bool isOperative) => _gun.SetOutOfService(!isOperative, Inoperative);

    /// <summary>What the meter shows.</summary>
    public MeterReading Read()
    {
        long wh;
        lock (_gate)
        {
            Hear();
            wh = _register.Wh;
        }

        var (meter, status) = (_gun.Meter, _gun.Status);
        return new MeterReading(
            Math.Max(0, meter.CurrentA ?? 0), OfferedA(status), meter.VoltageV ?? 0, Math.Max(0, meter.PowerW ?? 0), wh, meter.SocPct);
    }

    /// <summary>How a profile's limit is called where limits are shown.</summary>
    public static string SourceOf(Limit limit) => $"ocpp {limit.Source}";

    private void OnHappened(GunHappening happening)
    {
        lock (_gate)
        {
            switch (happening)
            {
                case SessionBegan:
                    // A second session of the same vehicle is a second transaction.
                    if (_hadSession) _identified = null;
                    _hadSession = true;
                    break;
                case SessionOver over:
                    Hear();
                    if (over.Record.Reason == SessionEndReason.Stopped) _needsWord = true;
                    _isEndOnItsWay = _raise is not null;
                    _raise?.Invoke(new SessionEnded(Id, FaultNames.ReasonOf(over.Record, IsThere(_gun.Status) || !_wasThere)));
                    break;
                case GunChanged changed:
                    Tell(changed.Status);
                    break;
            }
        }
    }

    private void Hear()
    {
        var boardWh = _gun.Meter.EnergyWh;
        if (!_register.Hear(boardWh, _now())) _log.RegisterJumped(_gun.Plan.Id, boardWh!.Value, _register.Wh);
    }

    private void Tell(GunStatus status)
    {
        var now = Now(status);
        var (before, raise) = (_told, _raise);
        if (raise is null) return;
        _told = now;
        if (now.IsUsable != before.IsUsable) raise(new UsableChanged(Id, now.IsUsable));
        if (now.Fault != before.Fault)
        {
            raise(now.Fault is { } fault
                ? new FaultChanged(Id, FaultNames.Nearest(fault.Code), fault.Text, fault.Code.ToString())
                : new FaultChanged(Id, ChargePointErrorCode.NoError));
        }

        if (now.Draws != before.Draws) raise(new VehicleDraws(Id, now.Draws));
        if (now.IsHeld != before.IsHeld) raise(new SupplyHeld(Id, now.IsHeld));
        if (now.IsPlugged != before.IsPlugged) raise(new CableChanged(Id, now.IsPlugged));
        _wasThere |= IsThere(status);
        if (!now.IsPlugged) (_identified, _needsWord, _hadSession, _wasThere) = (null, false, false, false);
        else Identify(status, raise);
    }

    private Told Now(GunStatus status)
    {
        var hasSession = status.SessionSince is not null;
        var isOut = status.Fault is { Code: FaultCode.OutOfService } || (!status.IsOperative && status.Phase is not (SessionPhase.Transition or SessionPhase.Fault));
        var isCharging = status.Phase == SessionPhase.Charge;
        var wants = isCharging && status.TargetCurrentA != 0 && status.TargetVoltageV > 0;
        return new Told
        {
            IsPlugged = hasSession || IsThere(status),
            IsUsable = !isOut && !_gone.Is(_gun.Plan.HasSecc && !status.SeccConnected && !hasSession, _now()),
            Fault = status.Fault is { Code: FaultCode.OutOfService } ? null : status.Fault,
            // On its way through cable check and pre-charge it is about to draw.
            Draws = wants || (hasSession && status.Phase is SessionPhase.Connected or SessionPhase.CableCheck or SessionPhase.PreCharge),
            IsHeld = _held.Is(wants && status.Binding.Value < 1, _now()),
        };
    }

    private void Identify(GunStatus status, Action<HardwareEvent> raise)
    {
        if (_needsWord) return;
        var tag = status.VehicleId is { } vehicle ? VehicleTag.Of(vehicle) : null;
        // Who has not said who it is by the time of the cable check will not do so any more.
        if (tag is null && _admission.IsFree && status.Phase is SessionPhase.CableCheck or SessionPhase.PreCharge or SessionPhase.Charge) tag = _identified ?? _admission.FreeTag;
        if (tag is null || tag == _identified) return;
        _identified = tag;
        raise(new VehicleIdentified(Id, tag, _admission.IsFree));
    }

    private double OfferedA(GunStatus status)
    {
        if (status.Phase != SessionPhase.Charge || !(status.TargetVoltageV > 0) || !status.Grant.IsUsable) return 0;
        var volts = status.MeasuredVoltageV > 0 ? status.MeasuredVoltageV : status.TargetVoltageV;
        var boundA = status.Binding.To(LimitUnit.Ampere, volts, 1).Value;
        // Where the vehicle's own request binds, more is offered than it takes.
        return boundA < Math.Abs(status.TargetCurrentA) - 0.5 ? boundA : Math.Min(Traits.MaxCurrentA, Math.Min(status.Grant.MaxA, status.Grant.MaxW / volts));
    }

    private static bool IsThere(GunStatus status) => status.EvConnection is EvConnectionState.Connected or EvConnectionState.EnergyTransferAllowed or EvConnectionState.Error;

    /// <summary>What the charge point has been told.</summary>
    private sealed record Told
    {
        public bool IsPlugged { get; init; }

        public bool IsUsable { get; init; } = true;

        public SessionFault? Fault { get; init; }

        public bool Draws { get; init; } = true;

        public bool IsHeld { get; init; }
    }
}
