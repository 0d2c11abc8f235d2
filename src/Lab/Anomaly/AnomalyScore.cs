using Busbar.Core.Anomaly;

namespace Busbar.Lab.Anomaly;

/// <summary>What to score.</summary>
public sealed record AnomalyScoreOptions
{
    /// <summary>Settings of the detectors. Default: those of the house.</summary>
    public CurrentMonitorOptions Monitor { get; init; } = new();

    /// <summary>Traces of each kind in each set of generated ones, 0 to 10000; 0: none are generated. Default 100.</summary>
    public int TracesPerKind { get; init; } = 100;

    /// <summary>First seed of the set on which the defaults were tuned. Default 1.</summary>
    public ulong TuningSeed { get; init; } = 1;

    /// <summary>First seed of the set that was never looked at while tuning. Default 1000001.</summary>
    public ulong HeldOutSeed { get; init; } = 1_000_001;

    /// <summary>Recorded traces (<see cref="TraceCsv"/>), scored as a set of their own. Default none.</summary>
    public IReadOnlyList<LabelledTrace> Recorded { get; init; } = [];

    /// <summary>Time after a labelled interval in which a finding still counts. Default <see cref="Scoring.DefaultGrace"/>.</summary>
    public TimeSpan Grace { get; init; } = Scoring.DefaultGrace;
}

/// <summary>Scores the anomaly detectors on labelled traces. Pure: the same options give the same report; thread safe.</summary>
public static class AnomalyScore
{
    /// <summary>Runs every trace through a monitor of its own and judges the findings.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it, its value and what is allowed.</exception>
    public static AnomalyScoreReport Run(AnomalyScoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.TracesPerKind is < 0 or > 10_000)
            throw new ArgumentException($"TracesPerKind is {options.TracesPerKind}; allowed: 0 to 10000.", nameof(options));
        var sets = new List<ScoredSet>();
        if (options.TracesPerKind > 0)
        {
            sets.Add(Set("tuning", Generated(options.TuningSeed, options.TracesPerKind), options));
            sets.Add(Set("held out", Generated(options.HeldOutSeed, options.TracesPerKind), options));
        }

        if (options.Recorded.Count > 0) sets.Add(Set("recorded", options.Recorded, options));
        return new AnomalyScoreReport(sets);
    }

    private static IEnumerable<LabelledTrace> Generated(ulong firstSeed, int perKind) =>
        from kind in Enum.GetValues<TraceKind>()
        from i in Enumerable.Range(0, perKind)
        select TraceGenerator.Generate(kind, firstSeed + (ulong)i);

    private static ScoredSet Set(string name, IEnumerable<LabelledTrace> traces, AnomalyScoreOptions options)
    {
        var count = 0;
        var score = Scoring.Evaluate(
            traces.Select(t =>
            {
                count++;
                return (t, t.Replay(options.Monitor));
            }),
            options.Grace);
        return new ScoredSet(name, count, score);
    }
}
