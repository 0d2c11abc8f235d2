using Busbar.Core.Twin.Numerics;

namespace Busbar.Core.Tests.Twin;

/// <summary>Loops over rows give what plain loops give, to the last bit, whatever the length.</summary>
public sealed class RowKernelsTests
{
    private static double[] Numbers(Random chance, int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * chance.NextDouble() - 1)];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 20)]
    [InlineData(4, 5)]
    [InlineData(20, 20)]
    [InlineData(30, 10)]
    [InlineData(41, 80)]
    public void Sums_scales_and_decays_are_those_of_plain_loops(int columns, int rows)
    {
        var chance = new Random(columns);
        var (weights, factors, x, all) = (Numbers(chance, rows), Numbers(chance, rows), Numbers(chance, columns), Numbers(chance, rows * columns));
        var (sum, scaledSum, scaled, added, decayed) = (new double[columns], new double[columns], (double[])all.Clone(), (double[])all.Clone(), new double[rows * columns]);
        RowKernels.Sum(weights, all, sum);
        RowKernels.ScaleAndSum(factors, weights, scaled, scaledSum);
        RowKernels.AddScaled(factors, x, added);
        RowKernels.Decay(factors, x, weights, all, decayed);
        for (var i = 0; i < columns; i++)
        {
            double one = 0, two = 0;
            for (var k = 0; k < rows; k++)
            {
                var here = all[k * columns + i];
                one += weights[k] * here;
                two += weights[k] * (factors[k] * here);
                Assert.Equal(factors[k] * here, scaled[k * columns + i]);
                Assert.Equal(here + factors[k] * x[i], added[k * columns + i]);
                Assert.Equal(factors[k] * x[i] - weights[k] * here, decayed[k * columns + i]);
            }
            Assert.Equal((one, two), (sum[i], scaledSum[i]));
        }
    }
}
