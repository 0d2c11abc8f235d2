using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>PUBLISH of 5.0 and its four answers (3.3 to 3.7).</summary>
internal static partial class MqttFormatterV50
{
    /// <summary>Reads a PUBLISH whose flags stand in the packet already.</summary>
    public static void Read(ref PacketCursor from, PublishPacket packet)
    {
        packet.Topic = from.Text("Topic Name");
        if (packet.Qos != MqttQos.AtMostOnce) packet.PacketId = from.PacketId(from.Sender == MqttRole.Client ? "MQTT-2.2.1-3" : "MQTT-2.2.1-4");
        from.BeginProperties(PropertySet.Publish);
        while (from.NextProperty(out var id))
        {
            switch (id)
            {
                case PropertyId.MessageExpiryInterval: packet.MessageExpiryS = from.UInt32(nameof(PropertyId.MessageExpiryInterval)); break;
                case PropertyId.TopicAlias: packet.TopicAlias = ReadTopicAlias(ref from); break;
                case PropertyId.SubscriptionIdentifier: ReadSubscriptionId(ref from, packet); break;
                default: ReadContent(ref from, id, packet); break;
            }
        }

        if (MqttTopic.HasWildcard(packet.Topic.Span))
            from.Fail(MqttReasonCode.TopicNameInvalid, "Topic Name has a wildcard.", "MQTT-3.3.2-2");
        if (packet.Topic.IsEmpty && packet.TopicAlias == 0)
            from.Fail(MqttReasonCode.ProtocolError, "Topic Name is empty and there is no TopicAlias.", "3.3.2.1");
        packet.Payload = from.Rest();
    }

    public static void Write(ref PacketPen to, PublishPacket packet)
    {
        if (packet.Topic.IsEmpty && packet.TopicAlias != 0) to.Text("Topic Name", default);
        else to.TopicName("Topic Name", packet.Topic.Span);
        if (packet.Qos != MqttQos.AtMostOnce) to.PacketId(packet.PacketId);
        var properties = to.BeginProperties();
        if (packet.MessageExpiryS is { } expiry) to.UInt32(PropertyId.MessageExpiryInterval, expiry);
        if (packet.TopicAlias != 0) to.UInt16(PropertyId.TopicAlias, packet.TopicAlias);
        foreach (var id in packet.SubscriptionIds) to.SubscriptionId(id);
        WriteContent(ref to, packet);
        to.EndProperties(properties);
        to.Raw(packet.Payload.Span);
    }

    /// <summary>Reads PUBACK, PUBREC, PUBREL or PUBCOMP: without properties and, on success, without a code they are shorter.</summary>
    public static void Read(ref PacketCursor from, AckPacket packet)
    {
        packet.PacketId = from.PacketId("MQTT-2.2.1-5");
        if (from.AtEnd) return;
        packet.Code = (MqttReasonCode)from.Byte("Reason Code");
        if (!ReasonCodes.InAck(packet.Type, packet.Code)) FailCode(ref from, packet.Code, CodeClause(packet.Type));
        if (from.AtEnd) return;
        from.BeginProperties(PropertiesOf(packet.Type));
        while (from.NextProperty(out var id))
        {
            if (id == PropertyId.ReasonString) packet.ReasonString = from.Text(nameof(PropertyId.ReasonString));
            else from.UserProperty(packet.UserProperties);
        }

        from.ExpectEnd("2.1.4");
    }

    public static void Write(ref PacketPen to, AckPacket packet)
    {
        to.PacketId(packet.PacketId);
        if (!ReasonCodes.InAck(packet.Type, packet.Code)) throw BadCode(MqttNames.Of(packet.Type), packet.Code);
        var bare = packet.ReasonString is null && packet.UserProperties.Count == 0;
        if (bare && packet.Code == MqttReasonCode.Success) return;
        to.Byte((byte)packet.Code);
        if (bare) return;
        WriteReason(ref to, packet.ReasonString, packet.UserProperties);
    }

    /// <summary>Reads one of the properties that a server passes on unchanged.</summary>
    public static void ReadContent<T>(ref PacketCursor from, PropertyId id, T content)
        where T : class, IMqttContent
    {
        switch (id)
        {
            case PropertyId.PayloadFormatIndicator: content.PayloadFormat = from.ZeroOrOne(id); break;
            case PropertyId.ContentType: content.ContentType = from.Text(nameof(PropertyId.ContentType)); break;
            case PropertyId.ResponseTopic: content.ResponseTopic = ReadResponseTopic(ref from); break;
            case PropertyId.CorrelationData: content.CorrelationData = from.Binary(nameof(PropertyId.CorrelationData)); break;
            default: from.UserProperty(content.UserProperties); break;
        }
    }

    /// <summary>Writes the properties that a server passes on unchanged.</summary>
    public static void WriteContent<T>(ref PacketPen to, T content)
        where T : class, IMqttContent
    {
        if (content.PayloadFormat > 1)
            throw new ArgumentException($"PayloadFormat is {content.PayloadFormat}; 0 or 1 is allowed.", nameof(content));
        if (content.PayloadFormat != 0) to.Byte(PropertyId.PayloadFormatIndicator, 1);
        to.Text(PropertyId.ContentType, content.ContentType);
        if (content.ResponseTopic is { } topic) to.TopicName(PropertyId.ResponseTopic, topic.Span);
        if (content.CorrelationData is { } data) to.Binary(PropertyId.CorrelationData, data.Span);
        to.UserProperties(content.UserProperties);
    }

    private static ReadOnlyMemory<byte> ReadResponseTopic(ref PacketCursor from)
    {
        var topic = from.Text(nameof(PropertyId.ResponseTopic));
        if (from.Failed) return default;
        if (topic.IsEmpty)
            from.Fail(MqttReasonCode.ProtocolError, "ResponseTopic is empty; 1 to 65,535 bytes are allowed.", "MQTT-4.7.3-1");
        if (MqttTopic.HasWildcard(topic.Span))
            from.Fail(MqttReasonCode.ProtocolError, "ResponseTopic has a wildcard.", "MQTT-3.3.2-14");
        return topic;
    }

    private static ushort ReadTopicAlias(ref PacketCursor from)
    {
        var alias = from.UInt16(nameof(PropertyId.TopicAlias));
        if (alias == 0) from.Fail(MqttReasonCode.TopicAliasInvalid, "TopicAlias is 0; 1 to 65,535 is allowed.", "MQTT-3.3.2-8");
        return alias;
    }

    private static void ReadSubscriptionId(ref PacketCursor from, PublishPacket packet)
    {
        if (from.Sender == MqttRole.Client)
        {
            from.Fail(MqttReasonCode.ProtocolError, "SubscriptionIdentifier is the server's to send.", "MQTT-3.3.4-6");
            return;
        }

        var id = from.SubscriptionId();
        if (!from.Failed) packet.SubscriptionIds.Add(id);
    }

    private static PropertySet PropertiesOf(MqttPacketType type) => type switch
    {
        MqttPacketType.PubAck => PropertySet.PubAck,
        MqttPacketType.PubRec => PropertySet.PubRec,
        MqttPacketType.PubRel => PropertySet.PubRel,
        _ => PropertySet.PubComp,
    };

    private static string CodeClause(MqttPacketType type) => type switch
    {
        MqttPacketType.PubAck => "MQTT-3.4.2-1",
        MqttPacketType.PubRec => "MQTT-3.5.2-1",
        MqttPacketType.PubRel => "MQTT-3.6.2-1",
        _ => "MQTT-3.7.2-1",
    };
}
