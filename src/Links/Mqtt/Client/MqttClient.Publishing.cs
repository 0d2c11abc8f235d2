using Busbar.Links.Mqtt.Client.Internal;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Client;

/// <summary>What goes out.</summary>
public sealed partial class MqttClient
{
    /// <summary>Bytes that may wait for a send under way to end; what is beyond waits as messages, which are counted and bounded.</summary>
    private const int MaxOutputBytes = 1024 * 1024;

    /// <summary>Not sent yet.</summary>
    private readonly LinkedList<Outgoing> _waiting = new();

    /// <summary>Sent, not acknowledged; in the order of sending, which is that of repeating (MQTT-4.6.0-1).</summary>
    private readonly LinkedList<Outgoing> _unacknowledged = new();

    /// <summary>QoS 2, received by the server; in the order of its PUBRECs, which is that of our PUBRELs (MQTT-4.6.0-4).</summary>
    private readonly LinkedList<Outgoing> _released = new();

    private readonly Dictionary<ushort, Outgoing> _inFlight = [];

    /// <summary>The first of <see cref="_unacknowledged"/> that this connection has still to repeat; those behind it have to wait as well. Null: none.</summary>
    private LinkedListNode<Outgoing>? _repeatFrom;

    private long _waitingBytes;
    private ushort _lastPacketId;
    private TaskCompletionSource? _drained;
    private long _sent;
    private long _repeated;
    private long _droppedOutgoing;

    /// <summary>
    /// Publishes. QoS 0 ends when the message is handed to the connection, QoS 1 and 2 when the server has taken it over, across reconnects if need be.
    /// Without a connection the message waits, within <see cref="MqttClientOptions.MaxQueuedMessages"/> and <see cref="MqttClientOptions.MaxQueuedBytes"/>.
    /// Messages of one publisher arrive in the order of the calls.
    /// </summary>
    /// <param name="message">The message. Its payload must not change until the end.</param>
    /// <param name="ct">Stops waiting; a message that has been sent by then goes on its way, one that has not is withdrawn.</param>
    /// <returns>What became of it; <see cref="MqttPublishOutcome.IsDelivered"/> when all is well.</returns>
    /// <exception cref="ArgumentException">The topic is not a topic name, or a property cannot be sent.</exception>
    /// <exception cref="MqttClientException">The queue is full and nothing gives way, or the client has ended.</exception>
    public ValueTask<MqttPublishOutcome> PublishAsync(MqttMessage message, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ct.ThrowIfCancellationRequested();
        var outgoing = new Outgoing(message, _options.Version, _time);
        ClientLink? link;
        lock (_gate)
        {
            if (_state == MqttClientState.Ended) throw new MqttClientException($"The MQTT client {_clientId} has ended; it publishes nothing any more.");
            link = _link;
            if (link is null || _waiting.Count > 0 || !TrySend(link, outgoing)) Enqueue(outgoing);
        }

        if (link is not null) Flush(link);
        return ct.CanBeCanceled && !outgoing.Task.IsCompleted ? WaitAsync(outgoing, ct) : outgoing.Task;
    }

    private async ValueTask<MqttPublishOutcome> WaitAsync(Outgoing outgoing, CancellationToken ct)
    {
        using var withdraw = ct.UnsafeRegister(
            static (state, token) =>
            {
                var (client, message) = ((MqttClient, Outgoing))state!;
                lock (client._gate)
                {
                    if (message.Node is { } node && ReferenceEquals(node.List, client._waiting)) client.Remove(message);
                    message.Fail(new OperationCanceledException(token));
                }
            },
            (this, outgoing));
        return await outgoing.Task;
    }

    private void Enqueue(Outgoing message)
    {
        while (_waiting.Count >= _options.MaxQueuedMessages || _waitingBytes + message.Payload.Length > _options.MaxQueuedBytes)
        {
            var oldest = _options.QueuePolicy switch
            {
                _ when message.Payload.Length > _options.MaxQueuedBytes => null,
                MqttQueuePolicy.DropOldest => _waiting.First,
                MqttQueuePolicy.DropOldestQos0 => FirstQos0(),
                _ => null,
            };
            if (oldest is null)
            {
                throw new MqttClientException(
                    $"A message of {message.Payload.Length} bytes finds no room: {_waiting.Count} messages with {_waitingBytes} bytes wait for {_options.Server}; allowed: {_options.MaxQueuedMessages} ({nameof(MqttClientOptions.MaxQueuedMessages)}) and {_options.MaxQueuedBytes} ({nameof(MqttClientOptions.MaxQueuedBytes)}).",
                    MqttReasonCode.QuotaExceeded);
            }

            _log.Dropped(oldest.Value.TopicText, _waiting.Count, _waitingBytes, _options.Server);
            GiveUp(oldest.Value, MqttDelivery.Dropped);
        }

        message.Node = _waiting.AddLast(message);
        _waitingBytes += message.Payload.Length;
    }

