using System.Net.Sockets;
using Busbar.Links.Can.Devices;
using Busbar.Wire.Can;
using Microsoft.Win32.SafeHandles;

namespace Busbar.Links.Tests.Can;

/// <summary>
/// The part of the kernel's CAN, for a machine without it: sockets that keep datagrams whole, and what comes in at one goes out at all others.
/// </summary>
internal sealed class KernelCan : IAsyncDisposable
{
    private readonly List<Port> _ports = [];

    /// <summary>Whether the interface is up and its controller takes part.</summary>
    public bool HasCarrier { get; set; } = true;

    /// <summary>Sockets that were opened.</summary>
    public int Opened { get; private set; }

    public CanDeviceBus Join() => new("socketcan:test", owner => new SocketCanLink(Open(), "test", () => HasCarrier, TimeProvider.System, owner), TimeProvider.System);

    /// <summary>Puts bytes to all participants.</summary>
    public void Say(ReadOnlySpan<byte> bytes, Port? except = null)
    {
        lock (_ports)
        {
            foreach (var port in _ports)
            {
                // A full socket holds the wires until its owner has read, so that nothing is lost.
                while (port != except && port.Device.Write(bytes, out var error) == 0 && error == LibC.Again) Thread.Yield();
            }
        }
    }

    /// <summary>An error frame of the controller.</summary>
    public void SayError(CanErrorClass error, byte controller = 0)
    {
        Assert.True(CanFrame.TryCreate((uint)error, CanFlags.Error, 8, [0, controller, 0, 0, 0, 0, 0, 0], out var frame, out _));
        Span<byte> bytes = stackalloc byte[SocketCanCodec.FrameBytes];
        SocketCanCodec.Write(bytes, frame);
        Say(bytes);
    }

    /// <summary>Takes the interface away, as when its device is unplugged.</summary>
    public async ValueTask DisposeAsync()
    {
        Port[] all;
        lock (_ports)
        {
            all = [.. _ports];
            _ports.Clear();
        }

        foreach (var port in all) await port.Device.DisposeAsync();
    }

    private UnixDevice Open()
    {
        var path = Path.Combine(Path.GetTempPath(), $"busbar-can-{Guid.NewGuid():N}");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var theirs = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        theirs.Connect(new UnixDomainSocketEndPoint(path));
        var ours = listener.Accept();
        File.Delete(path);
        var port = new Port(this, Device(ours));
        lock (_ports) _ports.Add(port);
        Opened++;
        port.Device.StartReading(port);
        return Device(theirs);
    }

    private static UnixDevice Device(Socket socket)
    {
        socket.Blocking = false;
        var handle = new SafeFileHandle(socket.SafeHandle.DangerousGetHandle(), ownsHandle: true);
        socket.SafeHandle.SetHandleAsInvalid();
        return new UnixDevice(handle, "test");
    }

    internal sealed class Port(KernelCan wires, UnixDevice device) : IUnixReader
    {
        public UnixDevice Device { get; } = device;

        public void Take(ReadOnlySpan<byte> bytes) => wires.Say(bytes, this);

        public bool MayGoOn(int error) => false;

        public void Ended(string why)
        {
            lock (wires._ports) wires._ports.Remove(this);
        }
    }
}
