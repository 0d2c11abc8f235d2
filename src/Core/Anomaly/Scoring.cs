namespace Busbar.Core.Anomaly;

/// <summary>How well one kind of finding, or all together, met the labels.</summary>
/// <param name="Labelled">Labelled intervals.</param>
/// <param name="Found">Labelled intervals in which the right finding was raised.</param>
/// <param name="Right">Findings raised in a labelled interval of their kind.</param>
/// <param name="Side">Findings raised in a labelled interval of another kind that brings them along (<see cref="Scoring.BringsAlong"/>); neither right nor wrong.</param>
/// <param name="Wrong">All other findings.</param>
/// <param name="MedianS">Median time from the start of an interval to its finding, in seconds; NaN when none was found.</param>
/// <param name="P95S">95th percentile of the same (nearest rank).</param>
/// <param name="Hours">Length of all traces, in hours.</param>
public sealed record KindScore(int Labelled, int Found, int Right, int Side, int Wrong, double MedianS, double P95S, double Hours)
{
    /// <summary>Share of the findings that were right, 0 to 1; 1 when there was none.</summary>
    public double Precision => Right + Wrong == 0 ? 1 : (double)Right / (Right + Wrong);

    /// <summary>The same with the side findings counted as wrong: how many of all alarms name the cause.</summary>
    public double StrictPrecision => Right + Side + Wrong == 0 ? 1 : (double)Right / (Right + Side + Wrong);

    /// <summary>Share of the labelled intervals that were found, 0 to 1; 1 when there was none.</summary>
    public double Recall => Labelled == 0 ? 1 : (double)Found / Labelled;

    /// <summary>Harmonic mean of precision and recall, 0 to 1.</summary>
    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    /// <summary>Wrong findings per hour of trace.</summary>
    public double FalseAlarmsPerHour => Hours == 0 ? 0 : Wrong / Hours;
}

/// <summary>A labelled interval that was not found, or a finding that was wrong.</summary>
/// <param name="Trace">The trace.</param>
/// <param name="Kind">The kind.</param>
/// <param name="At">Start of the interval, or the time of raising.</param>
public readonly record struct Mistake(string Trace, FindingKind Kind, TimeSpan At);

/// <summary>The score of a set of traces.</summary>
/// <param name="Overall">All kinds together.</param>
/// <param name="Kinds">Each kind.</param>
/// <param name="Missed">Every interval that was not found.</param>
/// <param name="Wrong">Every finding that was wrong.</param>
public sealed record Score(KindScore Overall, IReadOnlyDictionary<FindingKind, KindScore> Kinds, IReadOnlyList<Mistake> Missed, IReadOnlyList<Mistake> Wrong);

/// <summary>
/// Judges findings by labels. The rule: a finding is right when it is raised inside [start, end + grace] of a labelled
/// interval of its own kind; an interval is found when at least one right finding was raised in it. A finding inside an
/// interval of another kind that brings it along (a swing scatters, an unfreezing reading jumps) is set aside: it does not
/// find that interval and is no false alarm either. Everything else is a false alarm. Pure; thread safe.
/// </summary>
public static class Scoring
{
    /// <summary>The usual grace after the end of an interval: 10 s, because a condition must hold before it is raised.</summary>
    public static TimeSpan DefaultGrace { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The other findings that an anomaly of this kind may rightly bring along.</summary>
    public static IReadOnlyList<FindingKind> BringsAlong(FindingKind label) => label switch
    {
        FindingKind.Oscillation => [FindingKind.HighVariance, FindingKind.StepWithoutCommand, FindingKind.LimitViolation],
        FindingKind.HighVariance => [FindingKind.Oscillation, FindingKind.StepWithoutCommand, FindingKind.LimitViolation],
        FindingKind.Drift => [FindingKind.LimitViolation],
        FindingKind.StepWithoutCommand => [FindingKind.LimitViolation, FindingKind.Drift],
        FindingKind.LimitViolation => [FindingKind.StepWithoutCommand, FindingKind.Drift, FindingKind.Frozen],
        FindingKind.Frozen => [FindingKind.LimitViolation, FindingKind.StepWithoutCommand],
        _ => [],
    };

    /// <summary>Scores traces by the findings raised in each.</summary>
    /// <param name="traces">Each trace with its findings at raising (<see cref="LabelledTrace.Replay"/>).</param>
    /// <param name="grace">Time after the end of an interval in which a finding still counts; null: <see cref="DefaultGrace"/>.</param>
    public static Score Evaluate(IEnumerable<(LabelledTrace Trace, IReadOnlyList<Finding> Raised)> traces, TimeSpan? grace = null)
    {
        ArgumentNullException.ThrowIfNull(traces);
        var tail = grace ?? DefaultGrace;
        var tallies = Enum.GetValues<FindingKind>().ToDictionary(k => k, _ => new Tally());
        var (missed, wrong) = (new List<Mistake>(), new List<Mistake>());
        double hours = 0;
        foreach (var (trace, raised) in traces)
        {
            hours += trace.Duration.TotalHours;
            foreach (var label in trace.Labels)
            {
                var tally = tallies[label.Kind];
                tally.Labelled++;
                var first = raised.Where(f => f.Kind == label.Kind && Covers(label, f, tail)).Select(f => (TimeSpan?)f.RaisedAt).Min();
                if (first is null) missed.Add(new Mistake(trace.Name, label.Kind, label.Start));
                else tally.Delays.Add((first.Value - label.Start).TotalSeconds);
            }

            foreach (var finding in raised)
            {
                var around = trace.Labels.Where(l => Covers(l, finding, tail)).ToList();
                var tally = tallies[finding.Kind];
                if (around.Exists(l => l.Kind == finding.Kind))
                {
                    tally.Right++;
                }
                else if (around.Exists(l => BringsAlong(l.Kind).Contains(finding.Kind)))
                {
                    tally.Side++;
                }
                else
                {
                    tally.Wrong++;
                    wrong.Add(new Mistake(trace.Name, finding.Kind, finding.RaisedAt));
                }
            }
        }

        var overall = new Tally();
        foreach (var tally in tallies.Values) overall.Add(tally);
        return new Score(overall.Score(hours), tallies.ToDictionary(t => t.Key, t => t.Value.Score(hours)), missed, wrong);
    }

    private static bool Covers(in LabelledInterval label, in Finding finding, TimeSpan grace) =>
        finding.RaisedAt >= label.Start && finding.RaisedAt <= label.End + grace;

    private sealed class Tally
    {
        public int Labelled { get; set; }

        public int Right { get; set; }

        public int Side { get; set; }

        public int Wrong { get; set; }

        public List<double> Delays { get; } = [];

        public void Add(Tally other)
        {
            Labelled += other.Labelled;
            Right += other.Right;
            Side += other.Side;
            Wrong += other.Wrong;
            Delays.AddRange(other.Delays);
        }

        public KindScore Score(double hours) => new(Labelled, Delays.Count, Right, Side, Wrong, Percentile(0.5), Percentile(0.95), hours);

        private double Percentile(double share)
        {
            if (Delays.Count == 0) return double.NaN;
            Delays.Sort();
            return Delays[Math.Max(0, (int)Math.Ceiling(share * Delays.Count) - 1)];
        }
    }
}
