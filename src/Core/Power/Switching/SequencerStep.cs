using static Busbar.Core.Power.Switching.Sequencer;

namespace Busbar.Core.Power.Switching;

/// <summary>One step: takes an event into the state, then plans. The first half, <c>Take</c>, is here; <c>Plan</c> is in SequencerPlan.cs.</summary>
internal sealed partial class SequencerStep(Islands islands, SequencerSettings settings, SequencerState state, TimeSpan now)
{
    private readonly List<SequencerEffect> _effects = [];
    private readonly SwitchGraph _graph = islands.Graph;
    private readonly SwitchingRules _rules = new(islands, settings, state, now);

    public IReadOnlyList<SequencerEffect> Effects => _effects;

    /// <summary>Takes an event in. False when there is nothing to plan after it.</summary>
    public bool Take(SequencerEvent e)
    {
        switch (e)
        {
            case TargetChanged target: return TakeTarget(target);
            case ModuleReleased released: return TakeReleased(Index(released.Module, state.Modules.Length, "Module"));
            case ModuleMeasured measured: return TakeMeasured(measured);
            case ModuleLost lost: return TakeLost(Index(lost.Module, state.Modules.Length, "Module"));
            case ContactorSeen seen: return TakeSeen(Index(seen.Contactor, state.Contactors.Length, "Contactor"), seen.Closed);
            case ContactorLost lost: return TakeLost(ref state.Contactors[Index(lost.Contactor, state.Contactors.Length, "Contactor")]);
            case ContactorRepaired repaired: return TakeRepaired(ref state.Contactors[Index(repaired.Contactor, state.Contactors.Length, "Contactor")]);
            case IslandMeasured measured: return TakeIsland(ref state.Guns[Index(measured.Gun, state.Guns.Length, "Gun")], measured);
            case EmergencyStopChanged stop: return TakeEmergencyStop(stop.Active);
            case RangeChangeWanted wanted:
                state.Modules[Index(wanted.Module, state.Modules.Length, "Module")].RangeWanted = true;
                return true;
            case RangeChanged changed:
                ref var module = ref state.Modules[Index(changed.Module, state.Modules.Length, "Module")];
                if (!module.RangeRuns) return false;
                (module.RangeRuns, module.RangeWanted, module.DoneBy) = (false, false, SequencerState.Never);
                return true;
            default:
                return true;
        }
    }

    private static int Index(int value, int count, string name) => value >= 0 && value < count
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; allowed: 0 to {count - 1}.");

    private bool TakeTarget(TargetChanged target)
    {
        if (state.EmergencyStop)
        {
            _effects.Add(new TargetRefused("Emergency stop is active; allowed: a target after its release."));
            return false;
        }

        if (TargetCheck.Why(islands, target.ModuleGun, target.Closed) is { } why)
        {
            _effects.Add(new TargetRefused(why));
            return false;
        }

        for (var m = 0; m < state.TargetGun.Length; m++) state.TargetGun[m] = target.ModuleGun[m];
        for (var k = 0; k < state.TargetClosed.Length; k++) state.TargetClosed[k] = target.Closed[k];
        state.IsSettled = false;
        state.TakeOverUntil = In( settings.TakeOver);
        _effects.Add(new JournalChanged());
        return true;
    }

    private bool TakeReleased(int m)
    {
        if (state.Modules[m] is not { Holder: >= 0, ReleaseAsked: true }) return false;
        Own(m);
        return true;
    }

    private bool TakeMeasured(ModuleMeasured measured)
    {
        ref var module = ref state.Modules[Index(measured.Module, state.Modules.Length, "Module")];
        if (!double.IsFinite(measured.VoltageV) || !double.IsFinite(measured.CurrentA)) return false;
        var news = !module.Answers || module.Holder < 0;
        module.Answers = true;
        module.IsSteady = module.KnowsVoltage && now < module.FreshUntil && Math.Abs(measured.VoltageV - module.VoltageV) <= settings.MatchV / 4;
        (module.IsOn, module.VoltageV, module.CurrentA) = (measured.On, measured.VoltageV, measured.CurrentA);
        module.KnowsVoltage = true;
        module.FreshUntil = Later(now, settings.ReadingAge);
        module.SilentOnUntil = SequencerState.Never;
        if (module is { Holder: < 0, Order: ModuleOrder.Off })
        {
            var quiet = !measured.On && Math.Abs(measured.CurrentA) < settings.ZeroCurrentA;
            if (quiet && now >= module.CountsFrom)
            {
                if (!module.RangeRuns) module.DoneBy = SequencerState.Never;
                if (!module.IsOff) ForgetSteadiness(measured.Module);
                module.IsOff = true;
            }
            else if (!quiet)
            {
                if (module.IsOff)
                {
                    module.Reported = false;
                    Order(measured.Module, ModuleOrder.Off, 0);
                }
            }
        }

        return news || !state.IsSettled;
    }

    private bool TakeLost(int m)
    {
        ref var module = ref state.Modules[m];
        if (!module.Answers) return false;
        ForgetCurrents(m);
        (module.Answers, module.KnowsVoltage) = (false, false);
        module.SilentOnUntil = settings.SilentModuleIsOff is { } span ? Later(now, span) : SequencerState.Never;
        return true;
    }

