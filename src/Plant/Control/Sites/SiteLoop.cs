using Busbar.Core.Power;
using Busbar.Core.Power.Switching;
using Busbar.Core.Safety;
using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Boards;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control.Guns;
using Busbar.Plant.Modules;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Control.Sites;

/// <summary>What a site's loop works on.</summary>
internal sealed record SiteParts(
    SitePlan Plan, SwitchGraph Graph, IContactors Contactors, IReadOnlyList<IPowerModuleDriver> Modules, IReadOnlyList<IModuleBus> Buses,
    IReadOnlyList<IGunBoard> GunBoards, JournalFile? Journal, SiteEvents Events);

/// <summary>The loop of the whole site: it divides power among guns, and moves modules by the sequencer's rules. Guns' loops never wait for it.</summary>
internal sealed class SiteLoop : ControlLoop<SiteMail>, ISiteDesk
{
    // Readings of meters are taken together: the sequencer looks at the whole site for each.
    private static readonly TimeSpan ReadingsEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AllocateEvery = TimeSpan.FromMilliseconds(200);

    private readonly SiteParts _parts;
    private readonly Sequencer _sequencer;
    private readonly SequencerState _state;
    private readonly SiteAllocator _allocator;
    private readonly IslandHolds _holds;
    private readonly GunDemanded[] _demands;
    private readonly int[] _gunHeard;
    private readonly int[] _moduleHeard;
    private readonly long[] _gunReadAt;
    private readonly long[] _moduleReadAt;

    // When something was last done to a module or a contactor at it: what was asked for before says nothing of how it is now.
    private readonly long[] _moduleTouchedAt;
    private readonly bool[] _gunStops;
    private readonly bool[] _isHeld;
    private readonly bool[] _isRefused;
    private readonly Allotted?[] _told;
    private readonly StopSwitch _stop = new();
    private readonly SiteLimits _limits;
    private readonly HashSet<int> _joined = [];
    private IReadOnlyList<GunLoop> _guns = [];
    private TimeSpan _readAt;
    private TimeSpan _allocateAt;
    private bool _isNews = true;
    private bool _hasStarted;
    private int[] _target;
    private double[] _capW = [];

    public SiteLoop(SiteParts parts, SequencerSettings settings, TimeProvider time, ILogger log)
        : base(parts.Plan.Id, time, log, SiteAlarm.Instance)
    {
        _parts = parts;
        _sequencer = new Sequencer(parts.Graph, settings);
        _state = _sequencer.Recover(parts.Journal?.Read(), Now);
        _allocator = new SiteAllocator(parts.Plan, parts.Graph);
        _holds = new IslandHolds(parts.Graph);
        _limits = new SiteLimits(parts.Plan.LimitW);
        _demands = [.. Enumerable.Range(0, parts.Graph.Guns).Select(g => new GunDemanded(g, DemandSet.Nothing, Limit.Watts(0, "no demand")))];
        _gunHeard = new int[parts.Graph.Guns];
        _moduleHeard = new int[parts.Graph.Modules];
        _gunReadAt = new long[parts.Graph.Guns];
        _moduleReadAt = new long[parts.Graph.Modules];
        _moduleTouchedAt = new long[parts.Graph.Modules];
        _gunStops = new bool[parts.Graph.Guns];
        _isHeld = new bool[parts.Graph.Guns];
        _isRefused = new bool[parts.Graph.Contactors.Count];
        _told = new Allotted?[parts.Graph.Guns];
        _target = [.. _state.TargetGun];
        parts.Contactors.Changed += OnContactors;
        for (var m = 0; m < parts.Modules.Count; m++)
        {
            var module = m;
            parts.Modules[m].Changed += _ => Volatile.Write(ref _moduleHeard[module], 1);
        }
    }

    /// <summary>Who makes the picture of the site; called on the loop after each turn.</summary>
    public Action<SiteLoop>? Turned { get; set; }

    public SequencerState State => _state;

    public StopSwitch StopSwitch => _stop;

    public SiteLimits Limits => _limits;

    public string Policy => _allocator.Policy;

    public ReadOnlySpan<GunDemanded> Demands => _demands;

    /// <summary>What each gun was given last.</summary>
    public double[] GivenW { get; private set; } = [];

    /// <summary>The guns' loops, in the order of the plan. Before the start.</summary>
    public void Join(IReadOnlyList<GunLoop> guns) => _guns = guns;

    public void Demanded(int gun, Demand demand, Limit bound) => Post(new GunDemanded(gun, demand, bound));

