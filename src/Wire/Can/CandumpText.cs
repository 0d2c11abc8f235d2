using System.Globalization;

namespace Busbar.Wire.Can;

/// <summary>
/// The text forms of can-utils: the compact frame <c>300#1400</c> and the log line <c>(1753.250000) can0 300#1400</c>
/// that <c>candump -L</c> writes and <c>canplayer</c>, <c>log2asc</c> and Wireshark read. Pure and allocation-light.
/// </summary>
public static class CandumpText
{
    // SocketCAN's identifier flags (linux/can.h): error frames are written with this bit set.
    private const uint ErrorBit = 0x2000_0000;

    /// <summary>The compact form of one frame.</summary>
    public static string Format(in CanFrame frame)
    {
        Span<char> text = stackalloc char[9 + 2 * CanFrame.MaxLength];
        var wide = frame.IsExtended || frame.IsError;
        var id = frame.IsError ? frame.Id | ErrorBit : frame.Id;
        id.TryFormat(text, out var at, wide ? "X8" : "X3", CultureInfo.InvariantCulture);
        text[at++] = '#';
        if (frame.IsRemote)
        {
            text[at++] = 'R';
            if (frame.Length > 0) text[at++] = (char)('0' + frame.Length);
            return new string(text[..at]);
        }

        for (var i = 0; i < frame.Length; i++)
        {
            frame[i].TryFormat(text[at..], out var written, "X2", CultureInfo.InvariantCulture);
            at += written;
        }

        return new string(text[..at]);
    }

    /// <summary>One line of <c>candump -L</c>, without line end.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="at">When it was on the bus.</param>
    /// <param name="channel">Name of the bus; blanks become underscores, since the form has no quoting.</param>
    public static string FormatLine(in CanFrame frame, DateTimeOffset at, string channel)
    {
        var micros = (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return string.Create(CultureInfo.InvariantCulture,
            $"({micros / 1_000_000}.{micros % 1_000_000:D6}) {channel.Replace(' ', '_')} {Format(frame)}");
    }

    /// <summary>Reads the compact form; dots between data bytes are allowed, as <c>cansend</c> allows them. Never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CanFrame frame, out CanFault? fault)
    {
        frame = default;
        var hash = text.IndexOf('#');
        if (hash < 0) return Refuse(new(CanFaultKind.WrongShape, "no '#' between identifier and data"), out fault);
        var idText = text[..hash];
        var data = text[(hash + 1)..];
        if (idText.Length is not 3 and not 8 || !uint.TryParse(idText, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id))
            return Refuse(new(CanFaultKind.WrongShape, $"identifier '{Shorten(idText)}' is not 3 or 8 hexadecimal digits"), out fault);
        if (data.StartsWith("#", StringComparison.Ordinal))
            return Refuse(new(CanFaultKind.FdUnsupported, "'##' marks a CAN FD frame, allowed are classic frames"), out fault);

        var flags = idText.Length == 8 ? CanFlags.Extended : CanFlags.None;
        if (flags == CanFlags.Extended && (id & ErrorBit) != 0)
        {
            id &= ~ErrorBit;
            flags = CanFlags.Error;
        }

        if (data is ['R' or 'r', ..]) return TryParseRemote(id, flags, data[1..], out frame, out fault);

        Span<byte> bytes = stackalloc byte[CanFrame.MaxLength];
        var count = 0;
        while (data.Length > 0)
        {
            if (count > 0 && data[0] == '.') data = data[1..];
            if (count == CanFrame.MaxLength) return Refuse(new(CanFaultKind.OutOfRange, $"more than {CanFrame.MaxLength} data bytes"), out fault);
            if (data.Length < 2 || !byte.TryParse(data[..2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[count]))
                return Refuse(new(CanFaultKind.WrongShape, $"data byte {count} in '{Shorten(data)}' is not two hexadecimal digits"), out fault);
            count++;
            data = data[2..];
        }

        return CanFrame.TryCreate(id, flags, count, bytes[..count], out frame, out fault);
    }

    private static bool TryParseRemote(uint id, CanFlags flags, ReadOnlySpan<char> lengthText, out CanFrame frame, out CanFault? fault)
    {
        frame = default;
        var length = 0;
        if (lengthText.Length > 0 && (lengthText.Length > 1 || !int.TryParse(lengthText, NumberStyles.None, CultureInfo.InvariantCulture, out length)))
            return Refuse(new(CanFaultKind.WrongShape, $"remote length '{Shorten(lengthText)}' is not one digit"), out fault);
        return CanFrame.TryCreate(id, flags | CanFlags.Remote, length, [], out frame, out fault);
    }

    private static bool Refuse(CanFault why, out CanFault? fault)
    {
        fault = why;
        return false;
    }

    private static string Shorten(ReadOnlySpan<char> text) => text.Length <= 24 ? text.ToString() : string.Concat(text[..24], "...");
}
