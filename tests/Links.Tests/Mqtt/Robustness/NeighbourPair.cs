using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Text;

namespace Busbar.Links.Tests.Mqtt.Robustness;

/// <summary>A well-behaved publisher and its subscriber, one QoS 1 message under way at a time, each timed from its PUBLISH to its arrival.</summary>
internal sealed class NeighbourPair : IDisposable
{
    private const byte ConnAck = 0x20;
    private const byte Publish = 0x32;
    private const byte PubAck = 0x40;
    private const byte SubAck = 0x90;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly string _topic = $"neighbour/{Guid.NewGuid():N}";
    private readonly StormSocket _publisher;
    private readonly StormSocket _subscriber;

    private NeighbourPair(StormSocket publisher, StormSocket subscriber) => (_publisher, _subscriber) = (publisher, subscriber);

    /// <summary>Milliseconds that each message took.</summary>
    public List<double> LatenciesMs { get; } = [];

    public static async Task<NeighbourPair> ConnectAsync(IPEndPoint broker)
    {
        var pair = new NeighbourPair(await StormSocket.OpenAsync(broker), await StormSocket.OpenAsync(broker));
        foreach (var (socket, name) in (ReadOnlySpan<(StormSocket, string)>)[(pair._publisher, "publisher"), (pair._subscriber, "subscriber")])
        {
            byte[] body = [0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 0, .. Text($"neighbour-{name}")];
            Assert.True(socket.SendAsync([0x10, (byte)body.Length, .. body]).IsCompleted);
        }

        Assert.Equal(0, (await ExpectAsync(pair._publisher, ConnAck)).Span[1]);
        Assert.Equal(0, (await ExpectAsync(pair._subscriber, ConnAck)).Span[1]);
        byte[] subscribe = [0, 1, .. Text(pair._topic), 1];
        Assert.True(await pair._subscriber.SendAsync([0x82, (byte)subscribe.Length, .. subscribe]));
        Assert.Equal(1, (await ExpectAsync(pair._subscriber, SubAck)).Span[^1]);
        return pair;
    }

    /// <summary>Exchanges messages until told to stop; fails when one is lost, repeated or late beyond patience, or a connection is cut.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var id = (ushort)((number % ushort.MaxValue) + 1);
            var body = new List<byte>([.. Text(_topic), (byte)(id >> 8), (byte)id]);
            var payload = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(payload, number);
            body.AddRange(payload);
            var sentAt = Stopwatch.GetTimestamp();
            Assert.True(await _publisher.SendAsync([Publish, (byte)body.Count, .. body]), "The broker cut the neighbour off.");
            var arrived = await ExpectAsync(_subscriber, Publish);
            LatenciesMs.Add(Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds);
            Assert.Equal(number, BinaryPrimitives.ReadInt32BigEndian(arrived.Span[^4..]));
            var acknowledged = arrived.Slice(arrived.Length - 6, 2);
            Assert.True(await _subscriber.SendAsync([PubAck, 2, .. acknowledged.Span]), "The broker cut the neighbour off.");
            Assert.Equal(id, BinaryPrimitives.ReadUInt16BigEndian((await ExpectAsync(_publisher, PubAck)).Span));
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>The latency in milliseconds that this share of all, 0 to 1, did not pass.</summary>
    public double QuantileMs(double share)
    {
        var sorted = LatenciesMs.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

    public void Dispose()
    {
        _publisher.Dispose();
        _subscriber.Dispose();
    }

    private static async Task<ReadOnlyMemory<byte>> ExpectAsync(StormSocket socket, byte first)
    {
        var packet = await socket.ReadAsync();
        Assert.True(packet is not null, "The broker cut the neighbour off.");
        Assert.Equal(first, packet.Value.First);
        return packet.Value.Content;
    }

    private static byte[] Text(string text) => [0, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
