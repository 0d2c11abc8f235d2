namespace Busbar.Core.Twin;

/// <summary>Metallic lithium on the negative particles (O'Kane et al. 2020, J. Electrochem. Soc. 167 090540; 2022, Phys. Chem. Chem. Phys. 24 7909).</summary>
public enum PlatingLaw
{
    /// <summary>None is plated.</summary>
    None,

    /// <summary>All of it can be stripped again.</summary>
    Reversible,

    /// <summary>It can be stripped until it dies, slowly and the slower the thicker the SEI.</summary>
    PartiallyReversible,

    /// <summary>None of it can be stripped.</summary>
    Irreversible,
}

/// <summary>Cracks in the negative particles, by the law of Paris (Deshpande et al. 2012, J. Electrochem. Soc. 159 A1730), and the SEI that grows in them.</summary>
public enum CrackGrowth
{
    /// <summary>They do not grow.</summary>
    None,

    /// <summary>They grow, and the SEI in them takes its lithium from the particles like any other.</summary>
    Paris,

    /// <summary>The same, but in SPM and SPMe the SEI in the cracks takes nothing from the particles; in the SPMe its share of the salt is lost besides. That
    /// is what PyBaMM's single-particle models do (its issue 5263). For comparisons only: lithium is not conserved.</summary>
    ParisAsPybamm,
}

/// <summary>What takes active material out of reach.</summary>
[Flags]
public enum MaterialLoss
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Tension in the particles of both electrodes (Ai et al. 2020, J. Electrochem. Soc. 167 013512; Reniers et al. 2019, 166 A3189).</summary>
    StressDriven = 1,

    /// <summary>The growth of SEI, in the negative electrode (Reniers et al. 2019).</summary>
    ReactionDriven = 2,
}

/// <summary>What has become of a cell since it was new. All in Ah of lithium, unless said.</summary>
/// <param name="SeiThicknessM">Mean thickness of the SEI, m; 0 where it is not followed.</param>
/// <param name="SeiAh">Lithium in the SEI, beyond the new cell's.</param>
/// <param name="CrackSeiAh">Lithium in the SEI within cracks.</param>
/// <param name="PlatedAh">Lithium that is plated and can be stripped.</param>
/// <param name="DeadAh">Plated lithium that cannot be stripped any more.</param>
/// <param name="StrandedAh">Lithium that was lost within lost active material.</param>
/// <param name="CrackLengthM">Mean length of the cracks, m; 0 where they are not followed.</param>
/// <param name="NegativeLossPct">Active material lost in the negative electrode, %.</param>
/// <param name="PositiveLossPct">Active material lost in the positive electrode, %.</param>
/// <param name="NegativePorosity">Mean porosity of the negative electrode now, 0 to 1.</param>
public readonly record struct TwinAgeing(
    double SeiThicknessM,
    double SeiAh,
    double CrackSeiAh,
    double PlatedAh,
    double DeadAh,
    double StrandedAh,
    double CrackLengthM,
    double NegativeLossPct,
    double PositiveLossPct,
    double NegativePorosity);
