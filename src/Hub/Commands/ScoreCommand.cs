using System.CommandLine;
using Busbar.Lab.Anomaly;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar lab score</c>: precision, recall and seconds to detect, on generated and recorded traces.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        var perKind = new Option<int>("--traces") { Description = "Generated traces of each kind in each set; 0 for none.", DefaultValueFactory = _ => 100 };
        var files = new Option<string[]>("--trace") { Description = "A recorded trace (CSV: timeS,currentA,limitA,label); may be repeated.", AllowMultipleArgumentsPerToken = true };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("score", "Judge the anomaly detectors on traces with known labels.") { perKind, files, json };
        command.SetAction(async (r, _) =>
        {
            var recorded = (r.GetValue(files) ?? []).Select(TraceCsv.ReadFile).ToList();
            var report = AnomalyScore.Run(new AnomalyScoreOptions { TracesPerKind = r.GetValue(perKind), Recorded = recorded });
            await r.InvocationConfiguration.Output.WriteLineAsync(r.GetValue(json) ? report.ToJson() : report.ToText());
            return 0;
        });
        return command;
    }
}
