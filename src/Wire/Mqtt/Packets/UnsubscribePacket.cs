namespace Busbar.Wire.Mqtt.Packets;

/// <summary>UNSUBSCRIBE (3.10). Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class UnsubscribePacket
{
    /// <summary>1 to 65,535.</summary>
    public ushort PacketId { get; set; }

    /// <summary>5.0: user properties.</summary>
    public MqttUserProperties UserProperties { get; } = new();

    /// <summary>Topic filters, UTF-8, one or more.</summary>
    public List<ReadOnlyMemory<byte>> Filters { get; } = [];

    /// <summary>Forgets everything: as newly made.</summary>
    public void Clear()
    {
        PacketId = 0;
        UserProperties.Clear();
        Reuse.Clear(Filters);
    }
}
