namespace Busbar.Core.Twin.Fit;

/// <summary>Quantiles for intervals. Pure.</summary>
public static class Quantiles
{
    /// <summary>The standard normal distribution's quantile at <paramref name="probability"/>, above 0 and below 1 (Acklam's rational approximation,
    /// relative error below 1.2e-9).</summary>
    public static double Normal(double probability)
    {
        if (!(probability is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "Allowed: above 0 and below 1.");
        ReadOnlySpan<double> a = [-3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00];
        ReadOnlySpan<double> b = [-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01];
        ReadOnlySpan<double> c = [-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00];
        ReadOnlySpan<double> d = [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00];
        const double Low = 0.02425;
        if (probability > 1 - Low) return -Normal(1 - probability);
        if (probability < Low)
        {
            var tail = Math.Sqrt(-2 * Math.Log(probability));
            return (((((c[0] * tail + c[1]) * tail + c[2]) * tail + c[3]) * tail + c[4]) * tail + c[5])
                / ((((d[0] * tail + d[1]) * tail + d[2]) * tail + d[3]) * tail + 1);
        }
        var q = probability - 0.5;
        var r = q * q;
        return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q
            / (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
    }

    /// <summary>Student's t quantile, by the Cornish-Fisher expansion from the normal one: 1 % right from 3 degrees of freedom on, 1e-4 from 10.</summary>
    public static double Student(double probability, double freedom)
    {
        if (!(freedom >= 3)) throw new ArgumentOutOfRangeException(nameof(freedom), freedom, "Allowed: 3 or more.");
        var z = Normal(probability);
        var (z2, v) = (z * z, 1 / freedom);
        return z + v * z * ((z2 + 1) / 4
            + v * (((5 * z2 + 16) * z2 + 3) / 96
            + v * ((((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384
            + v * (((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160))));
    }

    /// <summary>Quantile of the chi-square distribution, by Wilson and Hilferty 1931: half a percent right from 10 degrees of freedom on.</summary>
    public static double ChiSquare(double probability, double freedom)
    {
        if (!(freedom >= 1)) throw new ArgumentOutOfRangeException(nameof(freedom), freedom, "Allowed: 1 or more.");
        var part = 2 / (9 * freedom);
        var root = 1 - part + Normal(probability) * Math.Sqrt(part);
        return freedom * Math.Max(0, root * root * root);
    }

    /// <summary>The value below which a share of sorted values lies, linear between them.</summary>
    /// <param name="sorted">Rising values, one at least.</param>
    /// <param name="share">0 to 1.</param>
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty) throw new ArgumentException("A quantile needs a value at least.", nameof(sorted));
        if (!(share is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "Allowed: 0 to 1.");
        var place = share * (sorted.Length - 1);
        var below = Math.Min((int)place, sorted.Length - 1);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return above == below || sorted[below] == sorted[above] ? sorted[below] : sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