    public double CapW(int module) => Volatile.Read(ref _capW) is { Length: > 0 } caps ? caps[module] : double.PositiveInfinity;

    public void Released(int module) => Post(new ModuleBack(module));

    public void Measured(int gun, GunBoardView view)
    {
        Volatile.Write(ref _gunHeard[gun], 1);
        if (view.EmergencyStop != Volatile.Read(ref _gunStops[gun]))
        {
            Volatile.Write(ref _gunStops[gun], view.EmergencyStop);
            Post(new StopInput($"emergency stop at {_parts.Plan.Guns[gun].Id}", view.EmergencyStop));
        }
    }

    public void Happened(int gun, GunHappening happening)
    {
        var id = _parts.Plan.Guns[gun].Id;
        switch (happening)
        {
            case GunNotice { Notice: var notice }: _parts.Events.Add(notice.Severity, id, notice.Text); break;
            case SessionBegan: _parts.Events.Add(NoticeSeverity.Info, id, "A session has begun."); break;
            case SessionOver { Record: var record }:
                _parts.Events.Add(NoticeSeverity.Info, id, string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"The session is over after {(record.EndedAt - record.StartedAt).TotalSeconds:0} s with {record.EnergyWh / 1000:0.00} kWh: {record.Reason}, {record.By}."));
                break;
        }
    }

    protected override void Take(SiteMail mail)
    {
        switch (mail)
        {
            case GunDemanded demanded:
                _demands[demanded.Gun] = demanded;
                _isNews = true;
                break;
            case ModuleBack back: Step(new ModuleReleased(back.Module)); break;
            case ContactorHeard heard: Hear(heard.Contactor, heard.Closed); break;
            case StopInput input: Stop(() => _stop.Button(input.Source, input.Active), input.Source); break;
            case StopPressed pressed: Stop(() => _stop.Press(pressed.By), pressed.By); break;
            case StopReleased released: Stop(_stop.Release, released.By); break;
            case SiteLimitSet set:
                _limits.Set(set.Source, set.LimitW);
                _isNews = true;
                break;
            case PolicySet set:
                _allocator.Policy = set.Policy;
                _isNews = true;
                break;
            case ContactorCleared cleared: Clear(cleared); break;
            default: throw new InvalidOperationException($"The site cannot read {mail.GetType().Name}.");
        }
    }

    protected override TimeSpan Settle()
    {
        var now = Now;
        if (!_hasStarted)
        {
            _hasStarted = true;
            for (var k = 0; k < _parts.Contactors.Count; k++)
                if (_parts.Contactors[k].Closed is { } closed) Hear(k, closed);
        }

        if (now >= _readAt)
        {
            _readAt = now + ReadingsEvery;
            Read(now);
        }

        if (_isNews && now >= _allocateAt && !_stop.IsActive)
        {
            (_isNews, _allocateAt) = (false, now + AllocateEvery);
            Allocate(now);
        }

        if (_state.NextDeadline is { } due && due <= Now) Step(SequencerEvent.Tick);
        Turned?.Invoke(this);
        return ReadingsEvery;
    }

    protected override TimeSpan OnFailure(Exception e)
    {
        foreach (var bus in _parts.Buses) bus.EmergencyOff();
        _parts.Events.Add(NoticeSeverity.Fault, _parts.Plan.Id, $"The site's loop failed and every module is switched off: {e.Message}");
        return ReadingsEvery;
    }

    private void OnContactors(ContactorEvent e)
    {
        switch (e)
        {
            case ContactorChanged changed: Post(new ContactorHeard(changed.Contactor, changed.View.Closed)); break;
            case ContactorBoardEmergencyStop stop: Post(new StopInput($"emergency stop at board {stop.Board}", stop.IsActive)); break;
            case ContactorBoardLost lost: _parts.Events.Add(NoticeSeverity.Warning, lost.Board, "The contactor board is not heard."); break;
            case ContactorBoardReturned back:
                _parts.Events.Add(NoticeSeverity.Info, back.Board, back.HasForgotten ? "The contactor board is heard; it has opened its contactors." : "The contactor board is heard.");
                break;
        }
    }

    private void Hear(int contactor, bool? closed)
    {
        TouchContactor(contactor);
        if (closed is { } seen)
        {
            _isRefused[contactor] = false;
            Step(new ContactorSeen(contactor, seen));
        }
        else Step(new ContactorLost(contactor));
    }

    private void Stop(Action change, string who)
    {
        var was = _stop.IsActive;
        change();
        if (_stop.IsActive == was) return;
        if (_stop.IsActive)
        {
            // Ahead of every loop and every queue.
            foreach (var bus in _parts.Buses) bus.EmergencyOff();
        }

        for (var g = 0; g < _guns.Count; g++) _guns[g].Post(new SiteStop(_stop.IsActive || _joined.Contains(g)));
        Step(new EmergencyStopChanged(_stop.IsActive));
        _isNews = true;
        _parts.Events.Add(_stop.IsActive ? NoticeSeverity.Fault : NoticeSeverity.Info, _parts.Plan.Id, _stop.IsActive ? $"Emergency stop: {who}." : $"Emergency stop released: {who}.");
    }

    private void Clear(ContactorCleared cleared)
    {
        _parts.Events.Add(NoticeSeverity.Info, _parts.Plan.Contactors[cleared.Contactor].Id, $"Cleared by {cleared.By}; it is opened and verified.");
        _joined.Clear();
        foreach (var gun in _guns) gun.Post(new SiteStop(_stop.IsActive));
        Step(new ContactorRepaired(cleared.Contactor));
        _isNews = true;
    }

    private void Read(TimeSpan now)
    {
        for (var m = 0; m < _moduleHeard.Length; m++)
        {
            var view = _parts.Modules[m].View;
            _isNews |= _allocator.Take(m, view, now);
            if (Interlocked.Exchange(ref _moduleHeard[m], 0) == 0) continue;
            if (!view.IsOnline) Step(new ModuleLost(m));
            else if (view is { IsOn: { } isOn, VoltageV: { } volts, CurrentA: { } amps } && view.MeasuredAt > _moduleTouchedAt[m] && IsNewer(ref _moduleReadAt[m], view.MeasuredAt)) Step(new ModuleMeasured(m, isOn, volts, amps));
            if (_state.Modules[m].Holder is var holder and >= 0) _guns[holder].Post(ModuleHeard.Instance);
        }

        for (var g = 0; g < _gunHeard.Length; g++)
        {
            if (Interlocked.Exchange(ref _gunHeard[g], 0) == 0) continue;
            if (_parts.GunBoards[g].View is { VoltageV: { } volts, CurrentA: { } amps } view && IsNewer(ref _gunReadAt[g], view.MeasuredAt)) Step(new IslandMeasured(g, volts, amps));
        }

        // A contactor whose board took no command is looked at again; what the board says then is news to the sequencer.
        for (var k = 0; k < _isRefused.Length; k++)
            if (_isRefused[k] && _parts.Contactors[k].Closed is { } closed) Hear(k, closed);
    }

    // The sequencer tells by two readings whether a voltage is steady: the same one again is no second one.
    private static bool IsNewer(ref long last, long at)
    {
        if (at == last) return false;
        last = at;
        return true;
    }

    private void Allocate(TimeSpan now)
    {
        var shares = _allocator.Solve(_demands, [.. _state.Contactors.Select(c => c.Failure)], [.. _state.TargetClosed], _limits.Lowest, now);
        GivenW = shares.PowerW;
        Volatile.Write(ref _capW, _parts.Plan.Feeders.Count > 0 ? shares.CapW : []);
        Tell(shares, isLess: true);
        if (!_target.SequenceEqual(shares.Target.ModuleGun) || !_state.TargetClosed.SequenceEqual(shares.Target.Closed))
        {
            _target = [.. shares.Target.ModuleGun];
            Step(shares.Target);
        }

        Tell(shares, isLess: false);
    }

    /// <summary>Those that get less hear it first, so that the sum does not pass the site's limit on the way.</summary>
    private void Tell(SiteShares shares, bool isLess)
    {
        for (var g = 0; g < _guns.Count; g++)
        {
            var now = new Allotted(shares.AllottedW[g], shares.Binding[g]);
            var before = _told[g];
            if ((now.PowerW < (before?.PowerW ?? 0)) != isLess || now == before) continue;
            _told[g] = now;
            _guns[g].Post(now);
        }
    }

    private void Step(SequencerEvent e)
    {
        var effects = _sequencer.Step(_state, e, Now);
        if (effects.Count == 0 && !_isHeld.AsSpan().Contains(true)) return;
        _holds.Look(_state.Contactors);
        // Held before a contactor is told to move; let go only when all has been said.
        for (var g = 0; g < _guns.Count; g++)
            if (_holds.Held[g] && !_isHeld[g]) _guns[g].Hold(_isHeld[g] = true);
        foreach (var effect in effects) Do(effect);
        for (var g = 0; g < _guns.Count; g++)
            if (!_holds.Held[g] && _isHeld[g]) _guns[g].Hold(_isHeld[g] = false);
    }

    private void Do(SequencerEffect effect)
    {
        switch (effect)
        {
            case ReleaseModule release: _guns[release.Gun].Post(new ModuleWanted(release.Module)); break;
            case GiveModule give: _guns[give.Gun].Post(new ModuleGiven(give.Module)); break;
            case SetModule set: Set(set); break;
            case OpenContactor open: Open(open); break;
            case CloseContactor close: Close(close.Contactor); break;
            case Core.Power.Switching.ContactorFault fault:
                _isNews = true;
                _parts.Events.Add(NoticeSeverity.Fault, _parts.Plan.Contactors[fault.Contactor].Id, fault.Failure == ContactorFailure.Welded
                    ? "Does not open: welded. It counts as closed until it is repaired and cleared."
                    : "Does not close. It is not used until it is repaired and cleared.");
                break;
            case ModuleFault fault: _parts.Events.Add(NoticeSeverity.Warning, _parts.Plan.Modules[fault.Module].Id, Words(fault.Why)); break;
            case GunsJoined joined: Joined(joined); break;
            case TargetRefused refused: throw new InvalidOperationException($"The sequencer refused a target: {refused.Why}");
            case JournalChanged: _parts.Journal?.Write(_state.Journal); break;
            // Ranges are the drivers' business here: nobody asks the sequencer for a change.
            case Settled or ChangeRange: break;
            default: throw new InvalidOperationException($"The site cannot do {effect.GetType().Name}.");
        }
    }

    private void TouchContactor(int contactor)
    {
        var (from, to) = _parts.Graph.Contactors[contactor];
        for (var m = 0; m < _moduleTouchedAt.Length; m++)
        {
            // In a matrix other modules of the island have a gun, and that gun's meter, between them and this contactor.
            if (m == from || m == to || (!_parts.Graph.IsMatrix && (_holds.AreJoined(m, from) || _holds.AreJoined(m, to)))) _moduleTouchedAt[m] = Time.GetTimestamp();
        }
    }

    private void Set(SetModule set)
    {
        _moduleTouchedAt[set.Module] = Time.GetTimestamp();
        var module = _parts.Modules[set.Module];
        var setpoint = SafeSetpoint.Off;
        if (set.On)
        {
            var context = new SafetyContext { Modules = module.Config.Envelope, EmergencyStop = _stop.IsActive, TestMaxA = Math.Max(0, set.CurrentA) };
            setpoint = Core.Safety.Safety.Clamp(new WantedSetpoint(set.VoltageV, set.CurrentA, On: true, DrivePhase.Equalise), context);
        }

        module.Set(setpoint);
    }

    private void Open(OpenContactor open)
    {
        TouchContactor(open.Contactor);
        _parts.Contactors.Open(open.Contactor);
        if (open.Reason == OpenReason.LastResort)
            _parts.Events.Add(NoticeSeverity.Fault, _parts.Plan.Contactors[open.Contactor].Id, "Opened under current, because its modules did not go off in the emergency stop. It needs an inspection.");
    }

    private void Close(int contactor)
    {
        TouchContactor(contactor);
        if (_parts.Contactors.Close(contactor)) return;
        // Its board does not take commands now: not a fault of the contactor.
        _isRefused[contactor] = true;
        Post(new ContactorHeard(contactor, null));
    }

    private void Joined(GunsJoined joined)
    {
        foreach (var gun in (ReadOnlySpan<int>)[joined.First, joined.Second])
        {
            _joined.Add(gun);
            _guns[gun].Post(new SiteStop(true));
        }

        var (first, second) = (_parts.Plan.Guns[joined.First].Id, _parts.Plan.Guns[joined.Second].Id);
        _parts.Events.Add(NoticeSeverity.Fault, _parts.Plan.Id, $"A contactor that closed without command joins {first} and {second}; both are stopped until it is repaired and cleared.");
    }

    private static string Words(ModuleTrouble why) => why switch
    {
        ModuleTrouble.NotReleased => "Its gun did not give it back in time; the site took it.",
        ModuleTrouble.NotOff => "Does not go off in time; nothing around it is opened until it does.",
        ModuleTrouble.RangeNotChanged => "Does not change its range; it goes on in the old one.",
        _ => "Does not come to the voltage of the gun that it is to join.",
    };
}
