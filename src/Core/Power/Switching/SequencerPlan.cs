using static Busbar.Core.Power.Switching.Sequencer;

namespace Busbar.Core.Power.Switching;

/// <summary>The second half of a step: compares the present with the target and does whatever the rules allow now.</summary>
internal sealed partial class SequencerStep
{
    private readonly bool[] _quiet = new bool[islands.Graph.Modules];
    private readonly bool[] _off = new bool[islands.Graph.Modules];
    private readonly bool[] _opens = new bool[islands.Graph.Contactors.Count];
    private readonly bool[] _closes = new bool[islands.Graph.Contactors.Count];
    private int[] _mayRoot = [];
    private int[] _sureRoot = [];
    private int[] _guns = [];

    /// <summary>Confirms, then orders: modules first, then openings, then closings.</summary>
    public void Plan()
    {
        ConfirmContactors();
        ListContactors();
        MoveModules();
        OpenContactors();
        CloseContactors();
        ReportSettled();
        state.NextDeadline = _rules.Wake == SequencerState.Never ? null : _rules.Wake;
    }

    private void ConfirmContactors()
    {
        for (var k = 0; k < state.Contactors.Length; k++)
        {
            ref var contactor = ref state.Contactors[k];
            if (contactor.Phase == ContactorPhase.Closing)
            {
                if (contactor.Seen == true) Confirm(k, ContactorPhase.Closed);
                else if (_rules.Passed(contactor.ConfirmBy)) GiveUpClosing(k);
            }

            if (contactor.Phase != ContactorPhase.Opening) continue;
            if (contactor is { Seen: false, Settles: false }) Confirm(k, ContactorPhase.Open);
            else if (_rules.Passed(contactor.ConfirmBy))
            {
                if (contactor.Seen == false) Confirm(k, ContactorPhase.Open);
                else Fail(k, ContactorFailure.Welded, ContactorPhase.Closed);
            }
        }
    }

    private void Confirm(int k, ContactorPhase phase)
    {
        ref var contactor = ref state.Contactors[k];
        (contactor.Phase, contactor.Settles, contactor.JoinsLive) = (phase, false, false);
        Moved(k);
    }

    private void GiveUpClosing(int k)
    {
        Fail(k, ContactorFailure.StuckOpen, ContactorPhase.Unknown);
        Open(k, OpenReason.DidNotClose);
    }

    /// <summary>Which contactors have to move, and which modules must be off for that.</summary>
    private void ListContactors()
    {
        _mayRoot = islands.Partition(_rules.MayBeClosed);
        _sureRoot = islands.Partition(_rules.IsSurelyClosed);
        _guns = new int[islands.Nodes];
        for (var g = 0; g < _graph.Guns; g++) _guns[_mayRoot[_graph.Modules + g]]++;
        for (var k = 0; k < state.Contactors.Length; k++)
        {
            ref readonly var contactor = ref state.Contactors[k];
            _opens[k] = contactor.Seen is not null && contactor.Phase switch
            {
                ContactorPhase.Unknown => contactor.Failure != ContactorFailure.Welded,
                ContactorPhase.Closed => contactor.Failure == ContactorFailure.None && !state.TargetClosed[k],
                _ => false,
            };
            _closes[k] = contactor is { Phase: ContactorPhase.Open, Failure: ContactorFailure.None, Seen: false } && state.TargetClosed[k];
            if (_opens[k] || contactor.Phase is ContactorPhase.Opening or ContactorPhase.Unknown)
            {
                if (_guns[_mayRoot[_graph.Contactors[k].From]] <= 1) MakeQuiet(_rules.QuietForOpening(k), off: true);
            }
            else if ((_closes[k] || contactor.Phase == ContactorPhase.Closing) && _rules.JoinsAtMostOneGun(k, out var quiet)) MakeQuiet(quiet, off: false);
        }

        // Where guns may be joined, nobody feeds anybody.
        for (var m = 0; m < _quiet.Length; m++)
        {
            if (_guns[_mayRoot[m]] > 1) (_quiet[m], _off[m]) = (true, true);
        }
    }

    private void MakeQuiet(IEnumerable<int> modules, bool off)
    {
        foreach (var m in modules)
        {
            _quiet[m] = true;
            _off[m] |= off;
        }
    }

    private void MoveModules()
    {
        for (var m = 0; m < state.Modules.Length; m++)
        {
            ref var module = ref state.Modules[m];
            if (module is { Holder: < 0, Order: ModuleOrder.None }) Own(m);
            if (module.Holder >= 0) MoveHeld(m, ref module);
            else MoveOwn(m, ref module);
        }
    }

    private void MoveHeld(int m, ref ModuleState module)
    {
        if (module.ReleaseAsked)
        {
            if (!_rules.Passed(module.DoneBy)) return;
            _effects.Add(new ModuleFault(m, ModuleTrouble.NotReleased));
            Own(m);
            return;
        }

        var connected = IsConnected(m, module.Holder);
        if (connected && !_quiet[m] && state.TargetGun[m] == module.Holder && !module.RangeWanted) return;
        if (connected && (WouldPullApart(m) || StaysForNow(m, module))) return;
        (module.ReleaseAsked, module.DoneBy) = (true, In(settings.ReleaseDeadline));
        _effects.Add(new ReleaseModule(m, module.Holder));
    }

