using System.CommandLine;
using Busbar.Core.Battery;
using Busbar.Core.Twin;

namespace Busbar.Hub.Commands;

/// <summary>Options that the commands of <c>busbar twin</c> share, and what their words mean.</summary>
internal static class TwinOptionsOfCommands
{
    public static Option<string> Set(string standard) =>
        new("--set") { Description = $"Parameter set: {string.Join(", ", ParameterSets.All.Select(s => s.Name))}.", DefaultValueFactory = _ => standard };

    public static Option<string> Sei() => new("--sei")
    {
        Description = "Growth of SEI: none, or reaction-limited, solvent-diffusion-limited, interstitial-diffusion-limited, electron-migration-limited, ec-reaction-limited.",
        DefaultValueFactory = _ => "none",
    };

    public static TwinModel Model(string word) => One("--model", word, ("SPM", TwinModel.Spm), ("SPMe", TwinModel.Spme), ("DFN", TwinModel.Dfn));

    public static TwinThermal Thermal(string word) => One("--thermal", word, ("isothermal", TwinThermal.Isothermal), ("lumped", TwinThermal.Lumped));

    public static TwinMesh Mesh(string word) => One("--mesh", word, ("std", TwinMesh.Standard), ("fine", TwinMesh.Fine), ("own", TwinMesh.Own));

    public static SeiLaw Sei(string word) => One(
        "--sei", word, ("none", SeiLaw.None), ("reaction-limited", SeiLaw.ReactionLimited), ("solvent-diffusion-limited", SeiLaw.SolventDiffusionLimited),
        ("interstitial-diffusion-limited", SeiLaw.InterstitialDiffusionLimited), ("electron-migration-limited", SeiLaw.ElectronMigrationLimited),
        ("ec-reaction-limited", SeiLaw.EcReactionLimited));

    private static T One<T>(string option, string value, params (string Name, T Value)[] allowed)
    {
        foreach (var (name, result) in allowed)
            if (string.Equals(name, value, StringComparison.OrdinalIgnoreCase)) return result;
        throw new ArgumentException($"{option} is \"{value}\"; allowed: {string.Join(", ", allowed.Select(a => a.Name))}.", nameof(value));
    }
}
