using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Client.Internal;

/// <summary>A received QoS 1 or 2 message that waits for its handlers, and then for its acknowledgement. Under the client's lock.</summary>
internal sealed class Delivery(ushort packetId, MqttQos qos)
{
    public ushort PacketId { get; } = packetId;

    public MqttQos Qos { get; } = qos;

    /// <summary>Handlers that are not done with it.</summary>
    public int Handlers { get; set; }
}
