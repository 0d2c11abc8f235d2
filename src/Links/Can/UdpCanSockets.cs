using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Busbar.Links.Can;

/// <summary>The two sockets of a multicast bus: one receives on the port that all share, one sends from a port of its own.</summary>
internal sealed class UdpCanSockets
{
    // linux/in.h and linux/in6.h: receive only groups that this very socket has joined.
    private const int LinuxIpMulticastAll = 49;
    private const int LinuxIpv6MulticastAll = 29;

    // asm-generic/socket.h: a receive buffer above the system's limit, for those who may.
    private const int LinuxSolSocket = 1;
    private const int LinuxSoRcvBufForce = 33;

    private UdpCanSockets(Socket sender, Socket receiver, IPEndPoint group)
    {
        Sender = sender;
        Receiver = receiver;
        Group = group;
    }

    public Socket Sender { get; }

    public Socket Receiver { get; }

    public IPEndPoint Group { get; }

    /// <exception cref="CanBusException">There is no such interface, or the system refuses.</exception>
    public static UdpCanSockets Open(CanAddress address, UdpCanOptions options)
    {
        var group = options.Group;
        var (local, index) = options.Interface is { } wanted ? FindInterface(wanted, group.AddressFamily, address) : DefaultInterface(group);
        if (group.AddressFamily == AddressFamily.InterNetworkV6) group.Address.ScopeId = index;

        Socket? sender = null;
        Socket? receiver = null;
        try
        {
            receiver = OpenReceiver(group, index, options.ReceiveBufferBytes);
            sender = OpenSender(group, local, index, options.Ttl);
            return new UdpCanSockets(sender, receiver, group);
        }
        catch (SocketException error)
        {
            sender?.Dispose();
            receiver?.Dispose();
            throw new CanBusException($"The CAN bus '{address.Text}' cannot be opened on {local}: {error.Message}.", error);
        }
    }

    /// <summary>The interface that the routes choose for the group; loopback on a machine that has no route for it.</summary>
    private static (IPAddress Local, int Index) DefaultInterface(IPEndPoint group)
    {
        using var probe = new Socket(group.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            probe.Connect(group);
            var local = ((IPEndPoint)probe.LocalEndPoint!).Address;
            if (IndexOf(local) is { } index) return (local, index);
        }
        catch (SocketException)
        {
            // No route: a machine without network, which still has itself to talk to.
        }

        var loopback = group.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        return (loopback, IndexOf(loopback) ?? 1);
    }

    private static (IPAddress Local, int Index) FindInterface(string wanted, AddressFamily family, CanAddress address)
    {
        foreach (var nic in NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (var unicast in nic.GetIPProperties().UnicastAddresses)
            {
                if (unicast.Address.AddressFamily != family) continue;
                if (string.Equals(nic.Name, wanted, StringComparison.Ordinal) || string.Equals(unicast.Address.ToString(), wanted, StringComparison.OrdinalIgnoreCase))
                    return (unicast.Address, Index(nic, family));
            }
        }

        var known = string.Join(", ", NetworkInterface.GetAllNetworkInterfaces().Select(nic => nic.Name));
        throw new CanBusException(string.Create(CultureInfo.InvariantCulture,
            $"interface={wanted} of the CAN bus address '{address.Text}' has no {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address here. Interfaces: {known}."));
    }

    private static int? IndexOf(IPAddress local)
    {
        foreach (var nic in NetworkInterface.GetAllNetworkInterfaces())
            if (nic.GetIPProperties().UnicastAddresses.Any(unicast => unicast.Address.Equals(local)))
                return Index(nic, local.AddressFamily);
        return null;
    }

    private static int Index(NetworkInterface nic, AddressFamily family) => family == AddressFamily.InterNetwork
        ? nic.GetIPProperties().GetIPv4Properties().Index
        : nic.GetIPProperties().GetIPv6Properties().Index;

    private static Socket OpenReceiver(IPEndPoint group, int index, int bufferBytes)
    {
        var v4 = group.AddressFamily == AddressFamily.InterNetwork;
        var socket = new Socket(group.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (!v4) socket.DualMode = false;
            GrowReceiveBuffer(socket, bufferBytes);
            if (OperatingSystem.IsLinux())
            {
                var off = BitConverter.GetBytes(0);
                socket.SetRawSocketOption(v4 ? (int)SocketOptionLevel.IP : (int)SocketOptionLevel.IPv6, v4 ? LinuxIpMulticastAll : LinuxIpv6MulticastAll, off);
            }

            socket.Bind(new IPEndPoint(v4 ? IPAddress.Any : IPAddress.IPv6Any, group.Port));
            if (v4) socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group.Address, index));
            else socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(group.Address, index));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket OpenSender(IPEndPoint group, IPAddress local, int index, int ttl)
    {
        var v4 = group.AddressFamily == AddressFamily.InterNetwork;
        var level = v4 ? SocketOptionLevel.IP : SocketOptionLevel.IPv6;
        var socket = new Socket(group.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(local, 0));
            socket.SetSocketOption(level, SocketOptionName.MulticastInterface, v4 ? IPAddress.HostToNetworkOrder(index) : index);
            socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, ttl);
            socket.SetSocketOption(level, SocketOptionName.MulticastLoopback, true);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void GrowReceiveBuffer(Socket socket, int bytes)
    {
        socket.ReceiveBufferSize = bytes;
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            socket.SetRawSocketOption(LinuxSolSocket, LinuxSoRcvBufForce, BitConverter.GetBytes(bytes));
        }
        catch (SocketException)
        {
            // Not privileged: the system's limit (net.core.rmem_max) stays.
        }
    }
}
