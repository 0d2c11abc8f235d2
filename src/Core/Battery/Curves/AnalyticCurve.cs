namespace Busbar.Core.Battery.Curves;

/// <summary>One term of an <see cref="AnalyticCurve"/>: <c>Amplitude * f(Offset + Rate x)</c>.</summary>
/// <param name="Amplitude">Factor before the function, in the unit of the curve.</param>
/// <param name="Offset">Argument at x = 0.</param>
/// <param name="Rate">Growth of the argument per unit of x.</param>
public readonly record struct CurveTerm(double Amplitude, double Offset, double Rate)
{
    /// <summary>The term <c>a * f(k (x - centre))</c>.</summary>
    public static CurveTerm Centred(double amplitude, double rate, double centre) => new(amplitude, -rate * centre, rate);
}

/// <summary>A sum of a polynomial, exponentials, hyperbolic tangents and their slopes (sech squared): the form in which most fitted
/// open-circuit potentials and entropic coefficients are published.</summary>
public sealed class AnalyticCurve : Curve
{
    /// <summary>Coefficients of 1, x, x^2, ...</summary>
    public double[] Polynomial { get; init; } = [];

    /// <summary>Terms with f = exp.</summary>
    public CurveTerm[] Exponentials { get; init; } = [];

    /// <summary>Terms with f = tanh.</summary>
    public CurveTerm[] Tanhs { get; init; } = [];

    /// <summary>Terms with f = 1 - tanh^2.</summary>
    public CurveTerm[] SechSquares { get; init; } = [];

    /// <inheritdoc/>
    public override bool IsZero =>
        Exponentials.Length == 0 && Tanhs.Length == 0 && SechSquares.Length == 0 && Array.TrueForAll(Polynomial, c => c == 0);

    /// <inheritdoc/>
    public override double At(double x, out double slope)
    {
        double value = 0;
        slope = 0;
        for (var i = Polynomial.Length - 1; i >= 0; i--)
        {
            slope = slope * x + value;
            value = value * x + Polynomial[i];
        }
        foreach (var t in Exponentials)
        {
            var e = t.Amplitude * Math.Exp(t.Offset + t.Rate * x);
            value += e;
            slope += e * t.Rate;
        }
        foreach (var t in Tanhs)
        {
            var h = Tanh(t.Offset + t.Rate * x);
            value += t.Amplitude * h;
            slope += t.Amplitude * t.Rate * (1 - h * h);
        }
        foreach (var t in SechSquares)
        {
            var h = Tanh(t.Offset + t.Rate * x);
            var s = t.Amplitude * (1 - h * h);
            value += s;
            slope -= 2 * t.Rate * h * s;
        }
        return value;
    }

    /// <inheritdoc/>
    public override void At(ReadOnlySpan<double> x, Span<double> value, Span<double> slope)
    {
        for (var i = 0; i < x.Length; i++) value[i] = At(x[i], out slope[i]);
    }

    /// <summary>tanh by one exponential; beyond 19 it is 1 to the last bit, and there the exponential is not needed. Below 1/4, where the
    /// difference would lose digits, the library's own function.</summary>
    private static double Tanh(double z)
    {
        var a = Math.Abs(z);
        if (a > 19.1) return Math.Sign(z);
        if (a < 0.25) return Math.Tanh(z);
        var e = Math.Exp(-2 * a);
        return Math.CopySign((1 - e) / (1 + e), z);
    }
}
