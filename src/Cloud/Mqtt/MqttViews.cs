namespace Busbar.Cloud.Mqtt;

/// <summary>An MQTT broker as a whole.</summary>
/// <param name="Port">Port for MQTT and MQTT over WebSocket.</param>
/// <param name="TlsPort">Port for the same over TLS; null when there is no certificate.</param>
/// <param name="StartedAt">When the broker started.</param>
/// <param name="Connections">Clients connected now.</param>
/// <param name="Sessions">Sessions, connected or not.</param>
/// <param name="Subscriptions">Subscriptions of all sessions.</param>
/// <param name="Retained">Kept messages.</param>
/// <param name="Rates">What passes a second, over the last two seconds.</param>
/// <param name="Totals">What has passed since the start.</param>
/// <param name="Trouble">Why the store does not write, in words; null when all is well.</param>
public sealed record MqttBrokerView(
    int Port, int? TlsPort, DateTimeOffset StartedAt, int Connections, int Sessions, int Subscriptions, int Retained, MqttRatesView Rates,
    MqttTotalsView Totals, string? Trouble);

/// <summary>What passes the broker a second.</summary>
/// <param name="At">End of the time that was measured.</param>
/// <param name="MessagesInPerS">PUBLISH packets received.</param>
/// <param name="MessagesOutPerS">PUBLISH packets sent.</param>
/// <param name="BytesInPerS">Bytes received, all packets.</param>
/// <param name="BytesOutPerS">Bytes sent, all packets.</param>
/// <param name="DroppedPerS">Messages dropped.</param>
public sealed record MqttRatesView(
    DateTimeOffset At, double MessagesInPerS, double MessagesOutPerS, double BytesInPerS, double BytesOutPerS, double DroppedPerS);

/// <summary>What has passed the broker since its start.</summary>
/// <param name="MessagesIn">PUBLISH packets received.</param>
/// <param name="MessagesOut">PUBLISH packets sent.</param>
/// <param name="BytesIn">Bytes received, all packets.</param>
/// <param name="BytesOut">Bytes sent, all packets.</param>
/// <param name="Dropped">Messages dropped because a client did not keep up or a queue was full.</param>
public sealed record MqttTotalsView(long MessagesIn, long MessagesOut, long BytesIn, long BytesOut, long Dropped);

/// <summary>One session of the broker.</summary>
/// <param name="Id">Client identifier.</param>
/// <param name="Connected">False for a session that outlives its connection.</param>
/// <param name="Identity">User, name in the certificate, or <c>anonymous</c>; null when not known since the restart.</param>
/// <param name="Address">Where it connects from; null when not connected, or connected inside the program.</param>
/// <param name="Version"><c>3.1.1</c> or <c>5.0</c>; null when not connected.</param>
/// <param name="ConnectedAt">Start of its connection; null when not connected.</param>
/// <param name="KeepAliveS">Keep-alive in seconds, 0 for none; null when not connected.</param>
/// <param name="Subscriptions">How many it has.</param>
/// <param name="Queued">Messages that wait for it.</param>
/// <param name="InFlight">QoS 1 and 2 messages sent to it and not acknowledged yet.</param>
/// <param name="MessagesIn">PUBLISH packets from it.</param>
/// <param name="MessagesOut">PUBLISH packets to it.</param>
/// <param name="BytesIn">Bytes from it.</param>
/// <param name="BytesOut">Bytes to it.</param>
/// <param name="MessagesInPerS">Messages from it a second, since someone looked the time before; null at the first look.</param>
/// <param name="MessagesOutPerS">Messages to it a second, likewise.</param>
/// <param name="Dropped">Messages for it that were dropped.</param>
public sealed record MqttClientView(
    string Id, bool Connected, string? Identity, string? Address, string? Version, DateTimeOffset? ConnectedAt, int? KeepAliveS, int Subscriptions,
    int Queued, int InFlight, long MessagesIn, long MessagesOut, long BytesIn, long BytesOut, double? MessagesInPerS, double? MessagesOutPerS,
    long Dropped);

/// <summary>One session with its subscriptions.</summary>
/// <param name="Client">The session.</param>
/// <param name="Subscriptions">Its subscriptions by filter.</param>
public sealed record MqttClientDetailView(MqttClientView Client, IReadOnlyList<MqttSubscriptionView> Subscriptions);

/// <summary>One subscription.</summary>
/// <param name="Filter">Topic filter, with <c>$share/GROUP/</c> where it is shared.</param>
/// <param name="Qos">Highest QoS of its messages, 0 to 2.</param>
/// <param name="NoLocal">The client's own messages do not come back.</param>
/// <param name="RetainAsPublished">RETAIN stays as it was published.</param>
/// <param name="SubscriptionId">Identifier that comes with each message; null for none.</param>
public sealed record MqttSubscriptionView(string Filter, int Qos, bool NoLocal, bool RetainAsPublished, long? SubscriptionId);

/// <summary>A kept message.</summary>
/// <param name="Topic">Topic name.</param>
/// <param name="Qos">QoS it was published with, 0 to 2.</param>
/// <param name="SizeBytes">Bytes of its payload.</param>
/// <param name="Text">Beginning of the payload, when that is text; else null.</param>
/// <param name="Hex">Beginning of the payload in hexadecimal digits, when it is no text; else null.</param>
/// <param name="Cut">There is more than the beginning.</param>
public sealed record MqttRetainedView(string Topic, int Qos, int SizeBytes, string? Text, string? Hex, bool Cut);
