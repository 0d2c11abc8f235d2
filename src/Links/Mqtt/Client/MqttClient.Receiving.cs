using System.Buffers;
using Busbar.Links.Mqtt.Client.Internal;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Client;

/// <summary>What comes in, and how it is acknowledged.</summary>
public sealed partial class MqttClient
{
    /// <summary>QoS 2 messages that have come and are not released yet. They outlive connections (MQTT 5.0, 4.1).</summary>
    private readonly Dictionary<ushort, Delivery> _receiving = [];

    /// <summary>Messages of this connection whose PUBACK or PUBREC has not gone yet, in their order, which is that of their acknowledgements (MQTT-4.6.0-2, -3).</summary>
    private readonly Queue<Delivery> _acknowledgements = new();

    private long _received;
    private long _unmatched;

    private async Task ReadAsync(ClientLink link)
    {
        while (true)
        {
            var result = await link.Line.Pipe.Input.ReadAsync();
            var buffer = result.Buffer;
            link.ReceivedAt = _time.GetTimestamp();
            var goesOn = TakeAll(link, ref buffer);
            link.Line.Pipe.Input.AdvanceTo(buffer.Start, buffer.End);
            Flush(link);
            if (!goesOn || result.IsCompleted || result.IsCanceled) return;
        }
    }

    /// <summary>Takes every whole packet. False: the connection is to end.</summary>
    private bool TakeAll(ClientLink link, ref ReadOnlySequence<byte> buffer)
    {
        var packets = MqttPacketReader.Rent();
        try
        {
            while (true)
            {
                switch (packets.TryRead(ref buffer, link.Version, MqttRole.Server, _options.MaxPacketBytes))
                {
                    case MqttReadStatus.NeedMore:
                        return true;
                    case MqttReadStatus.Fault:
                        Refuse(link, packets.Fault);
                        return false;
                    default:
                        lock (_gate)
                        {
                            if (!ReferenceEquals(link, _link)) continue;
                            if (Take(link, packets) is { } fault)
                            {
                                Refuse(link, fault);
                                return false;
                            }
                        }

                        if (link.End is { ByServer: true }) return false;
                        break;
                }
            }
        }
        finally
        {
            packets.Return();
        }
    }

    /// <summary>Takes one packet. Not null: the server broke a rule.</summary>
    private MqttFault? Take(ClientLink link, MqttPacketReader packets)
    {
        switch (packets.Type)
        {
            case MqttPacketType.Publish:
                return TakePublish(link, packets.Publish);
            case MqttPacketType.PubAck:
                return TakePubAck(link, packets.PubAck);
            case MqttPacketType.PubRec:
                return TakePubRec(link, packets.PubRec);
            case MqttPacketType.PubComp:
                return TakePubComp(link, packets.PubComp);
            case MqttPacketType.PubRel:
                var known = _receiving.Remove(packets.PubRel.PacketId);
                link.Acknowledge(MqttPacketType.PubComp, packets.PubRel.PacketId, known || link.Version == MqttVersion.V311 ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound);
                return null;
            case MqttPacketType.SubAck:
                return TakeSubAck(packets.SubAck);
            case MqttPacketType.UnsubAck:
                _requests.Remove(packets.UnsubAck.PacketId);
                return null;
            case MqttPacketType.PingResp:
                link.PingSentAt = null;
                return null;
            case MqttPacketType.Disconnect:
                var words = MqttPackets.Text(packets.Disconnect.ReasonString);
                link.EndWith(new LinkEnd($"The server disconnected with {packets.Disconnect.Code}{(words is null ? "." : $": {words}")}", packets.Disconnect.Code, ByServer: true));
                return null;
            default:
                return new MqttFault(MqttReasonCode.ProtocolError, $"{packets.Type} came; nothing had asked for it.", "4.13");
        }
    }

    private MqttFault? TakePublish(ClientLink link, PublishPacket packet)
    {
        _received++;
        if (link.TopicOf(packet, out var fault) is not { } topic) return fault;

        // 3.1.1 knows no receive maximum, but there are no more identifiers than these.
        var most = link.Version == MqttVersion.V50 ? _options.ReceiveMaximum : ushort.MaxValue;
        if (packet.Qos != MqttQos.AtMostOnce && _acknowledgements.Count >= most)
            return new MqttFault(MqttReasonCode.ReceiveMaximumExceeded, $"More than {most} messages are under way; allowed: {most}.", "MQTT-3.3.4-9");
        if (packet.Qos == MqttQos.ExactlyOnce && _receiving.TryGetValue(packet.PacketId, out var again))
        {
            // A repetition: not one more message, but it is acknowledged once more, when the first one has been handled.
            if (!_acknowledgements.Contains(again)) _acknowledgements.Enqueue(again);
            SendAcknowledgements(link);
            return null;
        }

        var delivery = packet.Qos == MqttQos.AtMostOnce ? null : new Delivery(packet.PacketId, packet.Qos);
        if (packet.Qos == MqttQos.ExactlyOnce) _receiving.Add(packet.PacketId, delivery!);
        if (delivery is not null) _acknowledgements.Enqueue(delivery);
        Dispatch(MqttPackets.Message(packet, topic), delivery);
        SendAcknowledgements(link);
        return null;
    }

    /// <summary>A handler is done with a message; acknowledges it and those behind it that are done as well.</summary>
    internal void Handled(Delivery delivery)
    {
        ClientLink? link;
        lock (_gate)
        {
            delivery.Handlers--;
            link = _link;
            if (link is null || !SendAcknowledgements(link)) return;
        }

        Flush(link);
    }

    private bool SendAcknowledgements(ClientLink link)
    {
        var sent = false;
        while (_acknowledgements.TryPeek(out var first) && first.Handlers == 0)
        {
            _acknowledgements.Dequeue();
            link.Acknowledge(first.Qos == MqttQos.ExactlyOnce ? MqttPacketType.PubRec : MqttPacketType.PubAck, first.PacketId);
            sent = true;
        }

        return sent;
    }

    private void ResumeReceiving(ClientLink link)
    {
        if (!link.Terms.SessionPresent) _receiving.Clear();
    }

    /// <summary>Tells the server what it did wrong, where the version has words for it, and ends the connection.</summary>
    private void Refuse(ClientLink link, MqttFault fault)
    {
        _log.ServerFault(_options.Server, fault.Code, fault.Text, fault.Clause);
        lock (_gate)
        {
            link.EndWith(new LinkEnd($"The server broke the standard: {fault.Text} ({fault.Clause})", fault.Code));
            if (link.Version == MqttVersion.V50) MqttPacketWriter.Write(link.Output, link.Version, new DisconnectPacket { Code = fault.Code });
        }
    }
}
