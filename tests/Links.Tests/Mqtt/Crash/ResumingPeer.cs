using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Tests.Mqtt.Crash;

/// <summary>
/// A client with a session that outlives its connections. It publishes as fast as its window allows, receives, and after each break connects again
/// and resumes as the standard wants: what is not acknowledged is sent again in its order, PUBLISH with DUP or PUBREL (4.4); an identifier of QoS 2
/// that is not released is a repetition (4.3.3). One task drives it; its figures may be read while it runs.
/// </summary>
internal sealed class ResumingPeer(string clientId, MqttVersion version)
{
    private const int Window = 60;

    private readonly LinkedList<Outgoing> _inFlight = [];
    private readonly Dictionary<ushort, LinkedListNode<Outgoing>> _byId = [];
    private readonly HashSet<ushort> _incoming = [];
    private readonly ArrayBufferWriter<byte> _out = new();
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long[] _sent = new long[3];
    private ushort _lastId;
    private bool _hasSession;
    private volatile bool _publishing;
    private long _acknowledged;
    private int _open;
    private int _connections;
    private volatile Socket? _socket;

    public string ClientId => clientId;

    /// <summary>What it subscribes to; null for nothing.</summary>
    public string? Filter { get; init; }

    /// <summary>Completes with the SUBACK.</summary>
    public Task Subscribed => _subscribed.Task;

    /// <summary>Broken rules.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>What came, by topic.</summary>
    public ConcurrentDictionary<string, Arrivals> Received { get; } = new(StringComparer.Ordinal);

    /// <summary>Messages whose PUBACK or PUBCOMP has come.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Messages sent and not acknowledged.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Times that it was connected.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Messages begun with this QoS: their sequence numbers are 1 to this.</summary>
    public long Sent(int qos) => Interlocked.Read(ref _sent[qos]);

    /// <summary>The topic of its messages of a QoS; each has its own, so that order can be judged.</summary>
    public string Topic(int qos) => $"load/{clientId}/{qos}";

    /// <summary>Begins or ends to publish new messages; those under way are always seen through.</summary>
    public void Publish(bool on) => _publishing = on;

    /// <summary>Breaks the connection, with what is in its buffers.</summary>
    public void Break() => _socket?.Close(timeout: 0);

    /// <summary>Connects, and again after each break, until cancelled.</summary>
    public async Task RunAsync(int port, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                _socket = socket;
                await socket.ConnectAsync(IPAddress.Loopback, port, ct);
                await using var stream = new NetworkStream(socket);
                await ServeAsync(stream, ct);
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
                // The broker is being killed, or is not back yet.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }

    private async Task ServeAsync(NetworkStream stream, CancellationToken ct)
    {
        _out.Clear();
        PeerPackets.Connect(_out, version, clientId, expiryS: 3600);
        var input = PipeReader.Create(stream);
        while (true)
        {
            if (_out.WrittenCount > 0) await stream.WriteAsync(_out.WrittenMemory, ct);
            _out.Clear();
            var read = await input.ReadAsync(ct);
            var buffer = read.Buffer;
            while (PeerPackets.TryRead(ref buffer, out var head, out var body)) Take(head, body);
            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) return;
            Fill();
        }
    }

    private void Take(byte head, byte[] body)
    {
        var id = body.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(body) : (ushort)0;
        switch (head >> 4)
        {
            case 2: TakeConnAck(body); break;
            case 3: TakePublish(head, body); break;
            case 4: End(id, body, 1); break;
            case 5: TakePubRec(id, body); break;
            case 6:
                _incoming.Remove(id);
                PeerPackets.Acknowledge(_out, 0x70, id);
                break;
            case 7: End(id, body, 2); break;
            case 9:
                if (body[^1] >= 0x80) Faults.Enqueue($"{clientId}: the subscription was refused with {body[^1]:X2}.");
                _subscribed.TrySetResult();
                break;
            default: Faults.Enqueue($"{clientId}: a packet of type {head >> 4} came, {Convert.ToHexString(body)}."); break;
        }
    }

