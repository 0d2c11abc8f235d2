using Busbar.Links.Mqtt.Broker.Storage;

namespace Busbar.Links.Mqtt.Broker;

/// <summary>Settings of the broker. Immutable once it runs. Section <c>Mqtt</c> of the configuration.</summary>
public sealed partial record MqttBrokerOptions
{
    /// <summary>TCP port, 0 to 65535; 0 takes a free one. MQTT, and MQTT over WebSocket at any path, on the same port. Default 1883.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Address to listen on; <c>*</c> for every address of the machine. Default <c>*</c>.</summary>
    public string Address { get; init; } = "*";

    /// <summary>TLS port, served when there is a certificate, 0 to 65535; 0 takes a free one. MQTT, and MQTT over WebSocket, on the same port. Default 8883.</summary>
    public int TlsPort { get; init; } = 8883;

    /// <summary>PEM file with the server's certificate and its chain; null for no TLS. Default null.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with the certificate's private key; null when it is in <see cref="CertificateFile"/>. Default null.</summary>
    public string? KeyFile { get; init; }

    /// <summary>PEM file with the authorities whose client certificates are believed; null asks clients for none. Default null.</summary>
    public string? ClientAuthorityFile { get; init; }

    /// <summary>Most connections at once, 1 to 1,000,000. Default 50,000.</summary>
    public int MaxConnections { get; init; } = 50_000;

    /// <summary>Most connections from one address; 0 for no limit. Default 0.</summary>
    public int MaxConnectionsPerAddress { get; init; }

    /// <summary>From TCP's accept to the CONNECT, TLS and WebSocket included. 1 s to 5 min, default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest packet in bytes that is taken, 1,024 to 268,435,460. Default 1 MiB.</summary>
    public int MaxPacketBytes { get; init; } = 1024 * 1024;

    /// <summary>Most QoS 1 and 2 messages of one client that are taken and not acknowledged yet, 1 to 65,535. Default 1,024.</summary>
    public int ReceiveMaximum { get; init; } = 1024;

    /// <summary>Most QoS 1 and 2 messages sent to one client and not acknowledged yet, 1 to 65,535; a 5.0 client may ask for fewer. Default 1,024.</summary>
    public int MaxInFlight { get; init; } = 1024;

    /// <summary>Highest topic alias that is taken from a client, and given to one that takes them, 0 to 65,535. Default 64.</summary>
    public int TopicAliasMaximum { get; init; } = 64;

    /// <summary>Most QoS 1 and 2 messages that wait for one client, connected or not; a further one is dropped, counted and logged. 1 to 10,000,000, default 10,000.</summary>
    public int MaxQueuedMessages { get; init; } = 10_000;

    /// <summary>Most bytes that wait to be sent to one client; while there are more, QoS 0 messages for it are dropped and counted. 4,096 to 1 GiB, default 4 MiB.</summary>
    public int MaxOutboxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Longest keep-alive, told to 5.0 clients that ask for more or for none; 0 leaves it to the client. 0 s to 65,535 s, default 0.</summary>
    public TimeSpan MaxKeepAlive { get; init; }

    /// <summary>Longest that a session outlives its connection; a 5.0 client is told, a 3.1.1 session without clean session has this long. 0 s to 10 years, default 7 days.</summary>
    public TimeSpan MaxSessionExpiry { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Most sessions, connected or not, 1 to 10,000,000. Default 200,000.</summary>
    public int MaxSessions { get; init; } = 200_000;

    /// <summary>Most subscriptions of one client, 1 to 1,000,000. Default 1,000.</summary>
    public int MaxSubscriptionsPerClient { get; init; } = 1_000;

    /// <summary>Most kept messages, 1 to 10,000,000; a further one is refused with quota exceeded. Default 1,000,000.</summary>
    public int MaxRetainedMessages { get; init; } = 1_000_000;

    /// <summary>Messages a second that one client may publish in the long run; above it the client is read more slowly. 0 for no limit. Default 0.</summary>
    public double MessagesPerSecond { get; init; }

    /// <summary>Messages that one client may publish at once before the rate holds, 1 to 1,000,000. Default 1,000.</summary>
    public int MessageBurst { get; init; } = 1_000;

    /// <summary>How long a client may leave us no room to send before it is cut off. 1 s to 10 min, default 30 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What an acknowledged message survives: Full a loss of power, Normal the death of the process. Default Full.</summary>
    public MqttDurability Durability { get; init; } = MqttDurability.Full;

    /// <summary>How often the <c>$SYS</c> topics are published; 0 never. 0 s to 1 h, default 10 s.</summary>
    public TimeSpan SysInterval { get; init; } = TimeSpan.FromSeconds(10);
}
