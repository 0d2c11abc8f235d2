namespace Busbar.Wire.Mqtt.Packets;

/// <summary>PUBACK (3.4): a QoS 1 message has arrived. Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class PubAckPacket : AckPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.PubAck;
}
