namespace Busbar.Core.Battery.Curves;

/// <summary>A quotient of two polynomials, as the entropic coefficient of graphite is often fitted. The denominator has no zero on 0 to 1.</summary>
public sealed class RationalCurve : Curve
{
    /// <summary>Coefficients of 1, x, x^2, ... above the line.</summary>
    public required double[] Numerator { get; init; }

    /// <summary>Coefficients of 1, x, x^2, ... below the line.</summary>
    public required double[] Denominator { get; init; }

    /// <inheritdoc/>
    public override double At(double x, out double slope)
    {
        var n = Horner(Numerator, x, out var dn);
        var d = Horner(Denominator, x, out var dd);
        slope = (dn - n / d * dd) / d;
        return n / d;
    }

    /// <inheritdoc/>
    public override void At(ReadOnlySpan<double> x, Span<double> value, Span<double> slope)
    {
        for (var i = 0; i < x.Length; i++) value[i] = At(x[i], out slope[i]);
    }

    private static double Horner(double[] coefficients, double x, out double slope)
    {
        double value = 0;
        slope = 0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            slope = slope * x + value;
            value = value * x + coefficients[i];
        }
        return value;
    }
}
