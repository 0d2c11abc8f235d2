namespace Busbar.Wire.Mqtt.Packets;

/// <summary>SUBACK (3.9): one code per topic filter, in its order. Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class SubAckPacket
{
    /// <summary>Identifier of the SUBSCRIBE, 1 to 65,535.</summary>
    public ushort PacketId { get; set; }

    /// <summary>Granted QoS (0, 1, 2) or a refusal, one per filter. In 3.1.1 the formatter writes every refusal as 0x80.</summary>
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
