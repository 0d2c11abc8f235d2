namespace Busbar.Wire.Mqtt.Packets;

/// <summary>What SUBACK and UNSUBACK have in common: they answer topic filters. Not thread safe.</summary>
public abstract class FilterAckPacket
{
    /// <summary>Which of the two.</summary>
    public abstract MqttPacketType Type { get; }

    /// <summary>Identifier of the SUBSCRIBE or UNSUBSCRIBE, 1 to 65,535.</summary>
    public ushort PacketId { get; set; }

    /// <summary>
    /// One for each topic filter, in its order. In SUBACK a granted QoS (0, 1, 2) or a refusal, of which 3.1.1 has one alone: the formatter writes each as 0x80.
    /// In UNSUBACK how it went; empty in 3.1.1.
    /// </summary>
    public List<MqttReasonCode> Codes { get; } = [];

    /// <summary>5.0: reason in words, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? ReasonString { get; set; }

    /// <summary>5.0: user properties.</summary>
    public MqttUserProperties UserProperties { get; } = new();

    /// <summary>Forgets everything: as newly made.</summary>
    public void Clear()
    {
        PacketId = 0;
        Reuse.Clear(Codes);
        ReasonString = null;
        UserProperties.Clear();
    }
}
