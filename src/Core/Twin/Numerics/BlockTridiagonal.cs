namespace Busbar.Core.Twin.Numerics;

/// <summary>
/// A block-tridiagonal matrix of 3 by 3 blocks (salt, electrolyte, solid) by block elimination without exchange of blocks. Off the diagonal
/// only four entries of a block can differ from 0: (0,0), (1,0), (1,1) and (2,2), kept in that order.
/// </summary>
internal sealed class BlockTridiagonal
{
    private readonly int _count;
    private readonly double[] _diagonal;
    private readonly double[] _lower;
    private readonly double[] _upper;
    private readonly double[] _reduced;

    internal BlockTridiagonal(int count)
    {
        _count = count;
        (_diagonal, _reduced) = (new double[9 * count], new double[9 * count]);
        (_lower, _upper) = (new double[4 * count], new double[4 * count]);
        RightHandSide = new double[3 * count];
    }

    internal double[] RightHandSide { get; }

    internal Span<double> Diagonal(int i) => _diagonal.AsSpan(9 * i, 9);
    internal Span<double> Lower(int i) => _lower.AsSpan(4 * i, 4);
    internal Span<double> Upper(int i) => _upper.AsSpan(4 * i, 4);

    internal void Clear()
    {
        Array.Clear(_diagonal);
        Array.Clear(_lower);
        Array.Clear(_upper);
    }

    /// <summary>Turns each diagonal block into the inverse of what elimination leaves of it, and notes inverse times upper block.</summary>
    internal bool Factor()
    {
        for (var i = 0; i < _count; i++)
        {
            var d = _diagonal.AsSpan(9 * i, 9);
            if (i > 0)
            {
                var r = _reduced.AsSpan(9 * (i - 1), 9);
                var l = _lower.AsSpan(4 * i, 4);
                for (var k = 0; k < 3; k++)
                {
                    d[k] -= l[0] * r[k];
                    d[3 + k] -= l[1] * r[k] + l[2] * r[3 + k];
                    d[6 + k] -= l[3] * r[6 + k];
                }
            }
            if (!Invert(d)) return false;
            if (i + 1 == _count) break;
            var u = _upper.AsSpan(4 * i, 4);
            var to = _reduced.AsSpan(9 * i, 9);
            for (var k = 0; k < 3; k++)
            {
                to[3 * k] = d[3 * k] * u[0] + d[3 * k + 1] * u[1];
                to[3 * k + 1] = d[3 * k + 1] * u[2];
                to[3 * k + 2] = d[3 * k + 2] * u[3];
            }
        }
        return true;
    }

    /// <summary>Solves for <see cref="RightHandSide"/> in place.</summary>
    internal void Solve()
    {
        var b = RightHandSide.AsSpan();
        double x0 = 0, x1 = 0, x2 = 0;
        for (var i = 0; i < _count; i++)
        {
            var d = _diagonal.AsSpan(9 * i, 9);
            var l = _lower.AsSpan(4 * i, 4);
            var b0 = b[3 * i] - l[0] * x0;
            var b1 = b[3 * i + 1] - l[1] * x0 - l[2] * x1;
            var b2 = b[3 * i + 2] - l[3] * x2;
            x0 = d[0] * b0 + d[1] * b1 + d[2] * b2;
            x1 = d[3] * b0 + d[4] * b1 + d[5] * b2;
            x2 = d[6] * b0 + d[7] * b1 + d[8] * b2;
            (b[3 * i], b[3 * i + 1], b[3 * i + 2]) = (x0, x1, x2);
        }
        for (var i = _count - 2; i >= 0; i--)
        {
            var r = _reduced.AsSpan(9 * i, 9);
            x0 = b[3 * i] - (r[0] * b[3 * i + 3] + r[1] * b[3 * i + 4] + r[2] * b[3 * i + 5]);
            x1 = b[3 * i + 1] - (r[3] * b[3 * i + 3] + r[4] * b[3 * i + 4] + r[5] * b[3 * i + 5]);
            x2 = b[3 * i + 2] - (r[6] * b[3 * i + 3] + r[7] * b[3 * i + 4] + r[8] * b[3 * i + 5]);
            (b[3 * i], b[3 * i + 1], b[3 * i + 2]) = (x0, x1, x2);
        }
    }

    /// <summary>Inverts a 3 by 3 matrix in place by its cofactors.</summary>
    private static bool Invert(Span<double> m)
    {
        var (a, b, c, d, e, f, g, h, i) = (m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8]);
        var (ei, di, dh) = (e * i - f * h, d * i - f * g, d * h - e * g);
        var determinant = a * ei - b * di + c * dh;
        if (determinant == 0 || !double.IsFinite(determinant)) return false;
        var s = 1 / determinant;
        (m[0], m[1], m[2]) = (s * ei, s * (c * h - b * i), s * (b * f - c * e));
        (m[3], m[4], m[5]) = (-s * di, s * (a * i - c * g), s * (c * d - a * f));
        (m[6], m[7], m[8]) = (s * dh, s * (b * g - a * h), s * (a * e - b * d));
        return true;
    }
}
