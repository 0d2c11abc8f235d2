using Busbar.Core.Twin.Numerics;

namespace Busbar.Core.Twin.Particles;

/// <summary>
/// Fewer modes with the same answer. All that a cell sees of a particle is what its surface does after a flux, a sum of decaying exponentials with
/// weights of one sign. Such a system is symmetric and has one Gramian, P_ij = sqrt(w_i w_j)/(r_i + r_j); projected onto the first eigenvectors of P
/// it is reduced by balanced truncation, stays a sum of decaying exponentials, and is off at every frequency by no more than twice the sum of the eigenvalues left out
/// (Antoulas, Approximation of Large-Scale Dynamical Systems, 2005, sections 7.1 and 7.5).
/// </summary>
internal static class ModeReduction
{
    /// <param name="rate">Decay rates above 0.</param>
    /// <param name="weight">Weights above 0, as many.</param>
    /// <param name="count">How many to keep, fewer.</param>
    /// <returns>Rates, rising, and weights.</returns>
    internal static (double[] Rate, double[] Weight) Balanced(ReadOnlySpan<double> rate, ReadOnlySpan<double> weight, int count)
    {
        var n = rate.Length;
        var gramian = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                gramian[i * n + j] = Math.Sqrt(weight[i] * weight[j]) / (rate[i] + rate[j]);
        var directions = SymmetricEigen.Solve(gramian, n);
        var kept = Descending(gramian, n);
        var (small, input) = (new double[count * count], new double[count]);
        for (var a = 0; a < count; a++)
        {
            for (var k = 0; k < n; k++) input[a] += directions[k * n + kept[a]] * Math.Sqrt(weight[k]);
            for (var b = 0; b < count; b++)
                for (var k = 0; k < n; k++)
                    small[a * count + b] += directions[k * n + kept[a]] * rate[k] * directions[k * n + kept[b]];
        }
        var modes = SymmetricEigen.Solve(small, count);
        var order = Descending(small, count);
        Array.Reverse(order);
        var (rates, weights) = (new double[count], new double[count]);
        for (var m = 0; m < count; m++)
        {
            double share = 0;
            for (var a = 0; a < count; a++) share += modes[a * count + order[m]] * input[a];
            (rates[m], weights[m]) = (small[order[m] * count + order[m]], share * share);
        }
        return (rates, weights);
    }

    /// <summary>Where the eigenvalues on a diagonal stand, the greatest first.</summary>
    private static int[] Descending(double[] diagonal, int n) => [.. Enumerable.Range(0, n).OrderByDescending(k => diagonal[k * n + k])];
}
