using System.Numerics;

namespace Busbar.Core.Twin.Numerics;

/// <summary>
/// Loops over rows of one length that stand one behind the other, such as the modes of the particles across an electrode: a few columns at a time, all rows of them, so that what
/// belongs to a column stays in a register. Sums begin at 0 and go from the first row to the last.
/// </summary>
internal static class RowKernels
{
    private static int Lanes => Vector<double>.Count;

    /// <summary>sum = the rows, each times its weight.</summary>
    internal static void Sum(ReadOnlySpan<double> weights, ReadOnlySpan<double> rows, Span<double> sum)
    {
        var (n, i) = (sum.Length, 0);
        for (; i + Lanes <= n; i += Lanes)
        {
            var total = Vector<double>.Zero;
            for (var (k, at) = (0, i); k < weights.Length; k++, at += n) total += weights[k] * new Vector<double>(rows[at..]);
            total.CopyTo(sum[i..]);
        }
        for (; i < n; i++)
        {
            double total = 0;
            for (var k = 0; k < weights.Length; k++) total += weights[k] * rows[k * n + i];
            sum[i] = total;
        }
    }

    /// <summary>Each row times its scale, in place; sum = what comes of them, each times its weight.</summary>
    internal static void ScaleAndSum(ReadOnlySpan<double> scales, ReadOnlySpan<double> weights, Span<double> rows, Span<double> sum)
    {
        weights = weights[..scales.Length];
        var (n, i) = (sum.Length, 0);
        for (; i + Lanes <= n; i += Lanes)
        {
            var total = Vector<double>.Zero;
            for (var (k, at) = (0, i); k < scales.Length; k++, at += n)
            {
                var place = rows.Slice(at, Lanes);
                var scaled = scales[k] * new Vector<double>(place);
                scaled.CopyTo(place);
                total += weights[k] * scaled;
            }
            total.CopyTo(sum[i..]);
        }
        for (; i < n; i++)
        {
            double total = 0;
            for (var k = 0; k < scales.Length; k++)
            {
                ref var place = ref rows[k * n + i];
                place *= scales[k];
                total += weights[k] * place;
            }
            sum[i] = total;
        }
    }

    /// <summary>Each row += x times its factor.</summary>
    internal static void AddScaled(ReadOnlySpan<double> factors, ReadOnlySpan<double> x, Span<double> rows)
    {
        var (n, i) = (x.Length, 0);
        for (; i + Lanes <= n; i += Lanes)
        {
            var column = new Vector<double>(x[i..]);
            for (var (k, at) = (0, i); k < factors.Length; k++, at += n)
            {
                var place = rows.Slice(at, Lanes);
                (new Vector<double>(place) + factors[k] * column).CopyTo(place);
            }
        }
        for (; i < n; i++)
            for (var k = 0; k < factors.Length; k++) rows[k * n + i] += factors[k] * x[i];
    }

    /// <summary>Each row of <paramref name="to"/> = x times its factor - its row of <paramref name="from"/> times its decay.</summary>
    internal static void Decay(ReadOnlySpan<double> factors, ReadOnlySpan<double> x, ReadOnlySpan<double> decays, ReadOnlySpan<double> from, Span<double> to)
    {
        decays = decays[..factors.Length];
        var (n, i) = (x.Length, 0);
        for (; i + Lanes <= n; i += Lanes)
        {
            var column = new Vector<double>(x[i..]);
            for (var (k, at) = (0, i); k < factors.Length; k++, at += n)
                (factors[k] * column - decays[k] * new Vector<double>(from[at..])).CopyTo(to[at..]);
        }
        for (; i < n; i++)
            for (var k = 0; k < factors.Length; k++) to[k * n + i] = factors[k] * x[i] - decays[k] * from[k * n + i];
    }
}
