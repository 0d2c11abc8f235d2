using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>Connect Flags (3.1.2.3).</summary>
internal readonly record struct ConnectFlags(byte Bits)
{
    public const byte CleanStart = 0x02;
    public const byte Will = 0x04;
    public const byte Retain = 0x20;
    public const byte Password = 0x40;
    public const byte UserName = 0x80;

    public bool HasWill => (Bits & Will) != 0;

    public MqttQos WillQos => (MqttQos)((Bits >> 3) & 3);

    public bool WillRetain => (Bits & Retain) != 0;

    public bool HasPassword => (Bits & Password) != 0;

    public bool HasUserName => (Bits & UserName) != 0;
}

/// <summary>The head of CONNECT, which is the same in every version: protocol name, level, flags, keep-alive (3.1.2).</summary>
internal static class ConnectHead
{
    /// <summary>Protocol level of MQTT 3.1, which has another protocol name.</summary>
    private const byte Level31 = 3;

    /// <summary>Set in the level by Mosquitto's bridges, which try again without it when refused.</summary>
    private const byte BridgeBit = 0x80;

    /// <summary>Reads the head.</summary>
    /// <param name="answer">Version in which a refusal is understood; null when this is not MQTT.</param>
    public static ConnectFlags Read(ref PacketCursor from, ConnectPacket packet, out MqttVersion? answer)
    {
        answer = null;
        var name = from.Binary("Protocol Name").Span;
        var isOld = name.SequenceEqual("MQIsdp"u8);
        if (!isOld && !name.SequenceEqual("MQTT"u8))
        {
            from.Fail(MqttReasonCode.UnsupportedProtocolVersion, "Protocol Name is not MQTT.", "MQTT-3.1.2-1");
            return default;
        }

        var level = from.Byte("Protocol Version");
        if (from.Failed) return default;
        answer = !isOld && (level & ~BridgeBit) >= (byte)MqttVersion.V50 ? MqttVersion.V50 : MqttVersion.V311;
        if (isOld || level is not ((byte)MqttVersion.V311 or (byte)MqttVersion.V50))
        {
            var what = level == Level31 ? "3 (MQTT 3.1)" : level.ToString();
            from.Fail(MqttReasonCode.UnsupportedProtocolVersion, $"Protocol Version is {what}; 4 (MQTT 3.1.1) or 5 (MQTT 5.0) is served.", "MQTT-3.1.2-2");
            return default;
        }

        packet.Version = from.Version = (MqttVersion)level;
        var flags = new ConnectFlags(from.Byte("Connect Flags"));
        Check(ref from, flags);
        packet.CleanStart = (flags.Bits & ConnectFlags.CleanStart) != 0;
        packet.KeepAliveS = from.UInt16("Keep Alive");
        return flags;
    }

    public static void Write(ref PacketPen to, ConnectPacket packet, MqttVersion version)
    {
        if (packet.Version != version)
            throw new ArgumentException($"CONNECT: Version is {packet.Version}, but {version} is to be written.", nameof(packet));
        var bits = packet.CleanStart ? ConnectFlags.CleanStart : 0;
        if (packet.Will is { } will)
        {
            if (will.Qos > MqttQos.ExactlyOnce) throw new ArgumentException($"CONNECT: Will.Qos is {(byte)will.Qos}; 0, 1 or 2 is allowed.", nameof(packet));
            bits |= ConnectFlags.Will | ((int)will.Qos << 3) | (will.Retain ? ConnectFlags.Retain : 0);
        }

        if (packet.UserName is not null) bits |= ConnectFlags.UserName;
        if (packet.Password is not null) bits |= ConnectFlags.Password;
        to.Binary("Protocol Name", "MQTT"u8);
        to.Byte((byte)version);
        to.Byte((byte)bits);
        to.UInt16(packet.KeepAliveS);
    }

    private static void Check(ref PacketCursor from, ConnectFlags flags)
    {
        if ((flags.Bits & 1) != 0)
            from.Fail(MqttReasonCode.MalformedPacket, "the reserved bit of the Connect Flags is 1; 0 is allowed.", "MQTT-3.1.2-3");
        if (flags.WillQos > MqttQos.ExactlyOnce)
            from.Fail(MqttReasonCode.MalformedPacket, "Will QoS is 3; 0, 1 or 2 is allowed.", from.Of("MQTT-3.1.2-12", "MQTT-3.1.2-14"));
        if (flags.HasWill) return;
        if (flags.WillQos != MqttQos.AtMostOnce)
            from.Fail(MqttReasonCode.MalformedPacket, $"Will QoS is {(byte)flags.WillQos} without a will; 0 is allowed.", from.Of("MQTT-3.1.2-11", "MQTT-3.1.2-13"));
        if (flags.WillRetain)
            from.Fail(MqttReasonCode.MalformedPacket, "Will Retain is 1 without a will; 0 is allowed.", from.Of("MQTT-3.1.2-13", "MQTT-3.1.2-15"));
    }
}
