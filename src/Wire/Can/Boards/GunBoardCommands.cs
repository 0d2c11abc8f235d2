namespace Busbar.Wire.Can.Boards;

/// <summary>
/// What the controller wants of the output contactor (message 0x01, to a gun board): close, epoch, sequence. 0 always opens; 1 closes only
/// in the board's own epoch, and only while the permission of CP and PP is there (R42: the board ANDs it) and no emergency stop.
/// </summary>
/// <param name="Close">Whether the output contactor shall be closed.</param>
/// <param name="Epoch">The board's epoch that the command was made for.</param>
/// <param name="Sequence">Changes with every new command; a repeated frame repeats it.</param>
public readonly record struct OutputCommand(bool Close, byte Epoch, byte Sequence)
{
    /// <summary>Number of the message.</summary>
    public const byte Message = 0x01;

    /// <summary>The frame.</summary>
    public CanFrame Frame(byte address) => new BoardId(BoardKind.Gun, address, Message).With([Close ? (byte)1 : (byte)0, Epoch, Sequence]);

    /// <summary>Reads the data of a frame whose identifier has been read. Never throws.</summary>
    public static bool TryRead(in CanFrame frame, out OutputCommand command, out CanFault? fault)
    {
        command = default;
        if (!BoardBytes.HasLength(frame, 3, "output command", out fault)) return false;
        if (frame[0] > 1) fault = BoardBytes.Wrong("close", frame[0], "0 or 1");
        else command = new OutputCommand(frame[0] == 1, frame[1], frame[2]);
        return fault is null;
    }
}

/// <summary>
/// What the controller wants of the isolation monitor (message 0x02, to a gun board): run, test number, voltage (2). A board starts one
/// test per number, however often the frame is repeated, and stops at once on run = 0.
/// </summary>
/// <param name="Run">Whether a test shall run.</param>
/// <param name="Test">Number of the test, 1 to 255; another one starts another test.</param>
/// <param name="VoltageV">Voltage between the poles at which it is made, 0 to 65,535 V.</param>
public readonly record struct IsolationCommand(bool Run, byte Test, ushort VoltageV)
{
    /// <summary>Number of the message.</summary>
    public const byte Message = 0x02;

    /// <summary>The frame.</summary>
    public CanFrame Frame(byte address) =>
        new BoardId(BoardKind.Gun, address, Message).With([Run ? (byte)1 : (byte)0, Test, (byte)(VoltageV >> 8), (byte)VoltageV]);

    /// <summary>Reads the data of a frame whose identifier has been read. Never throws.</summary>
    public static bool TryRead(in CanFrame frame, out IsolationCommand command, out CanFault? fault)
    {
        command = default;
        if (!BoardBytes.HasLength(frame, 4, "isolation command", out fault)) return false;
        if (frame[0] > 1) fault = BoardBytes.Wrong("run", frame[0], "0 or 1");
        else command = new IsolationCommand(frame[0] == 1, frame[1], BoardBytes.U16(frame, 2));
        return fault is null;
    }
}
