using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>CONNECT and CONNACK of 5.0 (3.1, 3.2).</summary>
internal static partial class MqttFormatterV50
{
    /// <summary>Reads a CONNECT behind its flags and keep-alive.</summary>
    public static void Read(ref PacketCursor from, ConnectPacket packet, ConnectFlags flags, MqttWill will)
    {
        ReadProperties(ref from, packet);
        packet.ClientId = from.Text("Client Identifier");
        if (flags.HasWill) packet.Will = ReadWill(ref from, flags, will);
        if (flags.HasUserName) packet.UserName = from.Text("User Name");
        if (flags.HasPassword) packet.Password = from.Binary("Password");
        from.ExpectEnd("3.1.3");
    }

    public static void Write(ref PacketPen to, ConnectPacket packet)
    {
        ConnectHead.Write(ref to, packet, MqttVersion.V50);
        var properties = to.BeginProperties();
        if (packet.SessionExpiryS != 0) to.UInt32(PropertyId.SessionExpiryInterval, packet.SessionExpiryS);
        if (packet.ReceiveMaximum != ushort.MaxValue) to.NonZero(PropertyId.ReceiveMaximum, packet.ReceiveMaximum);
        if (packet.MaximumPacketSize is { } maximum) to.NonZero(PropertyId.MaximumPacketSize, maximum);
        if (packet.TopicAliasMaximum != 0) to.UInt16(PropertyId.TopicAliasMaximum, packet.TopicAliasMaximum);
        if (packet.RequestResponseInformation) to.Byte(PropertyId.RequestResponseInformation, 1);
        if (!packet.RequestProblemInformation) to.Byte(PropertyId.RequestProblemInformation, 0);
        to.Authentication(packet.AuthenticationMethod, packet.AuthenticationData);
        to.UserProperties(packet.UserProperties);
        to.EndProperties(properties);
        to.Text("Client Identifier", packet.ClientId.Span);
        if (packet.Will is { } will) WriteWill(ref to, will);
        if (packet.UserName is { } user) to.Text("User Name", user.Span);
        if (packet.Password is { } password) to.Binary("Password", password.Span);
    }

    public static void Read(ref PacketCursor from, ConnAckPacket packet)
    {
        var flags = from.Byte("Connect Acknowledge Flags");
        if (flags > 1)
            from.Fail(MqttReasonCode.MalformedPacket, $"Connect Acknowledge Flags are 0x{flags:X2}; bits 7 to 1 are reserved and 0.", "MQTT-3.2.2-1");
        packet.SessionPresent = flags != 0;
        packet.Code = (MqttReasonCode)from.Byte("Reason Code");
        if (!ReasonCodes.InConnAck(packet.Code)) FailCode(ref from, packet.Code, "MQTT-3.2.2-8");
        if (packet.SessionPresent && packet.Code != MqttReasonCode.Success)
            from.Fail(MqttReasonCode.ProtocolError, $"Session Present is 1 with Reason Code 0x{(byte)packet.Code:X2}; 0 is allowed.", "MQTT-3.2.2-6");
        ReadProperties(ref from, packet);
        from.ExpectEnd("3.2.3");
    }

    public static void Write(ref PacketPen to, ConnAckPacket packet)
    {
        if (packet.SessionPresent && packet.Code != MqttReasonCode.Success)
            throw new ArgumentException($"CONNACK: SessionPresent is true with code {packet.Code}; only with Success [MQTT-3.2.2-6].", nameof(packet));
        if (!ReasonCodes.InConnAck(packet.Code)) throw BadCode("CONNACK", packet.Code);
        to.Byte(packet.SessionPresent ? (byte)1 : (byte)0);
        to.Byte((byte)packet.Code);
        var properties = to.BeginProperties();
        if (packet.SessionExpiryS is { } expiry) to.UInt32(PropertyId.SessionExpiryInterval, expiry);
        if (packet.ReceiveMaximum != ushort.MaxValue) to.NonZero(PropertyId.ReceiveMaximum, packet.ReceiveMaximum);
        WriteMaximumQos(ref to, packet.MaximumQos);
        if (!packet.RetainAvailable) to.Byte(PropertyId.RetainAvailable, 0);
        if (packet.MaximumPacketSize is { } maximum) to.NonZero(PropertyId.MaximumPacketSize, maximum);
        to.Text(PropertyId.AssignedClientIdentifier, packet.AssignedClientId);
        if (packet.TopicAliasMaximum != 0) to.UInt16(PropertyId.TopicAliasMaximum, packet.TopicAliasMaximum);
        to.Text(PropertyId.ReasonString, packet.ReasonString);
        if (!packet.WildcardSubscriptionAvailable) to.Byte(PropertyId.WildcardSubscriptionAvailable, 0);
        if (!packet.SubscriptionIdentifiersAvailable) to.Byte(PropertyId.SubscriptionIdentifiersAvailable, 0);
        if (!packet.SharedSubscriptionAvailable) to.Byte(PropertyId.SharedSubscriptionAvailable, 0);
        if (packet.ServerKeepAliveS is { } keepAlive) to.UInt16(PropertyId.ServerKeepAlive, keepAlive);
        to.Text(PropertyId.ResponseInformation, packet.ResponseInformation);
        to.Text(PropertyId.ServerReference, packet.ServerReference);
        to.Authentication(packet.AuthenticationMethod, packet.AuthenticationData);
        to.UserProperties(packet.UserProperties);
        to.EndProperties(properties);
    }

