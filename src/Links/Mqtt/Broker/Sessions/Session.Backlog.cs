using Busbar.Links.Mqtt.Broker.Connections;
using Busbar.Links.Mqtt.Broker.Routing;
using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Sessions;

/// <summary>What waits: messages to send again after a reconnection, messages beyond the window, kept messages for a new subscription.</summary>
internal sealed partial class Session
{
    private const int MostRetainedPendingBytes = 64 * 1024;

    private ushort[] _resend = [];
    private int _resent;
    private Queue<RetainedDelivery>? _retained;

    /// <summary>Kept messages are sent while no more bytes than this wait, so that they never crowd out what is live.</summary>
    private int RetainedPendingBytes => Math.Min(MostRetainedPendingBytes, _core.Options.MaxOutboxBytes / 2);

    /// <summary>Kept messages that a subscription found: they are sent as there is room, from the tree and not from the queue, so a hundred thousand are no
    /// trouble.</summary>
    public void Deliver(List<Retained> found, Subscription subscription)
    {
        lock (_gate)
        {
            if (_ended || found.Count == 0) return;
            _retained ??= new Queue<RetainedDelivery>();
            foreach (var one in found) _retained.Enqueue(new RetainedDelivery(one, subscription));
            if (_online is { } link) Pump(link);
        }
    }

    /// <summary>The outbox has room again.</summary>
    public void OnRoom(BrokerConnection link)
    {
        lock (_gate)
            if (_online == link) Pump(link);
    }

    /// <summary>Messages that are under way, and that wait.</summary>
    public (int InFlight, int Waiting) Load()
    {
        lock (_gate) return (_inFlight.Count, (_waiting?.Count ?? 0) + (_retained?.Count ?? 0));
    }

    /// <summary>Sends what waits for as long as there is room.</summary>
    private void Pump(BrokerConnection link)
    {
        Volatile.Write(ref _backlog, true);
        while (CanSend(link))
        {
            if (_resent < _resend.Length) SendAgain(link, _resend[_resent++]);
            else if (_waiting is { Count: > 0 } waiting) SendNext(link, waiting);
            else if (_retained is { Count: > 0 } retained)
            {
                if (link.Outbox.Pending > RetainedPendingBytes) return;
                SendRetained(link, retained.Dequeue());
            }
            else
            {
                _resend = [];
                _resent = 0;
                if (_waiting?.Capacity > 64) _waiting = null;
                _retained = null;
                Volatile.Write(ref _backlog, false);
                return;
            }
        }
    }

    /// <summary>A full window does not hold back PUBREL (MQTT-3.3.4-10): what stands behind the messages that must wait goes now.</summary>
    private void ReleaseAgain(BrokerConnection link)
    {
        for (var i = _resent; i < _resend.Length; i++)
        {
            if (_inFlight.Find(_resend[i]).State != DeliveryState.Released) continue;
            SendAgain(link, _resend[i]);
            _resend[i] = 0;
        }
    }

    /// <summary>After a reconnection: the message again, or PUBREL again (4.4); no message that is too large for the client now (MQTT-3.1.2-25).</summary>
    private void SendAgain(BrokerConnection link, ushort packetId)
    {
        if (packetId == 0) return;
        ref var delivery = ref _inFlight.Find(packetId);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref delivery)) return;
        switch (delivery.State)
        {
            case DeliveryState.Sent when !link.Fits(delivery):
                CountDropped();
                Store?.Append(new DeliveryDone(ClientId, delivery.Order), null);
                _inFlight.Remove(ref delivery);
                break;
            case DeliveryState.Sent:
                delivery.Counted = true;
                _unacknowledged++;
                link.Send(delivery, dup: true);
                break;
            case DeliveryState.Stored:
                delivery.State = DeliveryState.Sent;
                delivery.Counted = true;
                _unacknowledged++;
                link.Send(delivery, dup: false);
                break;
            case DeliveryState.Storing:
                delivery.Counted = true;
                _unacknowledged++;
                break;
            case DeliveryState.Released:
                link.SendAck(MqttPacketType.PubRel, packetId, MqttReasonCode.Success);
                break;
        }
    }

    private void SendNext(BrokerConnection link, Queue<Delivery> waiting)
    {
        var next = waiting.Dequeue();
        if (_core.HasExpired(next.Message) || !link.Fits(next))
        {
            CountDropped();
            Store?.Append(new DeliveryDone(ClientId, next.Order), null);
            return;
        }

        ref var delivery = ref _inFlight.Add();
        next.PacketId = delivery.PacketId;
        next.Counted = true;
        next.State = Store is not null && next.Qos == MqttQos.ExactlyOnce ? DeliveryState.Storing : DeliveryState.Sent;
        delivery = next;
        _unacknowledged++;
        Store?.Append(new DeliverySent(ClientId, next.Order, next.PacketId), next.State == DeliveryState.Storing ? new DeliveryStep(this, next.PacketId, next.Order, null) : null);
        if (next.State == DeliveryState.Sent) link.Send(next, dup: false);
    }

    private void SendRetained(BrokerConnection link, in RetainedDelivery one)
    {
        var message = one.Retained.Message;
        if (!one.Retained.IsCurrent || _core.HasExpired(message)) return;
        var qos = message.Qos < one.Subscription.Qos ? message.Qos : one.Subscription.Qos;
        var delivery = new Delivery { Message = message, SubscriptionIds = one.Subscription.Ids, Qos = qos, Retain = true };
        if (!link.Fits(delivery))
        {
            CountDropped();
            return;
        }

        if (qos == MqttQos.AtMostOnce)
        {
            link.Send(delivery, dup: false);
            return;
        }

        ref var place = ref _inFlight.Add();
        delivery.PacketId = place.PacketId;
        delivery.Order = ++_order;
        delivery.Counted = true;
        delivery.State = Store is not null && qos == MqttQos.ExactlyOnce ? DeliveryState.Storing : DeliveryState.Sent;
        place = delivery;
        _unacknowledged++;
        if (Store is not null) Append(delivery, new DeliveryStep(this, delivery.PacketId, delivery.Order, null));
        if (delivery.State == DeliveryState.Sent) link.Send(delivery, dup: false);
    }

    private readonly record struct RetainedDelivery(Retained Retained, Subscription Subscription);
}
