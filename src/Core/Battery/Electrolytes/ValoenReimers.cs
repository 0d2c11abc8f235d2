namespace Busbar.Core.Battery.Electrolytes;

/// <summary>Which of the three fits of Valoen and Reimers 2005 (J. Electrochem. Soc. 152 A882; LiPF6 in PC/EC/DMC).</summary>
public enum ValoenReimersKind
{
    /// <summary>Salt diffusivity, m2/s.</summary>
    Diffusivity,

    /// <summary>Ionic conductivity, S/m.</summary>
    Conductivity,

    /// <summary>Thermodynamic factor, no unit (the fit gives it times 1 - t+).</summary>
    ThermodynamicFactor,
}

/// <summary>The fits of Valoen and Reimers 2005 over concentration and temperature (about 229 K is a pole of the diffusivity).</summary>
public sealed class ValoenReimers : ElectrolyteProperty
{
    /// <summary>Which fit.</summary>
    public required ValoenReimersKind Kind { get; init; }

    /// <summary>Constant in the exponent of ten of the diffusivity: -8.43 gives m2/s. -4.43 gives cm2/s and is what PyBaMM
    /// since version 24.1 takes for m2/s, 10,000 times too much.</summary>
    public double DiffusivityExponent { get; init; } = -8.43;

    /// <summary>Cation transference number, by which the thermodynamic factor is divided as 1 - t+.</summary>
    public double TransferenceNumber { get; init; }

    /// <inheritdoc/>
    public override void At(ReadOnlySpan<double> concentrationMolPerM3, double temperatureK, Span<double> value, Span<double> slope)
    {
        for (var i = 0; i < concentrationMolPerM3.Length; i++)
        {
            var c = concentrationMolPerM3[i];
            (value[i], slope[i]) = Kind switch
            {
                ValoenReimersKind.Diffusivity => Diffusivity(c, temperatureK),
                ValoenReimersKind.Conductivity => Conductivity(c, temperatureK),
                _ => Factor(c, temperatureK),
            };
        }
    }

    private (double Value, double Slope) Diffusivity(double c, double t)
    {
        var room = t - 229 - 5e-3 * c;
        var value = Math.Pow(10, DiffusivityExponent - 54 / room - 0.22e-3 * c);
        return (value, value * Math.Log(10) * (-54 * 5e-3 / (room * room) - 0.22e-3));
    }

    private static (double Value, double Slope) Conductivity(double c, double t)
    {
        var root = -10.5 + 0.668e-3 * c + 0.494e-6 * c * c
            + (0.074 - 1.78e-5 * c - 8.86e-10 * c * c) * t
            + (-6.96e-5 + 2.8e-8 * c) * t * t;
        var rootSlope = 0.668e-3 + 2 * 0.494e-6 * c + (-1.78e-5 - 2 * 8.86e-10 * c) * t + 2.8e-8 * t * t;
        return (1e-4 * c * root * root, 1e-4 * root * (root + 2 * c * rootSlope));
    }

    private (double Value, double Slope) Factor(double c, double t)
    {
        var q = c * 1e-3;
        var root = Math.Sqrt(q);
        var warmth = 0.982 * (1 - 0.0052 * (t - 298.15));
        var scale = 1 / (1 - TransferenceNumber);
        return ((0.601 - 0.24 * root + warmth * q * root) * scale, 1e-3 * (-0.12 / root + 1.5 * warmth * root) * scale);
    }
}
