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

    public static TwinModel Model(string word) => One("--model", word, TwinWords.Models);

    public static TwinThermal Thermal(string word) => One("--thermal", word, TwinWords.Thermals);

    public static TwinMesh Mesh(string word) => One("--mesh", word, TwinWords.Meshes);

    public static SeiLaw Sei(string word) => One("--sei", word, TwinWords.SeiLaws);

    public static PlatingLaw Plating(string word) => One("--plating", word, TwinWords.Platings);

    public static CrackGrowth Cracks(string word) => One("--cracks", word, TwinWords.Cracks);

    public static MaterialLoss Lam(string word) => One("--lam", word, TwinWords.MaterialLosses);

    private static T One<T>(string option, string value, IReadOnlyList<(string Word, T Value)> allowed)
    {
        // Papers and other programs write "solvent-diffusion limited".
        var words = value.Trim().Replace(' ', '-').Replace('_', '-');
        foreach (var (word, result) in allowed)
            if (string.Equals(word, words, StringComparison.OrdinalIgnoreCase)) return result;
        throw new ArgumentException($"{option} is \"{value}\"; allowed: {string.Join(", ", allowed.Select(a => a.Word))}.", nameof(value));
    }
}
