using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Client;

/// <summary>How an <see cref="MqttClient"/> connects and what it holds. Immutable; thread safe.</summary>
public sealed record MqttClientOptions
{
    /// <summary>The server: <c>mqtt://</c> (port 1883), <c>mqtts://</c> (8883), <c>ws://</c> or <c>wss://</c> (80, 443; path <c>/mqtt</c> when there is none).</summary>
    public required Uri Server { get; init; }

    /// <summary>Protocol version. Default 5.0.</summary>
    public MqttVersion Version { get; init; } = MqttVersion.V50;

    /// <summary>Client identifier, 0 to 65,535 bytes of UTF-8; null makes one, <c>busbar-</c> and 16 hexadecimal digits; empty asks the server for one (5.0).</summary>
    public string? ClientId { get; init; }

    /// <summary>User name; null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>Password; null for none. In 3.1.1 only together with a user name (MQTT-3.1.2-22 of 3.1.1).</summary>
    public string? Password { get; init; }

    /// <summary>PEM file with the authorities that the server's certificate must lead to; null: those of the system.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>PEM file with the certificate that this client shows; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with its private key; null: it is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// The first connection begins with a new session; later ones go on with it. False: the first connection goes on with a session that the server
    /// may still have from before. Default true.
    /// </summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>
    /// How long the server keeps the session after a connection has ended; zero ends it with the connection, and with it what was promised about QoS 1
    /// and 2 across connections; <see cref="TimeSpan.MaxValue"/> never. In 3.1.1 anything but zero means until the server forgets. Default 5 minutes.
    /// </summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest silence of the client, whole seconds, up to 65,535 s; zero for no limit. The server may set another. Default 30 s.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the server may take to answer a PINGREQ before the link is taken for broken, 0.1 s to 1 h. Default 10 s.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Deadline for the connection, from the first packet of TCP to CONNACK, 0.1 s to 1 h. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Wait before the first reconnect, 1 ms to 1 day; it doubles with each failure, and 0 to 50 % of it are taken off by chance. A connection that ended sooner
    /// than this wait lasts is a failure too. Default 0.5 s.
    /// </summary>
    public TimeSpan ReconnectMin { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longest wait between reconnects, <see cref="ReconnectMin"/> to 1 day. Default 30 s.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Published by the server when the connection ends without a DISCONNECT; null for none.</summary>
    public MqttMessage? Will { get; init; }

    /// <summary>5.0: wait of the server before it publishes the will, 0 to 4,294,967,295 s. Default none.</summary>
    public TimeSpan WillDelay { get; init; }

    /// <summary>Most QoS 1 and 2 messages of ours that may be under way, 1 to 65,535; the server may allow fewer. Default 1,024.</summary>
    public int MaxInFlight { get; init; } = 1024;

    /// <summary>5.0: most QoS 1 and 2 messages that the server may have under way to us, 1 to 65,535; 3.1.1 has no such limit, so it is 65,535 there. Default 1,024.</summary>
    public int ReceiveMaximum { get; init; } = 1024;

    /// <summary>Largest packet taken, 1 KiB to 256 MiB; a larger one ends the connection with 0x95. Default 16 MiB.</summary>
    public int MaxPacketBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>5.0: highest topic alias that the server may use, 0 to 65,535. Default 64.</summary>
    public int TopicAliasMaximum { get; init; } = 64;

    /// <summary>Most messages that wait to be sent, 1 or more. Default 10,000.</summary>
    public int MaxQueuedMessages { get; init; } = 10_000;

    /// <summary>Most payload bytes that wait to be sent, 1 or more; a message that is larger by itself is refused when it would have to wait. Default 64 MiB.</summary>
    public long MaxQueuedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Who gives way when that is too little. Default <see cref="MqttQueuePolicy.DropOldestQos0"/>.</summary>
    public MqttQueuePolicy QueuePolicy { get; init; } = MqttQueuePolicy.DropOldestQos0;

    /// <summary>Most QoS 0 messages that wait for one handler, 1 or more; beyond it the newest is dropped and counted. QoS 1 and 2 are bounded by <see cref="ReceiveMaximum"/>. Default 10,000.</summary>
    public int MaxPendingPerHandler { get; init; } = 10_000;

    /// <summary>Gets messages that no subscription of this program asked for, such as those of a session from before, one by one in their order; null: they are acknowledged and counted.</summary>
    public MqttHandler? Unmatched { get; init; }

    /// <summary>5.0: user properties of CONNECT. Default none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">One is out of its range; the text names it, its value and what is allowed.</exception>
    public void Validate()
    {
        Check(Server.IsAbsoluteUri && Server.Scheme is "mqtt" or "mqtts" or "ws" or "wss", nameof(Server), Server, "mqtt://, mqtts://, ws:// or wss:// and a host");
        Check(Server.UserInfo.Length == 0, nameof(Server), "a URL with credentials", "a URL without; they have options of their own");
        Check(Version is MqttVersion.V311 or MqttVersion.V50, nameof(Version), Version, "V311 or V50");
        Check(Version == MqttVersion.V50 || Password is null || UserName is not null, nameof(Password), "set without a user name", "both, in 3.1.1");
        Check(Version == MqttVersion.V50 || ClientId is not "", nameof(ClientId), "empty", "an identifier, or null for one that is made; only 5.0 servers give identifiers that are told");
        CheckTime(SessionExpiry, TimeSpan.Zero, TimeSpan.MaxValue, nameof(SessionExpiry));
        CheckTime(KeepAlive, TimeSpan.Zero, TimeSpan.FromSeconds(ushort.MaxValue), nameof(KeepAlive));
        Check(KeepAlive.Ticks % TimeSpan.TicksPerSecond == 0, nameof(KeepAlive), KeepAlive, "whole seconds");
        CheckTime(PingTimeout, TimeSpan.FromSeconds(0.1), TimeSpan.FromHours(1), nameof(PingTimeout));
        CheckTime(ConnectTimeout, TimeSpan.FromSeconds(0.1), TimeSpan.FromHours(1), nameof(ConnectTimeout));
        CheckTime(ReconnectMin, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1), nameof(ReconnectMin));
        CheckTime(ReconnectMax, ReconnectMin, TimeSpan.FromDays(1), nameof(ReconnectMax));
        CheckTime(WillDelay, TimeSpan.Zero, TimeSpan.FromSeconds(uint.MaxValue), nameof(WillDelay));
        CheckNumber(MaxInFlight, 1, ushort.MaxValue, nameof(MaxInFlight));
        CheckNumber(ReceiveMaximum, 1, ushort.MaxValue, nameof(ReceiveMaximum));
        CheckNumber(MaxPacketBytes, 1024, 256 * 1024 * 1024, nameof(MaxPacketBytes));
        CheckNumber(TopicAliasMaximum, 0, ushort.MaxValue, nameof(TopicAliasMaximum));
        CheckNumber(MaxQueuedMessages, 1, int.MaxValue, nameof(MaxQueuedMessages));
        CheckNumber(MaxQueuedBytes, 1, long.MaxValue, nameof(MaxQueuedBytes));
        CheckNumber(MaxPendingPerHandler, 1, int.MaxValue, nameof(MaxPendingPerHandler));
    }

    private static void CheckTime(TimeSpan value, TimeSpan from, TimeSpan to, string name) => Check(value >= from && value <= to, name, value, $"{from} to {to}");

    private static void CheckNumber(long value, long from, long to, string name) => Check(value >= from && value <= to, name, value, $"{from:N0} to {to:N0}");

    private static void Check(bool isGood, string name, object value, string allowed)
    {
        if (!isGood) throw new ArgumentException($"{name} is {value}; allowed: {allowed}.", name);
    }
}

/// <summary>Which message gives way when too many wait to be sent. Every one that does is counted, logged, and its publisher told.</summary>
public enum MqttQueuePolicy
{
    /// <summary>The oldest QoS 0 message that waits; when none does, the new message is refused.</summary>
    DropOldestQos0,

    /// <summary>The oldest message that waits, whatever its QoS.</summary>
    DropOldest,

    /// <summary>The new message.</summary>
    RefuseNew,
}
