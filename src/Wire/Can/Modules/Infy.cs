namespace Busbar.Wire.Can.Modules;

/// <summary>
/// Identifier of an InfyPower frame (1.13 and BEG), 29 bits: 28..26 error, 25..22 device (0x0A one module, 0x0B a group), 21..16 command,
/// 15..8 destination, 7..0 source.
/// </summary>
/// <param name="Error">0 normal, 2 command invalid, 3 data invalid, 7 start processing.</param>
/// <param name="IsGroup">Whether the module address is that of a group.</param>
/// <param name="Command">0 to 63.</param>
/// <param name="Destination">To whom.</param>
/// <param name="Source">From whom.</param>
public readonly record struct InfyId(byte Error, bool IsGroup, byte Command, byte Destination, byte Source)
{
    private const uint OneModule = 0x0A;
    private const uint Group = 0x0B;

    /// <summary>The identifier on the bus.</summary>
    public uint Value =>
        ((uint)(Error & 7) << 26) | ((IsGroup ? Group : OneModule) << 22) | ((uint)(Command & 0x3F) << 16) | ((uint)Destination << 8) | Source;

    /// <summary>Whether a module sends it: to a controller.</summary>
    public bool IsFromModule => Infy.IsController(Destination) && Source <= Infy.Broadcast;

    /// <summary>Whether the frame is of this family (an extended data frame of device 0x0A or 0x0B), and its identifier. Never throws.</summary>
    public static bool TryRead(in CanFrame frame, out InfyId id)
    {
        id = default;
        var device = (frame.Id >> 22) & 0xF;
        if (frame.Flags != CanFlags.Extended || device is not (OneModule or Group)) return false;
        id = new InfyId((byte)(frame.Id >> 26), device == Group, (byte)((frame.Id >> 16) & 0x3F), (byte)(frame.Id >> 8), (byte)frame.Id);
        return true;
    }
}

/// <summary>
/// InfyPower protocol 1.13 (REG1K070, REG1K0100G, CEG, LRG). A module switches itself off when it has heard no controller for 10 s.
/// Sources: public drivers and their readmes; see docs/modules.md for what is verified and what is not.
/// </summary>
public static class Infy
{
    /// <summary>The controller's address; others up to 0xF8 are controllers too.</summary>
    public const byte Controller = 0xF0;

    /// <summary>Highest address of a controller.</summary>
    public const byte MaxController = 0xF8;

    /// <summary>Highest address of a module.</summary>
    public const byte MaxAddress = 59;

    /// <summary>Highest group.</summary>
    public const byte MaxGroup = 59;

    /// <summary>Address of all modules. From the header of a driver for BEG; not verified for 1.13.</summary>
    public const byte Broadcast = 0x3F;

    /// <summary>Command: number of modules of a group, in byte 2.</summary>
    public const byte CountCommand = 0x02;

    /// <summary>Command: output voltage and current as floats.</summary>
    public const byte OutputCommand = 0x03;

    /// <summary>Command: status, in bytes 5, 6 and 7.</summary>
    public const byte StatusCommand = 0x04;

    /// <summary>Command: what the module can do.</summary>
    public const byte CapabilityCommand = 0x0A;

    /// <summary>Command: barcode.</summary>
    public const byte BarcodeCommand = 0x0B;

    /// <summary>Command: external voltage and available current.</summary>
    public const byte AvailableCommand = 0x0C;

    /// <summary>Command of the modules among themselves; to be ignored although it goes to 0xF8.</summary>
    public const byte InternalCommand = 0x17;

    /// <summary>Command: on (0) or off (1) in byte 0.</summary>
    public const byte SwitchCommand = 0x1A;

    /// <summary>Command: voltage in mV and current in mA.</summary>
    public const byte SetCommand = 0x1C;

    /// <summary>Silence of the controller after which a module is off (readme of a public driver).</summary>
    public static readonly TimeSpan SelfOffAfter = TimeSpan.FromSeconds(10);

    /// <summary>Bit of the status word that says that the output is off: byte 6, bit 0.</summary>
    public const byte OffBit = 8;

