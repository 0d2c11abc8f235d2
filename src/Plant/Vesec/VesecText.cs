using System.Text;

namespace Busbar.Plant.Vesec;

/// <summary>Texts from outside, made fit for a log line.</summary>
internal static class VesecText
{
    /// <summary>Most characters that are shown.</summary>
    private const int Longest = 64;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A text, in quotation marks, cut, on one line.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder(Longest + 8).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length > Longest) return shown.Append("...\"").ToString();
            if (Rune.IsControl(rune)) shown.Append('?');
            else shown.Append(rune);
        }

        return shown.Append('"').ToString();
    }

    /// <summary>A payload likewise; its size when it is no text.</summary>
    public static string Shown(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return "empty";
        return TryRead(payload.Length > 4 * Longest ? Whole(payload[..(4 * Longest)]) : payload, out var text) ? Shown(text) : $"{payload.Length} bytes that are not UTF-8";
    }

    /// <summary>Reads UTF-8.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out string text)
    {
        try
        {
            text = Strict.GetString(payload);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }

    /// <summary>Without the character that a cut has left incomplete at the end.</summary>
    private static ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> text)
    {
        var end = text.Length;
        while (end > text.Length - 4 && (text[end - 1] & 0xC0) == 0x80) end--;
        return text[end - 1] >= 0xC0 ? text[..(end - 1)] : text;
    }
}
