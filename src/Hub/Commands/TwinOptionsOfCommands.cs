using System.CommandLine;
using Busbar.Core.Battery;
using Busbar.Core.Battery.Files;
using Busbar.Core.Twin;

namespace Busbar.Hub.Commands;

/// <summary>Options that the commands of <c>busbar twin</c> share, and what their words mean.</summary>
internal static class TwinOptionsOfCommands
{
    public static Option<string> Set(string standard) =>
        new("--set") { Description = $"Parameter set: {string.Join(", ", ParameterSets.All.Select(s => s.Name))}; or a JSON file, ours or BPX.", DefaultValueFactory = _ => standard };

    /// <summary>The set of that name, or of the file when the word ends in .json.</summary>
    /// <exception cref="FormatException">The file holds no set; every fault is named.</exception>
    public static async Task<CellParameters> CellAsync(string word, CancellationToken ct)
    {
        if (!word.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return ParameterSets.Get(word);
        if (!File.Exists(word)) throw new FileNotFoundException($"--set is {word}, and there is no such file.", word);
        var text = await File.ReadAllTextAsync(word, ct);
        try
        {
            return SetFile.Parse(text, Path.GetFileNameWithoutExtension(word));
        }
        catch (FormatException e)
        {
            throw new FormatException($"{word}:{Environment.NewLine}{e.Message}", e);
        }
    }

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

    public static PlatingLaw Plating(string word) => One(
        "--plating", word, ("none", PlatingLaw.None), ("reversible", PlatingLaw.Reversible), ("partially-reversible", PlatingLaw.PartiallyReversible),
        ("irreversible", PlatingLaw.Irreversible));

    public static CrackGrowth Cracks(string word) => One(
        "--cracks", word, ("none", CrackGrowth.None), ("paris", CrackGrowth.Paris), ("as-pybamm", CrackGrowth.ParisAsPybamm));

    public static MaterialLoss Lam(string word) => One(
        "--lam", word, ("none", MaterialLoss.None), ("stress", MaterialLoss.StressDriven), ("reaction", MaterialLoss.ReactionDriven),
        ("stress-and-reaction", MaterialLoss.StressDriven | MaterialLoss.ReactionDriven));

    private static T One<T>(string option, string value, params (string Name, T Value)[] allowed)
    {
        foreach (var (name, result) in allowed)
            if (string.Equals(name, value, StringComparison.OrdinalIgnoreCase)) return result;
        throw new ArgumentException($"{option} is \"{value}\"; allowed: {string.Join(", ", allowed.Select(a => a.Name))}.", nameof(value));
    }
}
