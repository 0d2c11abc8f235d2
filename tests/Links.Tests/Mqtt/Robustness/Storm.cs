using System.Net;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Tests.Mqtt.Robustness;

/// <summary>
/// Sends a broker packets that are wrong in every way from many connections at once. After each that has the right length it wants a sign of life
/// or the end of the connection: a broker that gives neither hangs, and the storm fails.
/// </summary>
internal sealed class Storm(IPEndPoint broker, int connectionsAtOnce, int seed)
{
    private const byte PingResp = 0xD0;
    private const int MaxPacketsPerConnection = 200;

    private static readonly byte[] PingReq = [0xC0, 0];

    private long _left;
    private long _sent;
    private long _connections;
    private long _survived;

    /// <summary>Packets sent so far.</summary>
    public long Sent => _sent;

    /// <summary>Connections opened so far.</summary>
    public long Connections => _connections;

    /// <summary>Packets after which the broker went on with the connection.</summary>
    public long Survived => _survived;

    /// <summary>Sends so many packets.</summary>
    public Task RunAsync(long packets)
    {
        _left = packets;
        return Task.WhenAll(Enumerable.Range(0, connectionsAtOnce).Select(i => Task.Run(() => AttackAsync(new Random(seed + (i * 7919))))));
    }

    private async Task AttackAsync(Random random)
    {
        var forge = new PacketForge(random);
        while (Interlocked.Read(ref _left) > 0)
        {
            using var socket = await StormSocket.OpenAsync(broker);
            Interlocked.Increment(ref _connections);
            await (random.Next(40) switch
            {
                0 => IgnoreAnswersAsync(socket, random, forge),
                1 or 2 => TalkBeforeConnectAsync(socket, random, forge),
                _ => ConnectAndTalkAsync(socket, random, forge),
            });
            if (random.Next(2) == 0) socket.Reset();
        }
    }

    private async Task ConnectAndTalkAsync(StormSocket socket, Random random, PacketForge forge)
    {
        var version = AnyVersion(random);
        var connect = forge.Connect(version);
        if (random.Next(8) == 0) connect = forge.Mutated(connect);
        if (!await AskAsync(socket, connect)) return;
        for (var i = 0; i < MaxPacketsPerConnection && Interlocked.Read(ref _left) > 0; i++)
        {
            var kind = random.Next(100) switch { < 55 => Forgery.Valid, < 90 => Forgery.Mutated, < 97 => Forgery.Random, _ => Forgery.Torn };
            var packet = forge.Packet(version, kind);
            if (kind == Forgery.Torn)
            {
                await SendAsync(socket, packet);
                return;
            }

            if (!await AskAsync(socket, packet)) return;
            Interlocked.Increment(ref _survived);
        }
    }

    /// <summary>The first bytes are no CONNECT: the broker closes at once, or when its patience ends; we do not wait for that.</summary>
    private async Task TalkBeforeConnectAsync(StormSocket socket, Random random, PacketForge forge) =>
        await SendAsync(socket, forge.Packet(AnyVersion(random), (Forgery)random.Next(4)));

    /// <summary>Subscribes to everything, publishes a lot and reads nothing.</summary>
    private async Task IgnoreAnswersAsync(StormSocket socket, Random random, PacketForge forge)
    {
        var version = AnyVersion(random);
        var open = await SendAsync(socket, forge.Connect(version));
        for (var i = 0; open && i < MaxPacketsPerConnection && Interlocked.Read(ref _left) > 0; i++)
            open = await SendAsync(socket, forge.Packet(version, Forgery.Valid));
    }

    private async Task<bool> AskAsync(StormSocket socket, byte[] packet)
    {
        if (!await SendAsync(socket, [.. packet, .. PingReq])) return false;
        while (await socket.ReadAsync() is { } answer)
            if (answer.First == PingResp) return true;
        return false;
    }

    private Task<bool> SendAsync(StormSocket socket, byte[] packet)
    {
        Interlocked.Decrement(ref _left);
        Interlocked.Increment(ref _sent);
        return socket.SendAsync(packet);
    }

    private static MqttVersion AnyVersion(Random random) => random.Next(2) == 0 ? MqttVersion.V311 : MqttVersion.V50;
}
