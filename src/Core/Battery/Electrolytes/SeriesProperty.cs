using System.Numerics;

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
        Lanes.Over(new Series(Polynomial, ThreeHalves, Decay, Physics.Arrhenius(ActivationEnergyJPerMol, temperatureK)), concentrationMolPerM3, value, slope);
    }

    private readonly struct Series(double[] polynomial, double threeHalves, double decay, double arrhenius) : ILaneFunction
    {
        public Vector<double> Of(Vector<double> x, out Vector<double> slope)
        {
            var q = x * 1e-3;
            var (v, s) = (Vector<double>.Zero, Vector<double>.Zero);
            for (var i = polynomial.Length - 1; i >= 0; i--)
            {
                s = s * q + v;
                v = v * q + new Vector<double>(polynomial[i]);
            }
            if (threeHalves != 0)
            {
                var root = Vector.SquareRoot(q);
                v += threeHalves * q * root;
                s += 1.5 * threeHalves * root;
            }
            var factor = decay == 0 ? new Vector<double>(arrhenius) : arrhenius * Vector.Exp(-decay * q);
            slope = 1e-3 * factor * (s - decay * v);
            return factor * v;
        }
    }
}