    private static readonly (byte, ModuleErrorCode)[] Table =
    [
        (0, ModuleErrorCode.OutputShortCircuit), (4, ModuleErrorCode.Sleeping), (5, ModuleErrorCode.DischargeAbnormal),
        (9, ModuleErrorCode.ModuleFault), (10, ModuleErrorCode.Protection), (11, ModuleErrorCode.FanFault), (12, ModuleErrorCode.OverTemperature),
        (13, ModuleErrorCode.OutputOverVoltage), (14, ModuleErrorCode.WalkIn), (15, ModuleErrorCode.ControllerUnheard),
        (16, ModuleErrorCode.PowerLimited), (17, ModuleErrorCode.DuplicateReported), (18, ModuleErrorCode.LoadSharing), (19, ModuleErrorCode.InputPhaseLost),
        (20, ModuleErrorCode.InputUnbalanced), (21, ModuleErrorCode.InputUnderVoltage), (22, ModuleErrorCode.InputOverVoltageTrip), (23, ModuleErrorCode.PfcOff),
    ];

    /// <summary>Which status bit means what: bits 0 to 7 are byte 7, 8 to 15 byte 6, 16 to 23 byte 5. Bit 8 (output off) is no error.</summary>
    public static ReadOnlySpan<(byte Bit, ModuleErrorCode Code)> StatusTable => Table;

    /// <summary>Whether an address is a controller's.</summary>
    public static bool IsController(byte address) => address is >= Controller and <= MaxController;

    /// <summary>Asks a module; the data are zeros.</summary>
    public static CanFrame Ask(byte module, byte command, bool isGroup = false) => To(module, command, isGroup, stackalloc byte[8]);

    /// <summary>Sets voltage, V, and current, A; below 0 and no number are 0.</summary>
    public static CanFrame Set(byte module, double voltageV, double currentA, bool isGroup = false)
    {
        Span<byte> data = stackalloc byte[8];
        ModuleBytes.Put(data, 0, ModuleBytes.Milli(voltageV));
        ModuleBytes.Put(data, 4, ModuleBytes.Milli(currentA));
        return To(module, SetCommand, isGroup, data);
    }

    /// <summary>Switches on or off.</summary>
    public static CanFrame Switch(byte module, bool on, bool isGroup = false)
    {
        Span<byte> data = stackalloc byte[8];
        data[0] = on ? (byte)0 : (byte)1;
        return To(module, SwitchCommand, isGroup, data);
    }

    /// <summary>Voltage, V, and current, A, of an output answer.</summary>
    public static (float VoltageV, float CurrentA) Output(in CanFrame frame) => (ModuleBytes.F32(frame, 0), ModuleBytes.F32(frame, 4));

    /// <summary>Status word of a status answer: bits as in <see cref="StatusTable"/>.</summary>
    public static uint Status(in CanFrame frame) => ((uint)frame[5] << 16) | ((uint)frame[6] << 8) | frame[7];

    /// <summary>What a module can do: V, V, A, W.</summary>
    public static (double MaxV, double MinV, double MaxA, double MaxW) Capability(in CanFrame frame) =>
        (ModuleBytes.U16(frame, 0), ModuleBytes.U16(frame, 2), ModuleBytes.U16(frame, 4) * 0.1, ModuleBytes.U16(frame, 6) * 10.0);

    /// <summary>Voltage outside of the module's diode, V, and current that it could give, A.</summary>
    public static (double ExternalV, double AvailableA) Available(in CanFrame frame) => (ModuleBytes.U16(frame, 0) * 0.1, ModuleBytes.U16(frame, 2) * 0.1);

    /// <summary>
    /// Barcode as text: byte 0 as a character, then the packed rest in hexadecimal. How the rest is packed is not verified; as a mark of
    /// identity it serves however it is read.
    /// </summary>
    public static string Barcode(in CanFrame frame)
    {
        var first = (char)frame[0];
        var rest = ((ulong)ModuleBytes.U32(frame, 1) << 24) | ((ulong)ModuleBytes.U16(frame, 5) << 8) | frame[7];
        return $"{(char.IsAsciiLetterOrDigit(first) ? first : '?')}{rest:X14}";
    }

    /// <summary>A frame of a module to its controller.</summary>
    public static CanFrame Answer(byte module, byte command, ReadOnlySpan<byte> data, byte error = 0, bool isGroup = false) =>
        CanFrame.Extended(new InfyId(error, isGroup, command, Controller, module).Value, data);

    internal static CanFrame To(byte module, byte command, bool isGroup, ReadOnlySpan<byte> data) =>
        CanFrame.Extended(new InfyId(0, isGroup, command, (byte)ModuleBytes.Check(module, Broadcast, "Address of a module"), Controller).Value, data);
}
