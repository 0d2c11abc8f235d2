using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Client;

/// <summary>Takes a message. It is acknowledged to the server when the returned task has ended, well or not; the next one of the subscription comes after that.</summary>
/// <param name="message">The message.</param>
/// <param name="ct">Cancelled when the client is disposed of.</param>
public delegate ValueTask MqttHandler(MqttMessage message, CancellationToken ct);

/// <summary>What a subscription wants (MQTT 5.0, 3.8.3.1). Immutable.</summary>
public sealed record MqttSubscriptionOptions
{
    /// <summary>QoS 1 and nothing else.</summary>
    public static MqttSubscriptionOptions Default { get; } = new();

    /// <summary>Highest QoS at which messages come. Default at least once.</summary>
    public MqttQos Qos { get; init; } = MqttQos.AtLeastOnce;

    /// <summary>5.0: not what this client has published itself. Default false.</summary>
    public bool NoLocal { get; init; }

    /// <summary>5.0: the retain flag comes as it was published. Default false.</summary>
    public bool RetainAsPublished { get; init; }

    /// <summary>5.0: whether kept messages come. Default: at every subscription.</summary>
    public MqttRetainHandling RetainHandling { get; init; }

    internal MqttSubscription On(byte[] filter, MqttVersion version) =>
        version == MqttVersion.V50 ? new MqttSubscription(filter, Qos, NoLocal, RetainAsPublished, RetainHandling) : new MqttSubscription(filter, Qos);
}
