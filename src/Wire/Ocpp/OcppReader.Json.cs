using System.Runtime.CompilerServices;
using Busbar.Wire.Json;

namespace Busbar.Wire.Ocpp;

/// <content>The tokens of RFC 8259, over one contiguous buffer. Nothing here throws, whatever the bytes.</content>
public ref partial struct OcppReader
{
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
            var run = _json[end..].IndexOfAny(JsonText.Stops);
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

            var escape = _json[end] == '\\' ? JsonText.EscapeLength(_json[end..]) : 0;
            if (escape == 0) break;
            escaped = true;
            end += escape;
        }

        raw = default;
        _at = Math.Min(end, _json.Length);
        return Malformed(_at < _json.Length ? "a text holds a bad escape or a bare control character" : "a text has no end");
    }

    /// <summary>Reads the number token that starts here, by the grammar of RFC 8259 §6.</summary>
    private bool ScanNumber(out ReadOnlySpan<byte> digits)
    {
        var length = JsonText.NumberLength(_json[_at..]);
        digits = _json.Slice(_at, length);
        if (length == 0) return Malformed("a number is malformed");
        _at += length;
        return true;
    }

    private readonly byte ByteAt(int at) => (uint)at < (uint)_json.Length ? _json[at] : (byte)0;

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
