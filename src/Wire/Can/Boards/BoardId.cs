namespace Busbar.Wire.Can.Boards;

/// <summary>What kind of participant a frame comes from or goes to.</summary>
public enum BoardKind : byte
{
    /// <summary>All boards at once: the controller's heartbeat.</summary>
    All = 0,

    /// <summary>A contactor board.</summary>
    Contactors = 1,

    /// <summary>A gun board.</summary>
    Gun = 2,
}

/// <summary>
/// Identifier of a frame of the I/O boards (docs/boards.md), 29 bits: 28..20 = 0x010, 19..16 = kind, 15..8 = address,
/// 7..0 = message; message bit 7 is set on what a board sends. The whole protocol lies in 0x01000000 to 0x010FFFFF, so that:
/// <list type="bullet">
/// <item>UUGreenPower (bits 28..25 = 1) is 0x02000000 to 0x03FFFFFF: other;</item>
/// <item>InfyPower (bits 25..22 = 0xA or 0xB, whatever the error bits): ours has 4 there;</item>
/// <item>Winline, Megmeet, SCU, Maxwell (bits 28..20 = 0x060): other;</item>
/// <item>Huawei (bits 28..23 = 0x0D, from 0x06800000) and Sinexcel (bits 28..22 = 0x60, from 0x18000000): other;</item>
/// <item>and every one of ours is lower, so it wins arbitration: openings and heartbeats go before measurements of modules.</item>
/// </list>
/// </summary>
/// <param name="Kind">Kind of board.</param>
/// <param name="Address">1 to 254; 0 with <see cref="BoardKind.All"/>.</param>
/// <param name="Message">Number of the message.</param>
public readonly record struct BoardId(BoardKind Kind, byte Address, byte Message)
{
    /// <summary>Lowest identifier of the protocol.</summary>
    public const uint First = 0x0100_0000;

    /// <summary>Highest identifier of the protocol.</summary>
    public const uint Last = 0x010F_FFFF;

    /// <summary>Highest address of a board.</summary>
    public const byte MaxAddress = 254;

    /// <summary>Set in <see cref="Message"/> on what a board sends.</summary>
    public const byte FromBoard = 0x80;

    /// <summary>The identifier on the bus.</summary>
    public uint Value => First | ((uint)Kind << 16) | ((uint)Address << 8) | Message;

    /// <summary>Whether a board sends it.</summary>
    public bool IsFromBoard => (Message & FromBoard) != 0;

    /// <summary>Whether the frame is one of ours (an extended data frame in our range with a known kind), and which. Never throws.</summary>
    public static bool TryRead(in CanFrame frame, out BoardId id)
    {
        id = default;
        if (frame.Flags != CanFlags.Extended || frame.Id is < First or > Last) return false;
        var kind = (BoardKind)((frame.Id >> 16) & 0xF);
        if (kind > BoardKind.Gun) return false;
        id = new BoardId(kind, (byte)(frame.Id >> 8), (byte)frame.Id);
        return true;
    }

    /// <summary>A frame with this identifier.</summary>
    /// <exception cref="ArgumentException">The address is not 1 to 254 (0 for all boards).</exception>
    internal CanFrame With(ReadOnlySpan<byte> data)
    {
        Check(Kind, Address);
        return CanFrame.Extended(Value, data);
    }

    private static void Check(BoardKind kind, byte address)
    {
        if (kind == BoardKind.All ? address != 0 : address is < 1 or > MaxAddress)
            throw new ArgumentException($"The address of a {kind} board is {address}; allowed: 1 to {MaxAddress}, 0 for all boards.", nameof(address));
    }
}
