using System.Buffers;
using System.Text;
using Busbar.Links.Mqtt.Broker.Reporting;
using Busbar.Links.Mqtt.Broker.Routing;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>SUBSCRIBE and UNSUBSCRIBE (3.8 to 3.11).</summary>
internal sealed partial class BrokerConnection
{
    private void OnSubscribe(SubscribePacket packet)
    {
        _ack = null;
        var answer = new SubAckPacket { PacketId = packet.PacketId };
        var made = new List<(Subscription Subscription, bool IsNew)>(packet.Subscriptions.Count);
        foreach (var one in packet.Subscriptions)
        {
            if (one.NoLocal && one.Filter.Span.StartsWith("$share/"u8))
            {
                Fail(new MqttFault(MqttReasonCode.ProtocolError, "A shared subscription has No Local.", "MQTT-3.8.3-4"));
                return;
            }

            answer.Codes.Add(Subscribe(one, packet.SubscriptionId, made));
        }

        var bytes = new ArrayBufferWriter<byte>(16 + answer.Codes.Count);
        MqttPacketWriter.Write(bytes, Version, answer);
        Answer(bytes.WrittenSpan);
        foreach (var (subscription, isNew) in made) SendRetained(subscription, isNew);
    }

    private MqttReasonCode Subscribe(in MqttSubscription wanted, uint id, List<(Subscription Subscription, bool IsNew)> made)
    {
        var filter = wanted.Filter.Span;
        if (!MqttTopic.IsFilter(filter, out _)) return MqttReasonCode.TopicFilterInvalid;
        var inner = MqttTopic.TryParseShared(filter, out _, out var shared) ? shared : filter;
        if (!_origin.Trusted && !_core.Access.MaySubscribe(_identity, inner))
        {
            _core.Metrics.SubscribeRefused();
            _core.Log.SubscribeRefused(Name, Encoding.UTF8.GetString(filter));
            return MqttReasonCode.NotAuthorized;
        }

        if (Session!.Subscribe(Encoding.UTF8.GetString(filter), wanted, id, CountAck) is not { } subscribed)
        {
            _core.Log.TooManySubscriptions(Name, _core.Options.MaxSubscriptionsPerClient);
            return MqttReasonCode.QuotaExceeded;
        }

        made.Add(subscribed);
        return (MqttReasonCode)wanted.Qos;
    }

    private void OnUnsubscribe(UnsubscribePacket packet)
    {
        _ack = null;
        var answer = new UnsubAckPacket { PacketId = packet.PacketId };
        foreach (var filter in packet.Filters)
        {
            var code = !MqttTopic.IsFilter(filter.Span, out _) ? MqttReasonCode.TopicFilterInvalid
                : Session!.Unsubscribe(Encoding.UTF8.GetString(filter.Span), CountAck) ? MqttReasonCode.Success
                : MqttReasonCode.NoSubscriptionExisted;
            if (Version == MqttVersion.V50) answer.Codes.Add(code);
        }

        var bytes = new ArrayBufferWriter<byte>(16 + answer.Codes.Count);
        MqttPacketWriter.Write(bytes, Version, answer);
        Answer(bytes.WrittenSpan);
    }

    /// <summary>Answers with a whole packet: at once, or when what it confirms is durable; not at all when the client takes none so large.</summary>
    private void Answer(ReadOnlySpan<byte> packet)
    {
        if (packet.Length > _maxPacketBytes) packet = [];
        if (_ack is null && _acks.IsEmpty)
        {
            Outbox.Append(packet);
            return;
        }

        var ack = _ack ?? NewAck();
        ack.Packet = packet.ToArray();
        _ack = null;
        _acks.Enqueue(ack);
    }

    /// <summary>Kept messages for a subscription, as its retain handling wants (3.8.3.1); none for a shared one.</summary>
    private void SendRetained(Subscription subscription, bool isNew)
    {
        if (subscription.Group is not null || subscription.RetainHandling == MqttRetainHandling.DoNotSend) return;
        if (subscription.RetainHandling == MqttRetainHandling.SendIfNew && !isNew) return;
        var found = new List<Retained>();
        _core.Retained.Match(Encoding.UTF8.GetBytes(subscription.Filter), found);
        Session!.Deliver(found, subscription);
    }
}
