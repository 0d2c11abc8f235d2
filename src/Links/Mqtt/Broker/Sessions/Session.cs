using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Mqtt.Broker.Connections;
using Busbar.Links.Mqtt.Broker.Reporting;
using Busbar.Links.Mqtt.Broker.Routing;
using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Sessions;

/// <summary>
/// What the broker knows of a client for as long as its session lasts (4.1): subscriptions, messages under way and waiting, identifiers of QoS 2
/// messages that it sent. Publishers on any thread deliver to it; its own connection acknowledges. Everything under one lock that nobody holds
/// for long. Thread safe unless a member says otherwise.
/// </summary>
internal sealed partial class Session
{
    private readonly BrokerCore _core;
    private readonly Lock _gate = new();
    private InFlightTable _inFlight;
    private Queue<Delivery>? _waiting;
    private BrokerConnection? _link;
    private BrokerConnection? _online;
    private HashSet<ushort>? _received;
    private Dictionary<string, Subscription>? _subscriptions;
    private SessionDeadline? _deadline;
    private Will? _will;
    private long _order;
    private long _dropped;
    private int _unacknowledged;
    private bool _backlog;
    private bool _stored;
    private bool _ended;

    public Session(BrokerCore core, string clientId, MqttIdentity identity)
    {
        _core = core;
        ClientId = clientId;
        Identity = identity;
    }

    public string ClientId { get; }

    /// <summary>Who it belongs to; only the same name resumes it.</summary>
    public MqttIdentity Identity { get; private set; }

    public MqttVersion Version { get; private set; }

    /// <summary>Seconds that it outlives its connection; <see cref="uint.MaxValue"/> for ever.</summary>
    public uint ExpiryS { get; private set; }

    /// <summary>The connection that it belongs to, from its CONNECT on; null while there is none. Changed by the registry.</summary>
    public BrokerConnection? Link => Volatile.Read(ref _link);

    /// <summary>Messages can be sent to it now.</summary>
    public bool IsOnline => Volatile.Read(ref _online) is not null;

    /// <summary>It could send one more message at once; a guess, for choosing among the members of a group.</summary>
    public bool HasRoom => Volatile.Read(ref _online) is { } link && _waiting is not { Count: > 0 } && _unacknowledged < link.Window && link.Outbox.Pending < _core.Options.MaxOutboxBytes;

    /// <summary>Messages wait that could not be sent at once.</summary>
    public bool HasBacklog => Volatile.Read(ref _backlog);

    /// <summary>When its connection ended, as a timestamp; null while it has one.</summary>
    public long? EndedAt { get; private set; }

    /// <summary>Messages that were dropped since it began.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    private IMqttStore? Store => _stored ? _core.Store : null;

    /// <summary>Delivers a message: at once, later, or never, which is counted. Never waits.</summary>
    /// <param name="publication">The message.</param>
    /// <param name="granted">QoS of the subscription.</param>
    /// <param name="retain">RETAIN flag of the delivery.</param>
    /// <param name="ids">Identifiers of the subscriptions; null for none.</param>
    /// <param name="group">The group that chose this session; null for none.</param>
    public void Deliver(Publication publication, MqttQos granted, bool retain, uint[]? ids, SharedGroup? group)
    {
        publication.Receivers++;
        if (granted == MqttQos.AtMostOnce || publication.Qos == MqttQos.AtMostOnce)
        {
            if (Volatile.Read(ref _online) is { } link && !link.TrySend(publication, retain, ids)) CountDropped();
            return;
        }

        var qos = granted < publication.Qos ? granted : publication.Qos;
        lock (_gate)
        {
            if (_ended) return;
            var link = _online;
            if (link is null || !CanSend(link) || _waiting is { Count: > 0 } || _resend.Length > _resent) Queue(publication, qos, retain, ids, group);
            else if (link.Fits(publication, qos, retain, ids)) Begin(link, publication, qos, retain, ids, group);
            else CountDropped();
        }
    }

