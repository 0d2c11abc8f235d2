using System.Numerics;

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
        switch (Kind)
        {
            case ValoenReimersKind.Diffusivity:
                Lanes.Over(new Diffusivity(Math.Pow(10, DiffusivityExponent), temperatureK), concentrationMolPerM3, value, slope);
                break;
            case ValoenReimersKind.Conductivity:
                Lanes.Over(new Conductivity(temperatureK), concentrationMolPerM3, value, slope);
                break;
            default:
                Lanes.Over(new Factor(TransferenceNumber, temperatureK), concentrationMolPerM3, value, slope);
                break;
        }
    }

    /// <summary>D = 10^(exponent - 54/(T - 229 - 0.005 c) - 0.00022 c).</summary>
    private readonly struct Diffusivity(double atNoSalt, double temperatureK) : ILaneFunction
    {
        private const double Ln10 = 2.302585092994045684;

        public Vector<double> Of(Vector<double> x, out Vector<double> slope)
        {
            var perRoom = Vector<double>.One / (new Vector<double>(temperatureK - 229) - 5e-3 * x);
            var value = atNoSalt * Vector.Exp(-54 * Ln10 * perRoom - 0.22e-3 * Ln10 * x);
            slope = value * (-54 * 5e-3 * Ln10 * perRoom * perRoom - new Vector<double>(0.22e-3 * Ln10));
            return value;
        }
    }

    /// <summary>kappa = 1e-4 c root^2, with a root that is a square in concentration and in temperature.</summary>
    private readonly struct Conductivity(double t) : ILaneFunction
    {
        private readonly double _constant = -10.5 + 0.074 * t - 6.96e-5 * t * t;
        private readonly double _linear = 0.668e-3 - 1.78e-5 * t + 2.8e-8 * t * t;
        private readonly double _square = 0.494e-6 - 8.86e-10 * t;

        public Vector<double> Of(Vector<double> x, out Vector<double> slope)
        {
            var linear = new Vector<double>(_linear);
            var root = (_square * x + linear) * x + new Vector<double>(_constant);
            slope = 1e-4 * root * (root + 2 * x * (2 * _square * x + linear));
            return 1e-4 * x * root * root;
        }
    }

    /// <summary>Factor times 1 - t+ = 0.601 - 0.24 q^0.5 + 0.982 (1 - 0.0052 (T - 298.15)) q^1.5, with q = c / 1000 mol/m3.</summary>
    private readonly struct Factor(double transferenceNumber, double temperatureK) : ILaneFunction
    {
        private readonly double _warmth = 0.982 * (1 - 0.0052 * (temperatureK - 298.15));
        private readonly double _scale = 1 / (1 - transferenceNumber);

        public Vector<double> Of(Vector<double> x, out Vector<double> slope)
        {
            var q = x * 1e-3;
            var root = Vector.SquareRoot(q);
            slope = 1e-3 * _scale * (1.5 * _warmth * root - new Vector<double>(0.12) / root);
            return (new Vector<double>(0.601) - 0.24 * root + _warmth * q * root) * _scale;
        }
    }
}
