using System.Buffers.Binary;
using System.Diagnostics;

namespace Busbar.Bench.Mqtt.Load;

/// <summary>Who sends what to whom.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Publishers">Connections that publish, each to a topic of its own.</param>
/// <param name="Subscribers">Connections that get all of it.</param>
/// <param name="Qos">QoS of messages and subscriptions.</param>
/// <param name="PayloadBytes">Bytes of a message, 12 or more.</param>
/// <param name="Window">Most messages of one publisher under way: not delivered to every subscriber, or not acknowledged.</param>
internal sealed record FanShape(string Name, int Publishers, int Subscribers, byte Qos, int PayloadBytes, int Window);

/// <summary>What one measurement saw.</summary>
internal readonly record struct FanSample(long Delivered, double CpuS, double WallS, long Lost, long Repeated)
{
    public double PerCpuS => Delivered / CpuS;

    public double PerS => Delivered / WallS;
}

/// <summary>
/// Publishers that each keep a window of messages under way. A message carries its publisher and its number, so that the subscribers see every gap,
/// repetition and change of order, and a publisher knows what has arrived: no broker is made to drop.
/// </summary>
internal sealed class FanLoad : Workload
{
    private const int StampBytes = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly FanShape _shape;
    private readonly LoadLoop _loop;
    private readonly Publisher[] _publishers;
    private readonly long[] _expected;
    private readonly Stack<int> _touched = [];
    private bool _sending;
    private long _delivered;
    private long _lost;
    private long _repeated;
    private long _deliveredAtCheck;
    private long _checkedAt;

    public FanLoad(FanShape shape, LoadLoop loop)
    {
        _shape = shape;
        _loop = loop;
        loop.Connect(shape.Subscribers, _ => "bench/+/load", shape.Qos);
        loop.Connect(shape.Publishers, _ => null, 0);
        _expected = new long[shape.Subscribers * shape.Publishers];
        _publishers = new Publisher[shape.Publishers];
        for (var i = 0; i < _publishers.Length; i++)
        {
            var head = Frames.PublishHead(loop.Version, $"bench/{i:0000}/load", shape.Qos, shape.PayloadBytes, out var packetIdAt);
            _publishers[i] = new Publisher(loop.Clients[shape.Subscribers + i], head, packetIdAt);
        }
    }

    /// <summary>Warms up, measures, stops publishing and waits for all that is under way.</summary>
    public FanSample Measure(TimeSpan warmUp, TimeSpan window, Func<double> readCpuS)
    {
        (_sending, _checkedAt) = (true, Stopwatch.GetTimestamp());
        for (var i = 0; i < _publishers.Length; i++) Touch(i);
        _loop.Run(this, warmUp);
        var (cpuS, delivered, clock) = (readCpuS(), _delivered, Stopwatch.GetTimestamp());
        _loop.Run(this, window);
        var (cpuUsedS, count, wallS) = (readCpuS() - cpuS, _delivered - delivered, Stopwatch.GetElapsedTime(clock).TotalSeconds);
        _sending = false;
        while (!_loop.Run(this, Patience, Done) && _delivered > delivered) delivered = _delivered;
        WriteOff();
        return new FanSample(count, cpuUsedS, wallS, _lost, _repeated);
    }

    public override void OnPublish(Client client, byte qos, ushort packetId, ReadOnlySpan<byte> payload)
    {
        if (qos != _shape.Qos || payload.Length != _shape.PayloadBytes) throw new InvalidOperationException($"A message came with QoS {qos} and {payload.Length} bytes.");
        if (qos > 0) Frames.WriteAck(client.Append(Frames.AckBytes), qos == 1 ? Frames.PubAck : Frames.PubRec, packetId);
        var index = BinaryPrimitives.ReadInt32LittleEndian(payload);
        var number = BinaryPrimitives.ReadInt64LittleEndian(payload[4..]);
        ref var expected = ref _expected[(client.Key * _publishers.Length) + index];
        if (number < expected)
        {
            _repeated++;
            return;
        }

        var gap = number - expected;
        expected = number + 1;
        _lost += gap;
        _delivered++;
        _publishers[index].Arrived += 1 + gap;
        Touch(index);
    }

