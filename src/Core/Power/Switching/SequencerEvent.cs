namespace Busbar.Core.Power.Switching;

/// <summary>What happened, as the sequencer hears it. Numbers are indices of the <see cref="SwitchGraph"/>'s modules, guns and contactors. Immutable.</summary>
public abstract record SequencerEvent
{
    /// <summary>A deadline has come (<see cref="SequencerState.NextDeadline"/>), or simply time has passed.</summary>
    public static readonly SequencerEvent Tick = new TickEvent();

    private sealed record TickEvent : SequencerEvent
    {
        public override string ToString() => "time passes";
    }
}

/// <summary>A new target. At any moment; the steps start anew from the present.</summary>
/// <param name="ModuleGun">Per module its gun, or -1 for none.</param>
/// <param name="Closed">Per contactor whether it is to be closed.</param>
public sealed record TargetChanged(IReadOnlyList<int> ModuleGun, IReadOnlyList<bool> Closed) : SequencerEvent
{
    /// <summary>
    /// The target that a division sets. A welded contactor may yet let go, under current: what only it joins to a gun is not given to it. Where welded ones join two guns
    /// nothing shall be closed.
    /// </summary>
    /// <param name="graph">The topology of the division.</param>
    /// <param name="found">A division with <see cref="Allocation.Closed"/>.</param>
    /// <param name="failures">What failed, per contactor.</param>
    public static TargetChanged To(SwitchGraph graph, Allocation found, IReadOnlyList<ContactorFailure> failures)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(failures);
        var islands = new Islands(graph);
        var root = islands.Partition(k => found.Closed[k]);
        var guns = new int[root.Length];
        for (var g = 0; g < graph.Guns; g++) guns[root[graph.Modules + g]]++;
        bool[] closed = [.. found.Closed.Select((isClosed, k) => isClosed && failures[k] == ContactorFailure.None && guns[root[graph.Contactors[k].From]] <= 1)];
        var sound = islands.Partition(k => closed[k]);
        return new TargetChanged([.. found.ModuleGun.Select((gun, m) => gun >= 0 && sound[m] == sound[graph.Modules + gun] ? gun : AllocationProblem.None)], closed);
    }

    /// <inheritdoc/>
    public override string ToString() => $"target [{string.Join(' ', ModuleGun.Select((g, m) => $"m{m}{(g < 0 ? " off" : $"->gun{g}")}"))}]";
}

/// <summary>The gun's loop has taken its hands off a module after <see cref="ReleaseModule"/>: its current is set to 0 and no further command follows.</summary>
/// <param name="Module">Index of the module.</param>
public sealed record ModuleReleased(int Module) : SequencerEvent;

/// <summary>A reading of a module that answers a request sent after the newest command to it. Values that are not finite are ignored.</summary>
/// <param name="Module">The module.</param>
/// <param name="On">Whether its power stage runs.</param>
/// <param name="VoltageV">At its terminals, in V.</param>
/// <param name="CurrentA">Out of it (negative into it), in A.</param>
public sealed record ModuleMeasured(int Module, bool On, double VoltageV, double CurrentA) : SequencerEvent;

/// <summary>A module answers no more. It may well go on as last told.</summary>
/// <param name="Module">Index of the module.</param>
public sealed record ModuleLost(int Module) : SequencerEvent;

/// <summary>A contactor's auxiliary contact, debounced by its board: on every change and whenever its board returns; repeating it does no harm.</summary>
/// <param name="Contactor">Index of the contactor.</param>
/// <param name="Closed">What the contact says.</param>
public sealed record ContactorSeen(int Contactor, bool Closed) : SequencerEvent;

/// <summary>The board of a contactor answers no more. It cannot be commanded; a closed one may open by itself at any moment.</summary>
/// <param name="Contactor">Index of the contactor.</param>
public sealed record ContactorLost(int Contactor) : SequencerEvent;

/// <summary>A technician has repaired a contactor that was reported welded or stuck; it is opened, verified and used again.</summary>
/// <param name="Contactor">Index of the contactor.</param>
public sealed record ContactorRepaired(int Contactor) : SequencerEvent;

/// <summary>A reading of a gun's own meter, on the matrix side of its output contactor. Values that are not finite are ignored.</summary>
/// <param name="Gun">The gun.</param>
/// <param name="VoltageV">In V.</param>
/// <param name="CurrentA">Into the vehicle, in A; null when the gun has no current meter.</param>
public sealed record IslandMeasured(int Gun, double VoltageV, double? CurrentA = null) : SequencerEvent;

/// <summary>Emergency stop pressed or released. While it is active everything goes off and open; afterwards nothing moves until a new target comes.</summary>
/// <param name="Active">Whether it is pressed.</param>
public sealed record EmergencyStopChanged(bool Active) : SequencerEvent;

/// <summary>A module shall change its voltage range (hi/lo), which needs it off for seconds. Never done to a gun's last module in service: it waits until another one carries the gun.</summary>
/// <param name="Module">Index of the module.</param>
public sealed record RangeChangeWanted(int Module) : SequencerEvent;

/// <summary>The range change ordered by <see cref="ChangeRange"/> is done.</summary>
/// <param name="Module">Index of the module.</param>
public sealed record RangeChanged(int Module) : SequencerEvent;
