namespace Busbar.Wire.Mqtt.Packets;

/// <summary>What PUBACK, PUBREC, PUBREL and PUBCOMP have in common. Not thread safe.</summary>
public abstract class AckPacket
{
    /// <summary>Which of the four.</summary>
    public abstract MqttPacketType Type { get; }

    /// <summary>Identifier of the PUBLISH, 1 to 65,535.</summary>
    public ushort PacketId { get; set; }

    /// <summary>5.0: how it went; 3.1.1 always success.</summary>
    public MqttReasonCode Code { get; set; }

    /// <summary>5.0: reason in words, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? ReasonString { get; set; }

    /// <summary>5.0: user properties.</summary>
    public MqttUserProperties UserProperties { get; } = new();

    /// <summary>Forgets everything: as newly made.</summary>
    public void Clear()
    {
        PacketId = 0;
        Code = MqttReasonCode.Success;
        ReasonString = null;
        UserProperties.Clear();
    }
}
