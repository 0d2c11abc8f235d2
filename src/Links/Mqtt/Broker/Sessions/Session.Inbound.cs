using System.Text;
using Busbar.Links.Mqtt.Broker.Connections;
using Busbar.Links.Mqtt.Broker.Routing;
using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Broker.Sessions;

/// <summary>What the client itself makes of its session: subscriptions, and identifiers of its QoS 2 messages. Called by its connection's reader.</summary>
internal sealed partial class Session
{
    /// <summary>Subscriptions that it has.</summary>
    public int SubscriptionCount
    {
        get
        {
            lock (_gate) return _subscriptions?.Count ?? 0;
        }
    }

    /// <summary>Its subscriptions now.</summary>
    public Subscription[] Subscriptions()
    {
        lock (_gate) return _subscriptions is null ? [] : [.. _subscriptions.Values];
    }

    /// <summary>Notes the identifier of a QoS 2 message; false when it is a repetition.</summary>
    public bool TryReceive(ushort packetId)
    {
        lock (_gate) return (_received ??= []).Add(packetId);
    }

    /// <summary>What is stored of a QoS 2 message from this client becomes durable together with its identifier.</summary>
    public StoreScope Together() => Store?.Together() ?? default;

    /// <summary>Stores the identifier of a QoS 2 message; nothing happens when the session does not survive us.</summary>
    /// <param name="packetId">Which.</param>
    /// <param name="gate">Asked, when it is stored, who waits for it.</param>
    public void SaveReceived(ushort packetId, Func<StoreGate> gate)
    {
        lock (_gate)
            if (Store is { } store) store.Append(new ReceivedIdSaved(ClientId, packetId), gate());
    }

    /// <summary>The identifier was not taken after all.</summary>
    public void ForgetReceived(ushort packetId)
    {
        lock (_gate) _received?.Remove(packetId);
    }

    /// <summary>The client releases an identifier; false when it is not known.</summary>
    /// <param name="packetId">Which.</param>
    /// <param name="gate">Asked, when that is stored, who waits for it.</param>
    public bool TryRelease(ushort packetId, Func<StoreGate> gate)
    {
        lock (_gate)
        {
            if (_received is null || !_received.Remove(packetId)) return false;
            if (_received.Count == 0 && _received.Capacity > 64) _received = null;
            Store?.Append(new ReceivedIdRemoved(ClientId, packetId), gate());
            return true;
        }
    }

    /// <summary>Subscribes, or changes a subscription; null when there are too many.</summary>
    /// <param name="filter">Topic filter as it was sent.</param>
    /// <param name="options">QoS that is granted, and the options.</param>
    /// <param name="id">Subscription identifier; 0 for none.</param>
    /// <param name="gate">Asked, when it is stored, who waits for it.</param>
    public (Subscription Subscription, bool IsNew)? Subscribe(string filter, in MqttSubscription options, uint id, Func<StoreGate> gate)
    {
        lock (_gate)
        {
            _subscriptions ??= new Dictionary<string, Subscription>(1, StringComparer.Ordinal);
            var old = _subscriptions.GetValueOrDefault(filter);
            if (old is null && _subscriptions.Count >= _core.Options.MaxSubscriptionsPerClient) return null;
            var subscription = new Subscription(this, filter, options, id);
            _subscriptions[filter] = subscription;
            if (old is null) _core.Subscriptions.Add(subscription);
            else _core.Subscriptions.Replace(old, subscription);
            if (Store is not null) Save(subscription, gate());
            return (subscription, old is null);
        }
    }

    /// <summary>Ends a subscription; false when there was none.</summary>
    public bool Unsubscribe(string filter, Func<StoreGate> gate)
    {
        lock (_gate)
        {
            if (_subscriptions is null || !_subscriptions.Remove(filter, out var subscription)) return false;
            _core.Subscriptions.Remove(subscription);
            Store?.Append(new SubscriptionRemoved(ClientId, filter), gate());
            return true;
        }
    }

    /// <summary>Puts back what was stored. Before anything else happens to the session.</summary>
    public void Restore(StoredSession stored)
    {
        lock (_gate)
        {
            Version = stored.Session.Version;
            ExpiryS = stored.Session.ExpiryS;
            _stored = true;
            EndedAt = _core.Time.Timestamp(stored.Session.EndedAt) ?? _core.Time.GetTimestamp();
            foreach (var one in stored.Subscriptions)
            {
                var subscription = new Subscription(this, one.Filter, one.Options, one.SubscriptionId);
                (_subscriptions ??= new Dictionary<string, Subscription>(StringComparer.Ordinal))[one.Filter] = subscription;
                _core.Subscriptions.Add(subscription);
            }

            foreach (var one in stored.Deliveries) Restore(one);
            if (stored.ReceivedIds.Count > 0) _received = [.. stored.ReceivedIds];
            if (stored.Will is { } will) _will = new Will(will.Message, will.DelayS, will.MessageExpiryS);

            (_deadline ??= new SessionDeadline(_core, this)).Arm(_will?.DelayS);
        }
    }

    private void Restore(StoredDelivery stored)
    {
        var queued = stored.Delivery;
        _order = Math.Max(_order, queued.Order);
        var delivery = new Delivery
        {
            Message = _core.Restore(queued.Message, queued.ExpiresAt),
            SubscriptionIds = queued.SubscriptionIds.Length == 0 ? null : queued.SubscriptionIds,
            Order = queued.Order,
            PacketId = queued.PacketId,
            Qos = queued.Qos,
            Retain = queued.Retain,
        };
        if (queued.PacketId == 0)
        {
            (_waiting ??= new Queue<Delivery>()).Enqueue(delivery);
            return;
        }

        delivery.State = stored.Released ? DeliveryState.Released : DeliveryState.Sent;
        _inFlight.Restore(queued.PacketId) = delivery;
    }

    private void Save(Subscription subscription, StoreGate? gate) => Store!.Append(
        new SubscriptionSaved(
            ClientId,
            subscription.Filter,
            new MqttSubscription(Encoding.UTF8.GetBytes(subscription.Filter), subscription.Qos, subscription.NoLocal, subscription.RetainAsPublished, subscription.RetainHandling),
            subscription.Id),
        gate);
}