    private static void ReadProperties(ref PacketCursor from, ConnectPacket packet)
    {
        from.BeginProperties(PropertySet.Connect);
        while (from.NextProperty(out var id))
        {
            switch (id)
            {
                case PropertyId.SessionExpiryInterval: packet.SessionExpiryS = from.UInt32(nameof(PropertyId.SessionExpiryInterval)); break;
                case PropertyId.ReceiveMaximum: packet.ReceiveMaximum = from.NonZeroUInt16(id); break;
                case PropertyId.MaximumPacketSize: packet.MaximumPacketSize = from.NonZeroUInt32(id); break;
                case PropertyId.TopicAliasMaximum: packet.TopicAliasMaximum = from.UInt16(nameof(PropertyId.TopicAliasMaximum)); break;
                case PropertyId.RequestResponseInformation: packet.RequestResponseInformation = from.Flag(id); break;
                case PropertyId.RequestProblemInformation: packet.RequestProblemInformation = from.Flag(id); break;
                case PropertyId.AuthenticationMethod: packet.AuthenticationMethod = from.Text(nameof(PropertyId.AuthenticationMethod)); break;
                case PropertyId.AuthenticationData: packet.AuthenticationData = from.Binary(nameof(PropertyId.AuthenticationData)); break;
                default: from.UserProperty(packet.UserProperties); break;
            }
        }

        from.ExpectMethodWithData();
    }

    private static void ReadProperties(ref PacketCursor from, ConnAckPacket packet)
    {
        from.BeginProperties(PropertySet.ConnAck);
        while (from.NextProperty(out var id))
        {
            switch (id)
            {
                case PropertyId.SessionExpiryInterval: packet.SessionExpiryS = from.UInt32(nameof(PropertyId.SessionExpiryInterval)); break;
                case PropertyId.ReceiveMaximum: packet.ReceiveMaximum = from.NonZeroUInt16(id); break;
                case PropertyId.MaximumQos: packet.MaximumQos = (MqttQos)from.ZeroOrOne(id); break;
                case PropertyId.RetainAvailable: packet.RetainAvailable = from.Flag(id); break;
                case PropertyId.MaximumPacketSize: packet.MaximumPacketSize = from.NonZeroUInt32(id); break;
                case PropertyId.AssignedClientIdentifier: packet.AssignedClientId = from.Text(nameof(PropertyId.AssignedClientIdentifier)); break;
                case PropertyId.TopicAliasMaximum: packet.TopicAliasMaximum = from.UInt16(nameof(PropertyId.TopicAliasMaximum)); break;
                case PropertyId.ReasonString: packet.ReasonString = from.Text(nameof(PropertyId.ReasonString)); break;
                case PropertyId.WildcardSubscriptionAvailable: packet.WildcardSubscriptionAvailable = from.Flag(id); break;
                case PropertyId.SubscriptionIdentifiersAvailable: packet.SubscriptionIdentifiersAvailable = from.Flag(id); break;
                case PropertyId.SharedSubscriptionAvailable: packet.SharedSubscriptionAvailable = from.Flag(id); break;
                case PropertyId.ServerKeepAlive: packet.ServerKeepAliveS = from.UInt16(nameof(PropertyId.ServerKeepAlive)); break;
                case PropertyId.ResponseInformation: packet.ResponseInformation = from.Text(nameof(PropertyId.ResponseInformation)); break;
                case PropertyId.ServerReference: packet.ServerReference = from.Text(nameof(PropertyId.ServerReference)); break;
                case PropertyId.AuthenticationMethod: packet.AuthenticationMethod = from.Text(nameof(PropertyId.AuthenticationMethod)); break;
                case PropertyId.AuthenticationData: packet.AuthenticationData = from.Binary(nameof(PropertyId.AuthenticationData)); break;
                default: from.UserProperty(packet.UserProperties); break;
            }
        }

        from.ExpectMethodWithData();
    }

    private static MqttWill ReadWill(ref PacketCursor from, ConnectFlags flags, MqttWill will)
    {
        will.Qos = flags.WillQos;
        will.Retain = flags.WillRetain;
        from.BeginProperties(PropertySet.Will);
        while (from.NextProperty(out var id))
        {
            switch (id)
            {
                case PropertyId.WillDelayInterval: will.DelayS = from.UInt32(nameof(PropertyId.WillDelayInterval)); break;
                case PropertyId.MessageExpiryInterval: will.MessageExpiryS = from.UInt32(nameof(PropertyId.MessageExpiryInterval)); break;
                default: ReadContent(ref from, id, will); break;
            }
        }

        will.Topic = from.TopicName("Will Topic", "MQTT-4.7.0-1");
        will.Payload = from.Binary("Will Payload");
        return will;
    }

    private static void WriteWill(ref PacketPen to, MqttWill will)
    {
        var properties = to.BeginProperties();
        if (will.DelayS != 0) to.UInt32(PropertyId.WillDelayInterval, will.DelayS);
        if (will.MessageExpiryS is { } expiry) to.UInt32(PropertyId.MessageExpiryInterval, expiry);
        WriteContent(ref to, will);
        to.EndProperties(properties);
        to.TopicName("Will Topic", will.Topic.Span);
        to.Binary("Will Payload", will.Payload.Span);
    }

    private static void WriteMaximumQos(ref PacketPen to, MqttQos maximum)
    {
        if (maximum > MqttQos.ExactlyOnce)
            throw new ArgumentException($"CONNACK: MaximumQos is {(byte)maximum}; 0, 1 or 2 is allowed.", nameof(maximum));
        if (maximum != MqttQos.ExactlyOnce) to.Byte(PropertyId.MaximumQos, (byte)maximum);
    }
}
