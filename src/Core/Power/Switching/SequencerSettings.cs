namespace Busbar.Core.Power.Switching;

/// <summary>Settings of <see cref="Sequencer"/>; immutable. The defaults suit 1000 V contactors and modules polled every 100 to 250 ms.</summary>
public sealed record SequencerSettings
{
    /// <summary>Below this amount a current counts as none, in A. More than 0, to 10. Default 1 (open DC charging stacks open at less than 1 A; US12221010 asks for a released module first).</summary>
    public double ZeroCurrentA { get; init; } = 1;

    /// <summary>Below this a node is dead, in V. More than 0, to 60. Default 60 (touch voltage limit of IEC 61851-23, and the limit before cable check).</summary>
    public double DeadV { get; init; } = 60;

    /// <summary>Two live nodes match within this, in V. More than 0, to 50. Default 20 (pre-charge tolerance on the side of the vehicle, IEC 61851-23 and vendors' notes).</summary>
    public double MatchV { get; init; } = 20;

    /// <summary>Within this time the auxiliary contact must follow a command. 20 ms to 10 s. Default 500 ms: up to 150 ms pull-in of a large contactor, twice a board's period of 100 ms, and reserve.</summary>
    public TimeSpan ContactorDeadline { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Least time between two operations of one contactor. 0 to 1 min. Default 1000 ms (minimum hold of module contactors in the published ring design).</summary>
    public TimeSpan ContactorDwell { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>At most so many contactors move at once, for the supply of their coils. 1 to 1000. Default 4.</summary>
    public int MaxMovingContactors { get; init; } = 4;

    /// <summary>A gun's loop gives an announced module back within this, or the site takes it and reports that. 10 ms to 1 min. Default 2 s: the ramp down of the slowest module family.</summary>
    public TimeSpan ReleaseDeadline { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A module told to be off measures as off within this, or that is reported (and said again). 10 ms to 1 min. Default 3 s.</summary>
    public TimeSpan OffDeadline { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A reading counts as one after the off command only so long after it. 0 to 10 s. Default 100 ms: a reading that was under way on the bus.</summary>
    public TimeSpan OffSettle { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>So long an off module may take to discharge by itself before it is brought to the voltage of the island that it is to join. 0 to 10 min. Default 5 s.</summary>
    public TimeSpan Discharge { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A busbar without a meter counts as live for so long after a contactor on it moved. 0 to 1 min. Default 1 s (discharge time of IEC 61851-23 for the output).</summary>
    public TimeSpan BusbarDischarge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A voltage or current reading older than this is none. 50 ms to 1 h. Default 1 s: four polls.</summary>
    public TimeSpan ReadingAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The last module of a gun stays in service for at most so long while another one is on its way to it. 0 to 1 min. Default 4 s: dwell, open, discharge, close.</summary>
    public TimeSpan TakeOver { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>A module that nobody hears counts as off after this; null: never (then only the gun's meter proves it). 1 s to 10 min. Default null, because not every family switches itself off (Infy does after 10 s; EVerest waits 15 s).</summary>
    public TimeSpan? SilentModuleIsOff { get; init; }

    /// <summary>A range change (hi/lo) must be done within this. 1 s to 1 min. Default 10 s (UUGreen needs at least 4 s).</summary>
    public TimeSpan RangeDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>In an emergency stop contactors open under current when the modules are not off after this. 0 to 1 min. Default 1 s.</summary>
    public TimeSpan ForcedOpening { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Operations after which a contactor is worn out. 1 to 100 million. Default 100 000, without load; the maker's sheet decides.</summary>
    public long RatedOperations { get; init; } = 100_000;

    /// <summary>What is wrong with these settings: name, value and what is allowed. Empty when they are good.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Number(nameof(ZeroCurrentA), ZeroCurrentA, double.Epsilon, 10, "A");
        Number(nameof(DeadV), DeadV, double.Epsilon, 60, "V");
        Number(nameof(MatchV), MatchV, double.Epsilon, 50, "V");
        Time(nameof(ContactorDeadline), ContactorDeadline, 0.02, 10);
        Time(nameof(ContactorDwell), ContactorDwell, 0, 60);
        Number(nameof(MaxMovingContactors), MaxMovingContactors, 1, 1000, "contactors");
        Time(nameof(ReleaseDeadline), ReleaseDeadline, 0.01, 60);
        Time(nameof(OffDeadline), OffDeadline, 0.01, 60);
        Time(nameof(OffSettle), OffSettle, 0, 10);
        Time(nameof(Discharge), Discharge, 0, 600);
        Time(nameof(BusbarDischarge), BusbarDischarge, 0, 60);
        Time(nameof(ReadingAge), ReadingAge, 0.05, 3600);
        Time(nameof(TakeOver), TakeOver, 0, 60);
        if (SilentModuleIsOff is { } silent) Time(nameof(SilentModuleIsOff), silent, 1, 600);
        Time(nameof(RangeDeadline), RangeDeadline, 1, 60);
        Time(nameof(ForcedOpening), ForcedOpening, 0, 60);
        Number(nameof(RatedOperations), RatedOperations, 1, 100_000_000, "operations");
        return faults;

        void Number(string name, double value, double min, double max, string unit)
        {
            if (!(value >= min && value <= max)) faults.Add($"{name} is {value} {unit}; allowed: {(min == double.Epsilon ? "more than 0" : min)} to {max} {unit}.");
        }

        void Time(string name, TimeSpan value, double minS, double maxS)
        {
            if (value < TimeSpan.FromSeconds(minS) || value > TimeSpan.FromSeconds(maxS))
                faults.Add($"{name} is {value.TotalSeconds} s; allowed: {minS} to {maxS} s.");
        }
    }
}
