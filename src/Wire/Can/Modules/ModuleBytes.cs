using System.Buffers.Binary;

namespace Busbar.Wire.Can.Modules;

/// <summary>Big-endian numbers in the frames of power modules, and the refusals that all families share.</summary>
internal static class ModuleBytes
{
    public static ushort U16(in CanFrame frame, int index) => (ushort)((frame[index] << 8) | frame[index + 1]);

    public static uint U32(in CanFrame frame, int index) => ((uint)U16(frame, index) << 16) | U16(frame, index + 2);

    public static float F32(in CanFrame frame, int index) => BitConverter.UInt32BitsToSingle(U32(frame, index));

    public static void Put(Span<byte> data, int index, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(data[index..], value);

    public static void Put(Span<byte> data, int index, uint value) => BinaryPrimitives.WriteUInt32BigEndian(data[index..], value);

    public static void Put(Span<byte> data, int index, float value) => BinaryPrimitives.WriteSingleBigEndian(data[index..], value);

    /// <summary>A quantity in thousandths, as modules count; what is no number, or below 0, is 0.</summary>
    public static uint Milli(double value) => value > 0 ? (uint)Math.Min(Math.Round(value * 1000), uint.MaxValue) : 0;

    public static bool HasLength(in CanFrame frame, int least, string what, out CanFault? fault)
    {
        fault = frame.Length >= least ? null : new CanFault(CanFaultKind.Truncated, $"{what} has {frame.Length} bytes; allowed: at least {least}");
        return fault is null;
    }

    public static CanFault Wrong(string what, long value, string allowed) => new(CanFaultKind.OutOfRange, $"{what} is {value}; allowed: {allowed}");

    public static CanFault Unknown(string what, long value) => new(CanFaultKind.WrongShape, $"{what} 0x{value:X2} is unknown");

    public static int Check(int value, int most, string what) =>
        value >= 0 && value <= most ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"{what}; allowed: 0 to {most}.");
}
