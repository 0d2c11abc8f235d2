namespace Busbar.Core.Twin.Fit;

/// <summary>Small symmetric positive definite systems by Cholesky's factors, in place. Row by row, n times n.</summary>
internal static class SymmetricSystem
{
    /// <summary>Turns the matrix into its lower factor; false when it is not positive definite.</summary>
    internal static bool Factor(Span<double> a, int n)
    {
        for (var j = 0; j < n; j++)
        {
            for (var i = j; i < n; i++)
            {
                var sum = a[i * n + j];
                for (var k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
                if (i > j) a[i * n + j] = sum / a[j * n + j];
                else if (sum > 0 && double.IsFinite(sum)) a[j * n + j] = Math.Sqrt(sum);
                else return false;
            }
        }
        return true;
    }

    /// <summary>Solves with the factor.</summary>
    internal static void Solve(ReadOnlySpan<double> factor, int n, Span<double> b)
    {
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < i; k++) b[i] -= factor[i * n + k] * b[k];
            b[i] /= factor[i * n + i];
        }
        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++) b[i] -= factor[k * n + i] * b[k];
            b[i] /= factor[i * n + i];
        }
    }

    /// <summary>The inverse, scaled inside so that units do not matter; null when the matrix is not positive definite.</summary>
    internal static double[]? Inverse(ReadOnlySpan<double> a, int n)
    {
        var (scale, factor, inverse, column) = (new double[n], new double[n * n], new double[n * n], new double[n]);
        for (var i = 0; i < n; i++) scale[i] = a[i * n + i] > 0 ? 1 / Math.Sqrt(a[i * n + i]) : 0;
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) factor[i * n + j] = a[i * n + j] * scale[i] * scale[j];
        if (!Factor(factor, n)) return null;
        for (var j = 0; j < n; j++)
        {
            Array.Clear(column);
            column[j] = 1;
            Solve(factor, n, column);
            for (var i = 0; i < n; i++) inverse[i * n + j] = column[i] * scale[i] * scale[j];
        }
        return inverse;
    }
}
