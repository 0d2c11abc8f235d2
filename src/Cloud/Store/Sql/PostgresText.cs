using System.Buffers;

namespace Busbar.Cloud.Store.Sql;

/// <summary>
/// Text as PostgreSQL takes it: it refuses the character 0 (postgresql.org/docs/current/datatype-character.html) and what is no valid
/// Unicode. Stations send both; each such character becomes U+FFFD.
/// </summary>
internal static class PostgresText
{
    private const char Replacement = '\uFFFD';

    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0xD800, 0x800).Select(c => (char)c), '\0']);

    /// <summary>The text itself when it is fit, as nearly all are.</summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAny(Suspects)) return text;
        return string.Create(text.Length, text, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                if (i + 1 < to.Length && char.IsSurrogatePair(from[i], from[i + 1]))
                {
                    (to[i], to[i + 1]) = (from[i], from[i + 1]);
                    i++;
                }
                else
                {
                    to[i] = from[i] == '\0' || char.IsSurrogate(from[i]) ? Replacement : from[i];
                }
            }
        });
    }
}
