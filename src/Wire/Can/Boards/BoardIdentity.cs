namespace Busbar.Wire.Can.Boards;

/// <summary>Which board it is; from a board, every second (message 0x8F of both kinds): serial (4), firmware (2), version, channels.</summary>
/// <param name="Serial">Serial number.</param>
/// <param name="Firmware">Firmware, high byte before the point, low byte after it.</param>
/// <param name="Version">Version of the protocol.</param>
/// <param name="Channels">Contactors that it drives: 1 to 32; 1 on a gun board.</param>
public readonly record struct BoardIdentity(uint Serial, ushort Firmware, byte Version, byte Channels)
{
    /// <summary>Number of the message.</summary>
    public const byte Message = 0x8F;

    /// <summary>The frame of a board.</summary>
    public CanFrame Frame(BoardKind kind, byte address)
    {
        Span<byte> data = stackalloc byte[8];
        BoardBytes.Put(data, 0, Serial);
        BoardBytes.Put(data, 4, Firmware);
        data[6] = Version;
        data[7] = Channels;
        return new BoardId(kind, address, Message).With(data);
    }

    internal static bool TryRead(in CanFrame frame, out BoardIdentity identity, out CanFault? fault)
    {
        identity = default;
        if (!BoardBytes.HasLength(frame, 8, "identity", out fault)) return false;
        identity = new BoardIdentity(BoardBytes.U32(frame, 0), BoardBytes.U16(frame, 4), frame[6], frame[7]);
        if (identity.Channels is < 1 or > 32) fault = BoardBytes.Wrong("channels", identity.Channels, "1 to 32");
        return fault is null;
    }
}
