using System.Globalization;
using System.Runtime.InteropServices;
using Busbar.Links.Can.Devices;
using Microsoft.Win32.SafeHandles;

namespace Busbar.Links.Tests.Can;

/// <summary>A pseudo-terminal: what is written to its one end comes out at the other, as with a serial device. The far end is held open, so that it is there for whoever comes.</summary>
internal sealed class Pty : IAsyncDisposable
{
    private const nuint GetNumber = 0x80045430;
    private const nuint SetLock = 0x40045431;

    private readonly SafeFileHandle _held;

    private Pty(UnixDevice near, string path, SafeFileHandle held)
    {
        Near = near;
        Path = path;
        _held = held;
    }

    /// <summary>The end of the test.</summary>
    public UnixDevice Near { get; }

    /// <summary>The other end, to be opened by its path.</summary>
    public string Path { get; }

    public static Pty Open()
    {
        var near = LibC.Open("/dev/ptmx", LibC.OpenDevice);
        if (near.IsInvalid) Assert.Skip($"This machine has no pseudo-terminals: {LibC.Describe(Marshal.GetLastPInvokeError())}");
        var number = Marshal.AllocHGlobal(sizeof(int));
        Marshal.WriteInt32(number, 0);
        Assert.Equal(0, LibC.Ioctl(near, SetLock, number));
        Assert.Equal(0, LibC.Ioctl(near, GetNumber, number));
        var path = "/dev/pts/" + Marshal.ReadInt32(number).ToString(CultureInfo.InvariantCulture);
        Marshal.FreeHGlobal(number);
        return new Pty(new UnixDevice(near, path), path, LibC.Open(path, LibC.OpenDevice));
    }

    public async ValueTask DisposeAsync()
    {
        _held.Dispose();
        await Near.DisposeAsync();
    }
}
