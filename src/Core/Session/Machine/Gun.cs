using Busbar.Core.Safety;
using Busbar.Core.Units;

namespace Busbar.Core.Session.Machine;

/// <summary>What the phases of one gun share: facts, contactor, faults, and the verbs by which they act.</summary>
internal sealed class Gun
{
    // Demands that differ by less are the same: a meter's noise is no news to the site.
    private const double DemandStepW = 50;

    private readonly List<GunEffect> _effects = [];
    private readonly List<SessionFault> _faults = [];
    private bool _hasBegun;
    private Drive? _driven;
    private Demand _demand = new(0, 0, 0, Running: false);

    public Gun(GunSettings settings)
    {
        Settings = settings;
        Output = new OutputContactor(this);
        Phase = new Phases.StandbyPhase(this);
        Stop = new StopWish(this);
    }

    public GunSettings Settings { get; }

    public GunFacts Facts { get; } = new();

    public OutputContactor Output { get; }

    public EnergyMeter Energy { get; } = new();

    public StopWish Stop { get; }

    public TimeSpan Now { get; private set; }

    public TimeSpan StartedAt { get; private set; }

    public Phase Phase { get; private set; }

    public TimeSpan PhaseSince { get; private set; }

    public WindDown? WindDown { get; private set; }

    public IsolationStatus Isolation { get; set; }

    public TargetRequested? Target { get; set; }

    public Limit Binding { get; set; }

    public TimeSpan? SessionSince { get; private set; }

    /// <summary>A reset, or a new SECC, that takes effect when the output is safe (A11).</summary>
    public bool ResetPending { get; set; }

    public IReadOnlyList<SessionFault> Faults => _faults;

    public Drive Driven => _driven ?? new Drive(0, 0, false, DrivePhase.Off);

    public Demand Demanded => _demand;

    /// <summary>Highest voltage that vehicle and gun agree on, V.</summary>
    public double NegotiatedV => Math.Min(Settings.MaxVoltageV, Facts.VehicleMaxV ?? Settings.MaxVoltageV);

    /// <summary>The isolation allows a vehicle to be connected to modules.</summary>
    public bool IsIsolated => Isolation is IsolationStatus.Valid or IsolationStatus.Warning;

    public bool IsProcedure => Phase.Id is not (SessionPhase.Standby or SessionPhase.Transition or SessionPhase.Fault);

    public void Begin(TimeSpan now)
    {
        if (!_hasBegun) (_hasBegun, Now, StartedAt, PhaseSince) = (true, now, now, now);
        if (now > Now) Now = now;
        _effects.Clear();
    }

    public IReadOnlyList<GunEffect> Effects() => _effects.ToArray();

    public void Emit(GunEffect effect) => _effects.Add(effect);

    public void Answer(GunRequest request) => Emit(new Answer(request.Ticket));

    public void Refuse(GunRequest request, RefusalCode code, string text) => Emit(new Refuse(request.Ticket, new Refusal(code, text)));

    public void Tell(NoticeSeverity severity, string code, string text) => Emit(new Notice(severity, code, text));

    /// <summary>The output was measured within this time.</summary>
    public bool IsFresh(TimeSpan maxAge) => Facts.MeasuredAt is { } at && Now - at < maxAge;

    public bool IsTouchSafe => IsFresh(Settings.MeasurementMaxAgeIdle) && Math.Abs(Facts.VoltageV) < Settings.TouchSafeV;

    public bool Has(FaultCode code) => _faults.Exists(f => f.Code == code);

    /// <summary>Goes to another phase, which the table must allow.</summary>
    public void Go(Phase next)
    {
        if (!SessionTransitions.Allows(Phase.Id, next.Id)) throw new InvalidOperationException($"{Phase.Id} cannot be followed by {next.Id}.");
        Phase.Leave();
        Phase = next;
        PhaseSince = Now;
        next.Enter();
    }

    public void Drive(double voltageV, double currentA, DrivePhase phase)
    {
        var drive = new Drive(voltageV, currentA, On: true, phase);
        if (drive == _driven) return;
        _driven = drive;
        Emit(drive);
    }

    public void DriveOff()
    {
        if (_driven is { On: false }) return;
        _driven = new Drive(0, 0, On: false, DrivePhase.Off);
        Emit(_driven);
    }

    public void Demand(double powerW, double voltageV, double currentA, bool running)
    {
        var isNews = running != _demand.Running || Math.Abs(powerW - _demand.PowerW) >= DemandStepW || Math.Abs(voltageV - _demand.VoltageV) >= 1
            || (powerW == 0) != (_demand.PowerW == 0);
        if (!isNews) return;
        _demand = new Demand(powerW, voltageV, currentA, running);
        Emit(_demand);
    }

    public void StartSession()
    {
        SessionSince = Now;
        Isolation = IsolationStatus.Invalid;
        Facts.ForgetSession();
        Energy.Restart();
        Emit(new SessionStarted());
    }

    /// <summary>The output is open: the session is over.</summary>
    public void EndSession(SessionEndReason reason, string by)
    {
        Energy.Pause();
        if (SessionSince is not { } since) return;
        SessionSince = null;
        var fault = _faults.Count > 0 ? _faults[0] : null;
        Emit(new SessionEnded(new SessionRecord(since, Now, fault is null ? reason : SessionEndReason.Fault, fault?.Text ?? by, fault, Energy.IntoWh, Energy.BackWh)));
    }

    /// <summary>Ends what runs, on the way to standby.</summary>
    public void End(SessionEndReason reason, string by, bool isEmergency = false)
    {
        WindDown = new WindDown(this, reason, by, isEmergency);
        Go(new Phases.TransitionPhase(this));
    }

    public void Fail(FaultCode code, string text)
    {
        if (Has(code)) return;
        var fault = new SessionFault(code, text, Now);
        _faults.Add(fault);
        Tell(NoticeSeverity.Fault, code.ToString(), text);
        if (Phase.Id is SessionPhase.Transition or SessionPhase.Fault)
        {
            if (fault.IsEmergency) WindDown!.Escalate();
            if (Phase.Id == SessionPhase.Transition) Go(new Phases.FaultPhase(this));
            return;
        }

        WindDown = new WindDown(this, SessionEndReason.Fault, text, fault.IsEmergency);
        Go(new Phases.FaultPhase(this));
    }

    public void Clear(Predicate<SessionFault> which)
    {
        foreach (var fault in _faults.FindAll(which))
        {
            _faults.Remove(fault);
            Tell(NoticeSeverity.Info, fault.Code.ToString(), $"Over: {fault.Text}");
        }
    }
}
