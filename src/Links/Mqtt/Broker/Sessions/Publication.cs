using System.Buffers;
using Busbar.Links.Mqtt.Broker.Connections;
using Busbar.Links.Mqtt.Broker.Routing;
using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Broker.Sessions;

/// <summary>
/// One message on its way to all who get it. Points into the publisher's input; what must be kept is copied once, by the first who keeps it.
/// What receivers of one version, QoS and RETAIN flag get differs in the packet identifier alone and is encoded once. Rented for one message; one thread.
/// </summary>
internal sealed class Publication
{
    private const int KeptScratchBytes = 64 * 1024;
    private const int Kinds = 12;

    [ThreadStatic]
    private static Publication? t_spare;

    private readonly (int Start, int Length, int IdAt)[] _frames = new (int, int, int)[Kinds];
    private readonly Func<IDurable?> _countStored;
    private byte[] _scratch = [];
    private int _scratchLength;
    private bool _encoded;
    private BrokerMessage? _message;
    private BrokerCore _core = null!;
    private BrokerConnection? _from;
    private ReadOnlyMemory<byte> _topic;
    private ReadOnlyMemory<byte> _payload;
    private byte[] _properties = [];
    private uint? _expiryS;
    private long? _expiresAt;

    private Publication() => _countStored = () => Gate.Add();

    public ReadOnlySpan<byte> Topic => _topic.Span;

    public int PayloadLength => _payload.Length;

    public MqttQos Qos { get; private set; }

    public bool Retain { get; private set; }

    /// <summary>Whose message it is, for No Local; null for the broker's own.</summary>
    public Session? Publisher { get; private set; }

    /// <summary>Sessions that it was meant for.</summary>
    public int Receivers { get; set; }

    public MatchSet Matches { get; } = new();

    public MergeSet Merged { get; } = new();

    /// <summary>What waits for the store; null while nothing of this message was stored.</summary>
    public StoreGate? StoredBy { get; private set; }

    /// <summary>Asked who waits when something of this message is stored.</summary>
    public Func<IDurable?> CountStored => _countStored;

    /// <summary>What waits for the store; made when first asked for.</summary>
    public StoreGate Gate => StoredBy ??= _from is null ? new TaskGate() : _from.NewAck();

    /// <summary>The message, to keep.</summary>
    public BrokerMessage Message => _message ??= new BrokerMessage
    {
        StoreId = _core.NextStoreId(),
        Topic = _topic.ToArray(),
        Properties = _properties,
        Payload = _payload.ToArray(),
        Qos = Qos,
        Retain = Retain,
        Publisher = Publisher?.ClientId,
        ExpiresAt = _expiresAt,
    };

    /// <summary>A message that has just arrived, with the topic that its alias stood for.</summary>
    public static Publication Rent(BrokerCore core, BrokerConnection from, Session publisher, PublishPacket packet, ReadOnlyMemory<byte> topic)
    {
        var rented = Take(core);
        rented._from = from;
        rented.Publisher = publisher;
        rented._topic = topic;
        rented._payload = packet.Payload;
        rented._properties = MqttProperties.Forwardable(packet);
        rented._expiryS = packet.MessageExpiryS;
        rented.Qos = packet.Qos;
        rented.Retain = packet.Retain;
        if (packet.MessageExpiryS is { } seconds) rented._expiresAt = core.Time.TimestampIn(seconds);
        return rented;
    }

    /// <summary>A message of the broker's own: of a program, a will, a <c>$SYS</c> topic.</summary>
    public static Publication Rent(BrokerCore core, BrokerMessage message, Session? publisher)
    {
        var rented = Take(core);
        rented.Publisher = publisher;
        rented._message = message;
        rented._topic = message.Topic;
        rented._payload = message.Payload;
        rented._properties = message.Properties;
        rented._expiresAt = message.ExpiresAt;
        rented._expiryS = message.ExpiresAt is { } at ? core.Time.SecondsUntil(at) : null;
        rented.Qos = message.Qos;
        rented.Retain = message.Retain;
        return rented;
    }

    public void Return()
    {
        _message = null;
        _from = null;
        Publisher = null;
        StoredBy = null;
        Receivers = 0;
        _topic = _payload = default;
        (_expiryS, _expiresAt) = (null, null);
        Matches.Clear();
        Merged.Clear();
        ForgetFrames();
        t_spare = this;
    }

    /// <summary>The packet for receivers without subscription identifiers and topic aliases, and where its packet identifier stands.</summary>
    public ReadOnlySpan<byte> Frame(MqttVersion version, MqttQos qos, bool retain, out int idAt)
    {
        ref var known = ref _frames[((version == MqttVersion.V50 ? 6 : 0) + ((int)qos * 2)) + (retain ? 1 : 0)];
        if (known.Length == 0)
        {
            var frame = FrameFor(version, qos, retain, 0, 0, null);
            var size = frame.Size;
            Reserve(size);
            frame.Write(_scratch.AsSpan(_scratchLength));
            known = (_scratchLength, size, frame.PacketIdOffset);
            _scratchLength += size;
            _encoded = true;
        }

        idAt = known.IdAt;
        return _scratch.AsSpan(known.Start, known.Length);
    }

    /// <summary>The packet for one receiver.</summary>
    public PublishFrame FrameFor(MqttVersion version, MqttQos qos, bool retain, ushort packetId, ushort alias, uint[]? subscriptionIds) => new()
    {
        Version = version,
        Topic = _topic.Span,
        Payload = _payload.Span,
        Qos = qos,
        Retain = retain,
        PacketId = packetId,
        TopicAlias = alias,
        MessageExpiryS = _expiryS,
        SubscriptionIds = subscriptionIds,
        ForwardedProperties = _properties,
    };

    private static Publication Take(BrokerCore core)
    {
        var rented = t_spare ?? new Publication();
        t_spare = null;
        rented._core = core;
        return rented;
    }

    private void Reserve(int size)
    {
        if (_scratch.Length - _scratchLength >= size) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_scratchLength + size, _scratch.Length * 2));
        _scratch.AsSpan(0, _scratchLength).CopyTo(larger);
        if (_scratch.Length > 0) ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = larger;
    }

    private void ForgetFrames()
    {
        if (!_encoded) return;
        _encoded = false;
        Array.Clear(_frames);
        _scratchLength = 0;
        if (_scratch.Length <= KeptScratchBytes) return;
        ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = [];
    }
}
