namespace Busbar.Wire.Mqtt.Packets;

/// <summary>PUBREC (3.5): a QoS 2 message has arrived. Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class PubRecPacket : AckPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.PubRec;
}
