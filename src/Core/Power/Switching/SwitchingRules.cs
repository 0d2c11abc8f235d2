namespace Busbar.Core.Power.Switching;

/// <summary>
/// The rules of section "Rules" of this folder's README, as questions about a state. Every opening and closing passes through here, whatever planned it.
/// Asks only, changes nothing but <see cref="Wake"/>.
/// </summary>
internal sealed class SwitchingRules(Islands islands, SequencerSettings settings, SequencerState state, TimeSpan now)
{
    private readonly SwitchGraph _graph = islands.Graph;

    /// <summary>The earliest time at which an answer may change by itself.</summary>
    public TimeSpan Wake { get; private set; } = SequencerState.Never;

    /// <summary>Whether a time has come; if not, the sequencer is to be woken then.</summary>
    public bool Passed(TimeSpan time)
    {
        if (now >= time) return true;
        WakeAt(time);
        return false;
    }

    /// <summary>Asks to be woken then.</summary>
    public TimeSpan WakeAt(TimeSpan time)
    {
        if (time < Wake) Wake = time;
        return time;
    }

    public bool MayBeClosed(int k) => state.Contactors[k].MayBeClosed;

    public bool IsSurelyClosed(int k) => state.Contactors[k].IsSurelyClosed;

    /// <summary>No current can come from this module, so a contactor next to it may open.</summary>
    public bool IsOff(int m)
    {
        ref readonly var module = ref state.Modules[m];
        if (module.Holder >= 0) return false;
        if (module.Order == ModuleOrder.Off && module.IsOff) return true;
        return !module.Answers && module.Order != ModuleOrder.None && settings.SilentModuleIsOff is not null && Passed(module.SilentOnUntil);
    }

    /// <summary>The part of the topology that must be without current while this contactor opens: the side without a gun, or everything when it lies in a loop or between guns.</summary>
    public IEnumerable<int> QuietForOpening(int k)
    {
        var (from, to) = _graph.Contactors[k];
        var near = islands.From(from, k, MayBeClosed);
        if (near.Has(to)) return near.Modules;
        var far = islands.From(to, k, MayBeClosed);
        return (near.GunCount, far.GunCount) switch
        {
            (0, > 0) => near.Modules,
            ( > 0, 0) => far.Modules,
            _ => near.Modules.Concat(far.Modules),
        };
    }

    /// <summary>Rule 3: no current through this contactor, proved by the modules themselves, or for silent ones by the meters of the guns that they could feed.</summary>
    public bool MayOpen(int k)
    {
        if (QuietForOpening(k).All(IsOff)) return true;
        var whole = islands.From(_graph.Contactors[k].From, -1, MayBeClosed);
        return whole.GunCount > 0 && whole.Guns.All(HasNoCurrent) && whole.Modules.All(IsOffOrSilent);
    }

    /// <summary>The same for every contactor of an island at once, which is enough for each of them: all its modules are off, or silent where the guns' meters show no current.</summary>
    public bool MayOpenAny(IEnumerable<int> modules, IEnumerable<int> guns) =>
        modules.All(IsOff) || (guns.Any() && guns.All(HasNoCurrent) && modules.All(IsOffOrSilent));

    /// <summary>Rules 2 and 4: one gun at most, no current on the side that is joined, voltages equal and steady, or one side dead.</summary>
    /// <param name="k">The contactor.</param>
    /// <param name="joinsLive">When it may: the side that is joined is not dead.</param>
    /// <param name="onlyVoltageMissing">When it may not: nothing but the voltage stands against it.</param>
    public bool MayClose(int k, out bool joinsLive, out bool onlyVoltageMissing)
    {
        (joinsLive, onlyVoltageMissing) = (false, false);
        var (from, to) = _graph.Contactors[k];
        var near = islands.From(from, k, MayBeClosed);
        var loop = near.Has(to);
        var far = loop ? near : islands.From(to, k, MayBeClosed);
        if (near.GunCount + (loop ? 0 : far.GunCount) > 1) return false;
        if (!(loop || near.GunCount == 0 ? near.Modules : []).All(IsQuietForClosing)) return false;
        if (!(!loop && far.GunCount == 0 ? far.Modules : []).All(IsQuietForClosing)) return false;
        if (loop && islands.From(from, k, IsSurelyClosed).Has(to)) return true;
        var (joining, standing) = near.GunCount == 0 ? (near, far) : (far, near);
        if (IsDead(joining)) return true;
        joinsLive = true;
        if (standing.Modules.All(m => state.Modules[m].Holder < 0) && IsDead(standing)) return true;
        if (standing.Modules.Any(IsBetweenOwners)) return false;
        var (nearV, farV) = (VoltageV(from, k, near), VoltageV(to, k, far));
        var standingV = near.GunCount == 0 ? farV : nearV;
        onlyVoltageMissing = !(Math.Abs(nearV - farV) <= settings.MatchV) || joining.Modules.Any(m => IsOnItsWayElsewhere(m, standingV));
        return !onlyVoltageMissing;
    }

