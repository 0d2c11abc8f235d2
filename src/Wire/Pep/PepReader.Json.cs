using System.Buffers;
using System.Text;

namespace Busbar.Wire.Pep;

/// <content>The tokens of RFC 8259 over one contiguous buffer of valid UTF-8. Nothing here throws, whatever the bytes.</content>
public ref partial struct PepReader
{
    private static readonly SearchValues<byte> TextStops = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>The byte that the reader stands at; 0, which no JSON token starts with, at the end.</summary>
    private readonly byte Current => (uint)_at < (uint)_json.Length ? _json[_at] : (byte)0;

    /// <summary>A value of the peer for an error text, short and without control characters.</summary>
    internal static string Show(scoped ReadOnlySpan<byte> raw) => Clip(Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, PepLimits.MaxShownChars * 4)]));

    /// <summary>Cuts a text of the peer for an error text.</summary>
    internal static string Clip(string text)
    {
        var cut = text.Length <= PepLimits.MaxShownChars ? text : text[..PepLimits.MaxShownChars] + "...";
        return string.Create(cut.Length, cut, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? '?' : from[i];
        });
    }

    /// <summary>The characters of a scanned text; half a surrogate pair becomes U+FFFD.</summary>
    internal static string Unescape(scoped ReadOnlySpan<byte> raw) => Encoding.UTF8.GetString(Plain(raw));

    /// <summary>The bytes of a scanned text without escapes; a copy only when there are some.</summary>
    internal static ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\')) return raw;
        var to = new byte[raw.Length];
        var written = 0;
        while (!raw.IsEmpty)
        {
            var run = raw.IndexOf((byte)'\\');
            if (run < 0) run = raw.Length;
            raw[..run].CopyTo(to.AsSpan(written));
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
            var rune = Rune.ReplacementChar;
            if (char.IsHighSurrogate(unit) && raw.Length >= 6 && raw[0] == '\\' && raw[1] == 'u' && char.IsLowSurrogate(HexUnit(raw)))
            {
                rune = new Rune(unit, HexUnit(raw));
                raw = raw[6..];
            }
            else if (!char.IsSurrogate(unit)) rune = new Rune(unit);
            written += rune.EncodeToUtf8(to.AsSpan(written));
        }

        return to.AsSpan(0, written);
    }

    /// <summary>Reads any value and gives its bytes; empty on a fault.</summary>
    internal ReadOnlySpan<byte> Raw()
    {
        var start = _at;
        return SkipValue() ? _json[start.._at] : default;
    }

    internal string? TextValue()
    {
        var raw = Raw();
        return raw.Length >= 2 && raw[0] == '"' ? Unescape(raw[1..^1]) : null;
    }

    /// <summary>Nothing but blanks follows.</summary>
    internal bool AtEnd()
    {
        SkipSpace();
        return _at == _json.Length || Malformed("there is more after the end of the object");
    }

    private static char HexUnit(scoped ReadOnlySpan<byte> escape)
    {
        var unit = 0;
        foreach (var digit in escape[2..6]) unit = (unit << 4) | ((digit & 0xF) + (digit >= 'A' ? 9 : 0));
        return (char)unit;
    }

    private static int EscapeLength(scoped ReadOnlySpan<byte> at)
    {
        if (at.Length < 2) return 0;
        if (at[1] is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t') return 2;
        if (at[1] != 'u' || at.Length < 6) return 0;
        foreach (var digit in at[2..6])
            if (!char.IsAsciiHexDigit((char)digit)) return 0;
        return 6;
    }

    private readonly ReadOnlySpan<byte> Peek() => _at < _json.Length ? _json[_at..Math.Min(_json.Length, _at + PepLimits.MaxShownChars)] : "nothing"u8;

    private void SkipSpace()
    {
        while ((uint)_at < (uint)_json.Length && _json[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') _at++;
    }

    private bool Enter()
    {
        if (++_depth > PepLimits.MaxDepth) return Fail($"The message is nested deeper than {PepLimits.MaxDepth} levels.");
        _at++;
        _fresh = true;
        return true;
    }

    private bool Leave()
    {
        _at++;
        _depth--;
        _fresh = false;
        return false;
    }

    /// <summary>Takes the comma that all but the first member need.</summary>
    private bool Separate()
    {
        if (_fresh)
        {
            _fresh = false;
            return true;
        }

        if (Current != ',') return Malformed("a comma or an end is expected");
        _at++;
        SkipSpace();
        return true;
    }

    private bool NextItem()
    {
        if (Problem is not null) return false;
        SkipSpace();
        return Current == ']' ? Leave() : Separate();
    }

    private bool ScanText(out ReadOnlySpan<byte> raw)
    {
        var start = _at + 1;
        var end = start;
        raw = default;
        while (true)
        {
            var run = end <= _json.Length ? _json[end..].IndexOfAny(TextStops) : -1;
            if (run < 0) return Malformed("a text has no end");
            end += run;
            if (_json[end] == '"') break;
            var escape = _json[end] == '\\' ? EscapeLength(_json[end..]) : 0;
            if (escape == 0)
            {
                _at = end;
                return Malformed("a text holds a bad escape or a bare control character");
            }

            end += escape;
        }

        raw = _json[start..end];
        _at = end + 1;
        return true;
    }

    private bool ScanNumber()
    {
        var at = _at;
        if (ByteAt(at) == '-') at++;
        if (ByteAt(at) == '0') at++;
        else if (!SkipDigits(ref at)) return Malformed("a number is malformed");
        if (ByteAt(at) == '.')
        {
            at++;
            if (!SkipDigits(ref at)) return Malformed("a number is malformed");
        }

        if (ByteAt(at) is (byte)'e' or (byte)'E')
        {
            at++;
            if (ByteAt(at) is (byte)'+' or (byte)'-') at++;
            if (!SkipDigits(ref at)) return Malformed("a number is malformed");
        }

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

    private bool Literal(ReadOnlySpan<byte> literal)
    {
        if (!_json[_at..].StartsWith(literal)) return false;
        _at += literal.Length;
        return true;
    }

    private bool SkipValue()
    {
        if (Problem is not null) return false;
        switch (Current)
        {
            case (byte)'"':
                return ScanText(out _);
            case (byte)'{':
                if (!Enter()) return false;
                while (Next(out _))
                    if (!SkipValue()) return false;
                return Problem is null;
            case (byte)'[':
                if (!Enter()) return false;
                while (NextItem())
                    if (!SkipValue()) return false;
                return Problem is null;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return ScanNumber();
            default:
                return _at < _json.Length && (Literal("true"u8) || Literal("false"u8) || Literal("null"u8)) || Malformed("a value is expected");
        }
    }

    private bool Malformed(string what) => Fail($"The message is not JSON at byte {Math.Min(_at, _json.Length)}: {what}.");
}