    private LinkedListNode<Outgoing>? FirstQos0()
    {
        var node = _waiting.First;
        while (node is not null && node.Value.Qos != MqttQos.AtMostOnce) node = node.Next;
        return node;
    }

    private void GiveUp(Outgoing message, MqttDelivery why)
    {
        Remove(message);
        _droppedOutgoing++;
        message.Complete(new MqttPublishOutcome(why));
    }

    private void Remove(Outgoing message)
    {
        _waiting.Remove(message.Node!);
        message.Node = null;
        _waitingBytes -= message.Payload.Length;
        TellDrained();
    }

    /// <summary>Sends what the window and the link have room for: repetitions first, in their order, then what waits.</summary>
    private void SendWaiting(ClientLink link)
    {
        Repeat(link);
        while (_waiting.First is { } first && TrySend(link, first.Value))
        {
            if (first.List is null) continue;
            _waiting.Remove(first);
            _waitingBytes -= first.Value.Payload.Length;
        }

        TellDrained();
    }

    /// <summary>Repeats what the connection before this one carried. What this server takes no more is refused: sent all the same, it would end each connection anew.</summary>
    private void Repeat(ClientLink link)
    {
        while (_repeatFrom is { } node && link.Quota > 0)
        {
            if (RefusalOf(link, node.Value) is { } refusal)
            {
                Forget(node.Value);
                Refuse(node.Value, refusal);
                continue;
            }

            _repeatFrom = node.Next;
            Write(link, node.Value);
        }
    }

    private void Refuse(Outgoing message, MqttPublishOutcome refusal)
    {
        _log.Refused(message.TopicText, _options.Server, refusal.Code, refusal.Reason);
        message.Complete(refusal);
    }

    /// <summary>Sends a message, or settles it because it can never be sent. False: it has to wait.</summary>
    private bool TrySend(ClientLink link, Outgoing message)
    {
        if (message.ExpiresAt is { } end && _time.GetTimestamp() >= end)
        {
            _droppedOutgoing++;
            message.Complete(new MqttPublishOutcome(MqttDelivery.Expired));
            return true;
        }

        if (RefusalOf(link, message) is { } refusal)
        {
            Refuse(message, refusal);
            return true;
        }

        if (link.Output.Waiting >= MaxOutputBytes) return false;
        if (message.Qos == MqttQos.AtMostOnce)
        {
            Write(link, message);
            message.Complete(new MqttPublishOutcome(MqttDelivery.Delivered));
            return true;
        }

        // Repetitions that the window has no room for yet go first.
        if (link.Quota <= 0 || _repeatFrom is not null || NextPacketId() is not { } id) return false;
        message.PacketId = id;
        _inFlight.Add(id, message);
        if (message.Node is { } waiting)
        {
            _waiting.Remove(waiting);
            _waitingBytes -= message.Payload.Length;
        }

        message.Node = _unacknowledged.AddLast(message);
        Write(link, message);
        return true;
    }

    private void Write(ClientLink link, Outgoing message)
    {
        _sent++;
        if (message.WasSent) _repeated++;
        if (message.Qos != MqttQos.AtMostOnce) link.TakeQuota();
        message.IsSent = true;
        uint? expiryS = message.ExpiresAt is { } end ? (uint)Math.Max(0, Math.Ceiling((end - _time.GetTimestamp()) / (double)_time.TimestampFrequency)) : null;
        link.Write(message, expiryS);
    }

    /// <summary>What the server has told that it does not take (MQTT-3.2.2-11, -14, -15).</summary>
    private static MqttPublishOutcome? RefusalOf(ClientLink link, Outgoing message)
    {
        var terms = link.Terms;
        if (message.Qos > terms.MaximumQos)
            return new MqttPublishOutcome(MqttDelivery.Refused, MqttReasonCode.QosNotSupported, $"The QoS is {message.Qos}; the server takes {terms.MaximumQos} at most (its Maximum QoS).");
        if (message.Retain && !terms.RetainAvailable)
            return new MqttPublishOutcome(MqttDelivery.Refused, MqttReasonCode.RetainNotSupported, "The message is to be kept; the server keeps none (its Retain Available).");
        if (terms.MaximumPacketSize is { } max && link.SizeOf(message) is var size && size > max)
            return new MqttPublishOutcome(MqttDelivery.Refused, MqttReasonCode.PacketTooLarge, $"The packet has {size} bytes; the server takes {max} at most (its Maximum Packet Size).");
        return null;
    }