    public override void OnAck(Client client, byte type, ushort packetId)
    {
        switch (type)
        {
            case Frames.PubRec:
                Frames.WriteAck(client.Append(Frames.AckBytes), Frames.PubRel, packetId);
                break;
            case Frames.PubRel:
                Frames.WriteAck(client.Append(Frames.AckBytes), Frames.PubComp, packetId);
                break;
            default:
                var index = client.Key - _shape.Subscribers;
                _publishers[index].Acknowledged++;
                Touch(index);
                break;
        }
    }

    public override void OnBatchEnd()
    {
        while (_touched.TryPop(out var index))
        {
            var publisher = _publishers[index];
            publisher.Touched = false;
            if (_sending) Refill(publisher, index);
        }

        if (Stopwatch.GetElapsedTime(_checkedAt) < Patience) return;
        if (_sending && _shape.Qos == 0 && _delivered == _deliveredAtCheck) WriteOff();
        (_deliveredAtCheck, _checkedAt) = (_delivered, Stopwatch.GetTimestamp());
    }

    private void Refill(Publisher publisher, int index)
    {
        var arrived = publisher.Arrived / _shape.Subscribers;
        var limit = _shape.Window + (_shape.Qos == 0 ? arrived : Math.Min(arrived, publisher.Acknowledged));
        if (publisher.Sent >= limit) return;
        var head = publisher.Head;
        for (; publisher.Sent < limit; publisher.Sent++)
        {
            var packet = publisher.Client.Append(head.Length + _shape.PayloadBytes);
            head.CopyTo(packet);
            if (_shape.Qos > 0) BinaryPrimitives.WriteUInt16BigEndian(packet[publisher.PacketIdAt..], (ushort)((publisher.Sent % ushort.MaxValue) + 1));
            var payload = packet[head.Length..];
            BinaryPrimitives.WriteInt32LittleEndian(payload, index);
            BinaryPrimitives.WriteInt64LittleEndian(payload[4..], publisher.Sent);
            payload[StampBytes..].Fill((byte)'x');
        }

        publisher.Client.Flush();
    }

    /// <summary>What has not come by now is lost: counted, so that publishers of QoS 0 go on.</summary>
    private void WriteOff()
    {
        for (var index = 0; index < _publishers.Length; index++)
        {
            var publisher = _publishers[index];
            var missing = (publisher.Sent * _shape.Subscribers) - publisher.Arrived;
            if (_shape.Qos > 0) missing = Math.Max(missing, publisher.Sent - publisher.Acknowledged);
            _lost += missing;
            publisher.Arrived = publisher.Sent * _shape.Subscribers;
            publisher.Acknowledged = publisher.Sent;
            for (var s = 0; s < _shape.Subscribers; s++) _expected[(s * _publishers.Length) + index] = publisher.Sent;
            Touch(index);
        }
    }

    private bool Done() => _publishers.All(p => p.Arrived == p.Sent * _shape.Subscribers && (_shape.Qos == 0 || p.Acknowledged == p.Sent));

    private void Touch(int index)
    {
        if (_publishers[index].Touched) return;
        _publishers[index].Touched = true;
        _touched.Push(index);
    }

    private sealed class Publisher(Client client, byte[] head, int packetIdAt)
    {
        public Client Client { get; } = client;

        public byte[] Head { get; } = head;

        public int PacketIdAt { get; } = packetIdAt;

        public long Sent { get; set; }

        /// <summary>Deliveries to all subscribers together.</summary>
        public long Arrived { get; set; }

        public long Acknowledged { get; set; }

        public bool Touched { get; set; }
    }
}
