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

    private readonly long[] _judged = new long[Enum.GetValues<Forgery>().Length];
    private long _left;
    private long _unjudged;
    private long _connections;
    private long _survived;

    /// <summary>Packets that the broker has shown to have judged, by a sign of life or by the end of the connection, and how.</summary>
    public string Told =>
        $"{_judged.Sum()} packets judged ({string.Join(", ", Enum.GetValues<Forgery>().Where(k => _judged[(int)k] > 0).Select(k => $"{_judged[(int)k]} {k}"))}; "
        + $"the connection survived {_survived}), {_unjudged} more sent without waiting, {_connections} connections";

    /// <summary>Goes on until the broker has judged so many packets more.</summary>
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
        var connectKind = random.Next(8) == 0 ? Forgery.Mutated : Forgery.Valid;
        if (connectKind == Forgery.Mutated) connect = forge.Mutated(connect);
        if (!await AskAsync(socket, connect, connectKind)) return;
        for (var i = 0; i < MaxPacketsPerConnection && Interlocked.Read(ref _left) > 0; i++)
        {
            var kind = random.Next(100) switch { < 55 => Forgery.Valid, < 90 => Forgery.Mutated, < 97 => Forgery.Random, _ => Forgery.Torn };
            var packet = forge.Packet(version, kind);
            if (kind == Forgery.Torn)
            {
                await SendAsync(socket, packet);
                return;
            }

            if (!await AskAsync(socket, packet, kind)) return;
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

    private async Task<bool> AskAsync(StormSocket socket, byte[] packet, Forgery kind)
    {
        if (!await socket.SendAsync([.. packet, .. PingReq])) return false;
        Interlocked.Decrement(ref _left);
        Interlocked.Increment(ref _judged[(int)kind]);
        while (await socket.ReadAsync() is { } answer)
        {
            if (answer.First != PingResp) continue;
            Interlocked.Increment(ref _survived);
            return true;
        }

        return false;
    }

    private Task<bool> SendAsync(StormSocket socket, byte[] packet)
    {
        Interlocked.Increment(ref _unjudged);
        return socket.SendAsync(packet);
    }

    private static MqttVersion AnyVersion(Random random) => random.Next(2) == 0 ? MqttVersion.V311 : MqttVersion.V50;
}
