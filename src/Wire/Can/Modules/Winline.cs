namespace Busbar.Wire.Can.Modules;

/// <summary>Registers of the Winline family (payload bytes 2 and 3) that we use.</summary>
public enum WinlineRegister : ushort
{
    /// <summary>Output voltage, V, float.</summary>
    Voltage = 0x01,

    /// <summary>Output current, A, float.</summary>
    Current = 0x02,

    /// <summary>Limit of the current as a share of the rated one, float.</summary>
    LimitPoint = 0x03,

    /// <summary>Temperature of the output stage, degC, float.</summary>
    DcTemperature = 0x04,

    /// <summary>Temperature of the air, degC, float.</summary>
    AmbientTemperature = 0x0B,

    /// <summary>Temperature of the rectifier stage, degC, float.</summary>
    PfcTemperature = 0x10,

    /// <summary>Rated power, W, float.</summary>
    RatedPower = 0x11,

    /// <summary>Rated current, A, float.</summary>
    RatedCurrent = 0x12,

    /// <summary>Current to give, 1,024 to the ampere, integer.</summary>
    SetCurrent = 0x1B,

    /// <summary>Voltage to regulate to, V, float.</summary>
    SetVoltage = 0x21,

    /// <summary>0 on, 0x00010000 off.</summary>
    Power = 0x30,

    /// <summary>0x00010000 resets an over-voltage.</summary>
    OverVoltageReset = 0x31,

    /// <summary>Status word, integer.</summary>
    Status = 0x40,

    /// <summary>Group and address switch, integer.</summary>
    Group = 0x43,

    /// <summary>0x00010000 resets a short circuit.</summary>
    ShortReset = 0x44,

    /// <summary>Low half of the serial number.</summary>
    SerialLow = 0x54,

    /// <summary>High half of the serial number.</summary>
    SerialHigh = 0x55,
}

/// <summary>Identifier of the Winline family, 29 bits: 28..20 = 0x060, 19 point to point, 18..11 destination, 10..3 source, 2..0 group.</summary>
/// <param name="IsPointToPoint">Whether it is for one module.</param>
/// <param name="Destination">To whom.</param>
/// <param name="Source">From whom.</param>
/// <param name="Group">0 to 7.</param>
public readonly record struct WinlineId(bool IsPointToPoint, byte Destination, byte Source, byte Group)
{
    /// <summary>The identifier on the bus.</summary>
    public uint Value => (Winline.Protocol << 20) | (IsPointToPoint ? 1u << 19 : 0) | ((uint)Destination << 11) | ((uint)Source << 3) | (uint)(Group & 7);

    /// <summary>Whether the frame is of this family (an extended data frame of protocol 0x060), and its identifier. Never throws.</summary>
    public static bool TryRead(in CanFrame frame, out WinlineId id)
    {
        id = default;
        if (frame.Flags != CanFlags.Extended || frame.Id >> 20 != Winline.Protocol) return false;
        id = new WinlineId((frame.Id & (1u << 19)) != 0, (byte)(frame.Id >> 11), (byte)(frame.Id >> 3), (byte)(frame.Id & 7));
        return true;
    }
}

/// <summary>One answer of a module.</summary>
/// <param name="Register">Which register.</param>
/// <param name="IsFloat">Whether the value is a float.</param>
/// <param name="Raw">The value's bits.</param>
public readonly record struct WinlineAnswer(WinlineRegister Register, bool IsFloat, uint Raw)
{
    /// <summary>The value as a float; 0 for an integer.</summary>
    public float Number => IsFloat ? BitConverter.UInt32BitsToSingle(Raw) : 0;
}

/// <summary>
/// The Winline family (protocol number 0x060). Sources: public drivers' code, one trace; the tables printed in a readme of one of them are wrong.
/// See docs/modules.md for what is verified and what is not.
/// </summary>
public static class Winline
{
    /// <summary>Bits 28..20 of every identifier.</summary>
    public const uint Protocol = 0x060;

    /// <summary>The controller's address.</summary>
    public const byte Controller = 0xF0;

    /// <summary>Highest address of a module.</summary>
    public const byte MaxAddress = 0x3F;

    /// <summary>Address of all modules.</summary>
    public const byte Broadcast = 0xFF;

    /// <summary>Address of all modules of a group.</summary>
    public const byte GroupBroadcast = 0xFE;

    /// <summary>Highest group.</summary>
    public const byte MaxGroup = 7;

    /// <summary>Function: set.</summary>
    public const byte SetFunction = 0x03;

    /// <summary>Function: read.</summary>
    public const byte ReadFunction = 0x10;

    /// <summary>Type of an answer with a float.</summary>
    public const byte FloatAnswer = 0x41;

    /// <summary>Type of an answer with an integer.</summary>
    public const byte IntegerAnswer = 0x42;

    /// <summary>Byte 1 of an answer that is good; anything else is a refusal.</summary>
    public const byte Good = 0xF0;

    /// <summary>Value that means off, and reset.</summary>
    public const uint Set1 = 0x0001_0000;

    /// <summary>Counts to the ampere in <see cref="WinlineRegister.SetCurrent"/>.</summary>
    public const double CountsPerA = 1024;

    /// <summary>Bit of the status word that says that the output stage is off.</summary>
    public const byte OffBit = 22;

