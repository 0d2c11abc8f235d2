namespace Busbar.Wire.Can.Modules;

/// <summary>What a frame of a UUGreenPower module is (payload byte 0, bits 3..0).</summary>
public enum UuGreenType : byte
{
    /// <summary>The controller sets.</summary>
    Set = 0,

    /// <summary>The module has set.</summary>
    SetReply = 1,

    /// <summary>The controller reads.</summary>
    Read = 2,

    /// <summary>The module tells.</summary>
    ReadReply = 3,

    /// <summary>The module tells its serial number.</summary>
    Serial = 4,
}

/// <summary>Commands of a UUGreenPower module (payload byte 1) that we use.</summary>
public enum UuGreenCommand : byte
{
    /// <summary>Output voltage, mV.</summary>
    Voltage = 0x00,

    /// <summary>Output current, slow, mA.</summary>
    CurrentSlow = 0x01,

    /// <summary>Voltage to regulate to, mV; read and write.</summary>
    VoltageReference = 0x02,

    /// <summary>Limit of the current, mA; read and write.</summary>
    CurrentLimit = 0x03,

    /// <summary>0 on, 1 off.</summary>
    Shutdown = 0x04,

    /// <summary>Serial number.</summary>
    SerialNumber = 0x05,

    /// <summary>Status word.</summary>
    Status = 0x08,

    /// <summary>Temperature of the inlet, thousandths of a degree.</summary>
    InletTemperature = 0x1E,

    /// <summary>Hottest part of the rectifier stage, thousandths of a degree.</summary>
    PfcTemperature = 0x1F,

    /// <summary>Hottest part of the output stage, thousandths of a degree.</summary>
    DcdcTemperature = 0x22,

    /// <summary>Output current, fast, mA.</summary>
    CurrentFast = 0x30,

    /// <summary>Group that the module belongs to.</summary>
    Group = 0x59,

    /// <summary>Range: 1 high, 2 low.</summary>
    ModeSelect = 0x5F,

    /// <summary>Range that was selected.</summary>
    ModeStatus = 0x60,

    /// <summary>Output voltage, fast, mV.</summary>
    VoltageFast = 0x62,

    /// <summary>Range that the module is really in.</summary>
    TrueModeStatus = 0x65,

    /// <summary>Current that the module could give, mA.</summary>
    Capability = 0x68,
}

/// <summary>Identifier of a UUGreenPower frame, 29 bits: 28..25 = 1, 24..21 controller, 20..14 module, 13..9 production day, 8..0 low bits of the serial number.</summary>
/// <param name="Controller">1 for the one controller; 0 in what a module sends to all.</param>
/// <param name="Module">1 to 127; 0 for all modules.</param>
/// <param name="Day">0 in what the controller sends; a module's day of production.</param>
/// <param name="SerialLow">0 in what the controller sends; the low nine bits of a module's serial number.</param>
public readonly record struct UuGreenId(byte Controller, byte Module, byte Day = 0, ushort SerialLow = 0)
{
    /// <summary>The identifier on the bus.</summary>
    public uint Value => (UuGreen.Protocol << 25) | ((uint)(Controller & 0xF) << 21) | ((uint)(Module & 0x7F) << 14) | ((uint)(Day & 0x1F) << 9) | (uint)(SerialLow & 0x1FF);

    /// <summary>Day and serial bits: what tells two modules of one address apart in every answer.</summary>
    public uint Mark => ((uint)Day << 9) | SerialLow;

    /// <summary>
    /// Whether the frame is of this family (an extended data frame with protocol 1 and controller 0 or 1), and its identifier. Identifiers of InfyPower have
    /// protocol 1 too, with 4 or 5 where the controller is: a bus may hold both families. Never throws.
    /// </summary>
    public static bool TryRead(in CanFrame frame, out UuGreenId id)
    {
        id = default;
        if (frame.Flags != CanFlags.Extended || frame.Id >> 25 != UuGreen.Protocol) return false;
        if (((frame.Id >> 21) & 0xF) > UuGreen.Controller) return false;
        id = new UuGreenId((byte)((frame.Id >> 21) & 0xF), (byte)((frame.Id >> 14) & 0x7F), (byte)((frame.Id >> 9) & 0x1F), (ushort)(frame.Id & 0x1FF));
        return true;
    }
}

/// <summary>One message of a UUGreenPower module or to one: type and group, command, reserved, value.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Group">0 to 15.</param>
/// <param name="Command">The command, 0 to 127; numbers without a name are kept.</param>
/// <param name="Value">The value, unsigned 32 bits.</param>
public readonly record struct UuGreenMessage(UuGreenType Type, byte Group, UuGreenCommand Command, uint Value)
{
    /// <summary>Whether a module sends it.</summary>
    public bool IsFromModule => Type is UuGreenType.SetReply or UuGreenType.ReadReply or UuGreenType.Serial;

    /// <summary>The frame.</summary>
    public CanFrame Frame(UuGreenId id)
    {
        Span<byte> data = stackalloc byte[8];
        data[0] = (byte)((Group << 4) | ((int)Type & 0xF));
        data[1] = (byte)((int)Command & 0x7F);
        ModuleBytes.Put(data, 4, Value);
        return CanFrame.Extended(id.Value, data);
    }

    /// <summary>Reads the data of a frame whose identifier has been read. Never throws.</summary>
    public static bool TryRead(in CanFrame frame, out UuGreenMessage message, out CanFault? fault)
    {
        message = default;
        if (!ModuleBytes.HasLength(frame, 8, "UUGreenPower frame", out fault)) return false;
        var type = (UuGreenType)(frame[0] & 0xF);
        if (type > UuGreenType.Serial)
        {
            fault = ModuleBytes.Unknown("UUGreenPower message type", (int)type);
            return false;
        }

        message = new UuGreenMessage(type, (byte)(frame[0] >> 4), (UuGreenCommand)(frame[1] & 0x7F), ModuleBytes.U32(frame, 4));
        return true;
    }
}

