using System.Runtime.InteropServices;
using Busbar.Core.Battery;
using Busbar.Core.Twin.Arithmetic;

namespace Busbar.Core.Tests.Twin;

public sealed class ArithmeticTests
{
    [Fact]
    public void Exponential_and_logarithm_are_right_to_the_last_places()
    {
        var chance = new Random(3);
        for (var i = 0; i < 200_000; i++)
        {
            var x = 200 * chance.NextDouble() - 100;
            Assert.Equal(1, One.Exp(x) / Math.Exp(x), 1e-15);
            var y = Math.Exp(0.1 * x);
            Assert.Equal(0, One.Log(y) - Math.Log(y), 1e-16 + 5e-16 * Math.Abs(Math.Log(y)));
        }
        Assert.Equal((1.0, 0.0), (One.Exp(0), One.Log(1)));
        Assert.Equal(One.Exp(708), One.Exp(1e9));
    }

    [Fact]
    public void Eight_lanes_are_eight_doubles_to_the_last_bit()
    {
        var chance = new Random(4);
        var table = new UniformTable(s => (Math.Sin(3 * s), 3 * Math.Cos(3 * s)));
        var x = new double[Eight.Lanes];
        for (var i = 0; i < 20_000; i++)
        {
            for (var k = 0; k < x.Length; k++) x[k] = 3 * chance.NextDouble() - 1;
            var lanes = MemoryMarshal.Cast<double, Eight>(x)[0];
            for (var k = 0; k < x.Length; k++)
            {
                var one = new One(x[k]);
                Assert.Equal(One.Exp(50 * one).Value, Eight.Exp(50 * lanes).Value[k]);
                Assert.Equal(One.Log(One.Exp(9 * one)).Value, Eight.Log(Eight.Exp(9 * lanes)).Value[k]);
                Assert.Equal(One.At(table, one).Value, Eight.At(table, lanes).Value[k]);
                Assert.Equal(One.Clamp(one, 0, 1).Value, Eight.Clamp(lanes, 0, 1).Value[k]);
                Assert.Equal(One.IfPositive(one, one, -one).Value, Eight.IfPositive(lanes, lanes, -lanes).Value[k]);
            }
        }
    }

    [Fact]
    public void Tabulated_potentials_are_right_to_tens_of_microvolts()
    {
        foreach (var set in ParameterSets.All)
            foreach (var electrode in new[] { set.Negative, set.Positive })
            {
                var table = UniformTable.Of(electrode.OpenCircuitV);
                double worst = 0;
                for (var s = 0.004; s < 0.996; s += 1.7e-4) worst = Math.Max(worst, Math.Abs(table.At(s, out _) - electrode.OpenCircuitV.At(s)));
                TestContext.Current.TestOutputHelper?.WriteLine($"{set.Name} {(electrode == set.Negative ? "negative" : "positive")} {1e6 * worst:0.00} uV");
                Assert.True(worst < 1e-4, $"{set.Name}: {worst} V");
            }
    }
}
