using Busbar.Core.Battery;
using Busbar.Core.Twin.Forecast;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Cloud.Api;

/// <summary>A quantity in percentiles; the columns are as long as the places of the forecast.</summary>
/// <param name="P5">5th percentile.</param>
/// <param name="P25">25th percentile.</param>
/// <param name="P50">Median.</param>
/// <param name="P75">75th percentile.</param>
/// <param name="P95">95th percentile.</param>
internal sealed record TwinBandsShape(double[] P5, double[] P25, double[] P50, double[] P75, double[] P95)
{
    public static TwinBandsShape Of(ForecastBands b) => new(b.Values[0], b.Values[1], b.Values[2], b.Values[3], b.Values[4]);
}

/// <summary>Hours ahead.</summary>
/// <param name="TimeS">Times, s from now.</param>
/// <param name="VoltageV">Voltage, V.</param>
/// <param name="CurrentA">Current, A; positive charges.</param>
/// <param name="TemperatureC">Temperature, degC.</param>
/// <param name="SocPct">State of charge, %.</param>
/// <param name="BoundShare">Share of the cells that a limit keeps from the plan, 0 to 1.</param>
/// <param name="FirstBound">What keeps most of those cells from it; none when all can follow.</param>
/// <param name="TookMs">How long it was computed, ms.</param>
internal sealed record TwinHoursShape(
    double[] TimeS, TwinBandsShape VoltageV, TwinBandsShape CurrentA, TwinBandsShape TemperatureC, TwinBandsShape SocPct, double[] BoundShare, ReducedBound FirstBound, double TookMs)
{
    public static TwinHoursShape Of(DayForecastReport report, double tookMs)
    {
        TwinBandsShape Bands(string column) => TwinBandsShape.Of(report.Bands.First(b => b.Column == column));
        return new(report.TimeS, Bands("voltageV"), Bands("currentA"), Bands("temperatureC"), Bands("socPct"), report.BoundShare, report.FirstBound, tookMs);
    }
}

/// <summary>Years ahead.</summary>
/// <param name="Years">Times, years from now.</param>
/// <param name="CapacityPct">Capacity, % of the new cell's.</param>
/// <param name="ResistancePct">Resistance at half charge and rest, % of the new cell's.</param>
/// <param name="LifeYears">Years until the end of life; a percentile is null where it is beyond the horizon.</param>
/// <param name="WeeksRun">Weeks that were simulated, of all cells.</param>
/// <param name="WeeksStoodFor">Weeks that they stand for.</param>
/// <param name="WeekChargeAh">What a week charges, Ah.</param>
/// <param name="WeekBoundShare">Share of the week in which limits keep the cell from the plan.</param>
/// <param name="TookMs">How long it was computed, ms.</param>
internal sealed record TwinYearsShape(
    double[] Years, TwinBandsShape CapacityPct, TwinBandsShape ResistancePct, TwinLifeShape LifeYears, int WeeksRun, int WeeksStoodFor, double WeekChargeAh, double WeekBoundShare,
    double TookMs)
{
    public static TwinYearsShape Of(YearsForecastReport report, double tookMs) => new(
        report.Years, TwinBandsShape.Of(report.Capacity), TwinBandsShape.Of(report.Resistance),
        new(report.LifeYears[0], report.LifeYears[1], report.LifeYears[2], report.LifeYears[3], report.LifeYears[4]), report.WeeksRun, report.WeeksStoodFor, report.WeekChargeAh,
        report.WeekBoundShare, tookMs);
}

/// <summary>Useful life in percentiles, years.</summary>
/// <param name="P5">One cell in twenty ends by then.</param>
/// <param name="P25">One in four.</param>
/// <param name="P50">Every other.</param>
/// <param name="P75">Three in four.</param>
/// <param name="P95">All but one in twenty.</param>
internal sealed record TwinLifeShape(double? P5, double? P25, double? P50, double? P75, double? P95);

/// <summary>Ways to use a cell, compared.</summary>
/// <param name="Ways">A row for each, in the order in which they were given.</param>
/// <param name="TookMs">How long it was computed, ms.</param>
internal sealed record TwinWhatIfShape(TwinWayShape[] Ways, double TookMs)
{
    public static TwinWhatIfShape Of(IReadOnlyList<WhatIfRow> rows, double tookMs) => new([.. rows.Select(TwinWayShape.Of)], tookMs);
}

/// <summary>A way to use a cell, one discharge and one charge a day, and what comes of it.</summary>
/// <param name="CRate">Rate of both.</param>
/// <param name="TemperatureC">Temperature around, degC.</param>
/// <param name="LowSocPct">Lower end of the window of charge, %.</param>
/// <param name="HighSocPct">Its upper end, %.</param>
/// <param name="CapacityPct">Capacity at the end of the years, % of the new cell's.</param>
/// <param name="ResistancePct">Resistance then, % of the new cell's.</param>
/// <param name="LifeYears">Years until the end of life; null where it is beyond the horizon.</param>
/// <param name="ChargedAh">What goes in over the years at the first week's pace, Ah.</param>
internal sealed record TwinWayShape(
    double CRate, double TemperatureC, double LowSocPct, double HighSocPct, double CapacityPct, double ResistancePct, double? LifeYears, double ChargedAh)
{
    public static TwinWayShape Of(WhatIfRow row) => new(
        row.Case.CRate, row.Case.TemperatureK - Physics.ZeroCelsiusK, 100 * row.Case.LowSoc, 100 * row.Case.HighSoc, row.CapacityPct, row.ResistancePct, row.LifeYears, row.ChargedAh);
}

/// <summary>Cost of wear over power.</summary>
/// <param name="Pieces">Straight pieces, rising in power; no slope is below the one before it.</param>
/// <param name="RestPerHour">What the cell costs at rest, currency per hour: the pieces are above that.</param>
/// <param name="GreatestGap">How far below what was simulated they lie at most, currency per hour.</param>
/// <param name="Source">The price, its source, the law and the conditions.</param>
/// <param name="TookMs">How long it was computed, ms.</param>
internal sealed record TwinWearCostShape(TwinWearPieceShape[] Pieces, double RestPerHour, double GreatestGap, string Source, double TookMs)
{
    public static TwinWearCostShape Of(DegradationCostReport report, double tookMs) => new(
        [.. Enumerable.Range(0, report.PerHour.Pieces).Select(p => TwinWearPieceShape.Of(report, p))], report.RestPerHour, report.GreatestGap, report.Source, tookMs);
}

/// <summary>A straight piece of the cost of wear.</summary>
/// <param name="FromW">Where it begins, W; positive charges.</param>
/// <param name="ToW">Where it ends, W.</param>
/// <param name="FromPerHour">Cost there, currency per hour.</param>
/// <param name="ToPerHour">Cost at its end, currency per hour.</param>
/// <param name="PerKWh">Its slope, currency per kWh.</param>
internal sealed record TwinWearPieceShape(double FromW, double ToW, double FromPerHour, double ToPerHour, double PerKWh)
{
    public static TwinWearPieceShape Of(DegradationCostReport report, int piece)
    {
        var cost = report.PerHour;
        return new(cost.At[piece], cost.At[piece + 1], cost.Values[piece], cost.Values[piece + 1], report.PerKWh(piece));
    }
}
