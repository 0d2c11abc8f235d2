using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Client;

/// <summary>What the server has answered to CONNECT (5.0, 3.2.2.3; in 3.1.1 the defaults hold). Immutable.</summary>
public sealed record MqttConnected
{
    /// <summary>The identifier in use, ours or the one that the server has given.</summary>
    public required string ClientId { get; init; }

    /// <summary>The server goes on with the session of before.</summary>
    public bool SessionPresent { get; init; }

    /// <summary>Longest silence of ours; zero for no limit.</summary>
    public TimeSpan KeepAlive { get; init; }

    /// <summary>How long the server keeps the session after the connection; <see cref="TimeSpan.MaxValue"/> for ever.</summary>
    public TimeSpan SessionExpiry { get; init; }

    /// <summary>Most QoS 1 and 2 messages of ours that may be under way: the lower of the server's and our own limit.</summary>
    public int MaxInFlight { get; init; }

    /// <summary>Highest QoS that the server takes.</summary>
    public MqttQos MaximumQos { get; init; } = MqttQos.ExactlyOnce;

    /// <summary>The server keeps messages.</summary>
    public bool RetainAvailable { get; init; } = true;

    /// <summary>Largest packet that the server takes, bytes; null for no limit.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>Highest topic alias that the server takes; 0 none.</summary>
    public int TopicAliasMaximum { get; init; }

    /// <summary>The server takes filters with wildcards.</summary>
    public bool WildcardsAvailable { get; init; } = true;

    /// <summary>The server takes subscription identifiers.</summary>
    public bool SubscriptionIdsAvailable { get; init; }

    /// <summary>The server takes shared subscriptions.</summary>
    public bool SharedAvailable { get; init; } = true;

    /// <summary>Where answers to requests of this client should go, as the server sees it; null when it did not say.</summary>
    public string? ResponseInformation { get; init; }

    /// <summary>User properties of CONNACK.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];
}

/// <summary>Where a client stands.</summary>
public enum MqttClientState
{
    /// <summary>Not asked to connect yet.</summary>
    Idle,

    /// <summary>A connection is being made.</summary>
    Connecting,

    /// <summary>Connected.</summary>
    Connected,

    /// <summary>The connection is lost; the next attempt comes after a wait.</summary>
    Waiting,

    /// <summary>Ended for good: disconnected, disposed of, or another client has taken the session over.</summary>
    Ended,
}

/// <summary>What a client has counted since it was made.</summary>
/// <param name="Connections">Connections that were accepted.</param>
/// <param name="Sent">PUBLISH packets sent, repetitions included.</param>
/// <param name="Received">PUBLISH packets received, repetitions included.</param>
/// <param name="Repeated">Sent again after a reconnect.</param>
/// <param name="DroppedOutgoing">Gave way or expired before they were sent.</param>
/// <param name="DroppedIncoming">QoS 0 messages that a slow handler had no room for.</param>
/// <param name="Unmatched">Received without a subscription that asked for them.</param>
/// <param name="HandlerErrors">Handlers that threw.</param>
/// <param name="Waiting">Messages that wait to be sent, now.</param>
/// <param name="InFlight">Messages of ours that are not acknowledged to the end, now.</param>
public readonly record struct MqttClientCounters(
    long Connections, long Sent, long Received, long Repeated, long DroppedOutgoing, long DroppedIncoming, long Unmatched, long HandlerErrors, int Waiting, int InFlight);
