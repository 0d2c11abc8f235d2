namespace Busbar.Core.Twin;

/// <summary>What limits the growth of the solid electrolyte interphase (SEI) on the negative particles.</summary>
public enum SeiLaw
{
    /// <summary>It does not grow.</summary>
    None,

    /// <summary>The reaction: Tafel's law.</summary>
    ReactionLimited,

    /// <summary>Solvent that diffuses through it: thickness grows with the root of time (Single et al. 2018, ChemSusChem 11 1950).</summary>
    SolventDiffusionLimited,

    /// <summary>Lithium interstitials that diffuse through it (Single et al. 2018).</summary>
    InterstitialDiffusionLimited,

    /// <summary>Electrons that migrate through it (Single et al. 2018).</summary>
    ElectronMigrationLimited,

    /// <summary>Reaction and diffusion of ethylene carbonate in a row (Yang et al. 2017, J. Power Sources 360 28).</summary>
    EcReactionLimited,
}
