namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>The fixed header (2.1): type, flags and Remaining Length, and which end may send what.</summary>
internal static class MqttFixedHeader
{
    public const byte Retain = 0x01;
    public const byte Dup = 0x08;

    /// <summary>Flags that PUBREL, SUBSCRIBE and UNSUBSCRIBE must have.</summary>
    private const byte Bit1 = 0x02;

    /// <summary>The first byte of a packet other than PUBLISH.</summary>
    public static byte FirstByte(MqttPacketType type) => (byte)(((int)type << 4) | FlagsOf(type));

    /// <summary>The first byte of a PUBLISH.</summary>
    public static byte FirstByte(MqttQos qos, bool dup, bool retain) =>
        (byte)(((int)MqttPacketType.Publish << 4) | (dup ? Dup : 0) | ((int)qos << 1) | (retain ? Retain : 0));

    /// <summary>Judges the first byte of a packet.</summary>
    public static bool Check(byte first, MqttVersion version, MqttRole sender, out MqttFault fault)
    {
        var type = (MqttPacketType)(first >> 4);
        var flags = first & 0x0F;
        fault = default;
        if (type == MqttPacketType.None || (type == MqttPacketType.Auth && version != MqttVersion.V50))
            fault = new MqttFault(MqttReasonCode.MalformedPacket, $"packet type {(int)type} is reserved.", version == MqttVersion.V50 ? "2.1.2" : "2.2.1");
        else if (!MaySend(sender, type, version))
            fault = new MqttFault(MqttReasonCode.ProtocolError, $"{MqttNames.Of(type)} is not the {MqttNames.Of(sender)}'s to send.", version == MqttVersion.V50 ? "2.1.2" : "2.2.1");
        else if (type == MqttPacketType.Publish) return CheckPublish(flags, out fault);
        else if (flags != FlagsOf(type))
            fault = new MqttFault(MqttReasonCode.MalformedPacket, $"{MqttNames.Of(type)}: the flags are {flags}; {FlagsOf(type)} is allowed.", FlagsClause(type, version));
        else return true;
        return false;
    }

    /// <summary>What is wrong with a Remaining Length.</summary>
    public static MqttFault BadLength(MqttPacketType type, MqttVarIntStatus status, MqttVersion version) => status == MqttVarIntStatus.TooLong
        ? new(MqttReasonCode.MalformedPacket, $"{MqttNames.Of(type)}: Remaining Length has more than 4 bytes.", version == MqttVersion.V50 ? "1.5.5" : "2.2.3")
        : new(MqttReasonCode.MalformedPacket, $"{MqttNames.Of(type)}: Remaining Length is written with more bytes than it needs.", "MQTT-1.5.5-1");

    /// <summary>Says that a packet is larger than its receiver allows.</summary>
    public static MqttFault TooLarge(MqttPacketType type, int bytes, int maxBytes, MqttRole sender) => new(
        MqttReasonCode.PacketTooLarge, $"{MqttNames.Of(type)} has {bytes} bytes; at most {maxBytes} are allowed.",
        sender == MqttRole.Client ? "MQTT-3.2.2-15" : "MQTT-3.1.2-24");

    private static bool CheckPublish(int flags, out MqttFault fault)
    {
        fault = default;
        var qos = (flags >> 1) & 3;
        if (qos == 3) fault = new MqttFault(MqttReasonCode.MalformedPacket, "PUBLISH: QoS is 3; 0, 1 or 2 is allowed.", "MQTT-3.3.1-4");
        else if (qos == 0 && (flags & Dup) != 0) fault = new MqttFault(MqttReasonCode.MalformedPacket, "PUBLISH: DUP is 1 with QoS 0; 0 is allowed.", "MQTT-3.3.1-2");
        else return true;
        return false;
    }

    private static int FlagsOf(MqttPacketType type) => type is MqttPacketType.PubRel or MqttPacketType.Subscribe or MqttPacketType.Unsubscribe ? Bit1 : 0;

    /// <summary>Table 2-1: direction of flow.</summary>
    private static bool MaySend(MqttRole sender, MqttPacketType type, MqttVersion version) => type switch
    {
        MqttPacketType.Connect or MqttPacketType.Subscribe or MqttPacketType.Unsubscribe or MqttPacketType.PingReq => sender == MqttRole.Client,
        MqttPacketType.ConnAck or MqttPacketType.SubAck or MqttPacketType.UnsubAck or MqttPacketType.PingResp => sender == MqttRole.Server,
        MqttPacketType.Disconnect => sender == MqttRole.Client || version == MqttVersion.V50,
        _ => true,
    };

    private static string FlagsClause(MqttPacketType type, MqttVersion version) => type switch
    {
        MqttPacketType.PubRel => "MQTT-3.6.1-1",
        MqttPacketType.Subscribe => "MQTT-3.8.1-1",
        MqttPacketType.Unsubscribe => "MQTT-3.10.1-1",
        MqttPacketType.Disconnect => "MQTT-3.14.1-1",
        MqttPacketType.Auth => "MQTT-3.15.1-1",
        _ => version == MqttVersion.V50 ? "MQTT-2.1.3-1" : "MQTT-2.2.2-2",
    };
}
