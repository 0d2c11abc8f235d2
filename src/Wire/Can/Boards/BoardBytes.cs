using System.Buffers.Binary;

namespace Busbar.Wire.Can.Boards;

/// <summary>Big-endian numbers in a frame, and the refusals that all boards share.</summary>
internal static class BoardBytes
{
    public static ushort U16(in CanFrame frame, int index) => (ushort)((frame[index] << 8) | frame[index + 1]);

    public static short I16(in CanFrame frame, int index) => (short)U16(frame, index);

    public static uint U32(in CanFrame frame, int index) => ((uint)U16(frame, index) << 16) | U16(frame, index + 2);

    public static int I32(in CanFrame frame, int index) => (int)U32(frame, index);

    public static void Put(Span<byte> data, int index, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(data[index..], value);

    public static void Put(Span<byte> data, int index, uint value) => BinaryPrimitives.WriteUInt32BigEndian(data[index..], value);

    /// <summary>Whether the frame is long enough; a longer one is taken, later versions may append.</summary>
    public static bool HasLength(in CanFrame frame, int least, string what, out CanFault? fault)
    {
        fault = frame.Length >= least
            ? null
            : new CanFault(CanFaultKind.Truncated, $"{what} has {frame.Length} bytes; allowed: at least {least}");
        return fault is null;
    }

    public static CanFault Wrong(string what, int value, string allowed) =>
        new(CanFaultKind.OutOfRange, $"{what} is {value}; allowed: {allowed}");

    public static CanFault Unknown(in BoardId id) =>
        new(CanFaultKind.WrongShape, $"message 0x{id.Message:X2} of a {id.Kind} board is unknown");
}
