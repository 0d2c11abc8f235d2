using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Busbar.Links.Can.Devices;

/// <summary>The calls of Linux that .NET does not offer. Numbers are those of x86, ARM and RISC-V (asm-generic).</summary>
internal static partial class LibC
{
    /// <summary>fcntl.h: read and write, no controlling terminal, no waiting, not inherited.</summary>
    public const int OpenDevice = 0x2 | 0x100 | 0x800 | 0x80000;

    /// <summary>poll.h.</summary>
    public const short PollIn = 0x1;

    /// <summary>poll.h: no such descriptor.</summary>
    public const short PollInvalid = 0x20;

    /// <summary>errno.h: a signal came in between.</summary>
    public const int Interrupted = 4;

    /// <summary>errno.h: nothing to read, or no room to write, now.</summary>
    public const int Again = 11;

    private const int EventFlags = 0x800 | 0x80000;

    /// <summary>What an error number means.</summary>
    public static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);

    /// <summary>A descriptor that can be waited for and signalled (eventfd).</summary>
    public static SafeFileHandle NewEvent() => EventFd(0, EventFlags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, Span<byte> to, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> from, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(Span<PollEntry> entries, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(SafeFileHandle file, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial SafeFileHandle Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(SafeFileHandle socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSockOpt(SafeFileHandle socket, int level, int option, in uint value, int length);

    [LibraryImport("libc", EntryPoint = "if_nametoindex", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint IfNameToIndex(string name);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    public static partial int TcGetAttr(SafeFileHandle file, Span<byte> termios);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    public static partial int TcSetAttr(SafeFileHandle file, int when, ReadOnlySpan<byte> termios);

    [LibraryImport("libc", EntryPoint = "tcflush", SetLastError = true)]
    public static partial int TcFlush(SafeFileHandle file, int which);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    public static partial void CfMakeRaw(Span<byte> termios);

    [LibraryImport("libc", EntryPoint = "cfsetspeed", SetLastError = true)]
    public static partial int CfSetSpeed(Span<byte> termios, uint speed);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial SafeFileHandle EventFd(uint initial, int flags);

    /// <summary>struct pollfd of poll.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int File;
        public short Events;
        public short Found;
    }
}
