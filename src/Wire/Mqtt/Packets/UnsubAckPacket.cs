namespace Busbar.Wire.Mqtt.Packets;

/// <summary>UNSUBACK (3.11): what became of the end of each subscription. Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class UnsubAckPacket : FilterAckPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.UnsubAck;
}
