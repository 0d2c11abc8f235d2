using Busbar.Core.Twin.Fit;

namespace Busbar.Core.Twin;

/// <summary>The words by which models, meshes and laws are chosen on the command line and over REST. Compared without case.</summary>
public static class TwinWords
{
    /// <summary>Which physics is solved.</summary>
    public static IReadOnlyList<(string Word, TwinModel Value)> Models { get; } = [("SPM", TwinModel.Spm), ("SPMe", TwinModel.Spme), ("DFN", TwinModel.Dfn)];

    /// <summary>How temperature is treated.</summary>
    public static IReadOnlyList<(string Word, TwinThermal Value)> Thermals { get; } = [("isothermal", TwinThermal.Isothermal), ("lumped", TwinThermal.Lumped)];

    /// <summary>How finely space is divided.</summary>
    public static IReadOnlyList<(string Word, TwinMesh Value)> Meshes { get; } =
        [("std", TwinMesh.Standard), ("fine", TwinMesh.Fine), ("own", TwinMesh.Own), ("converged", TwinMesh.Converged)];

    /// <summary>What limits the growth of SEI.</summary>
    public static IReadOnlyList<(string Word, SeiLaw Value)> SeiLaws { get; } =
    [
        ("none", SeiLaw.None), ("reaction-limited", SeiLaw.ReactionLimited), ("solvent-diffusion-limited", SeiLaw.SolventDiffusionLimited),
        ("interstitial-diffusion-limited", SeiLaw.InterstitialDiffusionLimited), ("electron-migration-limited", SeiLaw.ElectronMigrationLimited),
        ("ec-reaction-limited", SeiLaw.EcReactionLimited),
    ];

    /// <summary>Whether lithium is plated, and stripped again.</summary>
    public static IReadOnlyList<(string Word, PlatingLaw Value)> Platings { get; } =
    [
        ("none", PlatingLaw.None), ("reversible", PlatingLaw.Reversible), ("partially-reversible", PlatingLaw.PartiallyReversible), ("irreversible", PlatingLaw.Irreversible),
    ];

    /// <summary>Whether the negative particles crack.</summary>
    public static IReadOnlyList<(string Word, CrackGrowth Value)> Cracks { get; } = [("none", CrackGrowth.None), ("paris", CrackGrowth.Paris), ("as-pybamm", CrackGrowth.ParisAsPybamm)];

    /// <summary>What takes active material out of reach.</summary>
    public static IReadOnlyList<(string Word, MaterialLoss Value)> MaterialLosses { get; } =
    [
        ("none", MaterialLoss.None), ("stress", MaterialLoss.StressDriven), ("reaction", MaterialLoss.ReactionDriven),
        ("stress-and-reaction", MaterialLoss.StressDriven | MaterialLoss.ReactionDriven),
    ];

    /// <summary>What is looked for in telemetry.</summary>
    public static IReadOnlyList<(string Word, FitParameter Value)> FitParameters { get; } =
    [
        ("capacity", FitParameter.Capacity), ("resistance", FitParameter.Resistance), ("diffusion-time", FitParameter.DiffusionTime),
        ("sei-rate", FitParameter.SeiRate), ("lost-lithium", FitParameter.LostLithium),
    ];

    /// <summary>What the current does between two rows of telemetry.</summary>
    public static IReadOnlyList<(string Word, CurrentBetween Value)> CurrentsBetween { get; } = [("linear", CurrentBetween.Linear), ("held", CurrentBetween.Held)];
}
