using System.CommandLine;
using System.Globalization;
using Busbar.Core.Twin.Follow;
using Busbar.Core.Twin.Packs;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Hub.Commands;

/// <summary>What <c>busbar twin follow</c> does where <c>--series</c> says that the telemetry is a pack's.</summary>
internal sealed class TwinFollowPack
{
    /// <summary>Units that are told one by one; of more, those at the ends.</summary>
    private const int MostTold = 24;

    private readonly Option<int?> _series = new("--series") { Description = "Groups in series: the telemetry is of a pack, with columns currentA[2] and temperatureK[2] of a string, voltageV[2/17] of a group." };
    private readonly Option<int> _parallel = new("--parallel") { Description = "Cells in parallel in each group.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _strings = new("--strings") { Description = "Strings in parallel.", DefaultValueFactory = _ => 1 };
    private readonly Option<double?> _stateOfHealth = new("--state-of-health") { Description = "What is believed of the capacity of a pack's cells at the start, over a new one's, 0.5 to 1; most of the loss is taken for lithium." };
    private readonly Option<FileInfo?> _units = new("--units") { Description = "Where the strings or groups of a pack go as they are at the end, CSV." };

    public IEnumerable<Option> Options => [_series, _parallel, _strings, _stateOfHealth, _units];

    /// <summary>Whether the telemetry is a pack's.</summary>
    public bool IsAsked(ParseResult r) => r.GetValue(_series) is not null;

    /// <summary>Follows, and returns what the command ends with.</summary>
    public async Task<int> FollowAsync(ParseResult r, FollowOptions each, FileInfo file, FileInfo? csv, FileInfo? plot, CancellationToken ct)
    {
        if (r.GetValue(_stateOfHealth) is { } share) each = each with { Health = SecondLife.Of(new ReducedCell(new ReducedOptions { Cell = each.Cell }), share) };
        var options = PackFollowOptions.Checked(new PackFollowOptions { Each = each, Series = r.GetValue(_series)!.Value, Parallel = r.GetValue(_parallel), Strings = r.GetValue(_strings) });
        var lines = await File.ReadAllLinesAsync(file.FullName, ct);
        PackFollowReport report;
        try
        {
            report = PackFollowRun.Of(PackTelemetryCsv.Read(lines, options.Strings, options.Series), options, ct);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new FormatException($"{file.Name}: {e.Message}", e);
        }
        await TellAsync(r.InvocationConfiguration.Output, report);
        if (csv is not null) await File.WriteAllLinesAsync(csv.FullName, PackFollowOutput.Lines(report), ct);
        if (r.GetValue(_units) is { } units) await File.WriteAllLinesAsync(units.FullName, PackFollowOutput.UnitLines(report), ct);
        if (plot is not null) await File.WriteAllTextAsync(plot.FullName, PackFollowOutput.Svg(report, $"{each.Cell.Name}, {file.Name}"), ct);
        return report.Turns[^1].Trust == FollowTrust.Lost ? 1 : 0;
    }

    private static async Task TellAsync(TextWriter output, PackFollowReport report)
    {
        string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        await output.WriteLineAsync(report.Sight switch
        {
            PackSight.Groups => $"{report.Units.Count} groups are followed by themselves",
            PackSight.Strings => $"{report.Units.Count} strings are followed, each by its mean cell: voltages of groups are not there",
            _ => "the pack is followed by its mean cell: currents of strings are not there",
        });
        foreach (var turn in report.Turns) await output.WriteLineAsync(Line($"from {turn.TimeS:0.###} s: {turn.Trust}. {turn.Reason}"));
        var last = report.Estimates[^1];
        await output.WriteLineAsync(Line($"state of charge {last.SocPct:0.00} % (+-{last.SocBandPct:0.00}), capacity {last.CapacityAh:0.000} Ah (+-{last.CapacityBandAh:0.000})"));
        var told = report.Units.Count <= MostTold ? report.Units : [.. report.Units.OrderBy(u => u.Estimate.SocPct).Take(MostTold / 4), .. report.Units.OrderBy(u => u.CapacityAh).Take(MostTold / 4)];
        foreach (var u in told.Distinct())
        {
            var e = u.Estimate;
            await output.WriteLineAsync(Line($"{u.Place}: {e.SocPct:0.00} % (+-{e.SocBandPct:0.00}), {u.CapacityAh:0.000} Ah (+-{u.CapacityBandAh:0.000}), resistance {e.ResistanceFactor:0.000} (+-{e.ResistanceBand:0.000}), {e.Trust}"));
        }
        if (told != report.Units) await output.WriteLineAsync(Line($"those of {report.Units.Count} with the least charge, and with the least capacity; --units has all"));
        await output.WriteLineAsync(report.Summary);
    }
}
