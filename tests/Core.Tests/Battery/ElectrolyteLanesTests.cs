using Busbar.Core.Battery;
using Busbar.Core.Battery.Electrolytes;

namespace Busbar.Core.Tests.Battery;

/// <summary>Properties of the electrolyte are taken for several places at once.</summary>
public sealed class ElectrolyteLanesTests
{
    public static TheoryData<string> Sets => [.. ParameterSets.All.Select(s => s.Name)];

    [Theory, MemberData(nameof(Sets))]
    public void A_place_gives_the_same_wherever_it_stands(string set)
    {
        var liquid = ParameterSets.Get(set).Electrolyte;
        var chance = new Random(3);
        foreach (var property in new[] { liquid.DiffusivityM2PerS, liquid.ConductivitySPerM, liquid.ThermodynamicFactor })
            for (var count = 0; count < 40; count++)
            {
                var places = Enumerable.Range(0, count).Select(_ => 10 + 3000 * chance.NextDouble()).ToArray();
                var (value, slope) = (new double[count], new double[count]);
                property.At(places, 303.15, value, slope);
                for (var i = 0; i < count; i++)
                {
                    Assert.Equal(property.At(places[i], 303.15, out var alone), value[i]);
                    Assert.Equal(alone, slope[i]);
                }
            }
    }

    [Theory]
    [InlineData(-8.43)]
    [InlineData(-4.43)]
    public void The_fits_of_Valoen_and_Reimers_are_as_published(double exponent)
    {
        var diffusivity = new ValoenReimers { Kind = ValoenReimersKind.Diffusivity, DiffusivityExponent = exponent };
        var conductivity = new ValoenReimers { Kind = ValoenReimersKind.Conductivity };
        var factor = new ValoenReimers { Kind = ValoenReimersKind.ThermodynamicFactor, TransferenceNumber = 0.38 };
        foreach (var t in new[] { 263.15, 298.15, 323.15 })
            for (var c = 10.0; c < 3200; c += 53)
            {
                Near(Math.Pow(10, exponent - 54 / (t - 229 - 5e-3 * c) - 0.22e-3 * c), diffusivity.At(c, t));
                var root = -10.5 + 0.668e-3 * c + 0.494e-6 * c * c + (0.074 - 1.78e-5 * c - 8.86e-10 * c * c) * t + (-6.96e-5 + 2.8e-8 * c) * t * t;
                Near(1e-4 * c * root * root, conductivity.At(c, t), leastSize: 0.1);
                Near((0.601 - 0.24 * Math.Sqrt(c / 1000) + 0.982 * (1 - 0.0052 * (t - 298.15)) * Math.Pow(c / 1000, 1.5)) / 0.62, factor.At(c, t));
            }

        // Another order of operations. In the cold the terms of the conductivity's root cancel: there it is as right as a tenth of a siemens per metre can be told.
        static void Near(double expected, double value, double leastSize = 0) =>
            Assert.True(Math.Abs(value - expected) <= 3e-14 * Math.Max(leastSize, Math.Abs(expected)), $"{value:R} where {expected:R} is published");
    }
}
