using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>DISCONNECT and AUTH of 5.0 (3.14, 3.15), and what several packets share.</summary>
internal static partial class MqttFormatterV50
{
    public static void Read(ref PacketCursor from, DisconnectPacket packet)
    {
        if (from.AtEnd) return;
        packet.Code = (MqttReasonCode)from.Byte("Reason Code");
        if (!ReasonCodes.InDisconnect(from.Sender, packet.Code)) FailCode(ref from, packet.Code, "MQTT-3.14.2-1");
        if (from.AtEnd) return;
        from.BeginProperties(PropertySet.Disconnect);
        while (from.NextProperty(out var id))
        {
            switch (id)
            {
                case PropertyId.SessionExpiryInterval: packet.SessionExpiryS = from.UInt32(nameof(PropertyId.SessionExpiryInterval)); break;
                case PropertyId.ReasonString: packet.ReasonString = from.Text(nameof(PropertyId.ReasonString)); break;
                case PropertyId.ServerReference: packet.ServerReference = from.Text(nameof(PropertyId.ServerReference)); break;
                default: from.UserProperty(packet.UserProperties); break;
            }
        }

        if (packet.SessionExpiryS is not null && from.Sender == MqttRole.Server)
            from.Fail(MqttReasonCode.ProtocolError, "SessionExpiryInterval is the client's to send.", "MQTT-3.14.2-2");
        if (packet.ServerReference is not null && from.Sender == MqttRole.Client)
            from.Fail(MqttReasonCode.ProtocolError, "ServerReference is the server's to send.", "3.14.2.2.5");
        from.ExpectEnd("3.14.3");
    }

    public static void Write(ref PacketPen to, DisconnectPacket packet)
    {
        if (!ReasonCodes.InDisconnect(MqttRole.Client, packet.Code) && !ReasonCodes.InDisconnect(MqttRole.Server, packet.Code))
            throw BadCode("DISCONNECT", packet.Code);
        if (packet.SessionExpiryS is not null && packet.ServerReference is not null)
            throw new ArgumentException("DISCONNECT: SessionExpiryS is the client's and ServerReference the server's; one of them is allowed.", nameof(packet));
        var bare = packet.SessionExpiryS is null && packet.ReasonString is null && packet.ServerReference is null && packet.UserProperties.Count == 0;
        if (bare && packet.Code == MqttReasonCode.Success) return;
        to.Byte((byte)packet.Code);
        if (bare) return;
        var properties = to.BeginProperties();
        if (packet.SessionExpiryS is { } expiry) to.UInt32(PropertyId.SessionExpiryInterval, expiry);
        to.Text(PropertyId.ReasonString, packet.ReasonString);
        to.Text(PropertyId.ServerReference, packet.ServerReference);
        to.UserProperties(packet.UserProperties);
        to.EndProperties(properties);
    }

    /// <summary>Reads an AUTH. Its shortest form, of no bytes, is success without a method (3.15.2.1); any other must name the method.</summary>
    public static void Read(ref PacketCursor from, AuthPacket packet)
    {
        var shortest = from.AtEnd;
        if (!shortest) packet.Code = (MqttReasonCode)from.Byte("Reason Code");
        if (!ReasonCodes.InAuth(from.Sender, packet.Code)) FailCode(ref from, packet.Code, "MQTT-3.15.2-1");
        if (shortest) return;
        from.BeginProperties(PropertySet.Auth);
        while (from.NextProperty(out var id))
        {
            switch (id)
            {
                case PropertyId.AuthenticationMethod: packet.AuthenticationMethod = from.Text(nameof(PropertyId.AuthenticationMethod)); break;
                case PropertyId.AuthenticationData: packet.AuthenticationData = from.Binary(nameof(PropertyId.AuthenticationData)); break;
                case PropertyId.ReasonString: packet.ReasonString = from.Text(nameof(PropertyId.ReasonString)); break;
                default: from.UserProperty(packet.UserProperties); break;
            }
        }

        if (packet.AuthenticationMethod is null)
            from.Fail(MqttReasonCode.ProtocolError, "AuthenticationMethod is missing.", "MQTT-4.12.0-5");
        from.ExpectEnd("3.15.3");
    }

    public static void Write(ref PacketPen to, AuthPacket packet)
    {
        if (packet.Code is not (MqttReasonCode.Success or MqttReasonCode.ContinueAuthentication or MqttReasonCode.ReAuthenticate))
            throw BadCode("AUTH", packet.Code);
        var bare = packet.AuthenticationMethod is null && packet.AuthenticationData is null && packet.ReasonString is null && packet.UserProperties.Count == 0;
        if (bare && packet.Code == MqttReasonCode.Success) return;
        if (packet.AuthenticationMethod is null) throw new ArgumentException("AUTH: AuthenticationMethod is missing [MQTT-4.12.0-5].", nameof(packet));
        to.Byte((byte)packet.Code);
        var properties = to.BeginProperties();
        to.Authentication(packet.AuthenticationMethod, packet.AuthenticationData);
        to.Text(PropertyId.ReasonString, packet.ReasonString);
        to.UserProperties(packet.UserProperties);
        to.EndProperties(properties);
    }

    private static void WriteReason(ref PacketPen to, ReadOnlyMemory<byte>? reason, MqttUserProperties user)
    {
        var properties = to.BeginProperties();
        to.Text(PropertyId.ReasonString, reason);
        to.UserProperties(user);
        to.EndProperties(properties);
    }

    private static void FailCode(ref PacketCursor from, MqttReasonCode code, string clause) =>
        from.Fail(MqttReasonCode.ProtocolError, $"Reason Code 0x{(byte)code:X2} is not one of those that the {MqttNames.Of(from.Sender)} may send here.", clause);

    private static ArgumentException BadCode(string packet, MqttReasonCode code) =>
        new($"{packet}: Code is {code} (0x{(byte)code:X2}), which this packet cannot carry.", nameof(code));
}
