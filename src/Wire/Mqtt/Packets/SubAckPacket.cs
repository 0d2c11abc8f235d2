namespace Busbar.Wire.Mqtt.Packets;

/// <summary>SUBACK (3.9): what became of each subscription. Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class SubAckPacket : FilterAckPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.SubAck;
}
