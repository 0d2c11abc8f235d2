using Busbar.Core.Safety;
using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Boards;
using Busbar.Plant.Configuration;
using Busbar.Plant.Modules;
using Busbar.Plant.Pep;
using Busbar.Wire.Can.Boards;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Control.Guns;

/// <summary>
/// One gun: mail goes through its session, and what the session wants done goes to board, modules, SECC and site. Everything that flows has passed
/// <see cref="Core.Safety.Safety.Clamp"/>, anew on every turn.
/// </summary>
internal sealed class GunLoop : ControlLoop<GunMail>, IGun
{
    // Facts grow old without mail: the clamp sees it at the latest after this.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(200);

    private readonly int _number;
    private readonly IGunBoard _board;
    private readonly ISiteDesk _site;
    private readonly GunSession _session;
    private readonly GunModules _modules;
    private readonly GunLimitTable _limits = new();
    private readonly GunAllotment _allotment = new();
    private Drive _wanted = new(0, 0, false, DrivePhase.Off);
    private DemandSet? _outside;
    private byte? _isolationTest;
    private int _boardPending;
    private bool _siteStop;
    private bool _toldStop;
    private bool _wasOnline;
    private GunStatus _status;
    private GunStatus _announced;

    public GunLoop(
        int number, GunPlan plan, GunSettings settings, IGunBoard board, IReadOnlyList<IPowerModuleDriver> modules, ISiteDesk site, TimeProvider time, ILogger log)
        : base(plan.Id, time, log, GunAlarm.Instance)
    {
        (_number, Plan, _board, _site) = (number, plan, board, site);
        _session = new GunSession(settings);
        _modules = new GunModules(modules, site.CapW, time);
        _status = _announced = _session.Status;
        _board.Changed += OnBoard;
    }

    public event Action<GunHappening>? Happened;

    public GunPlan Plan { get; }

    public GunStatus Status => Volatile.Read(ref _status);

    /// <summary>The SECC's port; null: none speaks for this gun. Set before the loop starts.</summary>
    public PepGunPort? Port { get; set; }

    public GunMeter Meter
    {
        get
        {
            var view = _board.View;
            var measuredAt = view.VoltageV is null ? (DateTimeOffset?)null : Time.GetUtcNow() - Time.GetElapsedTime(view.MeasuredAt);
            return new GunMeter(view.VoltageV, view.CurrentA, view.EnergyOutWh, view.EnergyBackWh, Status.SocPct, view.TemperatureC, measuredAt);
        }
    }

    /// <summary>The output contactor, as the board tells.</summary>
    public ContactorView Output
    {
        get
        {
            var view = _board.View;
            return new ContactorView(view.OutputCommanded, view.OutputClosed, view.OutputFault, view.Wear?.Cycles);
        }
    }

    /// <summary>Numbers of the modules in the gun's hands; a new list after each change.</summary>
    public IReadOnlyList<int> HeldModules { get; private set; } = [];

    public void SetLimit(Limit? limit, string source) => Post(new LimitSet(source, limit));

    public void Stop(string by, bool hard = false) => Post(new Told(new StopRequested(by, hard)));

    public void SetOutOfService(bool active, string why) => Post(new Told(new OutOfService(active, why)));

    public void Acknowledge(string by) => Post(new Told(new FaultAcknowledged(by)));

    public void Demand(double? powerW, double? voltageV = null) => Post(new DemandSet(powerW, voltageV));

    /// <summary>See <see cref="GunModules.Hold"/>.</summary>
    public void Hold(bool moves)
    {
        _modules.Hold(moves);
        if (!moves) Post(new IslandHeld(false));
    }

    /// <summary>The limit of an operator, W; null: none.</summary>
    public double? OperatorLimitW { get; private set; }

    /// <summary>When that moment of the session's clock was, by the site's.</summary>
    public DateTimeOffset At(TimeSpan moment) => Time.GetUtcNow() - (Now - moment);

    protected override void Take(GunMail mail)
    {
        switch (mail)
        {
            case Told told: Step(told.Event); break;
            case BoardHeard: HearBoard(); break;
            case IsolationHeard heard: HearIsolation(heard.Isolation); break;
            case ModuleGiven given: _modules.Give(given.Module); break;
            case ModuleWanted wanted:
                _modules.Release(wanted.Module);
                _site.Released(wanted.Module);
                break;
            case Allotted allotted: _allotment.Take(allotted); break;
            case LimitSet set:
                if (!_limits.Set(set)) break;
                if (set.Source == LimitSources.Operator) OperatorLimitW = set.Limit is { Unit: LimitUnit.Watt } limit ? limit.Value : null;
                Step(new LimitsChanged(_limits.All));
                TellDemand();
                break;
            case DemandSet set:
                _outside = set;
                TellDemand();
                break;
            case SiteStop stop: _siteStop = stop.Active; break;
            case ModuleHeard or IslandHeld or GunAlarm: break;
            default: throw new InvalidOperationException($"Gun {Plan.Id} cannot read {mail.GetType().Name}.");
        }
    }

    protected override TimeSpan Settle()
    {
        TellStop();
        TellGrant();
        if (_session.NextDeadline is { } due && due <= Now) Step(Tick.Instance);
        Apply();
        Announce();
        var next = (_session.NextDeadline ?? TimeSpan.MaxValue) - Now;
        return next < LongestSleep ? next : LongestSleep;
    }

    protected override TimeSpan OnFailure(Exception e)
    {
        _modules.AllOff();
        _board.SwitchOutput(false);
        SetOutOfService(active: true, $"The gun's loop failed: {e.Message}");
        return LongestSleep;
    }

