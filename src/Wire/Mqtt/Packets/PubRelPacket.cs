namespace Busbar.Wire.Mqtt.Packets;

/// <summary>PUBREL (3.6): the sender of a QoS 2 message releases its identifier. Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class PubRelPacket : AckPacket
{
    /// <inheritdoc/>
    public override MqttPacketType Type => MqttPacketType.PubRel;
}
