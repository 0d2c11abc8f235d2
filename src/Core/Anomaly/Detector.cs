namespace Busbar.Core.Anomaly;

/// <summary>A measurement that the monitor has accepted, with what the monitor knows about its moment.</summary>
public readonly record struct Reading
{
    /// <summary>When it was measured; later than the reading before it.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>The current in A; finite.</summary>
    public required double CurrentA { get; init; }

    /// <summary>Time since the reading before it; zero for the first one and after a gap.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>The limit in force in A; 0 while stopped; positive infinity when none is known.</summary>
    public double LimitA { get; init; } = double.PositiveInfinity;

    /// <summary>The current that should flow, in A; null when nobody said.</summary>
    public double? ExpectedA { get; init; }

    /// <summary>The last time that a command gave the current a reason to move; null: never.</summary>
    public TimeSpan? TargetChangedAt { get; init; }

    /// <summary>True once any command or limit was heard: only then does "without a command" mean anything.</summary>
    public bool HearsCommands { get; init; }

    /// <summary>True when the last command, gap or beginning lies long enough ago and the current has come to rest since.</summary>
    public bool IsSettled { get; init; }

    /// <summary>True while a command explains movement. A stream of commands explains nothing.</summary>
    public bool IsExcused { get; init; }

    /// <summary>False while the current scatters, swings or has just jumped, or its reading stands still: then there is no level that could creep away, and its noise says nothing.</summary>
    public bool IsLevel { get; init; } = true;

    /// <summary>Standard deviation of the measurement noise in A, as estimated from settled readings; 0 when unknown.</summary>
    public double NoiseA { get; init; }

    /// <summary>Creates a reading with no limit and no command.</summary>
    public Reading()
    {
    }
}

/// <summary>What a detector says about one reading. The condition holds from <paramref name="Threshold"/> on.</summary>
/// <param name="Statistic">The value that is judged; 0 when there is nothing to judge.</param>
/// <param name="Threshold">More than 0, in the same unit.</param>
/// <param name="Samples">Measurements behind the statistic.</param>
/// <param name="Since">When the pattern began.</param>
/// <param name="Hold">How long the condition must hold for this very statistic, beyond the detector's own setting.</param>
/// <param name="Severity">How much it matters if it is raised now.</param>
public readonly record struct Verdict(
    double Statistic, double Threshold, int Samples, TimeSpan Since, TimeSpan Hold = default, Severity Severity = Severity.Warning)
{
    /// <summary>Too few readings, or readings that prove nothing.</summary>
    public static Verdict NotReady { get; } = new(0, double.PositiveInfinity, 0, default);

    /// <summary>True when the detector had enough to judge.</summary>
    public bool IsReady => !double.IsPositiveInfinity(Threshold);
}

/// <summary>
/// A statistic over a stream of readings. Constant time and no allocation per reading; the memory is fixed at construction.
/// Not thread safe: one stream, one detector, one writer.
/// </summary>
public interface ICurrentDetector
{
    /// <summary>What it finds.</summary>
    FindingKind Kind { get; }

    /// <summary>When its condition becomes a finding, and when it stops being one.</summary>
    AlarmOptions Alarm { get; }

    /// <summary>Takes the next reading. The verdict holds at its time.</summary>
    Verdict Step(in Reading reading);

    /// <summary>Forgets what lies before a gap in the measurements.</summary>
    void Restart();
}
