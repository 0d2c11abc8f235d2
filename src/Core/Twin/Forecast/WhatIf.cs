using System.Globalization;
using Busbar.Core.Battery;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Forecast;

/// <summary>A way to use a cell: one discharge and one charge a day between two states of charge, at one rate, at one temperature.</summary>
/// <param name="CRate">Rate of both, nominal capacities per hour, 0.01 to 5.</param>
/// <param name="TemperatureK">Temperature around, K.</param>
/// <param name="LowSoc">Lower end, 0 to 1.</param>
/// <param name="HighSoc">Upper end, above the lower one, to 1.</param>
public sealed record WhatIfCase(double CRate, double TemperatureK, double LowSoc, double HighSoc);

/// <summary>What comes of it.</summary>
/// <param name="Case">The way.</param>
/// <param name="CapacityPct">Capacity at the end of the horizon, % of the new cell's.</param>
/// <param name="ResistancePct">Resistance there, % of the new cell's.</param>
/// <param name="LifeYears">Years until the end of life; null where it is beyond the horizon.</param>
/// <param name="ChargedAh">What goes in over the horizon at the first week's pace, Ah.</param>
public sealed record WhatIfRow(WhatIfCase Case, double CapacityPct, double ResistancePct, double? LifeYears, double ChargedAh);

/// <summary>What becomes of a cell under each of several ways to use it. Pure.</summary>
public static class WhatIf
{
    private const double DayS = 86400;
    private const int MostCases = 50;

    /// <summary>Understands ways to use a cell: "0.5C 25degC 20-80%; 1C 35degC 0-100%".</summary>
    /// <exception cref="FormatException">One is not understood; it is quoted, with what is allowed.</exception>
    public static IReadOnlyList<WhatIfCase> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ways = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (ways.Length is 0 or > MostCases) throw new FormatException($"There are {ways.Length} ways to use the cell; allowed: 1 to {MostCases}, with semicolons between them.");
        return [.. ways.Select(Way)];
    }

    private static WhatIfCase Way(string words)
    {
        var parts = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var window = parts.Length == 3 ? parts[2].TrimEnd('%').Split('-') : [];
        if (window.Length == 2 && parts[0].EndsWith('C') && parts[1].EndsWith("degC", StringComparison.Ordinal)
            && Number(parts[0][..^1], out var rate) && Number(parts[1][..^4], out var celsius) && Number(window[0], out var low) && Number(window[1], out var high))
            return new WhatIfCase(rate, celsius + Physics.ZeroCelsiusK, low / 100, high / 100);
        throw new FormatException($"\"{words}\" is no way to use a cell; it is a rate, a temperature and a window of charge, as in \"0.5C 25degC 20-80%\".");

        static bool Number(string number, out double value) => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Runs all cases, for the most likely cell.</summary>
    /// <exception cref="ArgumentException">A case or an option is wrong; the message says which and why.</exception>
    public static IReadOnlyList<WhatIfRow> Of(ForecastStart start, IReadOnlyList<WhatIfCase> cases, YearsForecastOptions options, CancellationToken cancellationToken = default)
    {
        ForecastStart.Checked(start);
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(options);
        var rows = new List<WhatIfRow>(cases.Count);
        foreach (var c in cases)
        {
            var week = Week(start, c);
            var report = YearsForecast.Of(start with { TemperatureK = c.TemperatureK }, week, options with { Members = 1, WeekSoc = c.HighSoc, Progress = null }, cancellationToken);
            rows.Add(new WhatIfRow(c, report.Capacity.Median[^1], report.Resistance.Median[^1], report.LifeYears[0], report.WeekChargeAh * options.Years * 365.25 / 7));
            options.Progress?.Invoke((double)rows.Count / cases.Count);
        }
        return rows;
    }

    /// <summary>Seven days, each down in its first part, up in its second, at rest between.</summary>
    internal static ForecastPlan Week(ForecastStart start, WhatIfCase c)
    {
        ArgumentNullException.ThrowIfNull(c);
        if (!(c.CRate is >= 0.01 and <= 5)) throw new ArgumentException($"CRate is {c.CRate}; allowed: 0.01 to 5.", nameof(c));
        if (!(c.LowSoc >= 0 && c.HighSoc <= 1 && c.LowSoc < c.HighSoc)) throw new ArgumentException($"LowSoc is {c.LowSoc} and HighSoc {c.HighSoc}; allowed: 0 to 1, the lower below the higher.", nameof(c));
        var current = c.CRate * start.Model.Cell.NominalCapacityAh;
        var ah = (c.HighSoc - c.LowSoc) * new ReducedCell(start.Model).Window(start.Health).CapacityAh;
        var time = 3600 * ah / current;
        if (2 * time >= DayS) throw new ArgumentException($"CRate is {c.CRate}: {time / 3600:0.#} h down and as long up do not fit into a day.", nameof(c));
        var (times, values) = (new List<double>(), new List<double>());
        for (var day = 0; day < 7; day++)
            foreach (var (at, value) in ((double, double)[])[(0, -current), (time, 0), (0.5 * DayS, current), (0.5 * DayS + time, 0)])
            {
                times.Add(day * DayS + at);
                values.Add(value);
            }
        return new ForecastPlan(TwinLoadKind.Current, times.ToArray(), values.ToArray(), ForecastPlan.WeekS);
    }
}