    /// <summary>The client has a QoS 1 message.</summary>
    public void OnPubAck(ushort packetId)
    {
        lock (_gate)
        {
            ref var delivery = ref _inFlight.Find(packetId);
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref delivery)) return;
            if (delivery is not { Qos: MqttQos.AtLeastOnce, State: DeliveryState.Sent }) return;
            End(ref delivery);
        }
    }

    /// <summary>The client has a QoS 2 message, or does not want it; false when it has no such message.</summary>
    public bool OnPubRec(ushort packetId, MqttReasonCode code)
    {
        lock (_gate)
        {
            ref var delivery = ref _inFlight.Find(packetId);
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref delivery) || delivery is not { Qos: MqttQos.ExactlyOnce, State: not (DeliveryState.Storing or DeliveryState.Stored) }) return false;
            if (code >= MqttReasonCode.UnspecifiedError)
            {
                End(ref delivery);
                return true;
            }

            if (delivery.State == DeliveryState.Sent)
            {
                delivery.Message = null!;
                delivery.State = Store is null ? DeliveryState.Released : DeliveryState.Received;
                Store?.Append(new DeliveryReleased(ClientId, delivery.Order), new DeliveryStep(this, packetId, delivery.Order, null));
            }

            if (delivery.State == DeliveryState.Released) _online?.SendAck(MqttPacketType.PubRel, packetId, MqttReasonCode.Success);
            return true;
        }
    }

    /// <summary>The QoS 2 exchange is over.</summary>
    public void OnPubComp(ushort packetId)
    {
        lock (_gate)
        {
            ref var delivery = ref _inFlight.Find(packetId);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref delivery) && delivery.State == DeliveryState.Released) End(ref delivery);
        }
    }

    /// <summary>A packet identifier, or that the receiver has the message, is durable: the next packet may go.</summary>
    private void OnDurable(ushort packetId, long order)
    {
        lock (_gate)
        {
            ref var delivery = ref _inFlight.Find(packetId);
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref delivery) || delivery.Order != order) return;
            if (delivery.State == DeliveryState.Storing)
            {
                // Behind messages that are sent again, it waits for its turn among them.
                delivery.State = _online is not null && delivery.Counted ? DeliveryState.Sent : DeliveryState.Stored;
                if (delivery.State == DeliveryState.Sent) _online!.Send(delivery, dup: false);
            }
            else if (delivery.State == DeliveryState.Received)
            {
                delivery.State = DeliveryState.Released;
                _online?.SendAck(MqttPacketType.PubRel, packetId, MqttReasonCode.Success);
            }
        }
    }

    private bool CanSend(BrokerConnection link) =>
        _unacknowledged < link.Window && _inFlight.Count < ushort.MaxValue && link.Outbox.Pending < _core.Options.MaxOutboxBytes;

    /// <summary>Gives a new message its packet identifier and sends it, or has it sent once that is durable.</summary>
    private void Begin(BrokerConnection link, Publication publication, MqttQos qos, bool retain, uint[]? ids, SharedGroup? group)
    {
        ref var delivery = ref _inFlight.Add();
        delivery.Message = publication.Message;
        delivery.SubscriptionIds = ids;
        delivery.Group = group;
        delivery.Order = ++_order;
        delivery.Qos = qos;
        delivery.Retain = retain;
        delivery.Counted = true;
        _unacknowledged++;
        if (Store is null)
        {
            delivery.State = DeliveryState.Sent;
            link.Send(publication, qos, retain, ids, delivery.PacketId);
            return;
        }

        delivery.State = qos == MqttQos.ExactlyOnce ? DeliveryState.Storing : DeliveryState.Sent;
        var gate = publication.Gate.Add();
        Append(delivery, qos == MqttQos.ExactlyOnce ? new DeliveryStep(this, delivery.PacketId, delivery.Order, gate) : gate);
        if (qos == MqttQos.AtLeastOnce) link.Send(publication, qos, retain, ids, delivery.PacketId);
    }

    private void Queue(Publication publication, MqttQos qos, bool retain, uint[]? ids, SharedGroup? group)
    {
        _waiting ??= new Queue<Delivery>();
        if (_waiting.Count >= _core.Options.MaxQueuedMessages)
        {
            CountDropped();
            return;
        }

        var delivery = new Delivery { Message = publication.Message, SubscriptionIds = ids, Group = group, Order = ++_order, Qos = qos, Retain = retain };
        _waiting.Enqueue(delivery);
        if (Store is not null) Append(delivery, publication.Gate.Add());
        if (_online is not null) Volatile.Write(ref _backlog, true);
    }

    private void Append(in Delivery delivery, IDurable then) => Store!.Append(
        new DeliveryQueued(
            ClientId, delivery.Order, delivery.Message, _core.Time.WallTime(delivery.Message.ExpiresAt), delivery.Qos, delivery.Retain, delivery.SubscriptionIds ?? [], delivery.PacketId),
        then);

    /// <summary>A delivery is over; the next that waits takes its place.</summary>
    private void End(ref Delivery delivery)
    {
        Store?.Append(new DeliveryDone(ClientId, delivery.Order), null);
        if (delivery.Counted) _unacknowledged--;
        _inFlight.Remove(ref delivery);
        if (_backlog && _online is { } link) Pump(link);
    }

    private void CountDropped()
    {
        if (Interlocked.Increment(ref _dropped) == 1) _core.Log.MessageDropped(ClientId);
        _core.Metrics.Dropped();
    }

    /// <summary>Takes the next step of a QoS 2 delivery once the last is durable.</summary>
    private sealed class DeliveryStep(Session session, ushort packetId, long order, IDurable? also) : IDurable
    {
        public void Durable()
        {
            also?.Durable();
            session.OnDurable(packetId, order);
        }
    }
}
