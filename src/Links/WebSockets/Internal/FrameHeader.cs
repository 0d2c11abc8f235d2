using System.Buffers.Binary;

namespace Busbar.Links.WebSockets.Internal;

/// <summary>Opcodes of RFC 6455, 5.2.</summary>
internal enum Opcode : byte
{
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}

/// <summary>The head of a frame (RFC 6455, 5.2). Lengths that could be written shorter are taken as they are.</summary>
internal readonly struct FrameHeader
{
    /// <summary>2 bytes, 8 of extended length, 4 of mask.</summary>
    public const int MaxBytes = 14;

    /// <summary>Largest payload of a control frame (RFC 6455, 5.5).</summary>
    public const int MaxControlPayload = 125;

    private const byte FinBit = 0x80;
    private const byte ReservedBits = 0x70;
    private const byte OpcodeBits = 0x0F;
    private const byte MaskBit = 0x80;
    private const byte LengthBits = 0x7F;
    private const byte Length16 = 126;
    private const byte Length64 = 127;

    private FrameHeader(byte first, bool masked, uint mask, long length, int bytes)
    {
        First = first;
        Masked = masked;
        Mask = mask;
        Length = length;
        Bytes = bytes;
    }

    private byte First { get; }

    /// <summary>Last frame of its message.</summary>
    public bool Fin => (First & FinBit) != 0;

    /// <summary>A bit is set that only a negotiated extension may set; we negotiate none.</summary>
    public bool HasReservedBits => (First & ReservedBits) != 0;

    /// <summary>May be a value that the standard reserves.</summary>
    public Opcode Opcode => (Opcode)(First & OpcodeBits);

    public bool IsControl => (First & 0x08) != 0;

    public bool Masked { get; }

    /// <summary>Key bytes in wire order, loaded little-endian; 0 when not masked.</summary>
    public uint Mask { get; }

    /// <summary>Payload length in bytes; negative when the peer set the forbidden top bit of a 64-bit length.</summary>
    public long Length { get; }

    /// <summary>Length of this head in bytes.</summary>
    public int Bytes { get; }

    /// <summary>Reads a head; false when <paramref name="from"/> ends before it does.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, out FrameHeader header)
    {
        header = default;
        if (from.Length < 2) return false;
        var masked = (from[1] & MaskBit) != 0;
        long length = from[1] & LengthBits;
        var bytes = 2 + (length == Length16 ? 2 : length == Length64 ? 8 : 0);
        if (from.Length < bytes + (masked ? 4 : 0)) return false;
        if (length == Length16) length = BinaryPrimitives.ReadUInt16BigEndian(from[2..]);
        else if (length == Length64) length = BinaryPrimitives.ReadInt64BigEndian(from[2..]);

        var mask = 0u;
        if (masked)
        {
            mask = BinaryPrimitives.ReadUInt32LittleEndian(from[bytes..]);
            bytes += 4;
        }

        header = new FrameHeader(from[0], masked, mask, length, bytes);
        return true;
    }

    /// <summary>Length of the head that <see cref="Write"/> makes.</summary>
    public static int SizeFor(int payloadLength, bool masked) =>
        2 + (payloadLength < Length16 ? 0 : payloadLength <= ushort.MaxValue ? 2 : 8) + (masked ? 4 : 0);

    /// <summary>Writes the head of an unfragmented frame; returns its length. <paramref name="mask"/> is null for none.</summary>
    public static int Write(Span<byte> to, Opcode opcode, int payloadLength, uint? mask)
    {
        to[0] = (byte)(FinBit | (byte)opcode);
        var at = 2;
        if (payloadLength < Length16)
        {
            to[1] = (byte)payloadLength;
        }
        else if (payloadLength <= ushort.MaxValue)
        {
            to[1] = Length16;
            BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)payloadLength);
            at += 2;
        }
        else
        {
            to[1] = Length64;
            BinaryPrimitives.WriteInt64BigEndian(to[2..], payloadLength);
            at += 8;
        }

        if (mask is not { } key) return at;
        to[1] |= MaskBit;
        BinaryPrimitives.WriteUInt32LittleEndian(to[at..], key);
        return at + 4;
    }
}
