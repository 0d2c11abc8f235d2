namespace Busbar.Core.Power.Switching;

/// <summary>
/// Brings contactors and modules from wherever they are to a target, one safe step after the other. It follows no prepared list: every step looks at the
/// present and does what the target still lacks and the rules allow (README.md of this folder), so a new target, a failure or a restart
/// at any moment is nothing special. Immutable; the same arguments give the same effects. Thread safe; the states are not.
/// </summary>
public sealed class Sequencer
{
    private readonly Islands _islands;

    /// <summary>A sequencer for a topology.</summary>
    /// <exception cref="ArgumentException">The settings are not valid; the message says which.</exception>
    public Sequencer(SwitchGraph graph, SequencerSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Settings = settings ?? new SequencerSettings();
        if (Settings.Validate() is { Count: > 0 } faults) throw new ArgumentException(string.Join(" ", faults), nameof(settings));
        Graph = graph;
        _islands = new Islands(graph);
    }

    /// <summary>The topology.</summary>
    public SwitchGraph Graph { get; }

    /// <summary>The settings.</summary>
    public SequencerSettings Settings { get; }

    /// <summary>
    /// The state at the start of the controller: no position and no module is known, all count as closed and live. The steps that follow switch every
    /// module off, prove it, open every contactor, prove that, and only then close anything.
    /// </summary>
    /// <param name="journal">From before; null when there is none. One of another topology only costs the wear counts: it is not used.</param>
    /// <param name="now">The caller's clock, monotonic, more than 0.</param>
    public SequencerState Recover(SequencerJournal? journal, TimeSpan now)
    {
        var contactors = new ContactorState[Graph.Contactors.Count];
        var modules = new ModuleState[Graph.Modules];
        var (guns, closed) = (new int[modules.Length], new bool[contactors.Length]);
        Array.Fill(guns, -1);
        var fits = journal is not null && journal.TargetGun.Count == modules.Length && journal.TargetClosed.Count == contactors.Length;
        if (fits && TargetCheck.Why(_islands, journal!.TargetGun, journal.TargetClosed) is null)
        {
            for (var m = 0; m < guns.Length; m++) guns[m] = journal.TargetGun[m];
            for (var k = 0; k < closed.Length; k++) closed[k] = journal.TargetClosed[k];
        }

        for (var k = 0; k < contactors.Length; k++)
        {
            contactors[k] = new ContactorState
            {
                Phase = fits && journal!.Failures[k] == ContactorFailure.Welded ? ContactorPhase.Closed : ContactorPhase.Unknown,
                Failure = fits ? journal!.Failures[k] : ContactorFailure.None,
                Operations = fits ? journal!.Operations[k] : 0,
                DwellUntil = Later(now, Settings.ContactorDwell),
                LiveUntil = Later(now, Settings.BusbarDischarge),
            };
        }

        for (var m = 0; m < modules.Length; m++)
            modules[m] = new ModuleState { Holder = -1, SilentOnUntil = SilentOnUntil(now) };
        return new SequencerState(contactors, modules, new GunState[Graph.Guns], guns, closed) { NextDeadline = now };
    }

    /// <summary>One step.</summary>
    /// <param name="state">Changed in place.</param>
    /// <param name="e">What happened.</param>
    /// <param name="now">The caller's clock, monotonic.</param>
    /// <returns>What to do, in this order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The event names a module, gun or contactor that the topology lacks.</exception>
    public IReadOnlyList<SequencerEffect> Step(SequencerState state, SequencerEvent e, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(e);
        var step = new SequencerStep(_islands, Settings, state, now);
        if (step.Take(e)) step.Plan();
        return step.Effects;
    }

    internal static TimeSpan Later(TimeSpan now, TimeSpan span) => now > SequencerState.Never - span ? SequencerState.Never : now + span;

    private TimeSpan SilentOnUntil(TimeSpan now) => Settings.SilentModuleIsOff is { } span ? Later(now, span) : SequencerState.Never;
}

/// <summary>What a target must be to be followed at all.</summary>
internal static class TargetCheck
{
    /// <summary>The first thing wrong with a target; null when it is good.</summary>
    public static string? Why(Islands islands, IReadOnlyList<int> moduleGun, IReadOnlyList<bool> closed)
    {
        var graph = islands.Graph;
        if (moduleGun.Count != graph.Modules) return $"ModuleGun has {moduleGun.Count} entries; allowed: {graph.Modules}, one per module.";
        if (closed.Count != graph.Contactors.Count) return $"Closed has {closed.Count} entries; allowed: {graph.Contactors.Count}, one per contactor.";
        var root = islands.Partition(k => closed[k]);
        var gunAt = new int[islands.Nodes];
        Array.Fill(gunAt, -1);
        for (var g = 0; g < graph.Guns; g++)
        {
            ref var first = ref gunAt[root[graph.Modules + g]];
            if (first >= 0) return $"Closed joins guns {first} and {g}; allowed: at most one gun on an island.";
            first = g;
        }

        for (var m = 0; m < graph.Modules; m++)
        {
            var gun = moduleGun[m];
            if (gun < -1 || gun >= graph.Guns) return $"ModuleGun[{m}] is {gun}; allowed: -1 to {graph.Guns - 1}.";
            if (gun >= 0 && gunAt[root[m]] != gun) return $"ModuleGun[{m}] is {gun}, but no path of closed contactors leads there.";
        }

        return null;
    }
}
