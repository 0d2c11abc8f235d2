using System.Globalization;
using Busbar.Core.Twin.Output;

namespace Busbar.Core.Twin.Forecast;

/// <summary>Forecasts as comma-separated lines and as drawings. Pure: whoever has the file takes the lines.</summary>
public static class ForecastOutput
{
    private const string Note = "median, 25 to 75 %, 5 to 95 % of the cells drawn";

    private static readonly string[] Colours = ["#1f6fb4", "#c4561a", "#a02c2c", "#2e7d32"];

    /// <summary>Hours ahead as lines, header first: <c>timeS</c>, each quantity by percentile (<c>voltageV_p5</c> and so on), <c>boundShare</c>.</summary>
    public static IEnumerable<string> Lines(DayForecastReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Lines("timeS", report.TimeS, report.Bands, ("boundShare", report.BoundShare));
    }

    /// <summary>Years ahead as lines, header first: <c>years</c>, then capacity and resistance by percentile.</summary>
    public static IEnumerable<string> Lines(YearsForecastReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Lines("years", report.Years, [report.Capacity, report.Resistance], null);
    }

    /// <summary>Hours ahead as SVG.</summary>
    public static string Svg(DayForecastReport report, string title)
    {
        ArgumentNullException.ThrowIfNull(report);
        var hours = report.TimeS[^1] > 7200;
        var panels = report.Bands.Select(Panel).ToList();
        if (report.BoundShare.Max() > 0) panels.Add(new("Cells that a limit keeps from the plan, %", "#6a4c93", [[.. report.BoundShare.Select(s => 100 * s)]], []));
        return BandPlot.Svg(title, hours ? "Time, h" : "Time, min", [.. report.TimeS.Select(t => t / (hours ? 3600 : 60))], panels, Note);
    }

    /// <summary>Years ahead as SVG.</summary>
    public static string Svg(YearsForecastReport report, string title)
    {
        ArgumentNullException.ThrowIfNull(report);
        return BandPlot.Svg(title, "Time, years", report.Years, [Panel(report.Capacity, 0), Panel(report.Resistance, 1)], Note);
    }

    private static BandPanel Panel(ForecastBands b, int index) =>
        new(b.Name, Colours[index % Colours.Length], [b.Median], [(b.Values[0], b.Values[^1]), (b.Values[1], b.Values[^2])]);

    private static IEnumerable<string> Lines(string axis, double[] places, IReadOnlyList<ForecastBands> bands, (string Name, double[] Values)? more)
    {
        var names = bands.SelectMany(b => b.Shares.Select(s => string.Create(CultureInfo.InvariantCulture, $"{b.Column}_p{100 * s:0}")));
        yield return string.Join(',', names.Prepend(axis).Concat(more is { } m ? [m.Name] : []));
        for (var i = 0; i < places.Length; i++)
        {
            var row = bands.SelectMany(b => b.Values.Select(v => v[i])).Prepend(places[i]);
            if (more is { } extra) row = row.Append(extra.Values[i]);
            yield return string.Join(',', row.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
        }
    }
}
