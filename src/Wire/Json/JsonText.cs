using System.Buffers;
using System.Text;

namespace Busbar.Wire.Json;

/// <summary>What the readers of several protocols need of JSON's tokens (RFC 8259). Nothing here throws, whatever the bytes. Thread safe.</summary>
internal static class JsonText
{
    /// <summary>What ends a plain run inside a string: the closing quote, an escape, or a control character that JSON forbids there (§7).</summary>
    public static readonly SearchValues<byte> Stops = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Length in bytes of the escape that stands here (§7); 0 where it is none.</summary>
    public static int EscapeLength(ReadOnlySpan<byte> at)
    {
        if (at.Length < 2) return 0;
        if (at[1] is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t') return 2;
        if (at[1] != 'u' || at.Length < 6) return 0;
        foreach (var digit in at[2..6])
            if (!char.IsAsciiHexDigit((char)digit)) return 0;
        return 6;
    }

    /// <summary>Length in bytes of the number that stands here (§6); 0 where it is none.</summary>
    public static int NumberLength(ReadOnlySpan<byte> json)
    {
        var at = 0;
        if (ByteAt(json, at) == '-') at++;
        if (ByteAt(json, at) == '0') at++;
        else if (!SkipDigits(json, ref at)) return 0;
        if (ByteAt(json, at) == '.')
        {
            at++;
            if (!SkipDigits(json, ref at)) return 0;
        }

        if (ByteAt(json, at) is (byte)'e' or (byte)'E')
        {
            at++;
            if (ByteAt(json, at) is (byte)'+' or (byte)'-') at++;
            if (!SkipDigits(json, ref at)) return 0;
        }

        return at;
    }

    /// <summary>Resolves the escapes of a string (§7).</summary>
    /// <param name="raw">What stands between the quotes, each escape of it found good by <see cref="EscapeLength"/>.</param>
    /// <param name="to">Where to; it needs the length of <paramref name="raw"/>.</param>
    /// <param name="half">What half a surrogate pair becomes; null where the string is refused for it.</param>
    /// <param name="written">Bytes of UTF-8 that were written.</param>
    /// <returns>False for half a surrogate pair, when <paramref name="half"/> is null.</returns>
    public static bool TryUnescape(ReadOnlySpan<byte> raw, Span<byte> to, Rune? half, out int written)
    {
        written = 0;
        while (!raw.IsEmpty)
        {
            var run = raw.IndexOf((byte)'\\');
            if (run < 0) run = raw.Length;
            raw[..run].CopyTo(to[written..]);
            written += run;
            raw = raw[run..];
            if (raw.IsEmpty) break;
            if (raw[1] != 'u')
            {
                to[written++] = raw[1] switch
                {
                    (byte)'b' => (byte)'\b', (byte)'f' => (byte)'\f', (byte)'n' => (byte)'\n', (byte)'r' => (byte)'\r', (byte)'t' => (byte)'\t',
                    var same => same,
                };
                raw = raw[2..];
                continue;
            }

            var unit = HexUnit(raw);
            raw = raw[6..];
            if (char.IsHighSurrogate(unit) && raw.Length >= 6 && raw[0] == '\\' && raw[1] == 'u' && char.IsLowSurrogate(HexUnit(raw)))
            {
                written += new Rune(unit, HexUnit(raw)).EncodeToUtf8(to[written..]);
                raw = raw[6..];
                continue;
            }

            if (!Rune.TryCreate(unit, out var rune))
            {
                if (half is not { } instead) return false;
                rune = instead;
            }

            written += rune.EncodeToUtf8(to[written..]);
        }

        return true;
    }

    private static char HexUnit(ReadOnlySpan<byte> escape)
    {
        var unit = 0;
        foreach (var digit in escape[2..6]) unit = (unit << 4) | ((digit & 0xF) + (digit >= 'A' ? 9 : 0));
        return (char)unit;
    }

    private static byte ByteAt(ReadOnlySpan<byte> json, int at) => (uint)at < (uint)json.Length ? json[at] : (byte)0;

    private static bool SkipDigits(ReadOnlySpan<byte> json, ref int at)
    {
        var start = at;
        while (char.IsAsciiDigit((char)ByteAt(json, at))) at++;
        return at > start;
    }
}
