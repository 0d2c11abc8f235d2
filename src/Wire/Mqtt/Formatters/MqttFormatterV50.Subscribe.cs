using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>SUBSCRIBE, UNSUBSCRIBE and their answers in 5.0 (3.8 to 3.11).</summary>
internal static partial class MqttFormatterV50
{
    public static void Read(ref PacketCursor from, SubscribePacket packet)
    {
        packet.PacketId = from.PacketId("MQTT-2.2.1-3");
        from.BeginProperties(PropertySet.Subscribe);
        while (from.NextProperty(out var id))
        {
            if (id == PropertyId.SubscriptionIdentifier) packet.SubscriptionId = from.SubscriptionId();
            else from.UserProperty(packet.UserProperties);
        }

        if (from.AtEnd) from.Fail(MqttReasonCode.ProtocolError, "there is no Topic Filter; one or more are allowed.", "MQTT-3.8.3-2");
        while (!from.AtEnd) packet.Subscriptions.Add(ReadSubscription(ref from));
    }

    public static void Write(ref PacketPen to, SubscribePacket packet)
    {
        to.PacketId(packet.PacketId);
        var properties = to.BeginProperties();
        if (packet.SubscriptionId != 0) to.SubscriptionId(packet.SubscriptionId);
        to.UserProperties(packet.UserProperties);
        to.EndProperties(properties);
        if (packet.Subscriptions.Count == 0) throw new ArgumentException("SUBSCRIBE: Subscriptions is empty; one or more are allowed.", nameof(packet));
        foreach (var subscription in packet.Subscriptions)
        {
            if (subscription.Qos > MqttQos.ExactlyOnce)
                throw new ArgumentException($"SUBSCRIBE: Qos is {(byte)subscription.Qos}; 0, 1 or 2 is allowed.", nameof(packet));
            if (subscription.RetainHandling > MqttRetainHandling.DoNotSend)
                throw new ArgumentException($"SUBSCRIBE: RetainHandling is {(byte)subscription.RetainHandling}; 0, 1 or 2 is allowed.", nameof(packet));
            if (subscription.NoLocal && MqttTopic.TryParseShared(subscription.Filter.Span, out _, out _))
                throw new ArgumentException("SUBSCRIBE: NoLocal is true for a shared subscription; false is allowed [MQTT-3.8.3-4].", nameof(packet));
            to.TopicFilter(subscription.Filter.Span);
            to.Byte((byte)((int)subscription.Qos | (subscription.NoLocal ? 4 : 0) | (subscription.RetainAsPublished ? 8 : 0) | ((int)subscription.RetainHandling << 4)));
        }
    }

    public static void Read(ref PacketCursor from, UnsubscribePacket packet)
    {
        packet.PacketId = from.PacketId("MQTT-2.2.1-3");
        from.BeginProperties(PropertySet.Unsubscribe);
        while (from.NextProperty(out _)) from.UserProperty(packet.UserProperties);
        if (from.AtEnd) from.Fail(MqttReasonCode.ProtocolError, "there is no Topic Filter; one or more are allowed.", "MQTT-3.10.3-2");
        while (!from.AtEnd) packet.Filters.Add(from.Text("Topic Filter"));
    }

    public static void Write(ref PacketPen to, UnsubscribePacket packet)
    {
        to.PacketId(packet.PacketId);
        var properties = to.BeginProperties();
        to.UserProperties(packet.UserProperties);
        to.EndProperties(properties);
        if (packet.Filters.Count == 0) throw new ArgumentException("UNSUBSCRIBE: Filters is empty; one or more are allowed.", nameof(packet));
        foreach (var filter in packet.Filters) to.TopicFilter(filter.Span);
    }

    public static void Read(ref PacketCursor from, FilterAckPacket packet)
    {
        var isSubAck = packet.Type == MqttPacketType.SubAck;
        packet.PacketId = from.PacketId("MQTT-2.2.1-6");
        from.BeginProperties(isSubAck ? PropertySet.SubAck : PropertySet.UnsubAck);
        while (from.NextProperty(out var id))
        {
            if (id == PropertyId.ReasonString) packet.ReasonString = from.Text(nameof(PropertyId.ReasonString));
            else from.UserProperty(packet.UserProperties);
        }

        if (from.AtEnd)
            from.Fail(MqttReasonCode.ProtocolError, "there is no Reason Code; one for each Topic Filter is allowed.", isSubAck ? "MQTT-3.8.4-6" : "3.11.3");
        while (!from.AtEnd)
        {
            var code = (MqttReasonCode)from.Byte("Reason Code");
            if (!ReasonCodes.InFilterAck(packet.Type, code)) FailCode(ref from, code, isSubAck ? "MQTT-3.9.3-2" : "MQTT-3.11.3-2");
            packet.Codes.Add(code);
        }
    }

    public static void Write(ref PacketPen to, FilterAckPacket packet)
    {
        to.PacketId(packet.PacketId);
        WriteReason(ref to, packet.ReasonString, packet.UserProperties);
        if (packet.Codes.Count == 0)
            throw new ArgumentException($"{MqttNames.Of(packet.Type)}: Codes is empty; one for each filter is allowed.", nameof(packet));
        foreach (var code in packet.Codes)
        {
            if (!ReasonCodes.InFilterAck(packet.Type, code)) throw BadCode(MqttNames.Of(packet.Type), code);
            to.Byte((byte)code);
        }
    }

    private static MqttSubscription ReadSubscription(ref PacketCursor from)
    {
        var filter = from.Text("Topic Filter");
        int options = from.Byte("Subscription Options");
        if (from.Failed) return default;
        if ((options & 0xC0) != 0)
            from.Fail(MqttReasonCode.MalformedPacket, $"Subscription Options are 0x{options:X2}; bits 7 and 6 are reserved and 0.", "MQTT-3.8.3-5");
        if ((options & 3) == 3) from.Fail(MqttReasonCode.ProtocolError, "Maximum QoS is 3; 0, 1 or 2 is allowed.", "3.8.3.1");
        if ((options & 0x30) == 0x30) from.Fail(MqttReasonCode.ProtocolError, "Retain Handling is 3; 0, 1 or 2 is allowed.", "3.8.3.1");
        return new MqttSubscription(filter, (MqttQos)(options & 3), (options & 4) != 0, (options & 8) != 0, (MqttRetainHandling)((options >> 4) & 3));
    }
}
