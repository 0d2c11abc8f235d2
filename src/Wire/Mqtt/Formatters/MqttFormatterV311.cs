using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>Packets of 3.1.1: what is read leaves the fields of 5.0 at their defaults, and what is written leaves them out.</summary>
internal static partial class MqttFormatterV311
{
    /// <summary>Reads a CONNECT behind its flags and keep-alive.</summary>
    public static void Read(ref PacketCursor from, ConnectPacket packet, ConnectFlags flags, MqttWill will)
    {
        if (flags.HasPassword && !flags.HasUserName)
            from.Fail(MqttReasonCode.MalformedPacket, "there is a Password without a User Name.", "MQTT-3.1.2-22");
        packet.ClientId = from.Text("Client Identifier");
        if (packet.ClientId.IsEmpty && !packet.CleanStart)
            from.Fail(MqttReasonCode.ClientIdentifierNotValid, "Client Identifier is empty with Clean Session 0; 1 is allowed.", "MQTT-3.1.3-8");
        if (flags.HasWill)
        {
            will.Qos = flags.WillQos;
            will.Retain = flags.WillRetain;
            will.Topic = from.TopicName("Will Topic", "MQTT-4.7.1-1");
            will.Payload = from.Binary("Will Message");
            packet.Will = will;
        }

        if (flags.HasUserName) packet.UserName = from.Text("User Name");
        if (flags.HasPassword) packet.Password = from.Binary("Password");
        from.ExpectEnd("3.1.3");
    }

    public static void Write(ref PacketPen to, ConnectPacket packet)
    {
        if (packet.Password is not null && packet.UserName is null)
            throw new ArgumentException("CONNECT: Password is set without UserName; in 3.1.1 both or none or the name alone are allowed [MQTT-3.1.2-22].", nameof(packet));
        if (packet.ClientId.IsEmpty && !packet.CleanStart)
            throw new ArgumentException("CONNECT: ClientId is empty with CleanStart false; true is allowed [MQTT-3.1.3-7].", nameof(packet));
        ConnectHead.Write(ref to, packet, MqttVersion.V311);
        to.Text("Client Identifier", packet.ClientId.Span);
        if (packet.Will is { } will)
        {
            to.TopicName("Will Topic", will.Topic.Span);
            to.Binary("Will Message", will.Payload.Span);
        }

        if (packet.UserName is { } user) to.Text("User Name", user.Span);
        if (packet.Password is { } password) to.Binary("Password", password.Span);
    }

    public static void Read(ref PacketCursor from, ConnAckPacket packet)
    {
        var flags = from.Byte("Connect Acknowledge Flags");
        if (flags > 1)
            from.Fail(MqttReasonCode.MalformedPacket, $"Connect Acknowledge Flags are 0x{flags:X2}; bits 7 to 1 are reserved and 0.", "3.2.2.1");
        var code = from.Byte("Return Code");
        if (code > (byte)MqttConnectReturnCode.NotAuthorized)
            from.Fail(MqttReasonCode.ProtocolError, $"Return Code is {code}; 0 to 5 is allowed.", "3.2.2.3");
        packet.SessionPresent = flags != 0;
        packet.Code = MqttReturnCodes.ToReasonCode((MqttConnectReturnCode)code);
        if (packet.SessionPresent && code != 0)
            from.Fail(MqttReasonCode.ProtocolError, $"Session Present is 1 with Return Code {code}; 0 is allowed.", "MQTT-3.2.2-4");
        from.ExpectEnd("3.2.3");
    }

    public static void Write(ref PacketPen to, ConnAckPacket packet)
    {
        if (!MqttReturnCodes.TryToReturnCode(packet.Code, out var code))
            throw new ArgumentException($"CONNACK: Code is {packet.Code}, which 3.1.1 has no return code for; the connection is closed without CONNACK [MQTT-3.2.2-6].", nameof(packet));
        if (packet.SessionPresent && code != MqttConnectReturnCode.Accepted)
            throw new ArgumentException($"CONNACK: SessionPresent is true with code {packet.Code}; only with Success [MQTT-3.2.2-4].", nameof(packet));
        to.Byte(packet.SessionPresent ? (byte)1 : (byte)0);
        to.Byte((byte)code);
    }

    /// <summary>Reads a PUBLISH whose flags stand in the packet already.</summary>
    public static void Read(ref PacketCursor from, PublishPacket packet)
    {
        packet.Topic = from.TopicName("Topic Name", "MQTT-3.3.2-2");
        if (packet.Qos != MqttQos.AtMostOnce) packet.PacketId = from.PacketId("MQTT-2.3.1-1");
        packet.Payload = from.Rest();
    }

    public static void Write(ref PacketPen to, PublishPacket packet)
    {
        to.TopicName("Topic Name", packet.Topic.Span);
        if (packet.Qos != MqttQos.AtMostOnce) to.PacketId(packet.PacketId);
        to.Raw(packet.Payload.Span);
    }

    public static void Read(ref PacketCursor from, AckPacket packet)
    {
        packet.PacketId = from.PacketId("MQTT-2.3.1-6");
        from.ExpectEnd("2.2.3");
    }

    public static void Write(ref PacketPen to, AckPacket packet) => to.PacketId(packet.PacketId);

    public static void Read(ref PacketCursor from, DisconnectPacket packet) => from.ExpectEnd("3.14.1");

    public static void Write(ref PacketPen to, DisconnectPacket packet)
    {
        // Nothing but its fixed header.
    }
}
