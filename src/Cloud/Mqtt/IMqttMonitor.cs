using Busbar.Links.Mqtt;

namespace Busbar.Cloud.Mqtt;

/// <summary>The MQTT broker of this process as people and programs look at it. Thread safe; what it answers is at most a second old.</summary>
public interface IMqttMonitor
{
    /// <summary>False before the broker listens and after it has stopped; then the other members must not be asked.</summary>
    bool IsRunning { get; }

    /// <summary>The broker as a whole.</summary>
    MqttBrokerView View();

    /// <summary>Rates of the last minutes, oldest first.</summary>
    IReadOnlyList<MqttRatesView> History();

    /// <summary>Every session, connected or not, in no order.</summary>
    IReadOnlyList<MqttClientView> Clients();

    /// <summary>One session with its subscriptions; null when there is none.</summary>
    MqttClientDetailView? Find(string clientId);

    /// <summary>Kept messages in the order of their topics, compared byte by byte.</summary>
    /// <param name="filter">Topic filter without <c>$share</c>.</param>
    /// <param name="after">Only topics after this one; null for all.</param>
    /// <param name="limit">Most messages.</param>
    IReadOnlyList<MqttRetainedView> Retained(string filter, string? after, int limit);

    /// <summary>Ends a client's connection as an administrator; false when it is not connected.</summary>
    bool Disconnect(string clientId);

    /// <summary>Ends the connection, if there is one, and forgets subscriptions and messages; false when there is no such session.</summary>
    bool ForgetSession(string clientId);

    /// <summary>Publishes as the broker, past access rules; completes once it is as durable as its subscribers want it.</summary>
    ValueTask PublishAsync(MqttMessage message, CancellationToken ct);
}
