using System.Net;
using System.Net.Sockets;
using Busbar.Tests;

namespace Busbar.Links.Tests.Mqtt.Conformance.Harness;

/// <summary>A server that does what a test says, byte by byte: the judge of a client.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<RawPeer> _peers = [];

    public RawServer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The next connection.</summary>
    public async Task<RawPeer> AcceptAsync()
    {
        var socket = await _listener.AcceptSocketAsync().SoonAsync();
        socket.NoDelay = true;
        var peer = new RawPeer(new NetworkStream(socket, ownsSocket: true), mosquitto: false);
        _peers.Add(peer);
        return peer;
    }

    /// <summary>The next connection begins with a CONNECT and is let in.</summary>
    public async Task<(RawPeer Peer, RawConnectSeen Connect)> LetInAsync(bool sessionPresent = false, params byte[][] properties)
    {
        var peer = await AcceptAsync();
        var connect = RawConnectSeen.Of(await peer.ReadAsync());
        await peer.SendAsync(Raw.Packet(Raw.ConnAck, [(byte)(sessionPresent ? 1 : 0), 0], Raw.Properties(5, properties)));
        return (peer, connect);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        foreach (var peer in _peers) await peer.DisposeAsync();
    }
}

/// <summary>A 5.0 CONNECT that came.</summary>
internal sealed record RawConnectSeen(byte Flags, int KeepAliveS, string ClientId, RawProperties Properties)
{
    public bool CleanStart => (Flags & 2) != 0;

    public static RawConnectSeen Of(RawPacket packet)
    {
        Assert.Equal(0x10, packet.First);
        Assert.Equal([0, 4, 0x4D, 0x51, 0x54, 0x54, 5], packet.Body[..7]);
        var at = 8;
        var keepAliveS = RawProperties.TakeU16(packet.Body, ref at);
        var properties = RawProperties.Take(packet.Body, ref at);
        return new(packet.Body[7], keepAliveS, RawProperties.TakeText(packet.Body, ref at), properties);
    }
}
