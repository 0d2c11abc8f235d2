using System.Buffers.Binary;
using System.Diagnostics;

namespace Busbar.Bench.Mqtt.Load;

/// <summary>
/// Many clients that each publish a QoS 1 message at a steady rate to a topic that they have subscribed to themselves. Times count from when a
/// message was due, not from when this program got to it: a stall of either side is seen in full.
/// </summary>
internal sealed class LatencyLoad : Workload
{
    private const int RememberedIds = 16;

    private readonly LoadLoop _loop;
    private readonly int _payloadBytes;
    private readonly double _ticksBetween;
    private readonly byte[][] _heads;
    private readonly int _packetIdAt;
    private readonly long[] _dueAt;
    private bool _sending;
    private long _start;
    private long _sent;

    /// <param name="loop">Where to connect.</param>
    /// <param name="clients">Number of clients.</param>
    /// <param name="perSecond">Messages a second of each.</param>
    /// <param name="payloadBytes">Bytes of a message, 8 or more.</param>
    public LatencyLoad(LoadLoop loop, int clients, double perSecond, int payloadBytes)
    {
        (_loop, _payloadBytes) = (loop, payloadBytes);
        _ticksBetween = Stopwatch.Frequency / perSecond / clients;
        loop.Connect(clients, i => Topic(i), qos: 1);
        _heads = new byte[clients][];
        for (var i = 0; i < clients; i++) _heads[i] = Frames.PublishHead(loop.Version, Topic(i), qos: 1, payloadBytes, out _packetIdAt);
        _dueAt = new long[clients * RememberedIds];
    }

    /// <summary>From due to PUBACK.</summary>
    public Histogram Acknowledged { get; } = new();

    /// <summary>From due to the message's arrival at its subscriber.</summary>
    public Histogram Arrived { get; } = new();

    /// <summary>Messages that were not acknowledged or did not arrive.</summary>
    public long Lost => Math.Max(_sent - Acknowledged.Count, _sent - Arrived.Count);

    /// <summary>Sends at the rate; gives the CPU time that the server took for it in seconds, and the time itself.</summary>
    public (double CpuS, double WallS) Measure(TimeSpan warmUp, TimeSpan window, Func<double> readCpuS)
    {
        _sending = true;
        _start = Stopwatch.GetTimestamp();
        _loop.Run(this, warmUp, idleMs: 1);
        _sending = false;
        AwaitAll();
        Acknowledged.Clear();
        Arrived.Clear();
        (_sending, _sent, _start) = (true, 0, Stopwatch.GetTimestamp());
        var (cpuS, clock) = (readCpuS(), Stopwatch.GetTimestamp());
        _loop.Run(this, window, idleMs: 1);
        var used = (readCpuS() - cpuS, Stopwatch.GetElapsedTime(clock).TotalSeconds);
        _sending = false;
        AwaitAll();
        return used;
    }

    public override void OnPublish(Client client, byte qos, ushort packetId, ReadOnlySpan<byte> payload)
    {
        Frames.WriteAck(client.Append(Frames.AckBytes), Frames.PubAck, packetId);
        Arrived.Add(Stopwatch.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(payload)));
    }

    public override void OnAck(Client client, byte type, ushort packetId) =>
        Acknowledged.Add(Stopwatch.GetElapsedTime(_dueAt[(client.Key * RememberedIds) + (packetId % RememberedIds)]));

    public override void OnBatchEnd()
    {
        if (!_sending) return;
        var due = 1 + (long)((Stopwatch.GetTimestamp() - _start) / _ticksBetween);
        for (; _sent < due; _sent++)
        {
            var client = _loop.Clients[(int)(_sent % _heads.Length)];
            var head = _heads[client.Key];
            var packetId = (ushort)((_sent / _heads.Length % ushort.MaxValue) + 1);
            var dueAt = _start + (long)(_sent * _ticksBetween);
            _dueAt[(client.Key * RememberedIds) + (packetId % RememberedIds)] = dueAt;
            var packet = client.Append(head.Length + _payloadBytes);
            head.CopyTo(packet);
            BinaryPrimitives.WriteUInt16BigEndian(packet[_packetIdAt..], packetId);
            packet[head.Length..].Clear();
            BinaryPrimitives.WriteInt64LittleEndian(packet[head.Length..], dueAt);
            client.Flush();
        }
    }

    private void AwaitAll() => _loop.Run(this, TimeSpan.FromSeconds(10), () => Lost == 0);

    /// <summary>All of one length, so that the packet identifier is at one place.</summary>
    private static string Topic(int client) => $"bench/{client:000000}/self";
}
