using System.CommandLine;
using System.Globalization;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Forecast;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar twin forecast</c>: hours ahead under a plan, years ahead under a typical week, what-if, the cost of wear.</summary>
internal static class TwinForecastCommand
{
    public static Command Create()
    {
        var set = TwinOptionsOfCommands.Set("OKane2022");
        var fit = new Option<FileInfo?>("--fit") { Description = "What busbar twin fit left; a new cell when not given." };
        var plan = new Option<FileInfo?>("--plan") { Description = "Hours ahead: CSV with timeS and currentA or powerW (positive charges), each value holds until the next." };
        var week = new Option<FileInfo?>("--week") { Description = "Years ahead: a typical week, CSV as for --plan." };
        var years = new Option<double>("--years") { Description = "How many years, 0.1 to 50.", DefaultValueFactory = _ => 10 };
        var soc = new Option<double>("--initial-soc") { Description = "State of charge at the start, and of each week, 0 to 1.", DefaultValueFactory = _ => 0.5 };
        var socSd = new Option<double>("--soc-sd") { Description = "Its standard deviation, 0 to 0.5.", DefaultValueFactory = _ => 0.02 };
        var temperature = new Option<double?>("--temperature") { Description = "Of cell and surroundings, degC; the set's own when not given." };
        var sei = new Option<string>("--sei") { Description = TwinOptionsOfCommands.Sei().Description, DefaultValueFactory = _ => "solvent-diffusion-limited" };
        var loadSd = new Option<double>("--load-sd") { Description = "Standard deviation of the load, %.", DefaultValueFactory = _ => 5 };
        var members = new Option<int?>("--members") { Description = "Cells that are drawn; 200 for hours, 40 for years." };
        var seed = new Option<int>("--seed") { Description = "Where the draws begin.", DefaultValueFactory = _ => 1 };
        var end = new Option<double>("--end-of-life") { Description = "Capacity at which the cell is at its end, % of new.", DefaultValueFactory = _ => 80 };
        var material = new Option<double>("--material-loss") { Description = "Active material lost per year besides SEI, %.", DefaultValueFactory = _ => 0 };
        var whatIf = new Option<string?>("--what-if") { Description = "Ways to use it, with semicolons, e.g. \"0.5C 25degC 20-80%; 1C 35degC 0-100%\"." };
        var price = new Option<double?>("--price") { Description = "Price of a new battery per kWh: gives the cost of wear over power." };
        var source = new Option<string>("--price-source") { Description = "Where the price is from.", DefaultValueFactory = _ => "the command line" };
        var csv = new Option<FileInfo?>("--out") { Description = "Where the rows go, CSV." };
        var plot = new Option<FileInfo?>("--plot") { Description = "Where the drawing goes, SVG." };
        var command = new Command("forecast", "What a cell will do in the next hours, and in the next years.")
        {
            set, fit, plan, week, years, soc, socSd, temperature, sei, loadSd, members, seed, end, material, whatIf, price, source, csv, plot,
        };
        command.SetAction(async (r, ct) =>
        {
            var cell = await TwinOptionsOfCommands.CellAsync(r.GetValue(set)!, ct);
            var model = new ReducedOptions { Cell = cell, Sei = TwinOptionsOfCommands.Sei(r.GetValue(sei)!) };
            if ((r.GetValue(plan), r.GetValue(week), r.GetValue(whatIf), r.GetValue(price)) is (null, null, null, null))
                throw new ArgumentException("Give --plan, --week, --what-if or --price.", nameof(r));
            if (r.GetValue(plan) is not null && r.GetValue(week) is not null) throw new ArgumentException("Give either --plan or --week.", nameof(r));
            var start = r.GetValue(fit) is { } fitted
                ? TwinFitFile.Start(await File.ReadAllTextAsync(fitted.FullName, ct), fitted.Name, cell, model)
                : new ForecastStart { Model = model };
            start = start with { Soc = r.GetValue(soc), SocSd = r.GetValue(socSd), TemperatureK = r.GetValue(temperature) + Physics.ZeroCelsiusK };
            var output = r.InvocationConfiguration.Output;
            using var progress = new TwinProgress();
            var ageing = new YearsForecastOptions
            {
                Years = r.GetValue(years),
                WeekSoc = r.GetValue(soc),
                EndOfLifeShare = r.GetValue(end) / 100,
                Members = r.GetValue(members) ?? 40,
                Seed = r.GetValue(seed),
                LoadSd = r.GetValue(loadSd) / 100,
                MaterialLossPerYear = r.GetValue(material) / 100,
                Progress = share => progress.Show(share, "forecast"),
            };
            if (r.GetValue(plan) is { } planned)
            {
                var options = new DayForecastOptions { Members = r.GetValue(members) ?? 200, Seed = r.GetValue(seed), LoadSd = r.GetValue(loadSd) / 100, Progress = share => progress.Show(share, "forecast") };
                var report = DayForecast.Of(start, await PlanAsync(planned, null, ct), options, ct);
                await TellAsync(output, report);
                await WriteAsync(r.GetValue(csv), r.GetValue(plot), ForecastOutput.Lines(report), () => ForecastOutput.Svg(report, $"{cell.Name}, {planned.Name}"), ct);
            }
            else if (r.GetValue(week) is { } typical)
            {
                var report = YearsForecast.Of(start, await PlanAsync(typical, ForecastPlan.WeekS, ct), ageing, ct);
                await TellAsync(output, report, ageing);
                await WriteAsync(r.GetValue(csv), r.GetValue(plot), ForecastOutput.Lines(report), () => ForecastOutput.Svg(report, $"{cell.Name}, {typical.Name}, {TwinWords.SeiLaws.First(w => w.Value == model.Sei).Word}"), ct);
            }
            if (r.GetValue(whatIf) is { } ways) await TellAsync(output, WhatIf.Of(start, WhatIf.Parse(ways), ageing, ct));
            if (r.GetValue(price) is { } perKWh)
                await TellAsync(output, DegradationCost.Of(start, new DegradationPrice { PerKWh = perKWh, Source = r.GetValue(source)!, EndOfLifeShare = ageing.EndOfLifeShare }));
            return 0;
        });
        return command;
    }

