using Busbar.Core.Battery;
using Busbar.Core.Twin.Particles;

namespace Busbar.Core.Twin.Models;

/// <summary>One electrode as the models use it: products of its parameters made once. Discharge current is positive in here.</summary>
internal sealed class ElectrodeSide
{
    private readonly double _referenceK;
    private readonly double _stressK;

    internal ElectrodeSide(CellParameters cell, bool positive, ParticleModes modes, bool stressDrives)
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
        _stressK = stressDrives && p.Mechanics is { } m
            ? 2 * m.PartialMolarVolumeM3PerMol * m.PartialMolarVolumeM3PerMol * m.YoungModulusPa * p.MaxConcentrationMolPerM3 / (9 * (1 - m.PoissonRatio) * Physics.GasConstant)
            : 0;
        HasEntropy = !p.EntropicVPerK.IsZero;
        Update(cell.ReferenceTemperatureK);
    }

    internal ElectrodeParameters Parameters { get; }
    internal ParticleModes Modes { get; }
    internal double ThicknessM { get; }

    /// <summary>+1 for the negative electrode, whose particles lithium leaves on discharge; -1 for the positive.</summary>
    internal double Sign { get; }
    internal double SurfacePerVolume { get; private set; }

    /// <summary>1/(F c_max R): turns an interfacial current, A/m2, into the modes' drive q, 1/s.</summary>
    internal double FluxPerCurrent { get; }
    internal double EffectiveConductivity { get; private set; }
    internal double ElectrolyteEfficiency { get; private set; }
    internal bool HasEntropy { get; }

    /// <summary>D/R^2 at the temperature of the last <see cref="Update"/>, 1/s.</summary>
    internal double DiffusionRate { get; private set; }

    /// <summary>By how much stress speeds lithium up in a particle per unit of its filling: theta c_max of Ai et al. 2020; 0 where it does not.</summary>
    internal double StressShare { get; private set; }

    /// <summary>D/R^2 in a particle, 1/s. One filling stands for all of the particle: the one by which a steady flux makes the same difference between
    /// mean and surface, 2/7 of the way between them (the mean of a parabola with the weight r^4).</summary>
    internal double DiffusionRateAt(double mean, double surface) =>
        StressShare == 0 ? DiffusionRate : DiffusionRate * (1 + StressShare * Math.Clamp(mean + 2.0 / 7 * (surface - mean), 0, 1));

    /// <summary>Exchange current over sqrt(c_e s (1 - s)), A/m2 per (mol/m3)^0.5, at the temperature of the last <see cref="Update"/>.</summary>
    internal double Exchange { get; private set; }

    /// <summary>Takes over a temperature, K.</summary>
    internal void Update(double temperatureK)
    {
        var p = Parameters;
        DiffusionRate = p.DiffusivityM2PerS * Physics.Arrhenius(p.DiffusivityActivationJPerMol, temperatureK) / (p.ParticleRadiusM * p.ParticleRadiusM);
        StressShare = _stressK / temperatureK;
        Exchange = p.ExchangeRate * Physics.Arrhenius(p.ExchangeActivationJPerMol, temperatureK) * p.MaxConcentrationMolPerM3;
    }

    /// <summary>Takes over which share of the active material is left.</summary>
    internal void Keep(double share) => SurfacePerVolume = share * Parameters.SurfacePerVolume;

    /// <summary>Takes over what changed pores leave of transport, on the mean over the electrode.</summary>
    internal void Narrow(double electrolyteEfficiency, double effectiveConductivity) =>
        (ElectrolyteEfficiency, EffectiveConductivity) = (electrolyteEfficiency, effectiveConductivity);

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
