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

    /// <summary>Current density into the SEI, A/m2, not above 0: what binds lithium is negative.</summary>
    /// <param name="thicknessM">Thickness.</param>
    /// <param name="innerV">Potential of the solid over the liquid beneath the film: overpotential plus open-circuit potential.</param>
    /// <param name="filmV">Drop over the film, positive where lithium leaves the particle.</param>
    /// <param name="temperatureK">Temperature.</param>
    internal double CurrentA(double thicknessM, double innerV, double filmV, double temperatureK)
    {
        var f = Physics.Faraday / (Physics.GasConstant * temperatureK);
        var warmth = Math.Exp(_p.SeiActivationJPerMol / Physics.GasConstant * (1 / cell.ReferenceTemperatureK - 1 / temperatureK));
        var over = innerV - _p.SeiPotentialV;
        return -warmth * law switch
        {
            SeiLaw.ReactionLimited => _p.SeiExchangeAPerM2 * Math.Exp(-Transfer * f * over),
            SeiLaw.SolventDiffusionLimited => _p.SolventDiffusivityM2PerS * _p.SolventConcentrationMolPerM3 * Physics.Faraday / thicknessM,
            SeiLaw.InterstitialDiffusionLimited => _p.InterstitialDiffusivityM2PerS * _p.InterstitialConcentrationMolPerM3 * Physics.Faraday / thicknessM
                * Math.Exp(-f * (innerV + filmV)),
            SeiLaw.ElectronMigrationLimited => Math.Max(0, -_p.SeiElectronConductivitySPerM * (innerV + filmV - _p.SeiInnerPotentialV) / thicknessM),
            SeiLaw.EcReactionLimited => EcRate(thicknessM, _p.SeiRateMPerS * Math.Exp(-Transfer * f * over)),
            _ => 0,
        };
    }

    /// <summary>Growth, m/s, at a current density.</summary>
    internal double GrowthMPerS(double currentA) => -_p.SeiMolarVolumeM3PerMol * currentA / (Physics.Faraday * _p.SeiLithiumPerMol);

    /// <summary>Lithium bound since the cell was new, Ah.</summary>
    internal double LostAh(double thicknessM) => _p.SeiLithiumPerMol * (thicknessM - InitialM) / _p.SeiMolarVolumeM3PerMol
        * cell.Negative.SurfacePerVolume * cell.Negative.ThicknessM * cell.AreaM2 * Physics.Faraday / 3600;

    private double EcRate(double thicknessM, double rate) =>
        Physics.Faraday * _p.EcConcentrationMolPerM3 * rate / (1 + thicknessM * rate / _p.EcDiffusivityM2PerS);
}
