namespace Busbar.Core.Battery;

/// <summary>
/// Side reactions on the negative particles: growth of the solid electrolyte interphase (SEI), lithium plating, cracks. The defaults are
/// those that PyBaMM's sets share (Safari and Newman 2009; Single et al. 2018; Yang et al. 2017; O'Kane et al. 2022): fits from papers, not the truth
/// about a given cell.
/// </summary>
public sealed record AgeingParameters
{
    /// <summary>Mol of lithium bound per mol of SEI.</summary>
    public double SeiLithiumPerMol { get; init; } = 2;

    /// <summary>Molar volume of SEI, m3/mol.</summary>
    public double SeiMolarVolumeM3PerMol { get; init; } = 9.585e-5;

    /// <summary>Exchange current of the reaction-limited law, A/m2.</summary>
    public double SeiExchangeAPerM2 { get; init; } = 1.5e-7;

    /// <summary>Resistivity of SEI, ohm m.</summary>
    public double SeiResistivityOhmM { get; init; } = 2e5;

    /// <summary>Diffusivity of solvent through SEI, m2/s.</summary>
    public double SolventDiffusivityM2PerS { get; init; } = 2.5e-22;

    /// <summary>Concentration of solvent at the SEI, mol/m3.</summary>
    public double SolventConcentrationMolPerM3 { get; init; } = 2636;

    /// <summary>Open-circuit potential of the SEI reaction, V.</summary>
    public double SeiPotentialV { get; init; } = 0.4;

    /// <summary>Open-circuit potential of the inner SEI, V.</summary>
    public double SeiInnerPotentialV { get; init; } = 0.1;

    /// <summary>Electronic conductivity of the inner SEI, S/m.</summary>
    public double SeiElectronConductivitySPerM { get; init; } = 8.95e-14;

    /// <summary>Diffusivity of lithium interstitials, m2/s.</summary>
    public double InterstitialDiffusivityM2PerS { get; init; } = 1e-20;

    /// <summary>Concentration of lithium interstitials, mol/m3.</summary>
    public double InterstitialConcentrationMolPerM3 { get; init; } = 15;

    /// <summary>Thickness of the SEI at the start, m.</summary>
    public double SeiInitialThicknessM { get; init; } = 5e-9;

    /// <summary>Thickness of the SEI on cracks at the start, m.</summary>
    public double SeiOnCracksInitialThicknessM { get; init; } = 5e-13;

    /// <summary>Concentration of ethylene carbonate, mol/m3.</summary>
    public double EcConcentrationMolPerM3 { get; init; } = 4541;

    /// <summary>Diffusivity of ethylene carbonate through SEI, m2/s.</summary>
    public double EcDiffusivityM2PerS { get; init; } = 2e-18;

    /// <summary>Rate of the EC-reaction-limited law, m/s.</summary>
    public double SeiRateMPerS { get; init; } = 1e-12;

    /// <summary>Activation energy of SEI growth, J/mol.</summary>
    public double SeiActivationJPerMol { get; init; }

    /// <summary>Rate of plating, m/s.</summary>
    public double PlatingRateMPerS { get; init; } = 1e-9;

    /// <summary>Transfer coefficient of plating; stripping has the rest to 1.</summary>
    public double PlatingTransfer { get; init; } = 0.65;

    /// <summary>Rate at which plated lithium dies, 1/s.</summary>
    public double DeadLithiumRatePerS { get; init; } = 1e-6;

    /// <summary>Molar volume of lithium, m3/mol.</summary>
    public double LithiumMolarVolumeM3PerMol { get; init; } = 1.3e-5;

    /// <summary>Rate of Paris' law of crack growth.</summary>
    public double CrackRate { get; init; } = 3.9e-20;

    /// <summary>Stress intensity factor of a crack.</summary>
    public double CrackStressFactor { get; init; } = 1.12;

    /// <summary>Exponent of Paris' law.</summary>
    public double CrackExponent { get; init; } = 2.2;

    /// <summary>Length of a crack at the start, m.</summary>
    public double CrackInitialLengthM { get; init; } = 2e-8;

    /// <summary>Width of a crack, m.</summary>
    public double CrackWidthM { get; init; } = 1.5e-8;

    /// <summary>Cracks per surface, 1/m2.</summary>
    public double CracksPerM2 { get; init; } = 3.18e15;
}
