namespace Busbar.Core.Twin.Numerics;

/// <summary>Eigenvalues and vectors of a symmetric matrix by Jacobi's rotations (Golub and Van Loan, Matrix Computations, section 8.5): slow for large
/// matrices, accurate to the last digits for the small ones of a particle.</summary>
internal static class SymmetricEigen
{
    /// <summary>Overwrites <paramref name="a"/> (row by row, n by n) with a diagonal and returns the vectors, one per column.</summary>
    internal static double[] Solve(Span<double> a, int n)
    {
        var v = new double[n * n];
        for (var i = 0; i < n; i++) v[i * n + i] = 1;
        for (var sweep = 0; sweep < 60; sweep++)
        {
            double off = 0, diagonal = 0;
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                    if (i == j) diagonal += a[i * n + i] * a[i * n + i];
                    else off += a[i * n + j] * a[i * n + j];
            if (off <= 1e-34 * diagonal) break;
            for (var p = 0; p < n - 1; p++)
                for (var q = p + 1; q < n; q++)
                    Rotate(a, v, n, p, q);
        }
        return v;
    }

    private static void Rotate(Span<double> a, double[] v, int n, int p, int q)
    {
        var apq = a[p * n + q];
        if (apq == 0) return;
        var theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
        var t = Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        var c = 1 / Math.Sqrt(t * t + 1);
        var s = t * c;
        for (var k = 0; k < n; k++)
        {
            var (kp, kq) = (a[k * n + p], a[k * n + q]);
            a[k * n + p] = c * kp - s * kq;
            a[k * n + q] = s * kp + c * kq;
        }
        for (var k = 0; k < n; k++)
        {
            var (pk, qk) = (a[p * n + k], a[q * n + k]);
            a[p * n + k] = c * pk - s * qk;
            a[q * n + k] = s * pk + c * qk;
        }
        a[p * n + q] = a[q * n + p] = 0;
        for (var k = 0; k < n; k++)
        {
            var (kp, kq) = (v[k * n + p], v[k * n + q]);
            v[k * n + p] = c * kp - s * kq;
            v[k * n + q] = s * kp + c * kq;
        }
    }
}
