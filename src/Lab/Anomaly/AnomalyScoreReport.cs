using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Busbar.Core.Anomaly;

namespace Busbar.Lab.Anomaly;

/// <summary>The score of one set of traces.</summary>
/// <param name="Name">tuning, held out or recorded.</param>
/// <param name="Traces">How many traces.</param>
/// <param name="Score">The score.</param>
public sealed record ScoredSet(string Name, int Traces, Score Score);

/// <summary>What <see cref="AnomalyScore.Run"/> found, as text for people and as JSON for programs.</summary>
/// <param name="Sets">One score for each set of traces.</param>
public sealed record AnomalyScoreReport(IReadOnlyList<ScoredSet> Sets)
{
    // Mistakes named in the text; the JSON has all of them.
    private const int MistakesShown = 20;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A table for each set, then what was missed and what was wrong.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine("A finding is right when it is raised inside a labelled interval of its kind, or within the grace after it.");
        text.AppendLine("'side': raised in an interval of another kind that brings it along; neither right nor wrong; 'strict' is the precision with these as wrong.");
        foreach (var set in Sets)
        {
            text.AppendLine();
            text.AppendLine(Line($"{set.Name}: {set.Traces} traces, {set.Score.Overall.Hours:0.0} h"));
            text.AppendLine("kind                 labelled found right side wrong  precision strict recall    F1  median s  p95 s  wrong/h");
            foreach (var (kind, score) in set.Score.Kinds.OrderBy(k => k.Key)) AppendRow(text, kind.ToString(), score);
            AppendRow(text, "all", set.Score.Overall);
            AppendMistakes(text, "missed", set.Score.Missed);
            AppendMistakes(text, "wrong", set.Score.Wrong);
        }

        return text.ToString();
    }

    /// <summary>The same, complete: <c>{"sets":[{"name","traces","hours","all":{...},"kinds":{...},"missed":[...],"wrong":[...]}]}</c>. Times in seconds.</summary>
    public string ToJson() => new JsonObject
    {
        ["sets"] = new JsonArray([.. Sets.Select(set => (JsonNode)new JsonObject
        {
            ["name"] = set.Name,
            ["traces"] = set.Traces,
            ["hours"] = set.Score.Overall.Hours,
            ["all"] = Row(set.Score.Overall),
            ["kinds"] = new JsonObject(set.Score.Kinds.OrderBy(k => k.Key).Select(k => KeyValuePair.Create(k.Key.ToString(), (JsonNode?)Row(k.Value)))),
            ["missed"] = Mistakes(set.Score.Missed),
            ["wrong"] = Mistakes(set.Score.Wrong),
        })]),
    }.ToJsonString(Indented);

    private static void AppendRow(StringBuilder text, string name, KindScore s) => text.AppendLine(Line(
        $"{name,-20} {s.Labelled,8} {s.Found,5} {s.Right,5} {s.Side,4} {s.Wrong,5}  {s.Precision,9:0.000} {s.StrictPrecision,6:0.000} {s.Recall,6:0.000} {s.F1,5:0.000}  {s.MedianS,8:0.0} {s.P95S,6:0.0}  {s.FalseAlarmsPerHour,7:0.000}"));

    private static void AppendMistakes(StringBuilder text, string what, IReadOnlyList<Mistake> mistakes)
    {
        if (mistakes.Count == 0) return;
        text.AppendLine(Line($"{what}:"));
        foreach (var m in mistakes.Take(MistakesShown)) text.AppendLine(Line($"  {m.Trace} {m.Kind} at {m.At.TotalSeconds:0.0} s"));
        if (mistakes.Count > MistakesShown) text.AppendLine(Line($"  and {mistakes.Count - MistakesShown} more"));
    }

    private static JsonObject Row(KindScore s) => new()
    {
        ["labelled"] = s.Labelled,
        ["found"] = s.Found,
        ["right"] = s.Right,
        ["side"] = s.Side,
        ["wrong"] = s.Wrong,
        ["precision"] = s.Precision,
        ["strictPrecision"] = s.StrictPrecision,
        ["recall"] = s.Recall,
        ["f1"] = s.F1,
        ["medianSeconds"] = double.IsNaN(s.MedianS) ? null : s.MedianS,
        ["p95Seconds"] = double.IsNaN(s.P95S) ? null : s.P95S,
        ["falseAlarmsPerHour"] = s.FalseAlarmsPerHour,
    };

    private static JsonArray Mistakes(IReadOnlyList<Mistake> mistakes) => new([.. mistakes.Select(m => (JsonNode)new JsonObject
    {
        ["trace"] = m.Trace,
        ["kind"] = m.Kind.ToString(),
        ["atSeconds"] = m.At.TotalSeconds,
    })]);

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