    private ushort? NextPacketId()
    {
        if (_inFlight.Count + _requests.Count >= ushort.MaxValue) return null;
        do
        {
            _lastPacketId = _lastPacketId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastPacketId + 1);
        }
        while (_inFlight.ContainsKey(_lastPacketId) || _requests.ContainsKey(_lastPacketId));
        return _lastPacketId;
    }

    private MqttFault? TakePubAck(ClientLink link, PubAckPacket packet)
    {
        if (!_inFlight.TryGetValue(packet.PacketId, out var message)) return null;
        if (message.Qos != MqttQos.AtLeastOnce) return Mismatch(packet, message);
        Settle(link, message, OutcomeOf(packet, message));
        return null;
    }

    private MqttFault? TakePubRec(ClientLink link, PubRecPacket packet)
    {
        if (!_inFlight.TryGetValue(packet.PacketId, out var message))
        {
            // The server knows of a message that we have forgotten: it is released all the same (MQTT 5.0, 4.3.3).
            link.Acknowledge(MqttPacketType.PubRel, packet.PacketId, link.Version == MqttVersion.V50 ? MqttReasonCode.PacketIdentifierNotFound : MqttReasonCode.Success);
            return null;
        }

        if (message.Qos != MqttQos.ExactlyOnce) return Mismatch(packet, message);
        if (packet.Code >= MqttReasonCode.UnspecifiedError)
        {
            Settle(link, message, OutcomeOf(packet, message));
            return null;
        }

        if (!message.IsReleased)
        {
            message.IsReleased = true;
            Unlink(message);
            _released.AddLast(message.Node!);
        }

        link.Acknowledge(MqttPacketType.PubRel, packet.PacketId);
        return null;
    }

    private MqttFault? TakePubComp(ClientLink link, PubCompPacket packet)
    {
        if (!_inFlight.TryGetValue(packet.PacketId, out var message)) return null;
        if (!message.IsReleased) return Mismatch(packet, message);

        // 0x92 says that the server has released it before: it has the message either way.
        Settle(link, message, new MqttPublishOutcome(MqttDelivery.Delivered, packet.Code, MqttPackets.Text(packet.ReasonString)));
        return null;
    }

    private static MqttFault Mismatch(AckPacket packet, Outgoing message) =>
        new(MqttReasonCode.ProtocolError, $"{packet.Type} answers message {packet.PacketId}, which has {message.Qos}{(message.IsReleased ? " and is released" : "")}.", "4.3");

    private MqttPublishOutcome OutcomeOf(AckPacket packet, Outgoing message)
    {
        var reason = MqttPackets.Text(packet.ReasonString);
        if (packet.Code < MqttReasonCode.UnspecifiedError) return new MqttPublishOutcome(MqttDelivery.Delivered, packet.Code, reason);
        _log.Refused(message.TopicText, _options.Server, packet.Code, reason);
        return new MqttPublishOutcome(MqttDelivery.Refused, packet.Code, reason);
    }

    private void Settle(ClientLink link, Outgoing message, MqttPublishOutcome outcome)
    {
        Forget(message);
        if (message.IsSent || message.IsReleased) link.GiveQuota();
        message.Complete(outcome);
        SendWaiting(link);
    }

    private void Forget(Outgoing message)
    {
        Unlink(message);
        message.Node = null;
        _inFlight.Remove(message.PacketId);
    }

    private void Unlink(Outgoing message)
    {
        if (ReferenceEquals(_repeatFrom, message.Node)) _repeatFrom = message.Node!.Next;
        message.Node!.List!.Remove(message.Node);
    }

    /// <summary>Makes everything under way ready to be sent on a new connection.</summary>
    private void ResumePublications(ClientLink link)
    {
        var present = link.Terms.SessionPresent;
        if (!present && _inFlight.Count > 0) _log.SessionLost(_options.Server, _clientId, _unacknowledged.Count, _released.Count);
        foreach (var message in _unacknowledged) (message.WasSent, message.IsSent) = (present && (message.WasSent || message.IsSent), false);
        _repeatFrom = _unacknowledged.First;
        while (!present && _released.First is { } lost)
        {
            Forget(lost.Value);
            lost.Value.Complete(new MqttPublishOutcome(MqttDelivery.Uncertain));
        }

        foreach (var message in _released)
        {
            link.TakeQuota();
            link.Acknowledge(MqttPacketType.PubRel, message.PacketId);
        }
    }

    private void FailPublications(string why)
    {
        foreach (var list in (LinkedList<Outgoing>[])[_waiting, _unacknowledged, _released])
        {
            foreach (var message in list) message.Fail(new MqttClientException($"Message to {message.TopicText}: {why}"));
            list.Clear();
        }

        _inFlight.Clear();
        _repeatFrom = null;
        _waitingBytes = 0;
        TellDrained();
    }

    private void TellDrained()
    {
        if (_drained is null || _waiting.Count > 0 || _inFlight.Count > 0 || _link is { Output: { Waiting: > 0 } or { IsFlushing: true } }) return;
        _drained.TrySetResult();
        _drained = null;
    }
}
