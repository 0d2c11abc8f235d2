namespace Busbar.Wire.Mqtt.Packets;

/// <summary>SUBSCRIBE (3.8). Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class SubscribePacket
{
    /// <summary>1 to 65,535.</summary>
    public ushort PacketId { get; set; }

    /// <summary>5.0: 1 to 268,435,455; 0 for none.</summary>
    public uint SubscriptionId { get; set; }

    /// <summary>5.0: user properties.</summary>
    public MqttUserProperties UserProperties { get; } = new();

    /// <summary>What is subscribed to, one or more. Filters are not checked by the reader beyond UTF-8: a bad one is refused by itself in the SUBACK.</summary>
    public List<MqttSubscription> Subscriptions { get; } = [];

    /// <summary>Forgets everything: as newly made.</summary>
    public void Clear()
    {
        PacketId = 0;
        SubscriptionId = 0;
        UserProperties.Clear();
        Reuse.Clear(Subscriptions);
    }
}

/// <summary>One topic filter with its options (3.8.3).</summary>
/// <param name="Filter">Topic filter, UTF-8, wildcards and <c>$share/group/</c> included.</param>
/// <param name="Qos">Highest QoS that the subscriber wants.</param>
/// <param name="NoLocal">5.0: not what this client published itself. False in 3.1.1.</param>
/// <param name="RetainAsPublished">5.0: forward the RETAIN flag as it came. False in 3.1.1.</param>
/// <param name="RetainHandling">5.0: kept messages are sent at the subscription (the default, and 3.1.1), only when it is new, or not.</param>
public readonly record struct MqttSubscription(
    ReadOnlyMemory<byte> Filter, MqttQos Qos, bool NoLocal = false, bool RetainAsPublished = false, MqttRetainHandling RetainHandling = MqttRetainHandling.Send);

/// <summary>What a subscription does with kept messages (5.0, 3.8.3.1).</summary>
public enum MqttRetainHandling : byte
{
    /// <summary>They are sent at every subscription.</summary>
    Send = 0,

    /// <summary>They are sent when the subscription did not exist yet.</summary>
    SendIfNew = 1,

    /// <summary>They are not sent.</summary>
    DoNotSend = 2,
}