    /// <summary>The last module of a gun leaves when another one has taken over, or when waiting for that has become too long; for a mere range change it waits as long as it must.</summary>
    private bool StaysForNow(int m, in ModuleState module)
    {
        var (gun, others, coming) = (module.Holder, 0, false);
        for (var n = 0; n < state.Modules.Length; n++)
        {
            ref readonly var other = ref state.Modules[n];
            if (n == m) continue;
            if (other.Holder == gun && !other.ReleaseAsked) others++;
            coming |= other is { Holder: < 0, Answers: true, RangeWanted: false } && state.TargetGun[n] == gun;
        }

        if (others > 0) return false;
        var leaves = _quiet[m] || state.TargetGun[m] != gun;
        return leaves ? coming && !_rules.Passed(state.TakeOverUntil) : module.RangeWanted;
    }

    private void MoveOwn(int m, ref ModuleState module)
    {
        if (module.Order == ModuleOrder.Match && (!module.Answers || _off[m] || state.EmergencyStop || !(Joins(m) || IsConnected(m, state.TargetGun[m]))))
            Order(m, ModuleOrder.Off, 0);
        if (!module.Answers)
        {
            module.RangeRuns = false;
            return;
        }

        if (module.RangeRuns)
        {
            if (!_rules.Passed(module.DoneBy)) return;
            (module.RangeRuns, module.RangeWanted) = (false, false);
            module.DoneBy = SequencerState.Never;
            _effects.Add(new ModuleFault(m, ModuleTrouble.RangeNotChanged));
        }

        if (module is { Order: ModuleOrder.Off, IsOff: false } && _rules.Passed(module.DoneBy))
        {
            if (!module.Reported) _effects.Add(new ModuleFault(m, ModuleTrouble.NotOff));
            module.Reported = true;
            Order(m, ModuleOrder.Off, 0);
        }

        if (module is { RangeWanted: true, IsOff: true, RangeRuns: false } && !state.EmergencyStop)
        {
            (module.RangeRuns, module.DoneBy) = (true, In(settings.RangeDeadline));
            _effects.Add(new ChangeRange(m));
            return;
        }

        var gun = state.TargetGun[m];
        var ready = module.Order == ModuleOrder.Match || module.IsOff;
        if (gun < 0 || !ready || _quiet[m] || state.EmergencyStop || module.RangeWanted || !IsConnected(m, gun) || WouldPullApart(m)) return;
        (module.Holder, module.Order, module.IsOff, module.ReleaseAsked) = (gun, ModuleOrder.None, false, false);
        (module.DoneBy, module.Reported) = (SequencerState.Never, false);
        ForgetSteadiness(m);
        _effects.Add(new GiveModule(m, gun));
    }

    /// <summary>Service needs a module that answers and a path that surely conducts, to its own gun and to no other.</summary>
    private bool IsConnected(int m, int gun) =>
        gun >= 0 && state.Modules[m].Answers && _sureRoot[m] == _sureRoot[_graph.Modules + gun] && _guns[_mayRoot[m]] == 1;

    /// <summary>A contactor closes onto this module's island with voltage on both sides: starting to drive it now could pull them apart.</summary>
    private bool WouldPullApart(int m)
    {
        for (var k = 0; k < state.Contactors.Length; k++)
        {
            if (state.Contactors[k] is { Phase: ContactorPhase.Closing, JoinsLive: true } && _mayRoot[_graph.Contactors[k].From] == _mayRoot[m]) return true;
        }

        return false;
    }

    /// <summary>A contactor at this module is to close or is closing.</summary>
    private bool Joins(int m)
    {
        foreach (var (k, _) in islands.EdgesOf(m))
        {
            if (_closes[k] || state.Contactors[k].Phase == ContactorPhase.Closing) return true;
        }

        return false;
    }

    private void OpenContactors()
    {
        Dictionary<int, bool>? joined = null;
        for (var k = 0; k < state.Contactors.Length; k++)
        {
            ref readonly var contactor = ref state.Contactors[k];
            if (state.EmergencyStop && ForceOpen(k, contactor)) continue;
            if (!_opens[k] || !(state.EmergencyStop || _rules.Passed(contactor.DwellUntil)) || !HasFreeSlot(contactor.Seen)) continue;
            var root = _mayRoot[_graph.Contactors[k].From];
            if (_guns[root] > 1 ? !MayOpenJoined(root, joined ??= []) : !_rules.MayOpen(k)) continue;
            var reason = state.EmergencyStop ? OpenReason.EmergencyStop : contactor.Phase == ContactorPhase.Unknown ? OpenReason.MakeKnown : OpenReason.Target;
            Open(k, reason);
        }
    }

