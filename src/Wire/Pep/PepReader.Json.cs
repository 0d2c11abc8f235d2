using System.Text;
using Busbar.Wire.Json;

namespace Busbar.Wire.Pep;

/// <content>The tokens of RFC 8259 over one contiguous buffer of valid UTF-8. Nothing here throws, whatever the bytes.</content>
public ref partial struct PepReader
{
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
        JsonText.TryUnescape(raw, to, Rune.ReplacementChar, out var written);
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
            var run = end <= _json.Length ? _json[end..].IndexOfAny(JsonText.Stops) : -1;
            if (run < 0) return Malformed("a text has no end");
            end += run;
            if (_json[end] == '"') break;
            var escape = _json[end] == '\\' ? JsonText.EscapeLength(_json[end..]) : 0;
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
        var length = JsonText.NumberLength(_json[_at..]);
        if (length == 0) return Malformed("a number is malformed");
        _at += length;
        return true;
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
