using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>SUBSCRIBE, UNSUBSCRIBE and their answers in 3.1.1 (3.8 to 3.11).</summary>
internal static partial class MqttFormatterV311
{
    public static void Read(ref PacketCursor from, SubscribePacket packet)
    {
        packet.PacketId = from.PacketId("MQTT-2.3.1-1");
        if (from.AtEnd) from.Fail(MqttReasonCode.ProtocolError, "there is no Topic Filter; one or more are allowed.", "MQTT-3.8.3-3");
        while (!from.AtEnd)
        {
            var filter = from.Text("Topic Filter");
            var qos = from.Byte("Requested QoS");
            if (qos > (byte)MqttQos.ExactlyOnce)
                from.Fail(MqttReasonCode.MalformedPacket, $"Requested QoS is {qos}; 0, 1 or 2 is allowed.", "MQTT-3-8.3-4");
            packet.Subscriptions.Add(new MqttSubscription(filter, (MqttQos)qos));
        }
    }

    public static void Write(ref PacketPen to, SubscribePacket packet)
    {
        to.PacketId(packet.PacketId);
        if (packet.Subscriptions.Count == 0) throw new ArgumentException("SUBSCRIBE: Subscriptions is empty; one or more are allowed.", nameof(packet));
        foreach (var subscription in packet.Subscriptions)
        {
            if (subscription.Qos > MqttQos.ExactlyOnce)
                throw new ArgumentException($"SUBSCRIBE: Qos is {(byte)subscription.Qos}; 0, 1 or 2 is allowed.", nameof(packet));
            to.TopicFilter(subscription.Filter.Span);
            to.Byte((byte)subscription.Qos);
        }
    }

    public static void Read(ref PacketCursor from, SubAckPacket packet)
    {
        packet.PacketId = from.PacketId("MQTT-2.3.1-7");
        if (from.AtEnd) from.Fail(MqttReasonCode.ProtocolError, "there is no Return Code; one for each Topic Filter is allowed.", "MQTT-3.8.4-5");
        while (!from.AtEnd)
        {
            var code = (MqttReasonCode)from.Byte("Return Code");
            if (code > MqttReasonCode.GrantedQos2 && code != MqttReasonCode.UnspecifiedError)
                from.Fail(MqttReasonCode.ProtocolError, $"Return Code is 0x{(byte)code:X2}; 0, 1, 2 or 0x80 is allowed.", "MQTT-3.9.3-2");
            packet.Codes.Add(code);
        }
    }

    public static void Write(ref PacketPen to, SubAckPacket packet)
    {
        to.PacketId(packet.PacketId);
        if (packet.Codes.Count == 0) throw new ArgumentException("SUBACK: Codes is empty; one for each filter is allowed.", nameof(packet));
        foreach (var code in packet.Codes) to.Byte((byte)(code <= MqttReasonCode.GrantedQos2 ? code : MqttReasonCode.UnspecifiedError));
    }

    public static void Read(ref PacketCursor from, UnsubscribePacket packet)
    {
        packet.PacketId = from.PacketId("MQTT-2.3.1-1");
        if (from.AtEnd) from.Fail(MqttReasonCode.ProtocolError, "there is no Topic Filter; one or more are allowed.", "MQTT-3.10.3-2");
        while (!from.AtEnd) packet.Filters.Add(from.Text("Topic Filter"));
    }

    public static void Write(ref PacketPen to, UnsubscribePacket packet)
    {
        to.PacketId(packet.PacketId);
        if (packet.Filters.Count == 0) throw new ArgumentException("UNSUBSCRIBE: Filters is empty; one or more are allowed.", nameof(packet));
        foreach (var filter in packet.Filters) to.TopicFilter(filter.Span);
    }

    public static void Read(ref PacketCursor from, UnsubAckPacket packet)
    {
        packet.PacketId = from.PacketId("MQTT-2.3.1-7");
        from.ExpectEnd("3.11.3");
    }

    public static void Write(ref PacketPen to, UnsubAckPacket packet) => to.PacketId(packet.PacketId);
}
