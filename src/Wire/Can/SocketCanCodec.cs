using System.Runtime.InteropServices;

namespace Busbar.Wire.Can;

/// <summary>Classes of error frames: their identifier (linux/can/error.h).</summary>
[Flags]
public enum CanErrorClass : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A frame was not sent in time.</summary>
    TransmitTimeout = 0x001,

    /// <summary>The state of the controller has changed: byte 1 says how.</summary>
    Controller = 0x004,

    /// <summary>Nobody has acknowledged a frame.</summary>
    NoAcknowledge = 0x020,

    /// <summary>The controller has cut itself off.</summary>
    BusOff = 0x040,

    /// <summary>The controller takes part again.</summary>
    Restarted = 0x100,
}

/// <summary>
/// The 16 bytes of a classic frame of Linux (<c>struct can_frame</c>, linux/can.h): identifier with flags in the machine's own byte order, length, three bytes of
/// nothing, data. Pure.
/// </summary>
public static class SocketCanCodec
{
    /// <summary>Bytes of a frame.</summary>
    public const int FrameBytes = 16;

    /// <summary>Byte 1 of an error frame of the class <see cref="CanErrorClass.Controller"/>: reception or transmission is error-passive.</summary>
    public const byte ControllerPassive = 0x30;

    /// <summary>The same: back to error-active.</summary>
    public const byte ControllerActive = 0x40;

    private const uint ExtendedBit = 0x8000_0000;
    private const uint RemoteBit = 0x4000_0000;
    private const uint ErrorBit = 0x2000_0000;
    private const int LengthAt = 4;
    private const int DataAt = 8;

    /// <summary>Writes a frame.</summary>
    /// <param name="to">At least <see cref="FrameBytes"/>.</param>
    /// <param name="frame">The frame.</param>
    public static void Write(Span<byte> to, in CanFrame frame)
    {
        to[..FrameBytes].Clear();
        var id = frame.Id | (frame.IsExtended ? ExtendedBit : 0) | (frame.IsRemote ? RemoteBit : 0) | (frame.IsError ? ErrorBit : 0);
        MemoryMarshal.Write(to, in id);
        to[LengthAt] = (byte)frame.Length;
        frame.CopyTo(to[DataAt..]);
    }

    /// <summary>Reads a frame. Never throws.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out CanFrame frame, out CanFault? fault)
    {
        frame = default;
        if (bytes.Length != FrameBytes)
        {
            fault = new CanFault(bytes.Length < FrameBytes ? CanFaultKind.Truncated : CanFaultKind.FdUnsupported, $"a frame of {bytes.Length} bytes; allowed: {FrameBytes}");
            return false;
        }

        var id = MemoryMarshal.Read<uint>(bytes);
        var flags = CanFlags.None;
        if ((id & ExtendedBit) != 0) flags |= CanFlags.Extended;
        if ((id & RemoteBit) != 0) flags |= CanFlags.Remote;
        if ((id & ErrorBit) != 0) flags |= CanFlags.Error;
        var length = bytes[LengthAt];
        var count = (flags & CanFlags.Remote) != CanFlags.None ? 0 : Math.Min((int)length, CanFrame.MaxLength);
        return CanFrame.TryCreate(id & CanFrame.MaxExtendedId, flags, length, bytes.Slice(DataAt, count), out frame, out fault);
    }
}