/// <summary>UUGreenPower (UR1000x0 and its kin). Sources: public drivers and traces; see docs/modules.md for what is verified and what is not.</summary>
public static class UuGreen
{
    /// <summary>Bits 28..25 of every identifier.</summary>
    public const uint Protocol = 1;

    /// <summary>The controller's address.</summary>
    public const byte Controller = 1;

    /// <summary>Highest address of a module.</summary>
    public const byte MaxAddress = 127;

    /// <summary>Module address of all modules, or with a group of all of that group. Each delivers the whole current that it is told.</summary>
    public const byte Broadcast = 0;

    /// <summary>Group nibble of what is sent to one module. Sources disagree (0 in one driver, 1 in two and in a trace); replies are taken with any.</summary>
    public const byte DefaultGroup = 1;

    /// <summary>Highest group.</summary>
    public const byte MaxGroup = 15;

    /// <summary>Which payload byte holds status bits 0 to 7; the others follow downwards. Not verified: sources number the bytes without saying from which end.</summary>
    public const int StatusByte0 = 7;

    /// <summary>Value of <see cref="UuGreenCommand.ModeSelect"/> for the high range (1,000 V).</summary>
    public const uint HighMode = 1;

    /// <summary>Value of <see cref="UuGreenCommand.ModeSelect"/> for the low range (500 V).</summary>
    public const uint LowMode = 2;

    /// <summary>Highest voltage of the low range, V: above it the high range is needed.</summary>
    public const double ModeThresholdV = 500;

    /// <summary>Bit of the status word that says that the output stage does not run: bit 1 of status byte 3 (a public driver's table).</summary>
    public const byte NotRunningBit = 25;

    private static readonly (byte, ModuleErrorCode)[] Table =
    [
        (0, ModuleErrorCode.InputOverVoltage), (1, ModuleErrorCode.InputUnderVoltage), (2, ModuleErrorCode.InputOverVoltageTrip),
        (3, ModuleErrorCode.PfcBusOverVoltage), (4, ModuleErrorCode.PfcBusUnderVoltage), (5, ModuleErrorCode.PfcBusUnbalanced),
        (6, ModuleErrorCode.OutputOverVoltage), (7, ModuleErrorCode.OutputOverVoltageShutdown),
        (8, ModuleErrorCode.OutputUnderVoltage), (9, ModuleErrorCode.FanFault), (11, ModuleErrorCode.FanFault),
        (12, ModuleErrorCode.AmbientOverTemperature), (13, ModuleErrorCode.AmbientUnderTemperature), (14, ModuleErrorCode.OverTemperature),
        (15, ModuleErrorCode.OutputRelayFault),
        (16, ModuleErrorCode.OverTemperature), (18, ModuleErrorCode.InternalCommunication), (20, ModuleErrorCode.PfcFault), (21, ModuleErrorCode.DcdcFault),
        (28, ModuleErrorCode.OutputUnbalanced), (29, ModuleErrorCode.DuplicateReported), (31, ModuleErrorCode.BleederFault),
    ];

    /// <summary>Which status bit means what; bit 8 n + k is bit k of status byte n. Bits 25 (not running), 26 and 27 (state of the regulator) are no errors.</summary>
    public static ReadOnlySpan<(byte Bit, ModuleErrorCode Code)> StatusTable => Table;

    /// <summary>Reads a value.</summary>
    public static CanFrame Read(byte module, UuGreenCommand command, byte group = DefaultGroup) =>
        new UuGreenMessage(UuGreenType.Read, group, command, 0).Frame(new UuGreenId(Controller, (byte)ModuleBytes.Check(module, MaxAddress, "Address of a module")));

    /// <summary>Sets a value.</summary>
    public static CanFrame Set(byte module, UuGreenCommand command, uint value, byte group = DefaultGroup) =>
        new UuGreenMessage(UuGreenType.Set, group, command, value).Frame(new UuGreenId(Controller, (byte)ModuleBytes.Check(module, MaxAddress, "Address of a module")));

    /// <summary>Sets the voltage, V; below 0 and no number are 0.</summary>
    public static CanFrame SetVoltage(byte module, double voltageV) => Set(module, UuGreenCommand.VoltageReference, ModuleBytes.Milli(voltageV));

    /// <summary>Sets the limit of the current, A; below 0 and no number are 0.</summary>
    public static CanFrame SetCurrent(byte module, double currentA) => Set(module, UuGreenCommand.CurrentLimit, ModuleBytes.Milli(currentA));

    /// <summary>Switches on or off.</summary>
    public static CanFrame Switch(byte module, bool on) => Set(module, UuGreenCommand.Shutdown, on ? 0u : 1u);

    /// <summary>The status word of a status value: bit 8 n + k is bit k of status byte n.</summary>
    public static uint StatusOf(uint value) => StatusByte0 == 7 ? value : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
}
