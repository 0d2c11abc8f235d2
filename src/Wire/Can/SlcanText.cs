using System.Globalization;

namespace Busbar.Wire.Can;

/// <summary>
/// The frames of the LAWICEL text protocol ("slcan", as spoken by CAN232, CANUSB, CANable and the Linux slcan driver): <c>t</c> and <c>T</c> for data
/// frames with 11 and 29 bits, <c>r</c> and <c>R</c> for remote frames, then identifier, length and data in hexadecimal. Pure.
/// </summary>
public static class SlcanText
{
    /// <summary>Longest frame line without its end: letter, 8 digits, length, 16 digits of data, 4 digits of a time stamp.</summary>
    public const int MaxLine = 1 + 8 + 1 + (2 * CanFrame.MaxLength) + TimestampDigits;

    /// <summary>End of a command or line.</summary>
    public const byte End = (byte)'\r';

    /// <summary>A refusal, without a line end.</summary>
    public const byte Bell = 7;

    /// <summary>Bit rates in bit/s by the digit of the S command, 0 to 8 (CAN232 manual).</summary>
    public static IReadOnlyList<int> BitRates { get; } = [10_000, 20_000, 50_000, 100_000, 125_000, 250_000, 500_000, 750_000, 1_000_000];

    private const int TimestampDigits = 4;

    /// <summary>Writes the line of a frame with its end.</summary>
    /// <param name="to">At least <see cref="MaxLine"/> + 1 bytes.</param>
    /// <param name="frame">A data or remote frame; error frames have no line.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">An error frame, or <paramref name="to"/> is too short.</exception>
    public static int Write(Span<byte> to, in CanFrame frame)
    {
        if (frame.IsError) throw new ArgumentException("An error frame cannot be sent.", nameof(frame));
        if (to.Length <= MaxLine) throw new ArgumentException($"The span holds {to.Length} bytes, a line may take {MaxLine + 1}.", nameof(to));
        to[0] = (byte)(frame.IsRemote ? frame.IsExtended ? 'R' : 'r' : frame.IsExtended ? 'T' : 't');
        frame.Id.TryFormat(to[1..], out var at, frame.IsExtended ? "X8" : "X3", CultureInfo.InvariantCulture);
        at++;
        to[at++] = (byte)('0' + frame.Length);
        for (var i = 0; !frame.IsRemote && i < frame.Length; i++)
        {
            frame[i].TryFormat(to[at..], out var written, "X2", CultureInfo.InvariantCulture);
            at += written;
        }

        to[at++] = End;
        return at;
    }

    /// <summary>Whether a line that begins so is one of a frame.</summary>
    public static bool IsFrameLetter(byte letter) => letter is (byte)'t' or (byte)'T' or (byte)'r' or (byte)'R';

    /// <summary>Reads the line of a frame without its end; a time stamp at its end is passed over. Never throws.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out CanFrame frame, out CanFault? fault)
    {
        frame = default;
        if (line.IsEmpty || !IsFrameLetter(line[0])) return Refuse(CanFaultKind.WrongShape, line, "begins with none of t, T, r and R", out fault);
        var isExtended = line[0] is (byte)'T' or (byte)'R';
        var isRemote = line[0] is (byte)'r' or (byte)'R';
        var idDigits = isExtended ? 8 : 3;
        if (line.Length < idDigits + 2) return Refuse(CanFaultKind.Truncated, line, $"has not its {idDigits} digits of identifier and one of length", out fault);
        if (!uint.TryParse(line.Slice(1, idDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id))
            return Refuse(CanFaultKind.WrongShape, line, "has an identifier that is not hexadecimal", out fault);
        var length = line[idDigits + 1] - '0';
        if (length is < 0 or > CanFrame.MaxLength) return Refuse(CanFaultKind.OutOfRange, line, $"has a length that is not 0 to {CanFrame.MaxLength}", out fault);

        var digits = line[(idDigits + 2)..];
        var dataDigits = isRemote ? 0 : 2 * length;
        if (digits.Length != dataDigits && digits.Length != dataDigits + TimestampDigits)
        {
            var kind = digits.Length < dataDigits ? CanFaultKind.Truncated : CanFaultKind.LengthMismatch;
            return Refuse(kind, line, $"has {digits.Length} digits after its length; allowed: {dataDigits}, or {dataDigits + TimestampDigits} with a time stamp", out fault);
        }

        Span<byte> data = stackalloc byte[CanFrame.MaxLength];
        for (var i = 0; i < dataDigits / 2; i++)
            if (!byte.TryParse(digits.Slice(2 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out data[i]))
                return Refuse(CanFaultKind.WrongShape, line, $"has a data byte {i} that is not hexadecimal", out fault);
        var flags = (isExtended ? CanFlags.Extended : CanFlags.None) | (isRemote ? CanFlags.Remote : CanFlags.None);
        return CanFrame.TryCreate(id, flags, length, data[..(dataDigits / 2)], out frame, out fault);
    }

    /// <summary>A line as people can read it.</summary>
    internal static string Show(ReadOnlySpan<byte> line)
    {
        Span<char> text = stackalloc char[Math.Min(line.Length, MaxLine)];
        for (var i = 0; i < text.Length; i++) text[i] = line[i] is >= 0x20 and < 0x7F ? (char)line[i] : '.';
        return new string(text);
    }

    private static bool Refuse(CanFaultKind kind, ReadOnlySpan<byte> line, string what, out CanFault? fault)
    {
        fault = new CanFault(kind, $"the line '{Show(line)}' {what}");
        return false;
    }
}
