using Busbar.Core.Battery;
using Busbar.Core.Battery.Curves;

namespace Busbar.Core.Tests.Battery;

/// <summary>Tables find their pieces by an index; what they give is what a search from one end gives, to the last bit.</summary>
public sealed class TableCurveTests
{
    public static TheoryData<string> Tables => ["Ai2020 negative", "Ai2020 positive", "OKane2022 negative", "crowded", "wide", "even", "tiny"];

    private static SplineCurve Table(string name)
    {
        var chance = new Random(11);
        if (name.Split(' ') is [var set, var side])
        {
            var cell = ParameterSets.Get(set);
            return (SplineCurve)(side == "negative" ? cell.Negative : cell.Positive).OpenCircuitV;
        }
        // Points a rounding apart beside points far apart; abscissas far from 0; equal steps; a range of next to nothing.
        double[] x = name switch
        {
            "crowded" => [0, double.BitIncrement(0.25), 0.25 + 1e-15, 0.25 + 1e-12, 0.25 + 1e-9, 0.25 + 1e-6, 0.5, 1000],
            "wide" => [-1e100, -1e10, -3, 0, 1e-100, 2, 1e12, 9e99],
            "even" => [.. Enumerable.Range(0, 257).Select(i => 3 + i / 256.0)],
            _ => [.. Enumerable.Range(0, 6).Select(i => 1 + i * Math.BitIncrement(1.0) * 2.3e-16).Distinct()],
        };
        return new SplineCurve(x, Array.ConvertAll(x, _ => chance.NextDouble()));
    }

    private static (double Value, double Slope) Searched(SplineCurve curve, double x)
    {
        var pieces = curve.All;
        var i = 0;
        while (i + 1 < pieces.Length && pieces[i + 1].From <= x) i++;
        var (p, d) = (pieces[i], x - pieces[i].From);
        return (((p.Cubic * d + p.HalfCurvature) * d + p.Slope) * d + p.Value, (3 * p.Cubic * d + 2 * p.HalfCurvature) * d + p.Slope);
    }

    private static double[] Places(SplineCurve curve)
    {
        var chance = new Random(7);
        List<double> places = [curve.Last, curve.First - 1, curve.Last + 1, double.NegativeInfinity, double.PositiveInfinity, double.NaN, 0, 1e-10, 1 - 1e-10];
        foreach (var piece in curve.All) places.AddRange([piece.From, double.BitDecrement(piece.From), double.BitIncrement(piece.From)]);
        for (var i = 0; i < 20_000; i++) places.Add(curve.First + (1.2 * chance.NextDouble() - 0.1) * (curve.Last - curve.First));
        return [.. places];
    }

    private static void Same(double expected, double actual, double x) => Assert.True(
        (double.IsNaN(expected) && double.IsNaN(actual)) || BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual), $"{actual:R}, and not {expected:R}, at {x:R}");

    [Theory, MemberData(nameof(Tables))]
    public void A_table_gives_what_a_search_from_its_left_end_gives(string name)
    {
        var curve = Table(name);
        foreach (var x in Places(curve))
        {
            var (value, slope) = Searched(curve, x);
            Same(value, curve.At(x, out var itsSlope), x);
            Same(slope, itsSlope, x);
        }
    }

    [Theory, MemberData(nameof(Tables))]
    public void A_table_gives_many_places_what_it_gives_each(string name)
    {
        var curve = Table(name);
        var places = Places(curve);
        var (value, slope) = (new double[places.Length], new double[places.Length]);
        curve.At(places, value, slope);
        for (var i = 0; i < places.Length; i++)
        {
            Same(curve.At(places[i], out var itsSlope), value[i], places[i]);
            Same(itsSlope, slope[i], places[i]);
        }
    }
}
