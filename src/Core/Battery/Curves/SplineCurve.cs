namespace Busbar.Core.Battery.Curves;

/// <summary>
/// A cubic spline through tabulated points with the not-a-knot condition at both ends (the third derivative does not jump at the second and
/// the last but one point; de Boor, A Practical Guide to Splines, 1978, ch. IV). Outside the table the end pieces go on.
/// </summary>
public sealed class SplineCurve : Curve
{
    /// <summary>Equal parts of the table's range per point of it: so many that few have a point within, and a look at the next point seldom leads on.</summary>
    private const int PartsPerPoint = 8;

    private readonly Piece[] _pieces;
    private readonly ushort[] _pieceOfPart; // the last piece that begins in an earlier part
    private readonly double _first;
    private readonly double _last;
    private readonly double _partsPerUnit;

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
        var own = x.ToArray();
        _pieces = Pieces(own, y, Slopes(own, y));
        (_first, _last) = (own[0], own[^1]);
        var parts = PartsPerPoint * own.Length;
        _partsPerUnit = parts / (_last - _first);
        _pieceOfPart = new ushort[parts + 1];
        var piece = 0;
        for (var part = 0; part <= parts; part++)
        {
            while (piece + 1 < _pieces.Length && PartOf(_pieces[piece + 1].From) < part) piece++;
            _pieceOfPart[part] = (ushort)piece;
        }
    }

    /// <summary>The least abscissa of the table.</summary>
    public double First => _first;

    /// <summary>The greatest abscissa of the table.</summary>
    public double Last => _last;

    /// <summary>The cubic pieces, from left to right; the first and the last go on beyond the table.</summary>
    internal ReadOnlySpan<Piece> All => _pieces;

    /// <inheritdoc/>
    public override double At(double x, out double slope)
    {
        ref readonly var p = ref Find(x);
        var d = x - p.From;
        slope = (3 * p.Cubic * d + 2 * p.HalfCurvature) * d + p.Slope;
        return ((p.Cubic * d + p.HalfCurvature) * d + p.Slope) * d + p.Value;
    }

    /// <inheritdoc/>
    public override void At(ReadOnlySpan<double> x, Span<double> value, Span<double> slope)
    {
        value = value[..x.Length];
        slope = slope[..x.Length];
        for (var i = 0; i < x.Length; i++) value[i] = At(x[i], out slope[i]);
    }

    /// <summary>The part of the range in which <paramref name="x"/> lies. It never falls as x rises, whatever rounding does, so that a piece that begins in
    /// an earlier part begins before x.</summary>
    private int PartOf(double x) => (int)Math.Clamp((x - _first) * _partsPerUnit, 0, _pieceOfPart.Length - 1);

    /// <summary>The last piece that begins at or before <paramref name="x"/>.</summary>
    private ref readonly Piece Find(double x)
    {
        var pieces = _pieces;
        int i = _pieceOfPart[PartOf(x)];
        while (i + 1 < pieces.Length && pieces[i + 1].From <= x) i++;
        return ref pieces[i];
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

    private static Piece[] Pieces(double[] x, ReadOnlySpan<double> y, double[] slopes)
    {
        var pieces = new Piece[x.Length - 1];
        for (var i = 0; i < pieces.Length; i++)
        {
            var h = x[i + 1] - x[i];
            var secant = (y[i + 1] - y[i]) / h;
            var excess = (slopes[i] + slopes[i + 1] - 2 * secant) / h;
            pieces[i] = new Piece(x[i], y[i], slopes[i], (secant - slopes[i]) / h - excess, excess / h);
        }
        return pieces;
    }

    /// <summary>A cubic from one point of the table to the next, in powers of the way from its left end.</summary>
    internal readonly record struct Piece(double From, double Value, double Slope, double HalfCurvature, double Cubic);
}
