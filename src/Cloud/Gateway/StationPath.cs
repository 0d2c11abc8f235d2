using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Busbar.Cloud.Gateway;

/// <summary>The station's identity in the request path: <c>/ocpp/{id}</c> or <c>/{id}</c>, percent-decoded, with or without a slash at the end.</summary>
internal static class StationPath
{
    /// <summary>Longest id: identityString of OCPP 2.0.1, part 2, chapter 3; OCPP 1.6 sets none.</summary>
    public const int MaxIdLength = 48;

    private const string AllowedText = "letters, digits and * - _ = : + | @ .";

    /// <summary>Characters of an id (OCPP 2.0.1, part 4, 3.1.1).</summary>
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*-_=:+|@.");

    /// <summary>Reads the id; false with the reason otherwise: <paramref name="status"/> is 404 for another path, 400 for a bad id.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out string? id, out int status, out string refusal)
    {
        id = null;
        status = 404;
        refusal = "Stations connect to /ocpp/{id} or /{id}.";
        var segments = path.Trim('/').Split('/');
        if (segments.Length > 2 || segments[^1].Length == 0) return false;
        if (segments.Length == 2 && !segments[0].Equals("ocpp", StringComparison.OrdinalIgnoreCase)) return false;
        if (segments.Length == 1 && segments[0].Equals("ocpp", StringComparison.OrdinalIgnoreCase)) return false;

        status = 400;
        var decoded = Uri.UnescapeDataString(segments[^1]);
        if (decoded.Length > MaxIdLength)
        {
            refusal = $"The station id has {decoded.Length} characters; at most {MaxIdLength} are allowed.";
            return false;
        }

        var bad = decoded.AsSpan().IndexOfAnyExcept(Allowed);
        if (bad >= 0)
        {
            refusal = $"The station id has the character U+{(int)decoded[bad]:X4} at position {bad + 1}; allowed are {AllowedText}";
            return false;
        }

        id = decoded;
        refusal = "";
        return true;
    }
}
