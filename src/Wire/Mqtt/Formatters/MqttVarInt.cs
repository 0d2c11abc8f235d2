namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>How the reading of a variable byte integer ended.</summary>
internal enum MqttVarIntStatus
{
    Done,
    NeedMore,
    TooLong,
    NotMinimal,
}

/// <summary>Variable byte integers (1.5.5; in 3.1.1 only the Remaining Length, 2.2.3): seven bits a byte, the lowest first, at most four bytes.</summary>
internal static class MqttVarInt
{
    /// <summary>The greatest value that four bytes hold.</summary>
    public const int Max = 268_435_455;

    /// <summary>Reads one. A value that is not minimal is given all the same, with its length.</summary>
    public static MqttVarIntStatus TryRead(ReadOnlySpan<byte> bytes, out uint value, out int length)
    {
        value = 0;
        length = 0;
        while (length < bytes.Length)
        {
            var next = bytes[length];
            value |= (uint)(next & 0x7F) << (7 * length++);
            if (next < 0x80) return next == 0 && length > 1 ? MqttVarIntStatus.NotMinimal : MqttVarIntStatus.Done;
            if (length == 4) return MqttVarIntStatus.TooLong;
        }

        return MqttVarIntStatus.NeedMore;
    }

    /// <summary>How many bytes a value needs, 1 to 4.</summary>
    public static int Size(uint value) => value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;

    /// <summary>Writes a value and returns the bytes written.</summary>
    public static int Write(Span<byte> to, uint value)
    {
        var length = 0;
        while (value >= 0x80)
        {
            to[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[length++] = (byte)value;
        return length;
    }
}
