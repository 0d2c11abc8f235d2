namespace Busbar.Wire.Can;

/// <summary>What a frame of the anomaly lab's charger module says.</summary>
public enum LabModuleMessageKind
{
    /// <summary>Start: the current may flow.</summary>
    Start,

    /// <summary>Stop: the current shall go to 0 A.</summary>
    Stop,

    /// <summary>Limit: the highest current allowed.</summary>
    Limit,

    /// <summary>Current: what the module delivers, published every second.</summary>
    Current,
}

/// <summary>One message of the anomaly lab's charger module.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="CurrentA">For <see cref="LabModuleMessageKind.Limit"/> and <see cref="LabModuleMessageKind.Current"/> the current in A, 0 to 65,535; else 0.</param>
public readonly record struct LabModuleMessage(LabModuleMessageKind Kind, int CurrentA);

/// <summary>
/// The four messages between charge point and charger module of system 2 (the anomaly lab), all with 11-bit identifiers:
/// 0x200 start, 0x201 stop, 0x210 limit and 0x300 current, the last two as an unsigned 16-bit number of amperes, low byte first.
/// </summary>
public static class LabModule
{
    /// <summary>Identifier of start, to the module.</summary>
    public const uint StartId = 0x200;

    /// <summary>Identifier of stop, to the module.</summary>
    public const uint StopId = 0x201;

    /// <summary>Identifier of the limit, to the module.</summary>
    public const uint LimitId = 0x210;

    /// <summary>Identifier of the current, from the module to all.</summary>
    public const uint CurrentId = 0x300;

    /// <summary>Highest current that the 16-bit field can carry, A.</summary>
    public const int MaxCurrentA = ushort.MaxValue;

    /// <summary>The start frame; it has no data.</summary>
    public static CanFrame Start() => CanFrame.Standard(StartId, []);

    /// <summary>The stop frame; it has no data.</summary>
    public static CanFrame Stop() => CanFrame.Standard(StopId, []);

    /// <summary>The limit frame.</summary>
    /// <param name="limitA">Highest current allowed, 0 to 65,535 A.</param>
    public static CanFrame Limit(int limitA) => WithCurrent(LimitId, limitA);

    /// <summary>The current frame.</summary>
    /// <param name="currentA">Current delivered, 0 to 65,535 A.</param>
    public static CanFrame Current(int currentA) => WithCurrent(CurrentId, currentA);

    /// <summary>
    /// Reads a frame. False for frames of other identifiers, for remote, error and extended frames, and for a limit or
    /// current with less than two data bytes; further data bytes are ignored. Never throws.
    /// </summary>
    public static bool TryRead(in CanFrame frame, out LabModuleMessage message)
    {
        message = default;
        if (frame.Flags != CanFlags.None) return false;
        switch (frame.Id)
        {
            case StartId:
                message = new(LabModuleMessageKind.Start, 0);
                return true;
            case StopId:
                message = new(LabModuleMessageKind.Stop, 0);
                return true;
            case LimitId when frame.Length >= 2:
                message = new(LabModuleMessageKind.Limit, frame.ReadUInt16LittleEndian(0));
                return true;
            case CurrentId when frame.Length >= 2:
                message = new(LabModuleMessageKind.Current, frame.ReadUInt16LittleEndian(0));
                return true;
            default:
                return false;
        }
    }

    private static CanFrame WithCurrent(uint id, int currentA)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(currentA);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(currentA, MaxCurrentA);
        return CanFrame.Standard(id, [(byte)currentA, (byte)(currentA >> 8)]);
    }
}
