namespace Busbar.Core.Battery.Curves;

/// <summary>
/// A cubic spline through tabulated points with the not-a-knot condition at both ends (the third derivative does not jump at the second and
/// the last but one point; de Boor, A Practical Guide to Splines, 1978, ch. IV). Outside the table the end pieces go on.
/// </summary>
public sealed class SplineCurve : Curve
{
    private readonly double[] _x;
    private readonly double[] _pieces; // four per interval: value, slope, half curvature, cubic coefficient at its left end

    private readonly ushort[] _bucket; // the interval in which each of the equal parts of the table's range begins
    private readonly double _bucketsPerUnit;

    /// <summary>Makes the spline through (<paramref name="x"/>, <paramref name="y"/>).</summary>
    /// <param name="x">Abscissas, strictly rising, 4 to 65,000 of them.</param>
    /// <param name="y">Finite ordinates, as many.</param>
    /// <exception cref="ArgumentException">The table is too short, not rising, or holds a value that is not finite; the row is named.</exception>
    public SplineCurve(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length || x.Length is < 4 or > 65_000)
            throw new ArgumentException($"The table has {x.Length} abscissas and {y.Length} ordinates; a cubic spline needs as many of each, 4 to 65000.", nameof(x));
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(x[i]) || !double.IsFinite(y[i]))
                throw new ArgumentException($"Row {i} of the table is ({x[i]}, {y[i]}); both must be finite.", nameof(x));
            if (i > 0 && x[i] <= x[i - 1])
                throw new ArgumentException($"Row {i} of the table has abscissa {x[i]} after {x[i - 1]}; abscissas must rise.", nameof(x));
        }
        _x = x.ToArray();
        _pieces = Pieces(_x, y, Slopes(_x, y));
        (_bucket, _bucketsPerUnit) = Buckets(_x);
    }

    /// <summary>The least abscissa of the table.</summary>
    public double First => _x[0];

    /// <summary>The greatest abscissa of the table.</summary>
    public double Last => _x[^1];

    /// <inheritdoc/>
    public override double At(double x, out double slope)
    {
        var i = Interval(x);
        var d = x - _x[i];
        var p = _pieces.AsSpan(4 * i, 4);
        slope = (3 * p[3] * d + 2 * p[2]) * d + p[1];
        return ((p[3] * d + p[2]) * d + p[1]) * d + p[0];
    }

    /// <inheritdoc/>
    public override void At(ReadOnlySpan<double> x, Span<double> value, Span<double> slope)
    {
        for (var i = 0; i < x.Length; i++) value[i] = At(x[i], out slope[i]);
    }

    private int Interval(double x)
    {
        var last = _x.Length - 2;
        if (!(x > _x[0])) return 0;
        if (x >= _x[last]) return last;
        int i = _bucket[(int)((x - _x[0]) * _bucketsPerUnit)];
        while (_x[i + 1] <= x) i++;
        while (_x[i] > x) i--;
        return i;
    }

    private static (ushort[] Bucket, double PerUnit) Buckets(double[] x)
    {
        var count = 2 * x.Length;
        var perUnit = count / (x[^1] - x[0]);
        var bucket = new ushort[count + 1];
        var i = 0;
        for (var b = 0; b <= count; b++)
        {
            while (i < x.Length - 2 && x[i + 1] <= x[0] + b / perUnit) i++;
            bucket[b] = (ushort)i;
        }
        return (bucket, perUnit);
    }

    /// <summary>Slopes at the points: continuity of the second derivative within, no jump of the third next to the ends.</summary>
    private static double[] Slopes(double[] x, ReadOnlySpan<double> y)
    {
        var n = x.Length;
        var (lower, diagonal, upper, s) = (new double[n], new double[n], new double[n], new double[n]);
        double Step(int i) => x[i + 1] - x[i];
        var secant = new double[n - 1];
        for (var i = 0; i < n - 1; i++) secant[i] = (y[i + 1] - y[i]) / Step(i);

        var first = x[2] - x[0];
        (diagonal[0], upper[0]) = (Step(1), first);
        s[0] = ((Step(0) + 2 * first) * Step(1) * secant[0] + Step(0) * Step(0) * secant[1]) / first;
        for (var i = 1; i < n - 1; i++)
        {
            (lower[i], diagonal[i], upper[i]) = (Step(i), 2 * (Step(i - 1) + Step(i)), Step(i - 1));
            s[i] = 3 * (Step(i) * secant[i - 1] + Step(i - 1) * secant[i]);
        }
        var last = x[n - 1] - x[n - 3];
        (lower[n - 1], diagonal[n - 1]) = (last, Step(n - 3));
        s[n - 1] = (Step(n - 2) * Step(n - 2) * secant[n - 3] + (2 * last + Step(n - 2)) * Step(n - 3) * secant[n - 2]) / last;

        for (var i = 1; i < n; i++)
        {
            var w = lower[i] / diagonal[i - 1];
            diagonal[i] -= w * upper[i - 1];
            s[i] -= w * s[i - 1];
        }
        s[n - 1] /= diagonal[n - 1];
        for (var i = n - 2; i >= 0; i--) s[i] = (s[i] - upper[i] * s[i + 1]) / diagonal[i];
        return s;
    }

    private static double[] Pieces(double[] x, ReadOnlySpan<double> y, double[] slopes)
    {
        var pieces = new double[4 * (x.Length - 1)];
        for (var i = 0; i < x.Length - 1; i++)
        {
            var h = x[i + 1] - x[i];
            var secant = (y[i + 1] - y[i]) / h;
            var excess = (slopes[i] + slopes[i + 1] - 2 * secant) / h;
            pieces[4 * i] = y[i];
            pieces[4 * i + 1] = slopes[i];
            pieces[4 * i + 2] = (secant - slopes[i]) / h - excess;
            pieces[4 * i + 3] = excess / h;
        }
        return pieces;
    }
}
