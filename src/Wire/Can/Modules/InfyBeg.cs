namespace Busbar.Wire.Can.Modules;

/// <summary>Registers of an InfyPower BEG module (payload bytes 0 and 1) that we use; values are 32 bits in bytes 4 to 7.</summary>
public enum InfyBegRegister : ushort
{
    /// <summary>Voltage, mV: read what is, write what shall be.</summary>
    Voltage = 0x1001,

    /// <summary>Current, mA: read what is, write what shall be.</summary>
    Current = 0x1002,

    /// <summary>Number of modules.</summary>
    Count = 0x1010,

    /// <summary>Temperature of the air, thousandths of a degree.</summary>
    AmbientTemperature = 0x1106,

    /// <summary>Read: status word. Write: 0xA0 on, 0xA1 off.</summary>
    Status = 0x1110,

    /// <summary>Status of the inverter.</summary>
    InverterStatus = 0x1111,

    /// <summary>Highest voltage, mV.</summary>
    MaxVoltage = 0x1130,

    /// <summary>Lowest voltage, mV.</summary>
    MinVoltage = 0x1131,

    /// <summary>Most current, mA.</summary>
    MaxCurrent = 0x1132,

    /// <summary>Rated power, mW.</summary>
    RatedPower = 0x1133,

    /// <summary>Direction: 0xA0 rectifier, 0xA1 inverter.</summary>
    Mode = 0x2110,
}

/// <summary>
/// InfyPower BEG1K075G, which works in both directions: identifiers as in <see cref="InfyId"/>, one command to read and one to write, registers in the data.
/// Sources: a public driver; see docs/modules.md for what is verified and what is not.
/// </summary>
public static class InfyBeg
{
    /// <summary>Command: read a register.</summary>
    public const byte ReadCommand = 0x23;

    /// <summary>Command: write a register.</summary>
    public const byte WriteCommand = 0x24;

    /// <summary>On, or rectifier. Which of the four bytes holds it is not verified; here it is the last, byte 7, as a 32-bit number has it.</summary>
    public const uint First = 0xA0;

    /// <summary>Off, or inverter.</summary>
    public const uint Second = 0xA1;

    /// <summary>
    /// The status word is taken to have the bits of 1.13 in its bytes 5, 6 and 7. Not verified: the driver that we know prints it only.
    /// </summary>
    public static ReadOnlySpan<(byte Bit, ModuleErrorCode Code)> StatusTable => Infy.StatusTable;

    /// <summary>Reads a register.</summary>
    public static CanFrame Read(byte module, InfyBegRegister register, bool isGroup = false) => To(module, ReadCommand, register, 0, isGroup);

    /// <summary>Writes a register.</summary>
    public static CanFrame Write(byte module, InfyBegRegister register, uint value, bool isGroup = false) => To(module, WriteCommand, register, value, isGroup);

    /// <summary>Switches on or off.</summary>
    public static CanFrame Switch(byte module, bool on, bool isGroup = false) => Write(module, InfyBegRegister.Status, on ? First : Second, isGroup);

    /// <summary>Sets the voltage, V; below 0 and no number are 0.</summary>
    public static CanFrame SetVoltage(byte module, double voltageV) => Write(module, InfyBegRegister.Voltage, ModuleBytes.Milli(voltageV));

    /// <summary>Sets the current as an amount, A; below 0 and no number are 0.</summary>
    public static CanFrame SetCurrent(byte module, double currentA) => Write(module, InfyBegRegister.Current, ModuleBytes.Milli(currentA));

    /// <summary>A frame of a module to its controller.</summary>
    public static CanFrame Answer(byte module, byte command, InfyBegRegister register, uint value, byte error = 0)
    {
        Span<byte> data = stackalloc byte[8];
        Fill(data, register, value);
        return Infy.Answer(module, command, data, error);
    }

    /// <summary>Register and value of a frame. Never throws.</summary>
    public static bool TryRead(in CanFrame frame, out InfyBegRegister register, out uint value, out CanFault? fault)
    {
        register = default;
        value = 0;
        if (!ModuleBytes.HasLength(frame, 8, "InfyPower BEG frame", out fault)) return false;
        register = (InfyBegRegister)ModuleBytes.U16(frame, 0);
        value = ModuleBytes.U32(frame, 4);
        return true;
    }

    private static CanFrame To(byte module, byte command, InfyBegRegister register, uint value, bool isGroup)
    {
        Span<byte> data = stackalloc byte[8];
        Fill(data, register, value);
        return Infy.To(module, command, isGroup, data);
    }

    private static void Fill(Span<byte> data, InfyBegRegister register, uint value)
    {
        ModuleBytes.Put(data, 0, (ushort)register);
        ModuleBytes.Put(data, 4, value);
    }
}
