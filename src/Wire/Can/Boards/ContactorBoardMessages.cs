namespace Busbar.Wire.Can.Boards;

/// <summary>What is the matter with a board itself.</summary>
[Flags]
public enum BoardFlags : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It has heard no heartbeat for a second; commands of the old epoch close nothing any more.</summary>
    Tripped = 1,

    /// <summary>Its emergency-stop input is active: everything is open and stays so.</summary>
    EmergencyStop = 2,

    /// <summary>The supply of its coils is too low to hold a contactor.</summary>
    SupplyLow = 4,
}

/// <summary>
/// What the controller wants of the contactors (message 0x01, to a contactor board): bitmap (4), epoch, sequence. Sent on every change
/// and again and again. A 0 bit always opens; a 1 bit closes only when the epoch is the board's own.
/// </summary>
/// <param name="Closed">Bit k: contactor k shall be closed.</param>
/// <param name="Epoch">The board's epoch that the command was made for.</param>
/// <param name="Sequence">Changes with every new command; a repeated frame repeats it.</param>
public readonly record struct ContactorCommand(uint Closed, byte Epoch, byte Sequence)
{
    /// <summary>Number of the message.</summary>
    public const byte Message = 0x01;

    /// <summary>The frame.</summary>
    public CanFrame Frame(byte address)
    {
        Span<byte> data = stackalloc byte[6];
        BoardBytes.Put(data, 0, Closed);
        data[4] = Epoch;
        data[5] = Sequence;
        return new BoardId(BoardKind.Contactors, address, Message).With(data);
    }

    /// <summary>Reads the data of a frame whose identifier has been read. Never throws.</summary>
    public static bool TryRead(in CanFrame frame, out ContactorCommand command, out CanFault? fault)
    {
        command = default;
        if (!BoardBytes.HasLength(frame, 6, "contactor command", out fault)) return false;
        command = new ContactorCommand(BoardBytes.U32(frame, 0), frame[4], frame[5]);
        return true;
    }
}

/// <summary>
/// How the contactors stand (message 0x80, every 100 ms and at once on a change): auxiliary contacts (4), flags, epoch, sequence, counter.
/// </summary>
/// <param name="Aux">Bit k: the auxiliary contact of contactor k says closed.</param>
/// <param name="Flags">What is the matter with the board.</param>
/// <param name="Epoch">Another one after each start and each time that the board has opened by itself: a trip, an emergency stop.</param>
/// <param name="Sequence">That of the last command acted upon.</param>
/// <param name="Counter">One more with each frame; a board that hangs shows in it.</param>
public readonly record struct ContactorStatus(uint Aux, BoardFlags Flags, byte Epoch, byte Sequence, byte Counter)
{
    /// <summary>Number of the message.</summary>
    public const byte Message = 0x80;

    /// <summary>The frame.</summary>
    public CanFrame Frame(byte address)
    {
        Span<byte> data = stackalloc byte[8];
        BoardBytes.Put(data, 0, Aux);
        data[4] = (byte)Flags;
        data[5] = Epoch;
        data[6] = Sequence;
        data[7] = Counter;
        return new BoardId(BoardKind.Contactors, address, Message).With(data);
    }

    internal static bool TryRead(in CanFrame frame, out ContactorStatus status, out CanFault? fault)
    {
        status = default;
        if (!BoardBytes.HasLength(frame, 8, "contactor status", out fault)) return false;
        status = new ContactorStatus(BoardBytes.U32(frame, 0), (BoardFlags)(frame[4] & 0x07), frame[5], frame[6], frame[7]);
        return true;
    }
}

/// <summary>
/// Coils and their faults (message 0x81, with every status): coils (4), faults (4).
/// </summary>
/// <param name="Coils">Bit k: the coil of contactor k is driven.</param>
/// <param name="Faults">Bit k: coil and auxiliary contact have disagreed for longer than <see cref="DisagreesAfter"/>.</param>
public readonly record struct ContactorCoils(uint Coils, uint Faults)
{
    /// <summary>Number of the message.</summary>
    public const byte Message = 0x81;

    /// <summary>How long coil and auxiliary contact may disagree while the contactor moves (docs/boards.md).</summary>
    public static readonly TimeSpan DisagreesAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>The frame.</summary>
    public CanFrame Frame(byte address)
    {
        Span<byte> data = stackalloc byte[8];
        BoardBytes.Put(data, 0, Coils);
        BoardBytes.Put(data, 4, Faults);
        return new BoardId(BoardKind.Contactors, address, Message).With(data);
    }

    internal static bool TryRead(in CanFrame frame, out ContactorCoils coils, out CanFault? fault)
    {
        coils = default;
        if (!BoardBytes.HasLength(frame, 8, "contactor coils", out fault)) return false;
        coils = new ContactorCoils(BoardBytes.U32(frame, 0), BoardBytes.U32(frame, 4));
        return true;
    }
}

/// <summary>How often a contactor has closed in its life (message 0x82, one contactor after the other, one every 250 ms): index, count (4).</summary>
/// <param name="Contactor">0 to 31.</param>
/// <param name="Cycles">Closings.</param>
public readonly record struct ContactorCycles(byte Contactor, uint Cycles)
{
    /// <summary>Number of the message.</summary>
    public const byte Message = 0x82;

    /// <summary>The frame.</summary>
    public CanFrame Frame(byte address)
    {
        Span<byte> data = stackalloc byte[5];
        data[0] = Contactor;
        BoardBytes.Put(data, 1, Cycles);
        return new BoardId(BoardKind.Contactors, address, Message).With(data);
    }

    internal static bool TryRead(in CanFrame frame, out ContactorCycles cycles, out CanFault? fault)
    {
        cycles = default;
        if (!BoardBytes.HasLength(frame, 5, "contactor cycles", out fault)) return false;
        cycles = new ContactorCycles(frame[0], BoardBytes.U32(frame, 1));
        if (cycles.Contactor > 31) fault = BoardBytes.Wrong("contactor", cycles.Contactor, "0 to 31");
        return fault is null;
    }
}

/// <summary>One message of a contactor board: the member that is not null.</summary>
/// <param name="Status">How the contactors stand.</param>
/// <param name="Coils">Coils and faults.</param>
/// <param name="Cycles">Closings of one contactor.</param>
/// <param name="Identity">Which board it is.</param>
public readonly record struct ContactorBoardMessage(
    ContactorStatus? Status = null, ContactorCoils? Coils = null, ContactorCycles? Cycles = null, BoardIdentity? Identity = null)
{
    /// <summary>Reads what a contactor board sent. Never throws.</summary>
    /// <param name="id">The frame's identifier, read by <see cref="BoardId.TryRead"/>.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="message">The message, when true is returned.</param>
    /// <param name="fault">Why not, when false is returned.</param>
    public static bool TryRead(in BoardId id, in CanFrame frame, out ContactorBoardMessage message, out CanFault? fault)
    {
        message = default;
        switch (id.Message)
        {
            case ContactorStatus.Message:
                if (ContactorStatus.TryRead(frame, out var status, out fault)) message = new(Status: status);
                break;
            case ContactorCoils.Message:
                if (ContactorCoils.TryRead(frame, out var coils, out fault)) message = new(Coils: coils);
                break;
            case ContactorCycles.Message:
                if (ContactorCycles.TryRead(frame, out var cycles, out fault)) message = new(Cycles: cycles);
                break;
            case BoardIdentity.Message:
                if (BoardIdentity.TryRead(frame, out var identity, out fault)) message = new(Identity: identity);
                break;
            default:
                fault = BoardBytes.Unknown(id);
                break;
        }

        return fault is null;
    }
}
