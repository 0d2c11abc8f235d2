using Busbar.Core.Anomaly;

namespace Busbar.Core.Tests.Anomaly;

public sealed class ScoringTests
{
    [Fact]
    public void A_finding_inside_its_interval_is_right_and_its_delay_counts_from_the_start()
    {
        var score = Score([Label(FindingKind.Drift, 100, 200)], Found(FindingKind.Drift, 130));
        Assert.Equal((1, 1, 1, 0, 0), Counts(score.Overall));
        Assert.Equal((30.0, 30.0), (score.Overall.MedianS, score.Overall.P95S));
        Assert.Equal((1.0, 1.0, 1.0), (score.Overall.Precision, score.Overall.Recall, score.Overall.F1));
    }

    [Theory]
    [InlineData(99.9, false)]
    [InlineData(100, true)]
    [InlineData(200, true)]
    [InlineData(210, true)]
    [InlineData(210.1, false)]
    public void The_interval_reaches_from_its_start_to_its_end_and_the_grace(double raisedS, bool right)
    {
        var score = Score([Label(FindingKind.Drift, 100, 200)], Found(FindingKind.Drift, raisedS));
        Assert.Equal(right ? 1 : 0, score.Overall.Right);
        Assert.Equal(right ? 0 : 1, score.Overall.Wrong);
        Assert.Equal(right ? 0 : 1, score.Missed.Count);
    }

    [Fact]
    public void A_finding_of_another_kind_is_set_aside_where_the_anomaly_brings_it_along_and_wrong_elsewhere()
    {
        var score = Score([Label(FindingKind.Oscillation, 100, 200)], Found(FindingKind.HighVariance, 120), Found(FindingKind.Frozen, 120), Found(FindingKind.HighVariance, 300));
        Assert.Equal((1, 0, 0, 1, 2), Counts(score.Overall));
        Assert.Equal(1, score.Kinds[FindingKind.HighVariance].Side);
        Assert.Equal([FindingKind.Frozen, FindingKind.HighVariance], score.Wrong.Select(w => w.Kind));
    }

    [Fact]
    public void Two_findings_in_one_interval_find_it_once()
    {
        var score = Score([Label(FindingKind.Drift, 100, 200)], Found(FindingKind.Drift, 150), Found(FindingKind.Drift, 120));
        Assert.Equal((1, 1, 2, 0, 0), Counts(score.Overall));
        Assert.Equal(20, score.Overall.MedianS);
    }

    [Fact]
    public void Precision_recall_f1_and_false_alarms_per_hour_are_the_textbook_ones()
    {
        var labels = Enumerable.Range(0, 4).Select(i => Label(FindingKind.Drift, i * 500, (i * 500) + 100)).ToArray();
        var score = Score(labels, Found(FindingKind.Drift, 50), Found(FindingKind.Drift, 550), Found(FindingKind.Drift, 1050), Found(FindingKind.Drift, 1990));
        Assert.Equal(0.75, score.Overall.Precision);
        Assert.Equal(0.75, score.Overall.Recall);
        Assert.Equal(0.75, score.Overall.F1);
        Assert.Equal(1, score.Overall.FalseAlarmsPerHour, 6);
    }

    [Fact]
    public void The_median_and_the_95th_percentile_are_nearest_ranks()
    {
        var labels = Enumerable.Range(0, 20).Select(i => Label(FindingKind.Drift, i * 100, (i * 100) + 50)).ToArray();
        var score = Score(labels, [.. Enumerable.Range(0, 20).Select(i => Found(FindingKind.Drift, (i * 100) + i + 1))]);
        Assert.Equal((10.0, 19.0), (score.Overall.MedianS, score.Overall.P95S));
    }

    [Fact]
    public void Nothing_labelled_and_nothing_found_is_perfect_and_has_no_delay()
    {
        var score = Score([]);
        Assert.Equal((1.0, 1.0), (score.Overall.Precision, score.Overall.Recall));
        Assert.True(double.IsNaN(score.Overall.MedianS));
    }

    [Fact]
    public void A_replay_hears_commands_before_the_samples_that_follow_them()
    {
        var samples = Enumerable.Range(0, 200).Select(i => new CurrentSample(TimeSpan.FromSeconds(i), i < 100 ? 100 + (i % 2) : 10 + (i % 2))).ToList();
        var start = new TraceCommand(TimeSpan.Zero, CommandKind.Limit, 120);
        var told = new LabelledTrace("told", samples, [start, new TraceCommand(TimeSpan.FromSeconds(99.5), CommandKind.Limit, 10)], []);
        var untold = told with { Commands = [start] };
        Assert.Empty(told.Replay());
        Assert.Contains(untold.Replay(), f => f.Kind == FindingKind.StepWithoutCommand);
    }

    private static (int, int, int, int, int) Counts(KindScore s) => (s.Labelled, s.Found, s.Right, s.Side, s.Wrong);

    private static Score Score(LabelledInterval[] labels, params Finding[] found)
    {
        var samples = new[] { new CurrentSample(TimeSpan.Zero, 0), new CurrentSample(TimeSpan.FromHours(1), 0) };
        return Scoring.Evaluate([(new LabelledTrace("t", samples, [], labels), found)]);
    }

    private static LabelledInterval Label(FindingKind kind, double from, double to) => new(kind, TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to));

    private static Finding Found(FindingKind kind, double at) =>
        new(kind, Severity.Warning, FindingState.Raised, TimeSpan.FromSeconds(at), TimeSpan.FromSeconds(at), TimeSpan.FromSeconds(at), null, default);
}