    /// <summary>Told to hold another voltage than this one.</summary>
    public bool IsOnItsWayElsewhere(int m, double voltageV) =>
        state.Modules[m] is { Order: ModuleOrder.Match, OrderedV: var orderedV } && !(Math.Abs(orderedV - voltageV) <= settings.MatchV);

    /// <summary>Whether this contactor could ever be closed as things are: otherwise nobody is made quiet for it.</summary>
    public bool JoinsAtMostOneGun(int k, out IEnumerable<int> quiet)
    {
        var (from, to) = _graph.Contactors[k];
        var near = islands.From(from, k, MayBeClosed);
        var loop = near.Has(to);
        var far = loop ? near : islands.From(to, k, MayBeClosed);
        quiet = (loop || near.GunCount == 0 ? near.Modules : []).Concat(!loop && far.GunCount == 0 ? far.Modules : []);
        return near.GunCount + (loop ? 0 : far.GunCount) <= 1;
    }

    /// <summary>The voltage of a node, in V; NaN when it is not surely known or not steady.</summary>
    public double VoltageV(int node, int skip, Island mayBe)
    {
        var sure = islands.From(node, skip, IsSurelyClosed);
        foreach (var gun in sure.Guns)
            return !state.Guns[gun].IsSteady || Passed(state.Guns[gun].FreshUntil) ? double.NaN : state.Guns[gun].VoltageV;
        if (sure.Count != mayBe.Count) return double.NaN;
        var highestV = double.NaN;
        foreach (var m in sure.Modules)
        {
            if (!KnowsVoltage(m) || !state.Modules[m].IsSteady) return double.NaN;
            highestV = double.IsNaN(highestV) ? state.Modules[m].VoltageV : Math.Max(highestV, state.Modules[m].VoltageV);
        }

        return highestV;
    }

    /// <summary>It may be about to stop holding the voltage of its island.</summary>
    private bool IsBetweenOwners(int m) => state.Modules[m] is { ReleaseAsked: true } or { Holder: < 0, IsOff: false };

    private bool IsOffOrSilent(int m) => IsOff(m) || state.Modules[m] is { Answers: false, Holder: < 0, Order: not ModuleOrder.None };

    private bool IsDead(Island side)
    {
        var metered = false;
        foreach (var node in side.Members)
        {
            if (islands.IsModule(node))
            {
                if (state.Modules[node].Order == ModuleOrder.Match || !KnowsVoltage(node) || state.Modules[node].VoltageV >= settings.DeadV) return false;
                metered = true;
            }
            else if (islands.IsGun(node))
            {
                var gun = state.Guns[node - _graph.Modules];
                if (Passed(gun.FreshUntil) || gun.VoltageV >= settings.DeadV) return false;
                metered = true;
            }
        }

        return metered || side.Members.TrueForAll(IsDischarged);
    }

    private bool IsDischarged(int busbar)
    {
        foreach (var (k, _) in islands.EdgesOf(busbar))
        {
            if (!Passed(state.Contactors[k].LiveUntil)) return false;
        }

        return true;
    }

    private bool IsQuietForClosing(int m) => state.Modules[m] is { Holder: < 0, Answers: true } module && module.Order switch
    {
        ModuleOrder.Off => module.IsOff,
        ModuleOrder.Match => Math.Abs(module.CurrentA) < settings.ZeroCurrentA,
        _ => false,
    };

    private bool KnowsVoltage(int m) => state.Modules[m] is { Answers: true, KnowsVoltage: true } && !Passed(state.Modules[m].FreshUntil);

    private bool HasNoCurrent(int gun) =>
        state.Guns[gun].CurrentA is { } currentA && Math.Abs(currentA) < settings.ZeroCurrentA && !Passed(state.Guns[gun].FreshUntil);
}
