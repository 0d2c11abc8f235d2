namespace Busbar.Wire.Mqtt.Packets;

/// <summary>PUBCOMP (3.7): the QoS 2 exchange is over. Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class PubCompPacket : AckPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.PubComp;
}