    private void OnBoard(GunBoardEvent e)
    {
        if (e is GunBoardIsolation isolation) Post(new IsolationHeard(isolation.Isolation));
        else if (Interlocked.Exchange(ref _boardPending, 1) == 0 && !Post(BoardHeard.Instance)) Volatile.Write(ref _boardPending, 0);
    }

    private void HearBoard()
    {
        Volatile.Write(ref _boardPending, 0);
        var view = _board.View;
        if (view.IsOnline != _wasOnline)
        {
            _wasOnline = view.IsOnline;
            Step(new OutOfService(!view.IsOnline, "The gun's board is not heard."));
        }

        if (!view.IsOnline) return;
        _site.Measured(_number, view);
        // A contactor, a permission or a pilot that changed counts even where nothing was measured: NaN is no measurement.
        Step(new GunMeasured(view.VoltageV ?? double.NaN, view.CurrentA ?? double.NaN, view.TemperatureC, view.OutputClosed, view.Permits, _modules.Voltages()));
    }

    private void HearIsolation(GunIsolation isolation)
    {
        if (_isolationTest != isolation.Test) return;
        var status = isolation.State switch
        {
            IsolationState.Valid => IsolationStatus.Valid,
            IsolationState.Warning => IsolationStatus.Warning,
            IsolationState.Fault => IsolationStatus.Fault,
            _ => IsolationStatus.Invalid,
        };
        var selfTest = isolation.SelfTest switch
        {
            Wire.Can.Boards.IsolationSelfTest.Running => Core.Session.IsolationSelfTest.Running,
            Wire.Can.Boards.IsolationSelfTest.Passed => Core.Session.IsolationSelfTest.Passed,
            Wire.Can.Boards.IsolationSelfTest.Failed => Core.Session.IsolationSelfTest.Failed,
            _ => Core.Session.IsolationSelfTest.NotRun,
        };
        Step(new IsolationMeasured(status, isolation.ResistanceKOhm is { } kOhm ? kOhm * 1000.0 : double.NaN, selfTest));
    }

    private void TellStop()
    {
        // The gun's own button works without the site's loop.
        var stop = _siteStop || _board.View.EmergencyStop;
        if (stop == _toldStop) return;
        _toldStop = stop;
        Step(new EmergencyStop(stop));
    }

    private void TellGrant()
    {
        if (!HeldModules.SequenceEqual(_modules.Held)) HeldModules = [.. _modules.Held];
        if (_allotment.Grant(_modules.Usable()) is { } grant) Step(new Granted(grant));
    }

    private void Step(GunEvent e)
    {
        foreach (var effect in _session.Step(e, Now)) Do(effect);
    }

    private void Do(GunEffect effect)
    {
        switch (effect)
        {
            case Answer answer: Port?.Answer(answer.Ticket); break;
            case Refuse refuse: Port?.Refuse(refuse.Ticket, PepToSession.Category(refuse.Refusal.Category), refuse.Refusal.Text); break;
            case Drive drive:
                _wanted = drive;
                // An order to go off does not wait for the end of the turn.
                if (!drive.On) Apply();
                break;
            case SwitchOutput output: _board.SwitchOutput(output.Close); break;
            case RunIsolationTest test: _isolationTest = _board.StartIsolationTest(Math.Clamp(test.VoltageV, 0, 1500)); break;
            case StopIsolationTest:
                _isolationTest = null;
                _board.StopIsolationTest();
                break;
            case Demand demand:
                if (Plan.HasSecc) _site.Demanded(_number, demand, Limit.Watts(demand.PowerW, "demand of the gun"));
                break;
            case AskStopCharging: _ = Port?.StopChargingAsync(); break;
            case Notice notice: Tell(new GunNotice(notice)); break;
            case SessionStarted: Tell(new SessionBegan()); break;
            case SessionEnded ended: Tell(new SessionOver(ended.Record)); break;
            default: throw new InvalidOperationException($"Gun {Plan.Id} cannot do {effect.GetType().Name}.");
        }
    }

    /// <summary>A gun without an SECC has no session that bounds its demand.</summary>
    private void TellDemand()
    {
        if (Plan.HasSecc || _outside is not { } outside) return;
        var demand = outside.PowerW is { } w ? new Demand(w, outside.VoltageV ?? DemandSet.UnknownVehicleV, 0, Running: true) : DemandSet.Nothing;
        var bound = Limit.Min(Limit.Watts(demand.PowerW, "demand of the device"), Limit.Watts(Plan.MaxW, "gun"));
        foreach (var limit in _limits.All) bound = Limit.Min(bound, limit.To(LimitUnit.Watt, demand.VoltageV > 0 ? demand.VoltageV : DemandSet.UnknownVehicleV, 1));
        _site.Demanded(_number, demand, bound);
    }

    private void Apply() => _modules.Drive(new WantedSetpoint(_wanted.VoltageV, _wanted.CurrentA, _wanted.On, _wanted.Phase), _session.SafetyAt(Now));

    private void Announce()
    {
        var status = _session.Status;
        if (ReferenceEquals(status, _status)) return;
        Volatile.Write(ref _status, status);
        if (status.Phase == _announced.Phase && status.Fault == _announced.Fault && status.SeccConnected == _announced.SeccConnected
            && status.IsOperative == _announced.IsOperative && status.EvConnection == _announced.EvConnection && status.VehicleId == _announced.VehicleId) return;
        _announced = status;
        Tell(new GunChanged(status));
    }

    private void Tell(GunHappening happening)
    {
        _site.Happened(_number, happening);
        try
        {
            Happened?.Invoke(happening);
        }
        catch (Exception e)
        {
            // Who listens must not stop a gun.
            Log.ListenerFailed(e, Plan.Id);
        }
    }
}
