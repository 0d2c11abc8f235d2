using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Models;

/// <summary>Growth of the SEI: the current that it takes from the electrode, and what a thickness stands for.</summary>
internal sealed class SeiGrowth(CellParameters cell, SeiLaw law)
{
    private const double Transfer = 0.5;
    private readonly AgeingParameters _p = cell.Ageing;

    /// <summary>Thickness of a new cell, m; the unknown is the growth in units of it.</summary>
    internal double InitialM => _p.SeiInitialThicknessM;

    /// <summary>Resistance of the film times area at a thickness, ohm m2.</summary>
    internal double OhmM2(double thicknessM) => thicknessM * _p.SeiResistivityOhmM;

    /// <summary>By how much every law is faster than at the set's reference temperature.</summary>
    internal double Warmth(double temperatureK) =>
        Math.Exp(_p.SeiActivationJPerMol / Physics.GasConstant * (1 / cell.ReferenceTemperatureK - 1 / temperatureK));

    /// <summary>Current density into the SEI, A/m2, not above 0: what binds lithium is negative. With its slopes in potential and in thickness.</summary>
    /// <param name="thicknessM">Thickness.</param>
    /// <param name="dropV">Potential of the solid over the liquid outside of the film.</param>
    /// <param name="interfacialA">Current through the film, A/m2, positive where lithium leaves the particle.</param>
    /// <param name="warmth"><see cref="Warmth"/> at the temperature.</param>
    /// <param name="f">F/RT, 1/V.</param>
    internal (double CurrentA, double PerV, double PerM) CurrentA(double thicknessM, double dropV, double interfacialA, double warmth, double f)
    {
        var over = dropV - OhmM2(thicknessM) * interfacialA - _p.SeiPotentialV;
        switch (law)
        {
            case SeiLaw.ReactionLimited:
                var tafel = -warmth * _p.SeiExchangeAPerM2 * Math.Exp(-Transfer * f * over);
                return (tafel, -Transfer * f * tafel, 0);
            case SeiLaw.SolventDiffusionLimited:
                var solvent = -warmth * _p.SolventDiffusivityM2PerS * _p.SolventConcentrationMolPerM3 * Physics.Faraday / thicknessM;
                return (solvent, 0, -solvent / thicknessM);
            case SeiLaw.InterstitialDiffusionLimited:
                var interstitial = -warmth * _p.InterstitialDiffusivityM2PerS * _p.InterstitialConcentrationMolPerM3 * Physics.Faraday / thicknessM * Math.Exp(-f * dropV);
                return (interstitial, -f * interstitial, -interstitial / thicknessM);
            case SeiLaw.ElectronMigrationLimited:
                var electron = warmth * _p.SeiElectronConductivitySPerM * (dropV - _p.SeiInnerPotentialV) / thicknessM;
                return electron < 0 ? (electron, warmth * _p.SeiElectronConductivitySPerM / thicknessM, -electron / thicknessM) : default;
            case SeiLaw.EcReactionLimited:
                var rate = _p.SeiRateMPerS * Math.Exp(-Transfer * f * over);
                var blocked = 1 / (1 + thicknessM * rate / _p.EcDiffusivityM2PerS);
                var current = -warmth * Physics.Faraday * _p.EcConcentrationMolPerM3 * rate * blocked;
                return (current, -Transfer * f * current * blocked, -current * blocked * rate / _p.EcDiffusivityM2PerS);
            default:
                return default;
        }
    }

    /// <summary>Growth, m/s, at a current density.</summary>
    internal double GrowthMPerS(double currentA) => -_p.SeiMolarVolumeM3PerMol * currentA / (Physics.Faraday * _p.SeiLithiumPerMol);

    /// <summary>Lithium in a film of this thickness on all particles of the negative electrode, Ah.</summary>
    internal double LithiumAh(double thicknessM) => _p.SeiLithiumPerMol * thicknessM / _p.SeiMolarVolumeM3PerMol
        * cell.Negative.SurfacePerVolume * cell.Negative.ThicknessM * cell.AreaM2 * Physics.Faraday / 3600;
}
