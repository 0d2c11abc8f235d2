using System.CommandLine;
using System.Globalization;
using Busbar.Core.Twin.Fit;
using Busbar.Core.Twin.Follow;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar twin follow</c>: a twin kept in step with telemetry.</summary>
internal static class TwinFollowCommand
{
    public static Command Create()
    {
        var set = TwinOptionsOfCommands.Set("Chen2020");
        var data = new Option<FileInfo>("--data") { Description = "CSV with timeS,currentA,voltageV and, if measured, temperatureK; positive current charges.", Required = true };
        var fit = new Option<FileInfo?>("--fit") { Description = "What busbar twin fit left; a new cell when not given." };
        var soc = new Option<double?>("--initial-soc") { Description = "State of charge at the start, 0 to 1; read from the first voltage when not given." };
        var socSd = new Option<double>("--soc-sd") { Description = "Its standard deviation, 0.001 to 0.5.", DefaultValueFactory = _ => 0.15 };
        var noise = new Option<double>("--voltage-noise") { Description = "Noise of the voltage with what the model is off, mV.", DefaultValueFactory = _ => 3 };
        var csv = new Option<FileInfo?>("--out") { Description = "Where the states go, CSV, a line per row." };
        var plot = new Option<FileInfo?>("--plot") { Description = "Where the drawing goes, SVG." };
        var pack = new TwinFollowPack();
        var command = new Command("follow", "Keep a twin in step with the telemetry of a cell, or of a pack, and say how far it trusts itself. Ends with 1 where it is lost.") { set, data, fit, soc, socSd, noise, csv, plot };
        foreach (var option in pack.Options) command.Options.Add(option);
        command.SetAction(async (r, ct) =>
        {
            var cell = await TwinOptionsOfCommands.CellAsync(r.GetValue(set)!, ct);
            var file = r.GetValue(data)!;
            var options = new FollowOptions { Cell = cell, InitialSoc = r.GetValue(soc), InitialSocSd = r.GetValue(socSd), VoltageNoiseV = r.GetValue(noise) / 1000 };
            if (r.GetValue(fit) is { } fitted)
                options = options with { Health = TwinFitFile.Start(await File.ReadAllTextAsync(fitted.FullName, ct), fitted.Name, cell, new ReducedOptions { Cell = cell }).Health };
            FollowOptions.Checked(options);
            if (pack.IsAsked(r)) return await pack.FollowAsync(r, options, file, r.GetValue(csv), r.GetValue(plot), ct);
            var lines = await File.ReadAllLinesAsync(file.FullName, ct);
            FollowReport report;
            try
            {
                report = FollowRun.Of(TelemetryCsv.Rows(lines), options, ct);
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                throw new FormatException($"{file.Name}: {e.Message}", e);
            }
            await TellAsync(r.InvocationConfiguration.Output, report);
            if (r.GetValue(csv) is { } states) await File.WriteAllLinesAsync(states.FullName, FollowOutput.Lines(report), ct);
            if (r.GetValue(plot) is { } drawing) await File.WriteAllTextAsync(drawing.FullName, FollowOutput.Svg(report, $"{cell.Name}, {file.Name}"), ct);
            return report.Turns[^1].Trust == FollowTrust.Lost ? 1 : 0;
        });
        return command;
    }

    private static async Task TellAsync(TextWriter output, FollowReport report)
    {
        string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        foreach (var turn in report.Turns) await output.WriteLineAsync(Line($"from {turn.TimeS:0.###} s: {turn.Trust}. {turn.Reason}"));
        var last = report.Estimates.Last(e => e.Verdict != FollowVerdict.Late);
        await output.WriteLineAsync(Line($"state of charge {last.SocPct:0.00} % (+-{last.SocBandPct:0.00})"));
        await output.WriteLineAsync(Line($"capacity {last.CapacityFactor:0.0000} (+-{last.CapacityBand:0.0000}), resistance {last.ResistanceFactor:0.000} (+-{last.ResistanceBand:0.000}) over the new cell's"));
        await output.WriteLineAsync(Line($"to be added to the measured current: {1000 * last.BiasA:0.0} mA (+-{1000 * last.BiasBandA:0.0})"));
        await output.WriteLineAsync(report.Summary);
    }
}
