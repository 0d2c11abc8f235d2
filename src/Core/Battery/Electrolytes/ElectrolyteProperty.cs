namespace Busbar.Core.Battery.Electrolytes;

/// <summary>A property of the electrolyte over salt concentration (mol/m3) and temperature (K), with its exact slope in concentration.
/// Immutable; safe from any thread.</summary>
public abstract class ElectrolyteProperty
{
    /// <summary>Values and slopes (per mol/m3) at one temperature for many concentrations above 0. Spans of one length.</summary>
    public abstract void At(ReadOnlySpan<double> concentrationMolPerM3, double temperatureK, Span<double> value, Span<double> slope);

    /// <summary>The value at one concentration.</summary>
    public double At(double concentrationMolPerM3, double temperatureK) => At(concentrationMolPerM3, temperatureK, out _);

    /// <summary>The value and its slope (per mol/m3) at one concentration.</summary>
    public double At(double concentrationMolPerM3, double temperatureK, out double slope)
    {
        double value = 0;
        slope = 0;
        At(new ReadOnlySpan<double>(in concentrationMolPerM3), temperatureK, new Span<double>(ref value), new Span<double>(ref slope));
        return value;
    }

    /// <summary>The property that is <paramref name="value"/> everywhere.</summary>
    public static ElectrolyteProperty Constant(double value) => new SeriesProperty { Polynomial = [value] };
}
