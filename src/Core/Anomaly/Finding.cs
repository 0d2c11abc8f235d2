namespace Busbar.Core.Anomaly;

/// <summary>What can be wrong with a charging current; each has its detector.</summary>
public enum FindingKind
{
    /// <summary>The current swings up and down again and again.</summary>
    Oscillation,

    /// <summary>The current scatters widely around its mean.</summary>
    HighVariance,

    /// <summary>The current creeps away from where it should be.</summary>
    Drift,

    /// <summary>The current jumped and nobody had asked for it.</summary>
    StepWithoutCommand,

    /// <summary>More current flows than is allowed.</summary>
    LimitViolation,

    /// <summary>The reading stands still while the current cannot.</summary>
    Frozen,
}

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Look at it when there is time.</summary>
    Warning,

    /// <summary>Look at it now.</summary>
    Critical,
}

/// <summary>Where a finding is in its life.</summary>
public enum FindingState
{
    /// <summary>It holds.</summary>
    Raised,

    /// <summary>It is over.</summary>
    Cleared,
}

/// <summary>The numbers that a finding rests on.</summary>
/// <param name="Window">The stretch of time that the statistic looks at.</param>
/// <param name="Statistic">The value of the statistic, in the unit of the threshold.</param>
/// <param name="Threshold">From this value on the condition holds.</param>
/// <param name="Samples">Measurements in the window.</param>
public readonly record struct Evidence(TimeSpan Window, double Statistic, double Threshold, int Samples);

/// <summary>An anomaly of one kind, from its first sign to its end. A value; it does not change after it was given out.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Severity">The highest severity seen.</param>
/// <param name="State">Whether it still holds.</param>
/// <param name="Start">When the pattern began, as far as the detector can tell; before <paramref name="RaisedAt"/>.</param>
/// <param name="RaisedAt">When it was raised, after it had held long enough.</param>
/// <param name="LastSeen">The last sample at which the condition held.</param>
/// <param name="ClearedAt">When it was cleared, after it had been gone long enough; null while raised.</param>
/// <param name="Evidence">At raising, the numbers that raised it; later the strongest seen.</param>
public readonly record struct Finding(
    FindingKind Kind, Severity Severity, FindingState State, TimeSpan Start, TimeSpan RaisedAt, TimeSpan LastSeen, TimeSpan? ClearedAt, Evidence Evidence)
{
    /// <summary>The finding in one sentence for an operator.</summary>
    public string Describe() => Kind switch
    {
        FindingKind.Oscillation => $"The current turned {Evidence.Statistic:0} times within {Evidence.Window.TotalSeconds:0} s; {Evidence.Threshold:0} are too many.",
        FindingKind.HighVariance => $"The current scatters by {Evidence.Statistic:0.0} A (standard deviation over {Evidence.Window.TotalSeconds:0} s); from {Evidence.Threshold:0.0} A on it is too much.",
        FindingKind.Drift => $"The current crept away: {Evidence.Statistic:0} A·s have gathered outside what a normal charge explains; {Evidence.Threshold:0} A·s are too many.",
        FindingKind.StepWithoutCommand => $"The current jumped by {Evidence.Statistic:0.0} A without a command; from {Evidence.Threshold:0.0} A on a jump needs one.",
        FindingKind.LimitViolation => $"The current is {Evidence.Statistic:0.0} A above its limit; {Evidence.Threshold:0.0} A are tolerated.",
        _ => $"The reading has stood still for {Evidence.Statistic:0} s; after {Evidence.Threshold:0} s it should have moved.",
    };
}