    private bool TakeSeen(int k, bool closed)
    {
        ref var contactor = ref state.Contactors[k];
        var news = contactor.Seen != closed;
        contactor.Seen = closed;
        if (closed && contactor is { Phase: ContactorPhase.Open, Failure: not ContactorFailure.Welded })
            Fail(k, ContactorFailure.Welded, ContactorPhase.Closed);
        else if (!closed && contactor.IsSurelyClosed)
            Fail(k, ContactorFailure.StuckOpen, ContactorPhase.Unknown);
        if (closed && news && !contactor.IsSurelyClosed) ReportJoinedGuns(k);
        return news;
    }

    private static bool TakeLost(ref ContactorState contactor)
    {
        contactor.Seen = null;
        if (contactor is { Phase: ContactorPhase.Open } or { Failure: ContactorFailure.Welded, Phase: ContactorPhase.Closed }) return true;
        (contactor.Phase, contactor.Settles) = (ContactorPhase.Unknown, false);
        return true;
    }

    private bool TakeRepaired(ref ContactorState contactor)
    {
        if (contactor.Failure == ContactorFailure.None) return false;
        contactor.Failure = ContactorFailure.None;
        if (!contactor.Moves) contactor.Phase = ContactorPhase.Unknown;
        _effects.Add(new JournalChanged());
        return true;
    }

    private bool TakeIsland(ref GunState gun, IslandMeasured measured)
    {
        if (!double.IsFinite(measured.VoltageV) || measured.CurrentA is { } currentA && !double.IsFinite(currentA)) return false;
        gun.IsSteady = now < gun.FreshUntil && Math.Abs(measured.VoltageV - gun.VoltageV) <= settings.MatchV / 4;
        (gun.VoltageV, gun.CurrentA, gun.FreshUntil) = (measured.VoltageV, measured.CurrentA, Later(now, settings.ReadingAge));
        return !state.IsSettled;
    }

    private bool TakeEmergencyStop(bool active)
    {
        if (active && !state.EmergencyStop)
        {
            Array.Fill(state.TargetGun, -1);
            Array.Fill(state.TargetClosed, false);
            state.IsSettled = false;
            state.ForcedFrom = In( settings.ForcedOpening);
            _effects.Add(new JournalChanged());
            for (var m = 0; m < state.Modules.Length; m++)
            {
                if (state.Modules[m] is { Holder: var gun and >= 0, ReleaseAsked: false }) _effects.Add(new ReleaseModule(m, gun));
                Own(m);
            }
        }

        state.EmergencyStop = active;
        return true;
    }

    /// <summary>The module is the site's now, and off.</summary>
    private void Own(int m)
    {
        ref var module = ref state.Modules[m];
        (module.Holder, module.ReleaseAsked, module.Reported, module.RangeRuns) = (-1, false, false, false);
        Order(m, ModuleOrder.Off, 0);
    }

    private void Order(int m, ModuleOrder order, double voltageV)
    {
        ref var module = ref state.Modules[m];
        (module.Order, module.OrderedV, module.IsOff, module.KnowsVoltage) = (order, voltageV, false, false);
        module.CountsFrom = Later(now, settings.OffSettle);
        module.DoneBy = In(settings.OffDeadline);
        if (order == ModuleOrder.Off) module.DischargesUntil = Later(now, settings.Discharge);
        ForgetCurrents(m);
        _effects.Add(new SetModule(m, order == ModuleOrder.Match, voltageV, 0));
    }

    /// <summary>A meter's current proves that a module is off only when it was read after the module was told so.</summary>
    private void ForgetCurrents(int m)
    {
        foreach (var gun in islands.From(m, -1, _rules.MayBeClosed).Guns) state.Guns[gun].CurrentA = null;
    }

    /// <summary>Who drives an island has changed: its voltage must be seen to stay once more.</summary>
    private void ForgetSteadiness(int m)
    {
        foreach (var gun in islands.From(m, -1, _rules.MayBeClosed).Guns) state.Guns[gun].IsSteady = false;
    }

    private TimeSpan In(TimeSpan span) => _rules.WakeAt(Later(now, span));

    private void Fail(int k, ContactorFailure failure, ContactorPhase phase)
    {
        ref var contactor = ref state.Contactors[k];
        (contactor.Failure, contactor.Phase, contactor.Settles) = (failure, phase, false);
        Moved(k);
        _effects.Add(new ContactorFault(k, failure));
        _effects.Add(new JournalChanged());
    }

    /// <summary>A contactor has moved: what was measured around it before says nothing any more.</summary>
    private void Moved(int k)
    {
        state.Contactors[k].LiveUntil = Later(now, settings.BusbarDischarge);
        foreach (var end in (ReadOnlySpan<int>)[_graph.Contactors[k].From, _graph.Contactors[k].To])
        {
            foreach (var m in islands.From(end, k, _rules.MayBeClosed).Modules) state.Modules[m].KnowsVoltage = false;
        }
    }

    private void ReportJoinedGuns(int k)
    {
        var guns = islands.From(_graph.Contactors[k].From, -1, c => state.Contactors[c].Seen == true).Guns.Order().Take(2).ToList();
        if (guns.Count == 2) _effects.Add(new GunsJoined(guns[0], guns[1]));
    }
}
