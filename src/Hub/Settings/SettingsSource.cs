using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Busbar.Hub.Settings;

/// <summary>
/// Gathers the settings: embedded defaults, then <c>busbar.json</c>, then <c>BUSBAR__Section__Key</c> variables, then flags.
/// A key that the defaults do not have is refused by name, with the nearest that they do.
/// </summary>
public static class SettingsSource
{
    private const string Prefix = "BUSBAR__";
    private const string DefaultFile = "busbar.json";

    /// <summary>The commented defaults, as shipped.</summary>
    public static string DefaultsText
    {
        get
        {
            using var reader = new StreamReader(OpenDefaults());
            return reader.ReadToEnd();
        }
    }

    /// <summary>Reads all layers.</summary>
    /// <param name="configFile">A file that must exist; null reads <c>busbar.json</c> of the working folder where there is one.</param>
    /// <param name="flags">Highest layer, keys with colons; entries with a null value are left out.</param>
    /// <exception cref="SettingException">The file is missing or not JSON, or a key is unknown.</exception>
    public static SettingsReader Read(string? configFile, IEnumerable<KeyValuePair<string, string?>> flags)
    {
        using var defaultsStream = OpenDefaults();
        var defaults = new ConfigurationBuilder().AddJsonStream(defaultsStream).Build();
        var known = defaults.AsEnumerable().Select(p => p.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lists = Lists();

        if (configFile is not null && !File.Exists(configFile))
            throw new SettingException("--config", configFile, "there is no such file.");
        var given = flags.Where(f => f.Value is not null).ToList();
        var chosen = new ConfigurationBuilder();
        AddFile(chosen, configFile ?? DefaultFile);
        chosen.AddEnvironmentVariables(Prefix).AddInMemoryCollection(given);
        var overrides = Build(chosen, configFile ?? DefaultFile);
        foreach (var (key, value) in overrides.AsEnumerable())
        {
            if (known.Contains(key) || lists.Any(list => IsItem(key, list)) || overrides.GetSection(key).GetChildren().Any()) continue;
            throw new SettingException(key, value ?? "", $"there is no such setting; nearest is {Nearest(key, known)}. `busbar settings` prints all with their defaults.");
        }

        return new SettingsReader(new ConfigurationBuilder().AddConfiguration(defaults).AddConfiguration(overrides).Build());
    }

    /// <summary>Keys of the defaults that are lists: what is in one has a key of its own, which the defaults cannot name.</summary>
    private static List<string> Lists()
    {
        var lists = new List<string>();
        using var document = JsonDocument.Parse(DefaultsText, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        Collect("", document.RootElement, lists);
        return lists;
    }

    private static void Collect(string path, JsonElement json, List<string> lists)
    {
        if (json.ValueKind == JsonValueKind.Array) lists.Add(path);
        else if (json.ValueKind == JsonValueKind.Object)
            foreach (var member in json.EnumerateObject()) Collect(path.Length == 0 ? member.Name : $"{path}:{member.Name}", member.Value, lists);
    }

    /// <summary>Whether a key is that of an item of the list, or of something in it; the reader of the list judges the rest.</summary>
    private static bool IsItem(string key, string list)
    {
        if (!key.StartsWith($"{list}:", StringComparison.OrdinalIgnoreCase)) return false;
        var index = key[(list.Length + 1)..].Split(':')[0];
        return int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    private static void AddFile(ConfigurationBuilder builder, string file) => builder.AddJsonFile(Path.GetFullPath(file), optional: true, reloadOnChange: false);

    private static IConfigurationRoot Build(ConfigurationBuilder builder, string file)
    {
        try
        {
            return builder.Build();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new SettingException("--config", file, $"it is not JSON: {(e.InnerException ?? e).Message}");
        }
    }

    private static Stream OpenDefaults() =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream("busbar.defaults.jsonc")
        ?? throw new InvalidOperationException("The defaults are not embedded in this build.");

    private static string Nearest(string key, IEnumerable<string> known) =>
        known.MinBy(k => Distance(k.ToUpperInvariant(), key.ToUpperInvariant())) ?? "";

    /// <summary>Edit distance by Levenshtein's recurrence, two rows.</summary>
    private static int Distance(string a, string b)
    {
        var above = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            above = row;
        }

        return above[b.Length];
    }
}
