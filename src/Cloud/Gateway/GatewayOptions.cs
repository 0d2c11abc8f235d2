using Busbar.Wire.Ocpp;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Busbar.Cloud.Gateway;

/// <summary>Settings of the gateway. Immutable once it runs. Section <c>Ocpp</c> of the configuration.</summary>
public sealed class GatewayOptions
{
    /// <summary>TCP port, 0 to 65535; 0 takes a free one, see <see cref="GatewayHost.Port"/>. Default 9000.</summary>
    public int Port { get; set; } = 9000;

    /// <summary>Address to listen on; <c>*</c> for every address of the machine. Default <c>*</c>.</summary>
    public string Address { get; set; } = "*";

    /// <summary>Sub-protocol for stations that offer none, such as <c>ocpp1.6</c>; null refuses them. Default null.</summary>
    public string? DefaultSubProtocol { get; set; }

    /// <summary>Most stations connected at once; more get 503. 1 to 1,000,000, default 50,000.</summary>
    public int MaxConnections { get; set; } = 50_000;

    /// <summary>Most handshakes under way at once; more get 503 and try again. 1 to 100,000, default 2,000.</summary>
    public int MaxHandshakes { get; set; } = 2_000;

    /// <summary>Most connections from one address; 0 for no limit, because many stations may share one. Default 0.</summary>
    public int MaxConnectionsPerAddress { get; set; }

    /// <summary>
    /// Proxies, as addresses or networks such as <c>10.0.0.0/8</c>, whose X-Forwarded-For tells the station's address: for admission, log and
    /// <see cref="MaxConnectionsPerAddress"/>. Default none: nobody's.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>From TCP's accept to the last byte of the station's request, the CMS's decision included. 1 s to 5 min, default 15 s.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Silence after which a station is pinged; any frame counts as life. Three of these without a frame end a connection whose station answers pings. 1 s to 1 h, default 60 s.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Heartbeat interval that is assumed until a BootNotification answer sets another; three of these without a frame end a connection whose station has
    /// never answered a ping. 1 s to 1 day, default 300 s.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>Deadline of a command that names none, waiting included. 1 s to 10 min, default 30 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the connection commands wait for the station's BootNotification to be answered, when it has never been accepted before. 0 to 10 min, default 30 s.</summary>
    public TimeSpan BootWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the CMS may take over a station's CALL; then the station gets InternalError. 1 s to 10 min, default 30 s.</summary>
    public TimeSpan CmsTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest message in bytes; a larger one closes with 1009 before it is received. 1,024 to 16,777,216, default 262,144.</summary>
    public int MaxMessageBytes { get; set; } = 256 * 1024;

    /// <summary>Messages a second that one station may send in the long run; above it the station is read more slowly. 0 for no limit. Default 50.</summary>
    public double MessagesPerSecond { get; set; } = 50;

    /// <summary>Messages that one station may send at once before the rate holds, such as the queue of a day offline. 1 to 1,000,000, default 1,000.</summary>
    public int MessageBurst { get; set; } = 1_000;

    /// <summary>How long a station may exceed its rate without a pause before it is closed with 1008. 1 s to 1 day, default 10 min.</summary>
    public TimeSpan FloodLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Commands in a row without an answer after which the link is closed so that the station connects anew; 0 never. 0 to 100, default 3.</summary>
    public int MaxTimeoutsInARow { get; set; } = 3;

    /// <summary>How long the station may leave us no room to send before it is cut off. 1 s to 10 min, default 30 s.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Publish every CALL with its answer for the message log and for whoever watches the station. Default true. Off spares the bus; what the log
    /// keeps of what is published is <c>Cms:MessageLog</c> and <c>Cms:UnloggedActions</c>.
    /// </summary>
    public bool PublishExchanges { get; set; } = true;

    /// <summary>Over what time the connections are closed at shutdown, so that the fleet does not come back all at once. 0 to 10 min, default 5 s.</summary>
    public TimeSpan DrainSpread { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Stations that are closed a second at shutdown, so that other gateways can take them, 1 to 100,000; 0 for <see cref="DrainSpread"/>. Default 0.</summary>
    public int DrainRate { get; set; }

    /// <summary>How long an answer that is under way at shutdown may take. 0 to 10 min, default 5 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>More configuration of the listening port, TLS for example; null for none.</summary>
    public Action<ListenOptions>? Listen { get; set; }

    /// <summary>Throws when a setting is out of its range, naming the key, the value and what is allowed.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Validate()
    {
        Require(Port is >= 0 and <= 65535, nameof(Port), Port, "0 to 65535");
        Require(Address == "*" || System.Net.IPAddress.TryParse(Address, out _), nameof(Address), Address, "an IP address, or * for all");
        Require(
            DefaultSubProtocol is null || SubProtocolChoice.IsServed(DefaultSubProtocol), nameof(DefaultSubProtocol), DefaultSubProtocol, $"null or one of {SubProtocolChoice.Served}");
        Require(MaxConnections is >= 1 and <= 1_000_000, nameof(MaxConnections), MaxConnections, "1 to 1000000");
        Require(MaxHandshakes is >= 1 and <= 100_000, nameof(MaxHandshakes), MaxHandshakes, "1 to 100000");
        Require(MaxConnectionsPerAddress >= 0, nameof(MaxConnectionsPerAddress), MaxConnectionsPerAddress, "0 or more");
        foreach (var proxy in TrustedProxies) Require(Gateway.TrustedProxies.IsNetwork(proxy), nameof(TrustedProxies), proxy, "addresses such as 10.0.0.7, and networks such as 10.0.0.0/8");
        RequireSpan(HandshakeTimeout, nameof(HandshakeTimeout), 1, 300);
        RequireSpan(PingInterval, nameof(PingInterval), 1, 3600);
        RequireSpan(HeartbeatInterval, nameof(HeartbeatInterval), 1, 86_400);
        RequireSpan(CommandTimeout, nameof(CommandTimeout), 1, 600);
        RequireSpan(BootWait, nameof(BootWait), 0, 600);
        RequireSpan(CmsTimeout, nameof(CmsTimeout), 1, 600);
        Require(MaxMessageBytes is >= 1024 and <= 16 * 1024 * 1024, nameof(MaxMessageBytes), MaxMessageBytes, "1024 to 16777216");
        Require(MessagesPerSecond is >= 0 and <= 1_000_000, nameof(MessagesPerSecond), MessagesPerSecond, "0 to 1000000");
        Require(MessageBurst is >= 1 and <= 1_000_000, nameof(MessageBurst), MessageBurst, "1 to 1000000");
        RequireSpan(FloodLimit, nameof(FloodLimit), 1, 86_400);
        Require(MaxTimeoutsInARow is >= 0 and <= 100, nameof(MaxTimeoutsInARow), MaxTimeoutsInARow, "0 to 100");
        RequireSpan(WriteTimeout, nameof(WriteTimeout), 1, 600);
        RequireSpan(DrainSpread, nameof(DrainSpread), 0, 600);
        Require(DrainRate is >= 0 and <= 100_000, nameof(DrainRate), DrainRate, "0 to 100000");
        RequireSpan(DrainTimeout, nameof(DrainTimeout), 0, 600);
    }

    private static void RequireSpan(TimeSpan value, string key, int minS, int maxS) =>
        Require(value >= TimeSpan.FromSeconds(minS) && value <= TimeSpan.FromSeconds(maxS), key, value, $"{minS} s to {maxS} s");

    private static void Require(bool good, string key, object? value, string allowed)
    {
        if (!good) throw new ArgumentException($"Setting Ocpp:{key} is {value}; allowed: {allowed}.", key);
    }
}