    private void TakeConnAck(byte[] body)
    {
        if (body[1] != 0) Faults.Enqueue($"{clientId}: the connection was refused with {body[1]:X2}.");
        if (_hasSession && body[0] == 0) Faults.Enqueue($"{clientId}: its session is lost.");
        _hasSession = true;
        Interlocked.Increment(ref _connections);
        if (Filter is not null && !_subscribed.Task.IsCompleted) PeerPackets.Subscribe(_out, version, ++_lastId, Filter);
        foreach (var message in _inFlight)
        {
            if (message.Released) PeerPackets.Acknowledge(_out, 0x62, message.Id);
            else PeerPackets.Publish(_out, version, message.Qos, dup: true, message.Id, Topic(message.Qos), message.Sequence);
        }
    }

    private void TakePublish(byte head, byte[] body)
    {
        var qos = (head >> 1) & 3;
        var (topic, id, sequence) = PeerPackets.ReadPublish(version, body);
        if (qos != 2 || _incoming.Add(id)) Received.GetOrAdd(topic, static _ => new Arrivals()).Add(sequence);
        PeerPackets.Acknowledge(_out, (byte)(qos == 2 ? 0x50 : 0x40), id);
    }

    private void TakePubRec(ushort id, byte[] body)
    {
        CheckCode(body);
        if (!_byId.TryGetValue(id, out var message)) Faults.Enqueue($"{clientId}: PUBREC for {id}, which is not under way.");
        else message.ValueRef.Released = true;
        PeerPackets.Acknowledge(_out, 0x62, id);
    }

    private void End(ushort id, byte[] body, byte qos)
    {
        CheckCode(body);
        if (!_byId.Remove(id, out var message))
        {
            Faults.Enqueue($"{clientId}: {(qos == 1 ? "PUBACK" : "PUBCOMP")} for {id}, which is not under way.");
            return;
        }

        if (message.Value.Qos != qos || (qos == 2 && !message.Value.Released)) Faults.Enqueue($"{clientId}: {id} was acknowledged in the wrong way.");
        _inFlight.Remove(message);
        Interlocked.Increment(ref _acknowledged);
        Volatile.Write(ref _open, _inFlight.Count);
    }

    private void CheckCode(byte[] body)
    {
        // 5.0: 0x92 answers a PUBREL whose identifier is done, which a kill between the two makes right (4.3.3).
        if (body.Length > 2 && body[2] >= 0x80 && body[2] != 0x92) Faults.Enqueue($"{clientId}: refused with {body[2]:X2}.");
    }

    private void Fill()
    {
        while (_publishing && _hasSession && _inFlight.Count < Window)
        {
            var qos = (byte)(1 + ((_sent[1] + _sent[2]) & 1));
            do
            {
                _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);
            }
            while (_byId.ContainsKey(_lastId));

            var message = new Outgoing(_lastId, qos, Interlocked.Increment(ref _sent[qos]), false);
            _byId.Add(_lastId, _inFlight.AddLast(message));
            Volatile.Write(ref _open, _inFlight.Count);
            PeerPackets.Publish(_out, version, qos, dup: false, message.Id, Topic(qos), message.Sequence);
        }
    }

    /// <summary>Sequence numbers of one topic. Thread safe.</summary>
    internal sealed class Arrivals
    {
        private readonly Lock _gate = new();
        private readonly List<long> _all = [];
        private readonly HashSet<long> _distinct = [];

        /// <summary>How many have come, each counted once.</summary>
        public int Distinct
        {
            get
            {
                lock (_gate) return _distinct.Count;
            }
        }

        /// <summary>All in the order in which they came.</summary>
        public long[] All
        {
            get
            {
                lock (_gate) return [.. _all];
            }
        }

        public void Add(long sequence)
        {
            lock (_gate)
            {
                _all.Add(sequence);
                _distinct.Add(sequence);
            }
        }
    }

    /// <summary>A message under way.</summary>
    private record struct Outgoing(ushort Id, byte Qos, long Sequence, bool Released);
}
