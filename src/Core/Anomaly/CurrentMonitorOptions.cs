namespace Busbar.Core.Anomaly;

/// <summary>Settings of <see cref="CurrentMonitor"/>. The defaults suit DC charging sampled about once a second; immutable.</summary>
public sealed record CurrentMonitorOptions
{
    /// <summary>Repeated swings.</summary>
    public OscillationOptions Oscillation { get; init; } = new();

    /// <summary>Scatter.</summary>
    public VarianceOptions Variance { get; init; } = new();

    /// <summary>Creeping.</summary>
    public DriftOptions Drift { get; init; } = new();

    /// <summary>Jumps without a command.</summary>
    public StepOptions Step { get; init; } = new();

    /// <summary>More than allowed.</summary>
    public LimitViolationOptions Limit { get; init; } = new();

    /// <summary>Standing still.</summary>
    public FrozenOptions Frozen { get; init; } = new();

    /// <summary>A reading beyond this, in either direction, is no measurement, in A. 1 to 100000. Default 3000, the highest current of the megawatt charging system (CharIN MCS).</summary>
    public double MaxPlausibleA { get; init; } = 3000;

    /// <summary>A pause in the measurements longer than this is a gap when it is also longer than <see cref="GapFactor"/> usual intervals. 1 s to 1 h. Default 10 s.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>See <see cref="Gap"/>. 2 to 100. Default 5.</summary>
    public double GapFactor { get; init; } = 5;

    /// <summary>So long after a command the current may move at the least. 0 s to 10 min. Default 15 s: 96 % of the way of a module that goes 20 % of it each second.</summary>
    public TimeSpan SettleAtLeast { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>So long after a command it must be at rest, or its movement counts. At least <see cref="SettleAtLeast"/>, to 1 h. Default 90 s: the slow start of some vehicles.</summary>
    public TimeSpan SettleAtMost { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>With more target changes than this within <see cref="ExcuseWindow"/> commands explain nothing any more. 1 to 100. Default 4: a start, a limit and a pause with its end.</summary>
    public int MaxExcuses { get; init; } = 4;

    /// <summary>See <see cref="MaxExcuses"/>. 1 s to 1 h. Default 60 s.</summary>
    public TimeSpan ExcuseWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What is wrong with these settings: field, value and what is allowed. Empty when they are good.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new OptionFaults();
        faults.Within(nameof(Oscillation), () => Oscillation.Check(faults));
        faults.Within(nameof(Variance), () => Variance.Check(faults));
        faults.Within(nameof(Drift), () => Drift.Check(faults));
        faults.Within(nameof(Step), () => Step.Check(faults));
        faults.Within(nameof(Limit), () => Limit.Check(faults));
        faults.Within(nameof(Frozen), () => Frozen.Check(faults));
        faults.Number(nameof(MaxPlausibleA), MaxPlausibleA, 1, 100_000, "A");
        faults.Seconds(nameof(Gap), Gap, 1, 3600);
        faults.Number(nameof(GapFactor), GapFactor, 2, 100);
        faults.Seconds(nameof(SettleAtLeast), SettleAtLeast, 0, 600);
        faults.Seconds(nameof(SettleAtMost), SettleAtMost, SettleAtLeast.TotalSeconds, 3600);
        faults.Number(nameof(MaxExcuses), MaxExcuses, 1, 100);
        faults.Seconds(nameof(ExcuseWindow), ExcuseWindow, 1, 3600);
        return faults.All;
    }
}