    private static async Task<ForecastPlan> PlanAsync(FileInfo file, double? endS, CancellationToken ct)
    {
        var lines = await File.ReadAllLinesAsync(file.FullName, ct);
        try
        {
            return ForecastPlan.Parse(lines, endS);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new FormatException($"{file.Name}: {e.Message}", e);
        }
    }

    private static async Task WriteAsync(FileInfo? csv, FileInfo? plot, IEnumerable<string> lines, Func<string> svg, CancellationToken ct)
    {
        if (csv is not null) await File.WriteAllLinesAsync(csv.FullName, lines, ct);
        if (plot is not null) await File.WriteAllTextAsync(plot.FullName, svg(), ct);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static async Task TellAsync(TextWriter output, DayForecastReport report)
    {
        foreach (var b in report.Bands)
            await output.WriteLineAsync(Line($"{b.Name} after {report.TimeS[^1] / 3600:0.##} h: {b.Median[^1]:0.000}, 5 to 95 %: {b.Values[0][^1]:0.000} to {b.Values[^1][^1]:0.000}"));
        var most = report.BoundShare.Max();
        if (most > 0)
            await output.WriteLineAsync(Line($"The plan cannot be followed by up to {100 * most:0} % of the cells drawn, from {report.TimeS[Array.FindIndex(report.BoundShare, s => s > 0)] / 3600:0.##} h on; what bounds them most: {report.FirstBound}."));
    }

    private static async Task TellAsync(TextWriter output, YearsForecastReport report, YearsForecastOptions options)
    {
        var c = report.Capacity;
        await output.WriteLineAsync(Line($"Capacity after {options.Years:0.##} years: {c.Median[^1]:0.00} % of new, 5 to 95 %: {c.Values[0][^1]:0.00} to {c.Values[^1][^1]:0.00} %"));
        await output.WriteLineAsync(Line($"Resistance: {report.Resistance.Median[^1]:0.0} % of new"));
        string Life(double? years) => years is { } y ? Line($"{y:0.0} years") : Line($"not within {options.Years:0.##} years");
        await output.WriteLineAsync($"Useful life to {100 * options.EndOfLifeShare:0} %: {Life(report.LifeYears[2])} (median); one in twenty ends by: {Life(report.LifeYears[0])}; all but one in twenty by: {Life(report.LifeYears[^1])}");
        await output.WriteLineAsync(Line($"{report.WeeksRun} weeks simulated stand for {report.WeeksStoodFor}; a week charges {report.WeekChargeAh:0.0} Ah, and limits hold it back in {100 * report.WeekBoundShare:0.0} % of the time."));
    }

    private static async Task TellAsync(TextWriter output, IReadOnlyList<WhatIfRow> rows)
    {
        await output.WriteLineAsync("cRate,temperatureC,lowSocPct,highSocPct,capacityPct,resistancePct,lifeYears,chargedAh");
        foreach (var w in rows)
            await output.WriteLineAsync(Line($"{w.Case.CRate:0.###},{w.Case.TemperatureK - Physics.ZeroCelsiusK:0.#},{100 * w.Case.LowSoc:0.#},{100 * w.Case.HighSoc:0.#},{w.CapacityPct:0.00},{w.ResistancePct:0.0},{w.LifeYears:0.0},{w.ChargedAh:0}"));
    }

    private static async Task TellAsync(TextWriter output, DegradationCostReport report)
    {
        await output.WriteLineAsync("fromW,toW,perHourAtFrom,perKWh");
        var cost = report.PerHour;
        for (var p = 0; p < cost.Pieces; p++)
            await output.WriteLineAsync(Line($"{cost.At[p]:0.###},{cost.At[p + 1]:0.###},{cost.Values[p]:G6},{report.PerKWh(p):G6}"));
        await output.WriteLineAsync(Line($"At rest: {report.RestPerHour:G4} per hour. Off by {report.GreatestGap:G3} per hour at most. {report.Source}"));
    }
}
