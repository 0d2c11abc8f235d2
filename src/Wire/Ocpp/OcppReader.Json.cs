using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Busbar.Wire.Ocpp;

/// <content>The tokens of RFC 8259, over one contiguous buffer. Nothing here throws, whatever the bytes.</content>
public ref partial struct OcppReader
{
    // What ends a plain run inside a string: the closing quote, an escape, or a control character that JSON forbids there.
    private static readonly SearchValues<byte> StringStops = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Position in the buffer.</summary>
    internal readonly int Position => _at;

    /// <summary>The byte that the reader stands at; 0, which no JSON token starts with, at the end.</summary>
    private readonly byte Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint)_at < (uint)_json.Length ? _json[_at] : (byte)0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipSpace()
    {
        if ((uint)_at < (uint)_json.Length && _json[_at] <= ' ') SkipSpaceSlow();
    }

    private void SkipSpaceSlow()
    {
        while ((uint)_at < (uint)_json.Length && _json[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') _at++;
    }

    /// <summary>
    /// Reads the string token that starts here. <paramref name="raw"/> is what stands between the quotes, <paramref name="escaped"/>
    /// whether it holds escapes.
    /// </summary>
    private bool ScanString(out ReadOnlySpan<byte> raw, out bool escaped)
    {
        var start = _at + 1;
        var end = start;
        escaped = false;
        while (end <= _json.Length)
        {
            var run = _json[end..].IndexOfAny(StringStops);
            if (run < 0)
            {
                end = _json.Length;
                break;
            }

            end += run;
            if (_json[end] == '"')
            {
                raw = _json[start..end];
                _at = end + 1;
                return true;
            }

            var escape = _json[end] == '\\' ? EscapeLength(_json[end..]) : 0;
            if (escape == 0) break;
            escaped = true;
            end += escape;
        }

        raw = default;
        _at = Math.Min(end, _json.Length);
        return Malformed(_at < _json.Length ? "a text holds a bad escape or a bare control character" : "a text has no end");
    }

    private static int EscapeLength(ReadOnlySpan<byte> at)
    {
        if (at.Length < 2) return 0;
        if (at[1] is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t') return 2;
        if (at[1] != 'u' || at.Length < 6) return 0;
        foreach (var digit in at[2..6])
            if (!char.IsAsciiHexDigit((char)digit)) return 0;
        return 6;
    }

    /// <summary>
    /// Resolves the escapes of a scanned string; false for half a surrogate pair. <paramref name="to"/> needs the length of
    /// <paramref name="raw"/>.
    /// </summary>
    private static bool TryUnescape(scoped ReadOnlySpan<byte> raw, scoped Span<byte> to, out int written)
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
            Rune rune;
            if (char.IsHighSurrogate(unit) && raw.Length >= 6 && raw[0] == '\\' && raw[1] == 'u' && char.IsLowSurrogate(HexUnit(raw)))
            {
                rune = new Rune(unit, HexUnit(raw));
                raw = raw[6..];
            }
            else if (!Rune.TryCreate(unit, out rune)) return false;
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

    /// <summary>Reads the number token that starts here, by the grammar of RFC 8259 §6.</summary>
    private bool ScanNumber(out ReadOnlySpan<byte> digits)
    {
        var start = _at;
        var at = start;
        if (ByteAt(at) == '-') at++;
        if (ByteAt(at) == '0') at++;
        else if (!SkipDigits(ref at)) return BadNumber(out digits);
        if (ByteAt(at) == '.')
        {
            at++;
            if (!SkipDigits(ref at)) return BadNumber(out digits);
        }

        if (ByteAt(at) is (byte)'e' or (byte)'E')
        {
            at++;
            if (ByteAt(at) is (byte)'+' or (byte)'-') at++;
            if (!SkipDigits(ref at)) return BadNumber(out digits);
        }

        digits = _json[start..at];
        _at = at;
        return true;
    }

    private readonly byte ByteAt(int at) => (uint)at < (uint)_json.Length ? _json[at] : (byte)0;

    private readonly bool SkipDigits(ref int at)
    {
        var start = at;
        while (char.IsAsciiDigit((char)ByteAt(at))) at++;
        return at > start;
    }

    private bool BadNumber(out ReadOnlySpan<byte> digits)
    {
        digits = default;
        return Malformed("a number is malformed");
    }

    private bool TryLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_json[_at..].StartsWith(literal)) return false;
        _at += literal.Length;
        return true;
    }

    /// <summary>Reads over any value, checking that it is JSON.</summary>
    private bool SkipValue()
    {
        switch (Current)
        {
            case (byte)'"':
                return ScanString(out _, out _);
            case (byte)'{':
                if (!BeginObject()) return false;
                while (NextProperty(out _))
                    if (!SkipValue()) return false;
                return !HasFault;
            case (byte)'[':
                if (!BeginArray()) return false;
                while (NextItem())
                    if (!SkipValue()) return false;
                return !HasFault;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return ScanNumber(out _);
            default:
                return TryLiteral("true"u8) || TryLiteral("false"u8) || TryLiteral("null"u8) || Malformed("a value is expected");
        }
    }
}
