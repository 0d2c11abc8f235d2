using System.Net;
using System.Net.Sockets;
using Busbar.Wire.Can;

namespace Busbar.Links.Can;

/// <summary>An address such as <c>udp:239.74.163.2:43113?interface=lo</c>, read.</summary>
/// <param name="Group">The multicast group.</param>
/// <param name="Interface">Name or address of the interface; null: the one that the routes give.</param>
/// <param name="Ttl">Hops.</param>
/// <param name="Rate">Frames per second; 0 for no limit.</param>
/// <param name="ReceiveBufferBytes">Bytes of the receive buffer.</param>
internal sealed record UdpCanOptions(IPEndPoint Group, string? Interface, int Ttl, int Rate, int ReceiveBufferBytes)
{
    /// <exception cref="CanBusException">Something in it cannot be; says what is allowed.</exception>
    public static UdpCanOptions Parse(CanAddress address)
    {
        var options = new UdpCanOptions(
            ParseGroup(address), address.Word("interface"), address.Number("ttl", 1, 0, 255), address.Number("rate", 1000, 0, 1_000_000),
            address.Number("rcvbuf", 4 * 1024 * 1024, 4096, 1024 * 1024 * 1024));
        address.RequireNoMoreOptions("interface, ttl, rate, rcvbuf");
        return options;
    }

    private static IPEndPoint ParseGroup(CanAddress address)
    {
        if (!IPEndPoint.TryParse(address.Target, out var group))
            throw new CanBusException($"'{address.Target}' in the CAN bus address '{address.Text}' is not GROUP:PORT, such as {UdpMulticastCodec.DefaultGroupIPv4}:{UdpMulticastCodec.DefaultPort}.");
        if (group.Port == 0) group.Port = UdpMulticastCodec.DefaultPort;
        var multicast = group.AddressFamily == AddressFamily.InterNetwork
            ? (group.Address.GetAddressBytes()[0] & 0xF0) == 0xE0
            : group.Address.IsIPv6Multicast;
        return multicast
            ? group
            : throw new CanBusException($"{group.Address} in the CAN bus address '{address.Text}' is not a multicast group (224.0.0.0 to 239.255.255.255, or ff00::/8).");
    }
}
