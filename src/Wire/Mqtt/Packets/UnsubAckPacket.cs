namespace Busbar.Wire.Mqtt.Packets;

/// <summary>UNSUBACK (3.11). Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class UnsubAckPacket
{
    /// <summary>Identifier of the UNSUBSCRIBE, 1 to 65,535.</summary>
    public ushort PacketId { get; set; }

    /// <summary>5.0: one code per filter, in its order; empty in 3.1.1.</summary>
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
