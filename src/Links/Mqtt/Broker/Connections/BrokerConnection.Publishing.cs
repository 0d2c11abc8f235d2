using System.Text;
using Busbar.Links.Mqtt.Broker.Reporting;
using Busbar.Links.Mqtt.Broker.Sessions;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>Messages from the client, and its side of QoS 2 (3.3 to 3.7, 4.3).</summary>
internal sealed partial class BrokerConnection
{
    private byte[]?[]? _aliasesIn;
    private AckGate? _ack;
    private Func<StoreGate>? _countAck;
    private int _inbound;
    private bool _refusalLogged;

    /// <summary>The acknowledgement of the packet that is being handled, which waits for the store.</summary>
    public AckGate NewAck() => _ack = new AckGate(_acks);

    /// <summary>Sends an answer that waited.</summary>
    public void Send(AckGate gate)
    {
        if (gate.Packet is { } packet) Outbox.Append(packet);
        else if (gate.Type != MqttPacketType.None) SendAck(gate.Type, gate.PacketId, gate.Code);
        if (EndsExchange(gate.Type, gate.Code)) Interlocked.Decrement(ref _inbound);
    }

    private static bool EndsExchange(MqttPacketType type, MqttReasonCode code) =>
        type is MqttPacketType.PubAck or MqttPacketType.PubComp || (type == MqttPacketType.PubRec && code >= MqttReasonCode.UnspecifiedError);

    private void OnPublish(PublishPacket packet)
    {
        MessagesReceived++;
        if (!_rate.IsOff) _rateWait = _rate.Take(_core.Time.GetElapsedTime(ConnectedAt));
        if (packet.Qos != MqttQos.AtMostOnce && Interlocked.Increment(ref _inbound) > _core.Options.ReceiveMaximum && Version == MqttVersion.V50)
        {
            Fail(new MqttFault(MqttReasonCode.ReceiveMaximumExceeded, $"More than {_core.Options.ReceiveMaximum} messages are not acknowledged yet.", "MQTT-3.3.4-9"));
            return;
        }

        if (!TryResolveTopic(packet, out var topic)) return;
        if (packet.Qos == MqttQos.ExactlyOnce && !Session!.TryReceive(packet.PacketId))
        {
            Interlocked.Decrement(ref _inbound);
            AnswerRepeated(packet.PacketId);
            return;
        }

        _ack = null;
        using var together = packet.Qos == MqttQos.ExactlyOnce ? Session!.Together() : default;
        var publication = Publication.Rent(_core, this, Session!, packet, topic);
        try
        {
            var code = MayPublish(topic.Span) ? _core.Publish(publication) : RefusePublish(topic.Span);
            if (packet.Qos == MqttQos.ExactlyOnce)
            {
                if (code < MqttReasonCode.UnspecifiedError) Session!.SaveReceived(packet.PacketId, CountAck);
                else Session!.ForgetReceived(packet.PacketId);
            }

            Answer(packet.Qos, packet.PacketId, code);
        }
        finally
        {
            publication.Return();
        }
    }

    /// <summary>Acknowledges a message: at once, or when what came of it is durable and those before it are acknowledged.</summary>
    private void Answer(MqttQos qos, ushort packetId, MqttReasonCode code)
    {
        var type = qos switch
        {
            MqttQos.AtMostOnce => MqttPacketType.None,
            MqttQos.AtLeastOnce => MqttPacketType.PubAck,
            _ => MqttPacketType.PubRec,
        };
        Answer(type, packetId, code);
    }

    private void Answer(MqttPacketType type, ushort packetId, MqttReasonCode code)
    {
        if (_ack is null && (type == MqttPacketType.None || _acks.IsEmpty))
        {
            if (type == MqttPacketType.None) return;
            SendAck(type, packetId, code);
            if (EndsExchange(type, code)) Interlocked.Decrement(ref _inbound);
            return;
        }

        var ack = _ack ?? NewAck();
        (ack.Type, ack.PacketId, ack.Code) = (type, packetId, code);
        _ack = null;
        _acks.Enqueue(ack);
    }

    /// <summary>The message was taken before: only the acknowledgement is repeated, once the identifier is durable.</summary>
    private void AnswerRepeated(ushort packetId)
    {
        _core.Metrics.Repeated();
        _ack = null;
        Session!.SaveReceived(packetId, CountAck);
        Answer(MqttPacketType.PubRec, packetId, MqttReasonCode.Success);
    }

    private void OnPubRel(ushort packetId)
    {
        _ack = null;
        var known = Session!.TryRelease(packetId, CountAck);
        Answer(MqttPacketType.PubComp, packetId, known ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound);
    }

    private void OnPubRec(ushort packetId, MqttReasonCode code)
    {
        if (!Session!.OnPubRec(packetId, code) && code < MqttReasonCode.UnspecifiedError)
            SendAck(MqttPacketType.PubRel, packetId, MqttReasonCode.PacketIdentifierNotFound);
    }

    private Func<StoreGate> CountAck => _countAck ??= () => (_ack ?? NewAck()).Add();

    /// <summary>The topic, by its name or its alias (3.3.2.3.4); false when the alias breaks the rules and the connection ends.</summary>
    private bool TryResolveTopic(PublishPacket packet, out ReadOnlyMemory<byte> topic)
    {
        topic = packet.Topic;
        var alias = packet.TopicAlias;
        if (alias == 0) return true;
        if (alias > _core.Options.TopicAliasMaximum)
        {
            Fail(new MqttFault(MqttReasonCode.TopicAliasInvalid, $"Topic Alias is {alias}; 1 to {_core.Options.TopicAliasMaximum} is allowed.", "MQTT-3.2.2-18"));
            return false;
        }

        if (!topic.IsEmpty)
        {
            if (_aliasesIn is null || _aliasesIn.Length <= alias) Array.Resize(ref _aliasesIn, Math.Min(_core.Options.TopicAliasMaximum + 1, Math.Max(alias + 1, (_aliasesIn?.Length ?? 4) * 2)));
            if (!_aliasesIn[alias].AsSpan().SequenceEqual(topic.Span)) _aliasesIn[alias] = topic.ToArray();
            topic = _aliasesIn[alias];
            return true;
        }

        if (_aliasesIn is not null && alias < _aliasesIn.Length && _aliasesIn[alias] is { } known)
        {
            topic = known;
            return true;
        }

        Fail(new MqttFault(MqttReasonCode.ProtocolError, $"Topic Alias {alias} stands for no topic yet.", "3.3.2.3.4"));
        return false;
    }

    /// <summary>Names that begin with $ are the server's (4.7.2), but for those that it gives out as response topics.</summary>
    private bool MayPublish(ReadOnlySpan<byte> topic)
    {
        if (_origin.Trusted) return true;
        if (topic[0] == (byte)'$' && !topic.StartsWith("$response/"u8)) return false;
        return _core.Access.MayPublish(_identity, topic);
    }

    private MqttReasonCode RefusePublish(ReadOnlySpan<byte> topic)
    {
        _core.Metrics.PublishRefused();
        if (!_refusalLogged) _core.Log.PublishRefused(Name, Encoding.UTF8.GetString(topic));
        _refusalLogged = true;
        return MqttReasonCode.NotAuthorized;
    }
}
