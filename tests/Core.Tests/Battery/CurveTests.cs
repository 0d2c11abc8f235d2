using Busbar.Core.Battery;
using Busbar.Core.Battery.Curves;
using Busbar.Core.Battery.Electrolytes;

namespace Busbar.Core.Tests.Battery;

public sealed class CurveTests
{
    public static TheoryData<string> Sets => [.. ParameterSets.All.Select(s => s.Name)];

    [Theory, MemberData(nameof(Sets))]
    public void Slopes_are_those_of_the_values(string set)
    {
        var cell = ParameterSets.Get(set);
        foreach (var curve in new[] { cell.Negative.OpenCircuitV, cell.Negative.EntropicVPerK, cell.Positive.OpenCircuitV, cell.Positive.EntropicVPerK })
            for (var x = 0.0173; x < 0.99; x += 0.0311)
            {
                curve.At(x, out var slope);
                // Differences across a knot of a table see a jump of the third derivative only.
                const double h = 1e-6;
                var difference = (curve.At(x + h) - curve.At(x - h)) / (2 * h);
                Assert.True(Math.Abs(slope - difference) < 1e-5 * (1 + Math.Abs(slope)), $"{set}: {slope} against {difference} at {x}");
            }
    }

    [Theory, MemberData(nameof(Sets))]
    public void Slopes_of_the_electrolyte_are_those_of_the_values(string set)
    {
        var liquid = ParameterSets.Get(set).Electrolyte;
        foreach (var property in new[] { liquid.DiffusivityM2PerS, liquid.ConductivitySPerM, liquid.ThermodynamicFactor })
            foreach (var temperatureK in new[] { 268.15, 298.15, 318.15 })
                for (var c = 51.0; c < 2500; c += 97)
                {
                    var value = property.At(c, temperatureK, out var slope);
                    var difference = (property.At(c + 0.01, temperatureK) - property.At(c - 0.01, temperatureK)) / 0.02;
                    Assert.True(Math.Abs(slope - difference) < 1e-6 * (Math.Abs(slope) + Math.Abs(value) / c), $"{set}: {slope} against {difference} at {c}");
                }
    }

    [Fact]
    public void A_potential_turns_to_infinity_at_its_ends_and_stays_finite()
    {
        var electrode = ParameterSets.Get("Chen2020").Negative;
        Assert.True(electrode.PotentialV(0, 298.15, 298.15) > 1000);
        Assert.True(electrode.PotentialV(1, 298.15, 298.15) < -1000);
        Assert.True(double.IsFinite(electrode.PotentialV(-3, 298.15, 298.15)));
    }

    [Fact]
    public void A_spline_is_exact_for_a_cubic_and_goes_through_its_table()
    {
        double[] x = [-1, -0.2, 0.1, 0.7, 1.5, 1.6];
        static double Cubic(double z) => 1 - 2 * z + 3 * z * z - 0.5 * z * z * z;
        var spline = new SplineCurve(x, Array.ConvertAll(x, Cubic));
        for (var z = -1.4; z < 2; z += 0.07)
        {
            Assert.Equal(Cubic(z), spline.At(z, out var slope), 12);
            Assert.Equal(-2 + 6 * z - 1.5 * z * z, slope, 11);
        }
    }

    [Fact]
    public void A_spline_converges_with_the_fourth_power()
    {
        static double Worst(int points)
        {
            var x = Enumerable.Range(0, points).Select(i => 3.0 * i / (points - 1)).ToArray();
            var spline = new SplineCurve(x, Array.ConvertAll(x, Math.Sin));
            return Enumerable.Range(0, 1000).Max(i => Math.Abs(spline.At(i * 3e-3) - Math.Sin(i * 3e-3)));
        }
        Assert.InRange(Math.Log2(Worst(21) / Worst(41)), 3.6, 4.6);
    }

    [Theory]
    [InlineData(new double[] { 0, 1, 1, 2 }, "Row 2")]
    [InlineData(new double[] { 0, 1, double.NaN, 2 }, "Row 2")]
    [InlineData(new double[] { 0, 1, 2 }, "4 to 65000")]
    public void A_table_that_makes_no_spline_is_refused_with_its_row(double[] x, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new SplineCurve(x, new double[x.Length])).Message, StringComparison.Ordinal);

    [Fact]
    public void Many_points_give_what_single_points_give()
    {
        var electrode = ParameterSets.Get("OKane2022").Negative;
        var x = Enumerable.Range(0, 50).Select(i => 0.01 + 0.0196 * i).ToArray();
        var (value, slope) = (new double[50], new double[50]);
        electrode.OpenCircuitV.At(x, value, slope);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(electrode.OpenCircuitV.At(x[i], out var s), value[i]);
            Assert.Equal(s, slope[i]);
        }
    }

    [Fact]
    public void The_uncorrected_diffusivity_of_the_salt_is_ten_thousand_times_the_other()
    {
        var right = ParameterSets.Get("Ai2020").Electrolyte.DiffusivityM2PerS.At(1000, 298.15);
        Assert.InRange(right, 1e-10, 1e-9);
        Assert.Equal(1e4, ParameterSets.Get("Ai2020-pybamm").Electrolyte.DiffusivityM2PerS.At(1000, 298.15) / right, 6);
    }
}
