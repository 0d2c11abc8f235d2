using System.Globalization;
using Busbar.Core.Twin.Output;

namespace Busbar.Core.Twin.Follow;

/// <summary>What a follower believed as comma-separated lines and as a drawing. Pure: whoever has the file takes the lines.</summary>
public static class FollowOutput
{
    /// <summary>The header of the lines. Bands are 95 %: plus and minus that much.</summary>
    public const string Header =
        "timeS,socPct,socBandPct,capacity,capacityBand,resistance,resistanceBand,currentBiasA,currentBiasBandA,temperatureK,expectedV,innovationV,verdict,trust";

    /// <summary>The lines, header first; a row that came too late has none.</summary>
    public static IEnumerable<string> Lines(FollowReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        yield return Header;
        foreach (var e in InTime(report))
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{e.TimeS:R},{e.SocPct:R},{e.SocBandPct:R},{e.CapacityFactor:R},{e.CapacityBand:R},{e.ResistanceFactor:R},{e.ResistanceBand:R},{e.BiasA:R},{e.BiasBandA:R},{e.TemperatureK:R},{e.ExpectedV:R},{(double.IsNaN(e.InnovationV) ? "" : e.InnovationV.ToString("R", CultureInfo.InvariantCulture))},{e.Verdict},{e.Trust}");
    }

    /// <summary>State of charge, capacity, resistance and the current sensor's zero with their bands, and what was measured less what was expected, as SVG.</summary>
    /// <exception cref="ArgumentException">No row came in time.</exception>
    public static string Svg(FollowReport report, string title)
    {
        ArgumentNullException.ThrowIfNull(report);
        var rows = InTime(report).ToArray();
        if (rows.Length == 0) throw new ArgumentException("A drawing needs a row at least.", nameof(report));
        double[] All(Func<FollowEstimate, double> of) => Array.ConvertAll(rows, r => of(r));
        BandPanel Banded(string name, string colour, Func<FollowEstimate, double> of, Func<FollowEstimate, double> band, double least, double most) => new(
            name, colour, [All(of)], [(All(r => Math.Max(least, of(r) - band(r))), All(r => Math.Min(most, of(r) + band(r))))]);
        return BandPlot.Svg(title, "Time, h", All(r => (r.TimeS - rows[0].TimeS) / 3600),
        [
            Banded("State of charge, %", "#2e7d32", r => r.SocPct, r => r.SocBandPct, 0, 100),
            new("Measured less expected voltage, mV (cut off at 50)", "#a02c2c", [All(r => Math.Clamp(1000 * r.InnovationV, -50, 50))], []),
            Banded("Capacity over the new cell's", "#1f6fb4", r => r.CapacityFactor, r => r.CapacityBand, 0, 2),
            Banded("Resistance over the new cell's", "#c4561a", r => r.ResistanceFactor, r => r.ResistanceBand, 0, 10),
            Banded("To be added to the measured current, mA", "#6a4c93", r => 1000 * r.BiasA, r => 1000 * r.BiasBandA, double.NegativeInfinity, double.PositiveInfinity),
        ], "areas: 95 % bands");
    }

    private static IEnumerable<FollowEstimate> InTime(FollowReport report) => report.Estimates.Where(e => e.Verdict != FollowVerdict.Late);
}
