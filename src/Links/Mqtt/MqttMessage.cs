using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt;

/// <summary>An application message, as programs publish and receive it. Immutable; thread safe as long as nobody changes the payload.</summary>
/// <param name="Topic">Topic name without wildcards, 1 to 65,535 bytes of UTF-8.</param>
/// <param name="Payload">The message itself. A received one is the receiver's to keep.</param>
public sealed record MqttMessage(string Topic, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Quality of service. Default at most once.</summary>
    public MqttQos Qos { get; init; }

    /// <summary>Published: to be kept by the broker. Received: was kept. Default false.</summary>
    public bool Retain { get; init; }

    /// <summary>Received: it may have been delivered before. Default false.</summary>
    public bool Dup { get; init; }

    /// <summary>5.0: the payload is UTF-8 text. Default false.</summary>
    public bool PayloadIsText { get; init; }

    /// <summary>5.0: whole seconds until it is worthless; null never. Received: what is left of it.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>5.0: MIME type or the like; null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>5.0: topic for the answer; null for none.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>5.0: what ties an answer to its request; null for none.</summary>
    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    /// <summary>5.0: user properties in order; a name may occur more than once. Default none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];

    /// <summary>5.0, received: identifiers of the subscriptions that matched. Default none.</summary>
    public IReadOnlyList<uint> SubscriptionIds { get; init; } = [];
}