    private static readonly (byte, ModuleErrorCode)[] Table =
    [
        (0, ModuleErrorCode.ModuleFault), (1, ModuleErrorCode.Protection), (3, ModuleErrorCode.InternalCommunication), (4, ModuleErrorCode.InputWiring),
        (5, ModuleErrorCode.InputModeMismatch), (7, ModuleErrorCode.OutputOverVoltageShutdown), (8, ModuleErrorCode.PfcVoltageAbnormal),
        (9, ModuleErrorCode.InputOverVoltageTrip), (14, ModuleErrorCode.InputUnderVoltage), (16, ModuleErrorCode.ControllerUnheard),
        (17, ModuleErrorCode.LoadSharing), (23, ModuleErrorCode.PowerLimited), (24, ModuleErrorCode.TemperatureDerating), (25, ModuleErrorCode.InputLimited),
        (27, ModuleErrorCode.FanFault), (28, ModuleErrorCode.OutputShortCircuit), (30, ModuleErrorCode.OverTemperature), (31, ModuleErrorCode.OutputOverVoltage),
    ];

    /// <summary>Which status bit means what. Bit 22 (output stage off) is no error.</summary>
    public static ReadOnlySpan<(byte Bit, ModuleErrorCode Code)> StatusTable => Table;

    /// <summary>Reads a register.</summary>
    public static CanFrame Read(byte module, WinlineRegister register, byte group = 0) => To(module, group, ReadFunction, register, 0);

    /// <summary>Writes a register.</summary>
    public static CanFrame Write(byte module, WinlineRegister register, uint value, byte group = 0) => To(module, group, SetFunction, register, value);

    /// <summary>Sets the voltage, V; below 0 and no number are 0.</summary>
    public static CanFrame SetVoltage(byte module, double voltageV, byte group = 0) =>
        Write(module, WinlineRegister.SetVoltage, BitConverter.SingleToUInt32Bits(voltageV > 0 ? (float)voltageV : 0), group);

    /// <summary>Sets the current, A, never rounded up; below 0 and no number are 0.</summary>
    public static CanFrame SetCurrent(byte module, double currentA, byte group = 0) =>
        Write(module, WinlineRegister.SetCurrent, currentA > 0 ? (uint)Math.Min(currentA * CountsPerA, uint.MaxValue) : 0, group);

    /// <summary>Switches on or off.</summary>
    public static CanFrame Switch(byte module, bool on, byte group = 0) => Write(module, WinlineRegister.Power, on ? 0 : Set1, group);

    /// <summary>A frame of a module to its controller.</summary>
    public static CanFrame Answer(byte module, byte group, WinlineAnswer answer, byte code = Good)
    {
        Span<byte> data = stackalloc byte[8];
        data[0] = answer.IsFloat ? FloatAnswer : IntegerAnswer;
        data[1] = code;
        ModuleBytes.Put(data, 2, (ushort)answer.Register);
        ModuleBytes.Put(data, 4, answer.Raw);
        return CanFrame.Extended(new WinlineId(true, Controller, module, group).Value, data);
    }

    /// <summary>Reads what the controller asks or sets. Never throws.</summary>
    public static bool TryReadRequest(in CanFrame frame, out bool isSet, out WinlineRegister register, out uint value, out CanFault? fault)
    {
        isSet = false;
        register = default;
        value = 0;
        if (!ModuleBytes.HasLength(frame, 8, "Winline frame", out fault)) return false;
        if (frame[0] is not (SetFunction or ReadFunction))
        {
            fault = ModuleBytes.Unknown("Winline function", frame[0]);
            return false;
        }

        isSet = frame[0] == SetFunction;
        register = (WinlineRegister)ModuleBytes.U16(frame, 2);
        value = ModuleBytes.U32(frame, 4);
        return true;
    }

    /// <summary>Reads an answer. A refusal is read too: then <paramref name="code"/> is not <see cref="Good"/> and the value means nothing. Never throws.</summary>
    public static bool TryReadAnswer(in CanFrame frame, out WinlineAnswer answer, out byte code, out CanFault? fault)
    {
        answer = default;
        code = frame[1];
        if (!ModuleBytes.HasLength(frame, 8, "Winline frame", out fault)) return false;
        var isRefusal = code != Good;
        if (!isRefusal && frame[0] is not (FloatAnswer or IntegerAnswer))
        {
            fault = ModuleBytes.Unknown("Winline type of answer", frame[0]);
            return false;
        }

        answer = new WinlineAnswer((WinlineRegister)ModuleBytes.U16(frame, 2), frame[0] == FloatAnswer, ModuleBytes.U32(frame, 4));
        return true;
    }

    private static CanFrame To(byte module, byte group, byte function, WinlineRegister register, uint value)
    {
        if (module is > MaxAddress and not (Broadcast or GroupBroadcast))
            throw new ArgumentOutOfRangeException(nameof(module), module, $"Address of a module; allowed: 0 to {MaxAddress}, {GroupBroadcast} for a group, {Broadcast} for all.");
        Span<byte> data = stackalloc byte[8];
        data[0] = function;
        ModuleBytes.Put(data, 2, (ushort)register);
        ModuleBytes.Put(data, 4, value);
        var id = new WinlineId(module <= MaxAddress, module, Controller, (byte)ModuleBytes.Check(group, MaxGroup, "Group"));
        return CanFrame.Extended(id.Value, data);
    }
}
