using System.Net;

namespace Busbar.Links.Mqtt.Broker;

/// <summary>What the settings may be.</summary>
public sealed partial record MqttBrokerOptions
{
    private const int MaxPacketLimit = 268_435_460;

    /// <summary>Throws when a setting is out of its range, naming the key, the value and what is allowed.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Validate()
    {
        RequireRange(Port, nameof(Port), 0, 65_535);
        Require(Address == "*" || IPAddress.TryParse(Address, out _), nameof(Address), Address, "an IP address, or * for all");
        RequireRange(TlsPort, nameof(TlsPort), 0, 65_535);
        Require(Port == 0 || CertificateFile is null || Port != TlsPort, nameof(TlsPort), TlsPort, "another port than Mqtt:Port");
        Require(KeyFile is null || CertificateFile is not null, nameof(KeyFile), KeyFile, "null while Mqtt:CertificateFile is null");
        Require(ClientAuthorityFile is null || CertificateFile is not null, nameof(ClientAuthorityFile), ClientAuthorityFile, "null while Mqtt:CertificateFile is null");
        RequireRange(MaxConnections, nameof(MaxConnections), 1, 1_000_000);
        RequireRange(MaxConnectionsPerAddress, nameof(MaxConnectionsPerAddress), 0, int.MaxValue);
        RequireSpan(ConnectTimeout, nameof(ConnectTimeout), 1, 300);
        RequireRange(MaxPacketBytes, nameof(MaxPacketBytes), 1024, MaxPacketLimit);
        RequireRange(ReceiveMaximum, nameof(ReceiveMaximum), 1, 65_535);
        RequireRange(MaxInFlight, nameof(MaxInFlight), 1, 65_535);
        RequireRange(TopicAliasMaximum, nameof(TopicAliasMaximum), 0, 65_535);
        RequireRange(MaxQueuedMessages, nameof(MaxQueuedMessages), 1, 10_000_000);
        RequireRange(MaxOutboxBytes, nameof(MaxOutboxBytes), 4096, 1024 * 1024 * 1024);
        RequireSpan(MaxKeepAlive, nameof(MaxKeepAlive), 0, 65_535);
        RequireSpan(MaxSessionExpiry, nameof(MaxSessionExpiry), 0, 10 * 365 * 24 * 3600);
        RequireRange(MaxSessions, nameof(MaxSessions), 1, 10_000_000);
        RequireRange(MaxSubscriptionsPerClient, nameof(MaxSubscriptionsPerClient), 1, 1_000_000);
        RequireRange(MaxRetainedMessages, nameof(MaxRetainedMessages), 1, 10_000_000);
        Require(MessagesPerSecond is >= 0 and <= 1_000_000, nameof(MessagesPerSecond), MessagesPerSecond, "0 to 1000000");
        RequireRange(MessageBurst, nameof(MessageBurst), 1, 1_000_000);
        RequireSpan(WriteTimeout, nameof(WriteTimeout), 1, 600);
        RequireSpan(SysInterval, nameof(SysInterval), 0, 3600);
    }

    private static void RequireRange(int value, string key, int min, int max) => Require(value >= min && value <= max, key, value, $"{min} to {max}");

    private static void RequireSpan(TimeSpan value, string key, int minS, int maxS) =>
        Require(value >= TimeSpan.FromSeconds(minS) && value <= TimeSpan.FromSeconds(maxS), key, value, $"{minS} s to {maxS} s");

    private static void Require(bool good, string key, object? value, string allowed)
    {
        if (!good) throw new ArgumentException($"Setting Mqtt:{key} is {value}; allowed: {allowed}.", key);
    }
}
