using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Busbar.Bench.Mqtt.Load;

/// <summary>
/// Linux' readiness notification, used from one thread: the load client must cost little beside the server that it measures, and tasks and thread
/// hand-overs for thousands of sockets cost more than the sockets do.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    private const int ControlAdd = 1;
    private const int ControlModify = 3;
    private const uint In = 0x001;
    private const uint Out = 0x004;
    private const int Interrupted = 4;
    private const int MaxEvents = 1024;

    /// <summary>The kernel's structure is packed on x86-64 and aligned elsewhere.</summary>
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataAt = EventBytes - 8;

    private readonly int _descriptor;
    private readonly byte[] _events = new byte[MaxEvents * EventBytes];

    public Epoll()
    {
        _descriptor = Create(0);
        if (_descriptor < 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Watches a socket for bytes to read.</summary>
    public void Add(Socket socket, int key) => Control(ControlAdd, socket, key, In);

    /// <summary>Watches it for room to write as well, or no longer.</summary>
    public void WatchRoom(Socket socket, int key, bool room) => Control(ControlModify, socket, key, room ? In | Out : In);

    /// <summary>Waits for events; gives their number, 0 when the time is over.</summary>
    public int Wait(int timeoutMs)
    {
        var count = Wait(_descriptor, _events, MaxEvents, timeoutMs);
        if (count >= 0) return count;
        var error = Marshal.GetLastPInvokeError();
        return error == Interrupted ? 0 : throw new Win32Exception(error);
    }

    /// <summary>One of the events of the last wait. A broken socket counts as readable: reading tells.</summary>
    public (int Key, bool Readable, bool Writable) Event(int at)
    {
        var entry = _events.AsSpan(at * EventBytes, EventBytes);
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        return (BinaryPrimitives.ReadInt32LittleEndian(entry[DataAt..]), (flags & ~Out) != 0, (flags & Out) != 0);
    }

    public void Dispose() => _ = Close(_descriptor);

    private void Control(int operation, Socket socket, int key, uint flags)
    {
        Span<byte> entry = stackalloc byte[EventBytes];
        entry.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(entry, flags);
        BinaryPrimitives.WriteInt32LittleEndian(entry[DataAt..], key);
        if (Control(_descriptor, operation, (int)socket.Handle, entry) < 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int descriptor, Span<byte> entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int epoll, Span<byte> events, int maxEvents, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
