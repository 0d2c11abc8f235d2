using System.Net;
using System.Net.Sockets;

namespace Busbar.Tests;

/// <summary>
/// Ports for servers that a test starts: below those that the system hands out itself (32,768 and up, so that no outgoing
/// connection takes one in between), never one twice in this process, and from a range of this process as far as ranges go.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000, PerProcess = 20, Processes = 600;
    private static int _last = First + (Environment.ProcessId % Processes * PerProcess);

    public static int Tcp() => Next(SocketType.Stream, ProtocolType.Tcp);

    public static int Udp() => Next(SocketType.Dgram, ProtocolType.Udp);

    /// <summary>Whether somebody takes connections there.</summary>
    public static bool IsServed(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int Next(SocketType type, ProtocolType protocol)
    {
        int port;
        do port = Interlocked.Increment(ref _last);
        while (!IsFree(port, type, protocol));
        return port;
    }

    private static bool IsFree(int port, SocketType type, ProtocolType protocol)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, type, protocol);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
