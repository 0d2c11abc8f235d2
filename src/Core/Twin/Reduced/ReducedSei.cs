using Busbar.Core.Battery;
using Busbar.Core.Twin.Arithmetic;

namespace Busbar.Core.Twin.Reduced;

/// <summary>
/// Growth of the SEI for steps of any length. Each of the five laws has the form dL/dt = 1/(A + B L), reaction and transport in a row, with A and B
/// that depend on potentials and temperature; over a step in which these stay it is solved exactly, so the film never overshoots. The state is the
/// growth over the new cell's thickness.
/// </summary>
internal sealed class ReducedSei
{
    private const double Transfer = 0.5;
    private readonly AgeingParameters _p;
    private readonly SeiLaw _law;
    private readonly double _growthPerCurrent; // m/s per A/m2
    private readonly double _referenceK;

    internal ReducedSei(CellParameters cell, SeiLaw law)
    {
        (_p, _law, _referenceK) = (cell.Ageing, law, cell.ReferenceTemperatureK);
        _growthPerCurrent = _p.SeiMolarVolumeM3PerMol / (Physics.Faraday * _p.SeiLithiumPerMol);
        RestOhmM2 = _p.SeiInitialThicknessM * _p.SeiResistivityOhmM;
        CurrentPerGrowth = -_p.SeiInitialThicknessM / _growthPerCurrent;
        AhPerGrowth = -CurrentPerGrowth * cell.Negative.SurfacePerVolume * cell.Negative.ThicknessM * cell.AreaM2 / 3600;
    }

    /// <summary>Resistance of the new cell's film times area, ohm m2.</summary>
    internal double RestOhmM2 { get; }

    /// <summary>Side current over the particles' surface, A/m2, per growth in 1/s; below 0.</summary>
    internal double CurrentPerGrowth { get; }

    /// <summary>Lithium bound per growth, Ah, in a cell with all its material.</summary>
    internal double AhPerGrowth { get; }

    /// <summary>What a time adds to the growth.</summary>
    /// <param name="growth">Thickness over the new cell's, less 1.</param>
    /// <param name="innerV">Potential of the solid over the liquid beneath the film, V.</param>
    /// <param name="filmV">Drop over the film, V.</param>
    /// <param name="temperatureK">Temperature, K.</param>
    /// <param name="timeS">The time, s, times the factor of the rate.</param>
    internal T Growth<T>(T growth, T innerV, T filmV, T temperatureK, T timeS)
        where T : struct, IArithmetic<T>
    {
        var f = T.Of(Physics.Faraday / Physics.GasConstant) / temperatureK;
        var rate = _growthPerCurrent / _p.SeiInitialThicknessM;
        if (_p.SeiActivationJPerMol != 0)
            timeS *= T.Exp((_p.SeiActivationJPerMol / Physics.GasConstant) * (T.Of(1 / _referenceK) - T.Of(1) / temperatureK));
        var (reaction, transport) = (T.Of(0), T.Of(0));
        var l0 = _p.SeiInitialThicknessM;
        switch (_law)
        {
            case SeiLaw.ReactionLimited:
                reaction = (1 / (rate * _p.SeiExchangeAPerM2)) * T.Exp(Transfer * (f * (innerV + -_p.SeiPotentialV)));
                break;
            case SeiLaw.SolventDiffusionLimited:
                transport = T.Of(l0 / (rate * _p.SolventDiffusivityM2PerS * _p.SolventConcentrationMolPerM3 * Physics.Faraday));
                break;
            case SeiLaw.InterstitialDiffusionLimited:
                transport = (l0 / (rate * _p.InterstitialDiffusivityM2PerS * _p.InterstitialConcentrationMolPerM3 * Physics.Faraday)) * T.Exp(f * (innerV + filmV));
                break;
            case SeiLaw.ElectronMigrationLimited:
                transport = T.Of(l0 / (rate * _p.SeiElectronConductivitySPerM)) / T.Clamp(-(innerV + filmV + -_p.SeiInnerPotentialV), 1e-9, 10);
                break;
            case SeiLaw.EcReactionLimited:
                reaction = (1 / (rate * Physics.Faraday * _p.EcConcentrationMolPerM3 * _p.SeiRateMPerS)) * T.Exp(Transfer * (f * (innerV + -_p.SeiPotentialV)));
                transport = T.Of(l0 / (rate * Physics.Faraday * _p.EcConcentrationMolPerM3 * _p.EcDiffusivityM2PerS));
                break;
        }
        // (A + B L) d + B d^2 / 2 = t, with L and d over the new cell's thickness.
        var slope = reaction + transport * (growth + 1);
        return 2 * timeS / (slope + T.Sqrt(slope * slope + 2 * (transport * timeS)));
    }
}
