using System.Globalization;
using System.Runtime.InteropServices;

namespace Busbar.Links.Can.Devices;

/// <summary>Opens a serial device as a clean line of bytes: raw, 8N1, no flow control, nobody else on it.</summary>
internal static class SerialLine
{
    // asm-generic/termbits.h and ioctls.h.
    private const int TcsaNow = 0;
    private const int TcIoFlush = 2;
    private const nuint TiocExclusive = 0x540C;
    private const int ControlFlagsAt = 8;
    private const uint ReceiverOn = 0x80;
    private const uint NoModemControl = 0x800;
    private const int TermiosBytes = 256;

    private static readonly (int Baud, uint Code)[] Speeds =
    [
        (9600, 0xD), (19_200, 0xE), (38_400, 0xF), (57_600, 0x1001), (115_200, 0x1002), (230_400, 0x1003), (460_800, 0x1004), (500_000, 0x1005),
        (576_000, 0x1006), (921_600, 0x1007), (1_000_000, 0x1008), (2_000_000, 0x100B), (3_000_000, 0x100D),
    ];

    public static string AllowedSpeeds { get; } = string.Join(", ", Speeds.Select(s => s.Baud.ToString(CultureInfo.InvariantCulture)));

    public static bool IsSpeed(int baud) => Array.Exists(Speeds, s => s.Baud == baud);

    /// <exception cref="CanBusException">The device is absent, forbidden, in use or not a serial one.</exception>
    public static UnixDevice Open(string path, int baud)
    {
        if (!OperatingSystem.IsLinux()) throw new CanBusException($"{path}: slcan buses need Linux; use udp: on this system.");
        var handle = LibC.Open(path, LibC.OpenDevice);
        var error = handle.IsInvalid ? Marshal.GetLastPInvokeError() : Prepare(handle, baud);
        if (error == 0) return new UnixDevice(handle, path);
        handle.Dispose();
        throw new CanBusException($"The serial device {path} cannot be opened: {LibC.Describe(error)}{Hint(error)}.");
    }

    private static int Prepare(Microsoft.Win32.SafeHandles.SafeFileHandle handle, int baud)
    {
        Span<byte> termios = stackalloc byte[TermiosBytes];
        if (LibC.TcGetAttr(handle, termios) < 0) return Marshal.GetLastPInvokeError();
        LibC.CfMakeRaw(termios);
        ref var control = ref MemoryMarshal.AsRef<uint>(termios[ControlFlagsAt..]);
        control |= ReceiverOn | NoModemControl;
        if (LibC.CfSetSpeed(termios, Array.Find(Speeds, s => s.Baud == baud).Code) < 0 ||
            LibC.TcSetAttr(handle, TcsaNow, termios) < 0 ||
            LibC.Ioctl(handle, TiocExclusive, 0) < 0 ||
            LibC.TcFlush(handle, TcIoFlush) < 0)
            return Marshal.GetLastPInvokeError();
        return 0;
    }

    private static string Hint(int error) => error switch
    {
        13 => " (the user must be in the group that owns it, often dialout)",
        16 => " (another program has it)",
        25 => " (it is no serial device)",
        _ => "",
    };
}
