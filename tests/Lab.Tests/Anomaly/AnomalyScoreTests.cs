using System.Text.Json;
using Busbar.Core.Anomaly;
using Busbar.Lab.Anomaly;

namespace Busbar.Lab.Tests.Anomaly;

public sealed class AnomalyScoreTests
{
    private static readonly AnomalyScoreReport Report = AnomalyScore.Run(new AnomalyScoreOptions { TracesPerKind = 40 });

    [Fact]
    public void Precision_and_recall_are_at_least_95_percent_on_traces_that_were_never_tuned_on()
    {
        var heldOut = Report.Sets.Single(s => s.Name == "held out");
        Assert.Equal(9 * 40, heldOut.Traces);
        Assert.True(heldOut.Score.Overall is { Precision: >= 0.95, Recall: >= 0.95 }, Report.ToText());
        Assert.All(heldOut.Score.Kinds, k => Assert.True(k.Value is { Precision: >= 0.9, Recall: >= 0.9 }, $"{k.Key}\n{Report.ToText()}"));
    }

    [Fact]
    public void Swings_are_found_within_forty_seconds_in_the_median()
    {
        var swings = Report.Sets.Single(s => s.Name == "held out").Score.Kinds[FindingKind.Oscillation];
        Assert.InRange(swings.MedianS, 10, 40);
    }

    [Fact]
    public void Normal_traces_raise_less_than_one_false_alarm_in_twenty_hours()
    {
        var normal = new[] { TraceKind.Normal, TraceKind.Planned, TraceKind.Idle }
            .SelectMany(k => Enumerable.Range(0, 50).Select(i => TraceGenerator.Generate(k, 2_000_000 + (ulong)i))).ToList();
        var score = Scoring.Evaluate(normal.Select(t => (t, t.Replay())));
        Assert.True(score.Overall.Hours > 45);
        Assert.True(score.Overall.FalseAlarmsPerHour < 0.05, string.Join(", ", score.Wrong));
    }

    [Fact]
    public void The_score_notices_a_detector_that_is_off_and_one_that_cries_wolf()
    {
        var deaf = AnomalyScore.Run(new AnomalyScoreOptions { TracesPerKind = 5, Monitor = new CurrentMonitorOptions { Drift = new DriftOptions { Enabled = false } } });
        Assert.Equal(0, deaf.Sets[1].Score.Kinds[FindingKind.Drift].Recall);
        var nervous = AnomalyScore.Run(new AnomalyScoreOptions { TracesPerKind = 5, Monitor = new CurrentMonitorOptions { Oscillation = new OscillationOptions { AmplitudeA = 0.5, AmplitudePct = 0 } } });
        Assert.True(nervous.Sets[1].Score.Kinds[FindingKind.Oscillation].Precision < 0.7);
    }

    [Fact]
    public void The_text_has_a_table_for_each_set_with_every_kind()
    {
        var text = Report.ToText();
        Assert.Contains("tuning: 360 traces", text, StringComparison.Ordinal);
        Assert.Contains("held out: 360 traces", text, StringComparison.Ordinal);
        foreach (var kind in Enum.GetNames<FindingKind>()) Assert.Contains(kind, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_holds_the_same_numbers()
    {
        using var json = JsonDocument.Parse(Report.ToJson());
        var sets = json.RootElement.GetProperty("sets");
        Assert.Equal(2, sets.GetArrayLength());
        var (set, score) = (sets[1], Report.Sets[1].Score);
        Assert.Equal("held out", set.GetProperty("name").GetString());
        Assert.Equal(score.Overall.Precision, set.GetProperty("all").GetProperty("precision").GetDouble());
        Assert.Equal(score.Overall.FalseAlarmsPerHour, set.GetProperty("all").GetProperty("falseAlarmsPerHour").GetDouble());
        Assert.Equal(score.Kinds[FindingKind.Drift].Found, set.GetProperty("kinds").GetProperty("Drift").GetProperty("found").GetInt32());
        Assert.Equal(score.Missed.Count, set.GetProperty("missed").GetArrayLength());
        Assert.Equal(score.Wrong.Count, set.GetProperty("wrong").GetArrayLength());
    }

    [Fact]
    public void Recorded_traces_are_a_set_of_their_own()
    {
        var recorded = TraceCsv.Parse("gun3", TraceCsv.Write(TraceGenerator.Generate(TraceKind.Swings, 4)));
        var report = AnomalyScore.Run(new AnomalyScoreOptions { TracesPerKind = 0, Recorded = [recorded] });
        var set = Assert.Single(report.Sets);
        Assert.Equal(("recorded", 1), (set.Name, set.Traces));
        Assert.Equal(1, set.Score.Kinds[FindingKind.Oscillation].Found);
    }

    [Fact]
    public void Nothing_to_score_gives_an_empty_report_that_still_prints()
    {
        var report = AnomalyScore.Run(new AnomalyScoreOptions { TracesPerKind = 0 });
        Assert.Empty(report.Sets);
        Assert.NotEmpty(report.ToText());
        Assert.Contains("\"sets\": []", report.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_out_of_range_are_refused_by_name()
    {
        Assert.Contains("TracesPerKind is -1", Assert.Throws<ArgumentException>(() => AnomalyScore.Run(new AnomalyScoreOptions { TracesPerKind = -1 })).Message, StringComparison.Ordinal);
        var bad = new AnomalyScoreOptions { TracesPerKind = 1, Monitor = new CurrentMonitorOptions { MaxExcuses = 0 } };
        Assert.Contains("MaxExcuses is 0", Assert.Throws<ArgumentException>(() => AnomalyScore.Run(bad)).Message, StringComparison.Ordinal);
    }
}
