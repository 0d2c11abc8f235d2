using Busbar.Links.Mqtt.Broker.Connections;
using Busbar.Links.Mqtt.Broker.Routing;
using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Sessions;

/// <summary>From CONNECT to the end of the session. The registry calls these, one at a time for a session.</summary>
internal sealed partial class Session
{
    /// <summary>A connection takes it over; messages are not sent before <see cref="GoOnline"/>.</summary>
    public void Begin(BrokerConnection link, ConnectRequest request)
    {
        lock (_gate)
        {
            _deadline?.Cancel();
            Identity = request.Identity;
            Version = request.Version;
            EndedAt = null;
            _unacknowledged = 0;
            Volatile.Write(ref _link, link);
            SetTerms(request.ExpiryS, endedAt: null);
            SetWill(request.Will);
        }
    }

    /// <summary>Sends CONNACK, then what the client has not acknowledged, then what waits (4.4); false when the connection is the session's no more.</summary>
    public bool GoOnline(BrokerConnection link, ReadOnlySpan<byte> connAck)
    {
        lock (_gate)
        {
            if (_link != link) return false;
            link.Outbox.Append(connAck);
            _resend = _inFlight.IdsInOrder();
            _resent = 0;
            foreach (var id in _resend)
            {
                ref var delivery = ref _inFlight.Find(id);
                delivery.Counted = false;
            }

            Volatile.Write(ref _online, link);
            Pump(link);
            ReleaseAgain(link);
            return true;
        }
    }

    /// <summary>The session outlives its connection for this long from now on (5.0: DISCONNECT).</summary>
    public void ChangeExpiry(uint expiryS)
    {
        lock (_gate) SetTerms(expiryS, endedAt: null);
    }

    /// <summary>Its connection is gone. Returns the will that is due at once; null for none.</summary>
    /// <param name="keepsWill">It ended without DISCONNECT, or with the reason that asks for the will.</param>
    /// <param name="resumed">A new connection takes the session on at this moment.</param>
    public Will? Leave(bool keepsWill, bool resumed)
    {
        lock (_gate)
        {
            Volatile.Write(ref _link, null);
            Volatile.Write(ref _online, null);
            Volatile.Write(ref _backlog, false);
            EndedAt = _core.Time.GetTimestamp();
            var will = _will;
            if (!keepsWill || will is null)
            {
                SetWill(null);
                will = null;
            }

            if (ExpiryS == 0)
            {
                _will = null;
                return will;
            }

            if (!resumed) Store?.Append(new SessionSaved(ClientId, Identity.Name, Version, ExpiryS, _core.Time.GetUtcNow()), null);
            var due = will is { DelayS: 0 } ? will : null;
            if (due is not null) SetWill(null);
            if (!resumed) (_deadline ??= new SessionDeadline(_core, this)).Arm(_will?.DelayS);
            return due;
        }
    }

    /// <summary>What has become due since its connection ended.</summary>
    public (bool IsOver, Will? Will) CheckDeadline()
    {
        lock (_gate)
        {
            if (_ended || _link is not null || EndedAt is not { } endedAt) return (false, null);
            var passed = _core.Time.GetElapsedTime(endedAt);
            var over = ExpiryS != uint.MaxValue && passed >= TimeSpan.FromSeconds(ExpiryS);
            var will = _will;
            if (will is not null && !over && passed < TimeSpan.FromSeconds(will.DelayS)) will = null;
            if (will is not null) SetWill(null);
            if (!over) _deadline?.Arm(_will?.DelayS);
            return (over, will);
        }
    }

    /// <summary>It is over: takes its subscriptions out and forgets its messages. Returns the will that goes with it, and messages of groups that another member
    /// should have.</summary>
    public (Will? Will, List<Delivery> Shared) End()
    {
        lock (_gate)
        {
            _ended = true;
            _deadline?.Cancel();
            Volatile.Write(ref _link, null);
            Volatile.Write(ref _online, null);
            if (_subscriptions is not null)
                foreach (var one in _subscriptions.Values) _core.Subscriptions.Remove(one);
            _subscriptions = null;
            var shared = new List<Delivery>();
            foreach (var id in _inFlight.IdsInOrder())
                if (_inFlight.Find(id) is { Group: not null, Qos: MqttQos.AtLeastOnce } delivery) shared.Add(delivery);
            if (_waiting is not null) shared.AddRange(_waiting.Where(one => one.Group is not null));
            _inFlight.Clear();
            (_waiting, _retained, _received) = (null, null, null);
            _resend = [];
            var will = _will;
            _will = null;
            if (_stored) _core.Store?.Append(new SessionRemoved(ClientId), null);
            _stored = false;
            return (will, shared);
        }
    }

    /// <summary>Seconds of the session's life, and whether it survives us.</summary>
    private void SetTerms(uint expiryS, DateTimeOffset? endedAt)
    {
        ExpiryS = expiryS;
        if (_core.Store is null) return;
        if (expiryS == 0)
        {
            if (_stored) _core.Store.Append(new SessionRemoved(ClientId), null);
            _stored = false;
            return;
        }

        _core.Store.Append(new SessionSaved(ClientId, Identity.Name, Version, expiryS, endedAt), null);
        if (_stored) return;
        _stored = true;
        if (_subscriptions is null) return;
        foreach (var one in _subscriptions.Values) Save(one, null);
    }

    private void SetWill(Will? will)
    {
        if (_will == will) return;
        _will = will;
        if (will is null) Store?.Append(new WillRemoved(ClientId), null);
        else Store?.Append(new WillSaved(ClientId, will.Message, will.DelayS, will.ExpiryS), null);
    }
}
