using Busbar.Core.Battery;
using Busbar.Core.Twin.Particles;

namespace Busbar.Core.Twin.Models;

/// <summary>One electrode as the models use it: products of its parameters made once. Discharge current is positive in here.</summary>
internal sealed class ElectrodeSide
{
    private readonly double _referenceK;

    internal ElectrodeSide(CellParameters cell, bool positive, ParticleModes modes)
    {
        Parameters = positive ? cell.Positive : cell.Negative;
        Modes = modes;
        _referenceK = cell.ReferenceTemperatureK;
        Sign = positive ? -1 : 1;
        var p = Parameters;
        ThicknessM = p.ThicknessM;
        SurfacePerVolume = p.SurfacePerVolume;
        FluxPerCurrent = 1 / (Physics.Faraday * p.MaxConcentrationMolPerM3 * p.ParticleRadiusM);
        EffectiveConductivity = p.EffectiveConductivitySPerM;
        ElectrolyteEfficiency = p.ElectrolyteEfficiency;
        HasEntropy = !p.EntropicVPerK.IsZero;
        Update(cell.ReferenceTemperatureK);
    }

    internal ElectrodeParameters Parameters { get; }
    internal ParticleModes Modes { get; }
    internal double ThicknessM { get; }

    /// <summary>+1 for the negative electrode, whose particles lithium leaves on discharge; -1 for the positive.</summary>
    internal double Sign { get; }
    internal double SurfacePerVolume { get; }

    /// <summary>1/(F c_max R): turns an interfacial current, A/m2, into the modes' drive q, 1/s.</summary>
    internal double FluxPerCurrent { get; }
    internal double EffectiveConductivity { get; }
    internal double ElectrolyteEfficiency { get; }
    internal bool HasEntropy { get; }

    /// <summary>D/R^2 at the temperature of the last <see cref="Update"/>, 1/s.</summary>
    internal double DiffusionRate { get; private set; }

    /// <summary>Exchange current over sqrt(c_e s (1 - s)), A/m2 per (mol/m3)^0.5, at the temperature of the last <see cref="Update"/>.</summary>
    internal double Exchange { get; private set; }

    /// <summary>Takes over a temperature, K.</summary>
    internal void Update(double temperatureK)
    {
        var p = Parameters;
        DiffusionRate = p.DiffusivityM2PerS * Physics.Arrhenius(p.DiffusivityActivationJPerMol, temperatureK) / (p.ParticleRadiusM * p.ParticleRadiusM);
        Exchange = p.ExchangeRate * Physics.Arrhenius(p.ExchangeActivationJPerMol, temperatureK) * p.MaxConcentrationMolPerM3;
    }

    /// <summary>Stoichiometries are kept this far from 0 and 1 where a root of them is taken.</summary>
    private const double Edge = 1e-10;

    /// <summary>sqrt(s (1 - s)) with s kept inside.</summary>
    internal static double Vacancy(double s)
    {
        s = Math.Clamp(s, Edge, 1 - Edge);
        return Math.Sqrt(s * (1 - s));
    }

    /// <summary>Open-circuit potential, V, and its slope.</summary>
    internal double PotentialV(double s, double temperatureK, out double slopeV) => OpenCircuit.PotentialV(Parameters, s, temperatureK, _referenceK, out slopeV);

    /// <summary>dU/dT, V/K.</summary>
    internal double EntropicVPerK(double s) => HasEntropy ? Parameters.EntropicVPerK.At(Math.Clamp(s, Edge, 1 - Edge)) : 0;

    /// <summary>Surface stoichiometry of modes laid out one after the other.</summary>
    internal double SurfaceOf(ReadOnlySpan<double> modes)
    {
        var w = Modes.Surface[..modes.Length];
        double sum = 0;
        for (var k = 0; k < w.Length; k++) sum += w[k] * modes[k];
        return sum;
    }
}
