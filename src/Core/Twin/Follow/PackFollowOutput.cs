using System.Globalization;
using Busbar.Core.Twin.Output;

namespace Busbar.Core.Twin.Follow;

/// <summary>What a follower of a pack believed as comma-separated lines and as a drawing. Pure: whoever has the file takes the lines.</summary>
public static class PackFollowOutput
{
    /// <summary>The header of the lines along time. Bands are 95 %: plus and minus that much.</summary>
    public const string Header = "timeS,socPct,socBandPct,capacityAh,capacityBandAh,lowestSocPct,lowest,highestSocPct,highest,trust";

    /// <summary>The header of the lines of units.</summary>
    public const string UnitHeader = "place,socPct,socBandPct,capacityAh,capacityBandAh,capacity,capacityBand,resistance,resistanceBand,currentBiasA,currentBiasBandA,temperatureK,trust";

    /// <summary>A line per row, header first; a row that came too late has none.</summary>
    public static IEnumerable<string> Lines(PackFollowReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        yield return Header;
        foreach (var e in report.Estimates)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{e.TimeS:R},{e.SocPct:R},{e.SocBandPct:R},{e.CapacityAh:R},{e.CapacityBandAh:R},{e.LowestSocPct:R},{Short(report.Units[e.Lowest])},{e.HighestSocPct:R},{Short(report.Units[e.Highest])},{e.Trust}");
    }

    /// <summary>A line per unit as it is at the end, header first.</summary>
    public static IEnumerable<string> UnitLines(PackFollowReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        yield return UnitHeader;
        foreach (var u in report.Units)
        {
            var e = u.Estimate;
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{Short(u)},{e.SocPct:R},{e.SocBandPct:R},{u.CapacityAh:R},{u.CapacityBandAh:R},{e.CapacityFactor:R},{e.CapacityBand:R},{e.ResistanceFactor:R},{e.ResistanceBand:R},{e.BiasA:R},{e.BiasBandA:R},{e.TemperatureK:R},{e.Trust}");
        }
    }

    /// <summary>State of charge with its band, its lowest and highest unit, and the capacity with its band, as SVG.</summary>
    public static string Svg(PackFollowReport report, string title)
    {
        ArgumentNullException.ThrowIfNull(report);
        var rows = report.Estimates;
        double[] All(Func<PackEstimate, double> of) => [.. rows.Select(of)];
        return BandPlot.Svg(title, "Time, h", All(r => (r.TimeS - rows[0].TimeS) / 3600),
        [
            new("State of charge, %", "#2e7d32", [All(r => r.SocPct)], [(All(r => Math.Max(0, r.SocPct - r.SocBandPct)), All(r => Math.Min(100, r.SocPct + r.SocBandPct)))]),
            new("From the unit with least charge to that with most, %", "#1f6fb4", [All(r => r.LowestSocPct), All(r => r.HighestSocPct)], [(All(r => r.LowestSocPct), All(r => r.HighestSocPct))]),
            new("Capacity, Ah", "#c4561a", [All(r => r.CapacityAh)], [(All(r => Math.Max(0, r.CapacityAh - r.CapacityBandAh)), All(r => r.CapacityAh + r.CapacityBandAh))]),
        ], "areas: 95 % bands");
    }

    /// <summary>"2/17", "2", or "all", counted from 1.</summary>
    private static string Short(PackUnit unit) => unit.Group >= 0 ? $"{unit.String + 1}/{unit.Group + 1}" : unit.String >= 0 ? $"{unit.String + 1}" : "all";
}
