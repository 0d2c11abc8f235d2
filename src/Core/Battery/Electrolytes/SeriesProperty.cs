namespace Busbar.Core.Battery.Electrolytes;

/// <summary>
/// (sum of p_i q^i + b q^1.5) exp(-k q) times an Arrhenius factor, with q = c / 1000 mol/m3: the form of the fits by Nyman 2008 and Capiglia
/// 1999, and of every property given as a polynomial.
/// </summary>
public sealed class SeriesProperty : ElectrolyteProperty
{
    /// <summary>Coefficients of 1, q, q^2, ... in the unit of the property.</summary>
    public required double[] Polynomial { get; init; }

    /// <summary>Coefficient of q^1.5.</summary>
    public double ThreeHalves { get; init; }

    /// <summary>Decay per unit of q; 0 for none.</summary>
    public double Decay { get; init; }

    /// <summary>Activation energy about 298.15 K, J/mol; 0 for none.</summary>
    public double ActivationEnergyJPerMol { get; init; }

    /// <inheritdoc/>
    public override void At(ReadOnlySpan<double> concentrationMolPerM3, double temperatureK, Span<double> value, Span<double> slope)
    {
        var arrhenius = Physics.Arrhenius(ActivationEnergyJPerMol, temperatureK);
        for (var n = 0; n < concentrationMolPerM3.Length; n++)
        {
            var q = concentrationMolPerM3[n] * 1e-3;
            double v = 0, s = 0;
            for (var i = Polynomial.Length - 1; i >= 0; i--)
            {
                s = s * q + v;
                v = v * q + Polynomial[i];
            }
            if (ThreeHalves != 0)
            {
                var root = Math.Sqrt(q);
                v += ThreeHalves * q * root;
                s += 1.5 * ThreeHalves * root;
            }
            var factor = Decay == 0 ? arrhenius : arrhenius * Math.Exp(-Decay * q);
            value[n] = factor * v;
            slope[n] = 1e-3 * factor * (s - Decay * v);
        }
    }
}