    /// <summary>After a restart everything may hang together: asked once for the whole.</summary>
    private bool MayOpenJoined(int root, Dictionary<int, bool> known)
    {
        if (known.TryGetValue(root, out var may)) return may;
        var modules = Enumerable.Range(0, _graph.Modules).Where(m => _mayRoot[m] == root);
        var guns = Enumerable.Range(0, _graph.Guns).Where(g => _mayRoot[_graph.Modules + g] == root);
        return known[root] = _rules.MayOpenAny(modules, guns);
    }

    private bool ForceOpen(int k, in ContactorState contactor)
    {
        if (contactor.Phase is ContactorPhase.Open or ContactorPhase.Opening || contactor is { Failure: ContactorFailure.Welded } or { Seen: null }) return false;
        if (!_rules.Passed(state.ForcedFrom)) return false;
        Open(k, _rules.MayOpen(k) ? OpenReason.EmergencyStop : OpenReason.LastResort);
        return true;
    }

    private void Open(int k, OpenReason reason)
    {
        ref var contactor = ref state.Contactors[k];
        contactor.Settles = contactor.Seen != true;
        Command(k, ContactorPhase.Opening, wears: contactor.Seen != false || reason == OpenReason.DidNotClose);
        _effects.Add(new OpenContactor(k, reason));
    }

    private void CloseContactors()
    {
        for (var k = 0; k < state.Contactors.Length; k++)
        {
            ref var contactor = ref state.Contactors[k];
            if (!_closes[k] || state.EmergencyStop || !_rules.Passed(contactor.DwellUntil) || !HasFreeSlot(true)) continue;
            if (_rules.MayClose(k, out var joinsLive, out var onlyVoltageMissing))
            {
                contactor.JoinsLive = joinsLive;
                Command(k, ContactorPhase.Closing, wears: true);
                _effects.Add(new CloseContactor(k));
            }
            else if (onlyVoltageMissing) Match(k);
        }
    }

    private void Command(int k, ContactorPhase phase, bool wears)
    {
        ref var contactor = ref state.Contactors[k];
        contactor.Phase = phase;
        contactor.ConfirmBy = In(settings.ContactorDeadline);
        contactor.DwellUntil = Later(now, settings.ContactorDwell);
        if (!wears) return;
        contactor.Operations++;
        if (_effects is not [.., JournalChanged]) _effects.Add(new JournalChanged());
    }

    /// <summary>Contactors that already show the commanded position do not load the supply of the coils.</summary>
    private bool HasFreeSlot(bool? seen)
    {
        if (seen == false) return true;
        var moving = 0;
        foreach (var contactor in state.Contactors)
        {
            if (contactor is { Moves: true, Settles: false }) moving++;
        }

        return moving < settings.MaxMovingContactors;
    }

    /// <summary>An off module that does not discharge by itself is brought to the voltage of the island that it is to join, with 0 A.</summary>
    private void Match(int k)
    {
        var (from, to) = _graph.Contactors[k];
        Match(from, to, k);
        Match(to, from, k);
    }

    private void Match(int node, int other, int k)
    {
        if (!islands.IsModule(node) || _off[node] || state.Modules[node] is not { Holder: < 0, Answers: true, RangeWanted: false } module) return;
        var targetV = _rules.VoltageV(other, k, islands.From(other, k, _rules.MayBeClosed));
        if (islands.From(node, k, _rules.MayBeClosed).Members.Exists(IsBesideMovement)) return;
        if (!double.IsNaN(targetV) && _rules.IsOnItsWayElsewhere(node, targetV)) Order(node, ModuleOrder.Off, 0);
        if (double.IsNaN(targetV) || !module.KnowsVoltage || !_rules.Passed(module.DischargesUntil)) return;
        if (state.Modules[node].Order == ModuleOrder.Off && module.VoltageV < targetV)
        {
            Order(node, ModuleOrder.Match, targetV);
        }
        else if (module.DoneBy == SequencerState.Never || _rules.Passed(module.DoneBy))
        {
            if (!module.Reported) _effects.Add(new ModuleFault(node, ModuleTrouble.NotMatched));
            state.Modules[node].Reported = true;
            Order(node, ModuleOrder.Off, 0);
        }
    }

    private bool IsBesideMovement(int node)
    {
        foreach (var (k, _) in islands.EdgesOf(node))
        {
            if (state.Contactors[k].Moves) return true;
        }

        return false;
    }

    private void ReportSettled()
    {
        var settled = IsAtTarget();
        if (settled && !state.IsSettled) _effects.Add(new Settled());
        state.IsSettled = settled;
    }

    private bool IsAtTarget()
    {
        for (var k = 0; k < state.Contactors.Length; k++)
        {
            ref readonly var contactor = ref state.Contactors[k];
            var there = state.TargetClosed[k] ? contactor.IsSurelyClosed : contactor.Phase == ContactorPhase.Open;
            if (!there && !(contactor.Failure == ContactorFailure.Welded && !state.TargetClosed[k])) return false;
        }

        for (var m = 0; m < state.Modules.Length; m++)
        {
            ref readonly var module = ref state.Modules[m];
            if (module.Holder != state.TargetGun[m] || module.ReleaseAsked || module.RangeWanted) return false;
        }

        return true;
    }
}
