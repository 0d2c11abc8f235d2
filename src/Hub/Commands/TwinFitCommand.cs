using System.CommandLine;
using System.Globalization;
using Busbar.Core.Twin.Fit;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar twin fit</c>: parameters of a cell from its telemetry.</summary>
internal static class TwinFitCommand
{
    private const int MostNotes = 10;

    public static Command Create()
    {
        var set = TwinOptionsOfCommands.Set("Chen2020");
        var telemetry = new Option<FileInfo>("--telemetry") { Description = "CSV with timeS,currentA,voltageV and, if measured, temperatureK; positive current charges.", Required = true };
        var parameters = new Option<string>("--parameters")
        {
            Description = $"What is looked for, with commas: {string.Join(", ", TwinFitFile.Names)}.",
            DefaultValueFactory = _ => "capacity,resistance,diffusion-time",
        };
        var sei = TwinOptionsOfCommands.Sei();
        var between = new Option<string>("--between") { Description = "What the current does between rows: linear, held, or either (tries both).", DefaultValueFactory = _ => "either" };
        var gain = new Option<double>("--current-gain-sd") { Description = "Standard deviation of the current sensor's factor, %.", DefaultValueFactory = _ => 0.5 };
        var offset = new Option<double?>("--current-offset-sd") { Description = "Standard deviation of the current sensor's zero, A; a thousandth of 1C when not given." };
        var profiles = new Option<bool>("--profiles") { Description = "Intervals of likelihood profiles besides: where chi-square rises by 3.84 when all else is fitted anew." };
        var result = new Option<FileInfo?>("--out") { Description = "Where the result goes, JSON, for busbar twin forecast." };
        var plot = new Option<FileInfo?>("--plot") { Description = "Where the drawing goes, SVG." };
        var command = new Command("fit", "Find a cell's parameters in its telemetry, with intervals.") { set, telemetry, parameters, sei, between, gain, offset, profiles, result, plot };
        command.SetAction(async (r, ct) =>
        {
            var cell = await TwinOptionsOfCommands.CellAsync(r.GetValue(set)!, ct);
            var file = r.GetValue(telemetry)!;
            var output = r.InvocationConfiguration.Output;
            using var progress = new TwinProgress();
            var options = new FitOptions
            {
                Cell = cell,
                Sei = TwinOptionsOfCommands.Sei(r.GetValue(sei)!),
                Parameters = TwinFitFile.Parameters(r.GetValue(parameters)!),
                Between = Between(r.GetValue(between)!),
                CurrentGainSd = r.GetValue(gain) / 100,
                CurrentOffsetSdA = r.GetValue(offset),
                Profiles = r.GetValue(profiles),
                Iterated = (step, rmse) => progress.Show(step / 20.0, $"step {step}, {1000 * rmse:0.000} mV"),
            };
            FitOptions.Checked(options);
            var lines = await File.ReadAllLinesAsync(file.FullName, ct);
            CleanTelemetry clean;
            FitReport report;
            try
            {
                clean = TelemetryCleaner.Clean(TelemetryCsv.Rows(lines), cell);
                report = CellFit.Of(clean.Windows, options, ct);
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                throw new FormatException($"{file.Name}: {e.Message}", e);
            }
            await TellAsync(output, file.Name, clean, report);
            if (r.GetValue(result) is { } json) await File.WriteAllTextAsync(json.FullName, TwinFitFile.Write(cell.Name, options.Sei, file.Name, clean, report), ct);
            if (r.GetValue(plot) is { } drawing) await File.WriteAllTextAsync(drawing.FullName, FitOutput.Svg(clean.Windows, report, $"{cell.Name}, {file.Name}"), ct);
            return report.Estimates.Any(e => e.IsShown) ? 0 : 1;
        });
        return command;
    }

    private static CurrentBetween? Between(string word) => word.ToLowerInvariant() switch
    {
        "linear" => CurrentBetween.Linear,
        "held" => CurrentBetween.Held,
        "either" => null,
        _ => throw new ArgumentException($"--between is \"{word}\"; allowed: linear, held, either.", nameof(word)),
    };

    private static async Task TellAsync(TextWriter output, string file, CleanTelemetry clean, FitReport report)
    {
        string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        await output.WriteLineAsync(Line($"{clean.Kept} of {clean.Rows} rows in {clean.Windows.Count} windows; {clean.Faults} faults."));
        foreach (var note in clean.Notes.Take(MostNotes)) await output.WriteLineAsync($"  {file}, line {note.Number}: {note.Reason}");
        if (clean.Faults > MostNotes) await output.WriteLineAsync($"  and {clean.Faults - MostNotes} more.");
        foreach (var e in report.Estimates)
        {
            var name = TwinFitFile.Name(e.Parameter);
            await output.WriteLineAsync(e.IsShown ? Line($"{name}: {e.Value:0.0000}, 95 % interval {e.Low:0.0000} to {e.High:0.0000}") : $"{name}: refused, {e.Refusal}");
        }
        foreach (var p in report.Profiles)
        {
            var ends = (p.Low, p.High) switch
            {
                ({ } low, { } high) => Line($"{low:0.0000} to {high:0.0000}"),
                ({ } low, null) => Line($"from {low:0.0000} up"),
                (null, { } high) => Line($"up to {high:0.0000}"),
                _ => "no end",
            };
            await output.WriteLineAsync($"{TwinFitFile.Name(p.Parameter)}, by its profile: {ends}{(p.Note is null ? "" : $" ({p.Note})")}");
        }
        if (report.CapacityAh is { } ah) await output.WriteLineAsync(Line($"capacity between the open-circuit voltages: {ah:0.000} Ah, {report.CapacityIntervalAh!.Value.Low:0.000} to {report.CapacityIntervalAh.Value.High:0.000} Ah"));
        foreach (var w in report.Windows)
            await output.WriteLineAsync(Line($"window from {w.StartS:0.###} s: {w.Used} of {w.Rows} rows count, begins at {w.SocPct:0.00} % (+-{2 * w.SocSdPct:0.00}), residuals {1000 * w.RmseV:0.000} mV"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"noise {1000 * report.NoiseV:0.000} mV, {100 * report.WeakenedShare:0.0} % of the rows weakened, memory of the residuals {report.MemoryFactor:0.0} (1 when the model fits), "
            + $"current {(report.Between == CurrentBetween.Held ? "held" : "linear")} between rows; {report.Iterations} steps, {(report.IsConverged ? "converged" : "not converged")}."));
    }
}
