using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker;

/// <summary>A message inside the broker: copied once when it arrives, shared by all who get it. Immutable; thread safe.</summary>
public sealed class BrokerMessage
{
    /// <summary>Number of the message in the store, unique for ever; 0 for one that is not stored.</summary>
    public long StoreId { get; init; }

    /// <summary>Topic name, UTF-8.</summary>
    public required byte[] Topic { get; init; }

    /// <summary>The properties that are passed on unchanged, encoded as in 5.0 without their length: payload format, content type, response topic,
    /// correlation data, user properties (3.3.2.3).</summary>
    public required byte[] Properties { get; init; }

    /// <summary>The message itself.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>QoS it was published with.</summary>
    public MqttQos Qos { get; init; }

    /// <summary>RETAIN flag it was published with.</summary>
    public bool Retain { get; init; }

    /// <summary>Client that published it, for No Local; null for the broker itself.</summary>
    public string? Publisher { get; init; }

    /// <summary>Monotonic timestamp of the broker's clock after which it is worthless; null never.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>The same message with another end of its life.</summary>
    internal BrokerMessage ExpiringAt(long? timestamp) => new()
    {
        StoreId = StoreId,
        Topic = Topic,
        Properties = Properties,
        Payload = Payload,
        Qos = Qos,
        Retain = Retain,
        Publisher = Publisher,
        ExpiresAt = timestamp,
    };
}
