using System.Net;
using System.Net.Sockets;

namespace Busbar.Cloud.Gateway;

/// <summary>
/// Whose word about a station's address is believed. A proxy appends the address that it was called from to <c>X-Forwarded-For</c>; everything before
/// that may have been written by anybody. So the list is read from its end, for as long as those who wrote it are trusted. Immutable.
/// </summary>
internal sealed class TrustedProxies
{
    private const int Ipv4InIpv6Bits = 96;
    private readonly IPNetwork[] _networks;

    /// <param name="networks">Addresses and CIDR networks, as <see cref="IsNetwork"/> allows them.</param>
    public TrustedProxies(IEnumerable<string> networks) => _networks = [.. networks.Select(text => Read(text) ?? throw new ArgumentException($"\"{text}\" is no network.", nameof(networks)))];

    /// <summary>Is this an address, such as <c>10.0.0.7</c>, or a network, such as <c>10.0.0.0/8</c> or <c>fd00::/8</c>?</summary>
    public static bool IsNetwork(string text) => Read(text) is not null;

    /// <summary>Is what this address says of stations believed?</summary>
    public bool Trusts(IPAddress? address)
    {
        if (address is null) return false;
        foreach (var network in _networks)
            if (network.Contains(address)) return true;
        return false;
    }

    /// <summary>
    /// Where a request comes from: the peer, when it is not trusted; else the last address of the list that is not trusted, or the nearest one that is known
    /// where the list ends, or says nothing that can be read, before that.
    /// </summary>
    /// <param name="peer">Who is at the other end of TCP.</param>
    /// <param name="forwardedFor">Elements of <c>X-Forwarded-For</c>, in their order.</param>
    public IPAddress? AddressOf(IPAddress? peer, IReadOnlyList<string> forwardedFor)
    {
        var nearest = peer;
        for (var at = forwardedFor.Count - 1; at >= 0 && Trusts(nearest); at--)
        {
            if (ReadElement(forwardedFor[at]) is not { } before) return nearest;
            nearest = before;
        }

        return nearest;
    }

    /// <summary>IPv4 is IPv4, also where the system tells it as IPv6.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>An address, with a port and brackets as some proxies write it; null for anything else, such as <c>unknown</c> or the runtime's short forms of IPv4.</summary>
    private static IPAddress? ReadElement(string text)
    {
        var colons = text.AsSpan().Count(':');
        if (colons > 1) return IPEndPoint.TryParse(text, out var six) && six.AddressFamily == AddressFamily.InterNetworkV6 ? Plain(six.Address) : null;
        var host = colons == 1 ? text[..text.IndexOf(':', StringComparison.Ordinal)] : text;
        return IPAddress.TryParse(host, out var four) && four.ToString() == host ? four : null;
    }

    private static IPNetwork? Read(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal))
        {
            // The runtime takes 10.0.0.1/8 for 10.0.0.0/8; whoever wrote it may have meant one address.
            if (!IPNetwork.TryParse(text, out var network) || !IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out var first)) return null;
            if (!first.Equals(network.BaseAddress)) return null;
            return network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= Ipv4InIpv6Bits
                ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - Ipv4InIpv6Bits)
                : network;
        }

        if (!IPAddress.TryParse(text, out var address) || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text)) return null;
        address = Plain(address);
        return new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }
}
