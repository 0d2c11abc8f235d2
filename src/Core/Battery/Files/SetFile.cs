using System.Text.Json;

namespace Busbar.Core.Battery.Files;

/// <summary>
/// Parameter sets as JSON: our own plain layout (<c>PlainFile</c>), or BPX of the Faraday Institution (<c>BpxFile</c>), told apart by the field Parameterisation. Text
/// in, a checked set out; whoever has the file brings the text. Functions are numbers, expressions of x (<see cref="Expression"/>), or tables. Pure.
/// </summary>
public static class SetFile
{
    private const int MostCharacters = 4_000_000;

    /// <summary>Reads a set.</summary>
    /// <param name="json">The file's text; comments and trailing commas are let pass.</param>
    /// <param name="name">What to call the set where the file does not say.</param>
    /// <exception cref="FormatException">It is no JSON, or fields are missing or wrong: every one is named with its value, what is allowed and the physical reason.</exception>
    public static CellParameters Parse(string json, string name)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MostCharacters) throw new FormatException($"The file has {json.Length} characters; allowed: {MostCharacters}.");
        var faults = new List<string>();
        CellParameters cell;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException("The file holds no object; a parameter set is one, with fields.");
            var root = new SetReader(document.RootElement, "", faults);
            cell = root.Has("Parameterisation") || root.Has("Header") ? BpxFile.Read(root, name) : PlainFile.Read(new SetReader(document.RootElement, "", faults), name);
        }
        catch (JsonException e)
        {
            throw new FormatException($"It is no JSON: {e.Message}", e);
        }
        // What is missing has been told already; it stands as not a number in the set.
        faults.AddRange(cell.Faults().Where(f => !f.Contains(" is NaN;", StringComparison.Ordinal)));
        return faults.Count == 0 ? cell : throw new FormatException(string.Join("\n", faults));
    }
}
