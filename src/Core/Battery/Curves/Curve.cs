namespace Busbar.Core.Battery.Curves;

/// <summary>A function of stoichiometry (0 to 1, no unit) with its exact slope. Immutable; safe from any thread.</summary>
public abstract class Curve
{
    /// <summary>The value at <paramref name="x"/>.</summary>
    public double At(double x) => At(x, out _);

    /// <summary>The value at <paramref name="x"/> and its slope there.</summary>
    public abstract double At(double x, out double slope);

    /// <summary>Values and slopes for many points at once. The spans have one length and do not overlap.</summary>
    public abstract void At(ReadOnlySpan<double> x, Span<double> value, Span<double> slope);

    /// <summary>True when the curve is zero everywhere, so that its share can be left out.</summary>
    public virtual bool IsZero => false;

    /// <summary>The curve that is <paramref name="value"/> everywhere.</summary>
    public static Curve Constant(double value) => new AnalyticCurve { Polynomial = [value] };
}
