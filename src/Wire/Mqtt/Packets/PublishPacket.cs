namespace Busbar.Wire.Mqtt.Packets;

/// <summary>PUBLISH (3.3): an application message. Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class PublishPacket : IMqttContent
{
    /// <summary>A repeated delivery; false with QoS 0.</summary>
    public bool Dup { get; set; }

    /// <summary>Quality of service.</summary>
    public MqttQos Qos { get; set; }

    /// <summary>To be kept by the server; towards a client: was kept.</summary>
    public bool Retain { get; set; }

    /// <summary>Topic name, UTF-8; empty only in 5.0 with <see cref="TopicAlias"/>.</summary>
    public ReadOnlyMemory<byte> Topic { get; set; }

    /// <summary>1 to 65,535; 0 with QoS 0.</summary>
    public ushort PacketId { get; set; }

    /// <summary>5.0: 1 when the payload is UTF-8 text, 0 for bytes (the default).</summary>
    public byte PayloadFormat { get; set; }

    /// <summary>5.0: seconds until the message is worthless; null never.</summary>
    public uint? MessageExpiryS { get; set; }

    /// <summary>5.0: 1 to 65,535; 0 for none.</summary>
    public ushort TopicAlias { get; set; }

    /// <summary>5.0: topic for the answer, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? ResponseTopic { get; set; }

    /// <summary>5.0: what ties the answer to its request; null for none.</summary>
    public ReadOnlyMemory<byte>? CorrelationData { get; set; }

    /// <summary>5.0: identifiers of the subscriptions that matched, server to client only. 1 to 268,435,455 each.</summary>
    public List<uint> SubscriptionIds { get; } = [];

    /// <summary>5.0: MIME type or the like, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? ContentType { get; set; }

    /// <summary>5.0: user properties.</summary>
    public MqttUserProperties UserProperties { get; } = new();

    /// <summary>The message itself.</summary>
    public ReadOnlyMemory<byte> Payload { get; set; }

    /// <summary>Forgets everything: as newly made.</summary>
    public void Clear()
    {
        Dup = false;
        Qos = MqttQos.AtMostOnce;
        Retain = false;
        Topic = default;
        PacketId = 0;
        PayloadFormat = 0;
        MessageExpiryS = null;
        TopicAlias = 0;
        ResponseTopic = null;
        CorrelationData = null;
        Reuse.Clear(SubscriptionIds);
        ContentType = null;
        UserProperties.Clear();
        Payload = default;
    }
}
