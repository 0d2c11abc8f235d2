using System.Net;
using System.Security.Cryptography.X509Certificates;
using Busbar.Wire.Pep;

namespace Busbar.Plant.Pep;

/// <summary>Settings of the PEP server. Set them before the server is made.</summary>
public sealed class PepOptions
{
    /// <summary>Address to listen on: an IP address, or <c>*</c> for all. Default <c>*</c>.</summary>
    public string Address { get; set; } = "*";

    /// <summary>TCP port, 0 to 65535; 0 takes a free one. Default 8765.</summary>
    public int Port { get; set; } = 8765;

    /// <summary>Certificate with its private key for wss; null: ws. Default null.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Certificates of its issuers, sent along; empty when the SECCs know who signed it. Default empty.</summary>
    public X509Certificate2Collection CertificateChain { get; } = [];

    /// <summary>A client that offers sub-protocols, but none of pep1.1 to pep1.8, is taken without one; false refuses it with 400. Default false. A client
    /// that offers none is always taken (A1).</summary>
    public bool AcceptUnknownSubProtocols { get; set; }

    /// <summary>Time between two statuses. 50 ms to 1 s, default 200 ms (PEP_STATUS_UPDATE_INTERVAL).</summary>
    public TimeSpan StatusInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a reply to our own request is waited for. 100 ms to 10 s, default 500 ms (PEP_REQUEST_TIMEOUT).</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the gun may take to answer before the SECC gets an internal error; with the 100 ms of the deadline wheel it stays within
    /// PEP_REQUEST_TIMEOUT. 50 ms to 10 s, default 300 ms.</summary>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Silence after which the SECC counts as unresponsive and its gun goes to standby. 1 s to 60 s, default 5 s (PEP_SECC_UNRESPONSIVE_TIMEOUT).</summary>
    public TimeSpan UnresponsiveTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Silence after which a ping is sent. 100 ms to 60 s, default 1 s, so that five go unanswered before the watchdog.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Silence after which the socket itself is cut. 5 s to 1 h, default 60 s: a client that answers no pings keeps its socket meanwhile.</summary>
    public TimeSpan CutTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a peer may take to read what we send before it is cut off. 1 s to 60 s, default 5 s.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Deadline of the opening handshake. 1 s to 60 s, default 10 s.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest message in bytes; a larger one closes with 1009. 1024 to 1048576, default 65536 (A9).</summary>
    public int MaxMessageBytes { get; set; } = PepLimits.MaxMessageBytes;

    /// <summary>Messages per second that one SECC may send in the long run; beyond it the socket is read more slowly, and nobody else notices. 10 to 100000,
    /// default 100; a vehicle asks 4 to 20 times a second.</summary>
    public int MessagesPerSecond { get; set; } = 100;

    /// <summary>Messages that one SECC may send at once. 1 to 100000, default 50.</summary>
    public int MessageBurst { get; set; } = 50;

    /// <summary>Connections at once, handshakes included. 1 to 10000, default 512.</summary>
    public int MaxConnections { get; set; } = 512;

    /// <summary>Throws when a setting is out of its range, naming the key, the value and what is allowed.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Validate()
    {
        Require(Port is >= 0 and <= 65535, nameof(Port), Port, "0 to 65535");
        Require(Address == "*" || IPAddress.TryParse(Address, out _), nameof(Address), Address, "an IP address, or * for all");
        Require(Certificate is null or { HasPrivateKey: true }, nameof(Certificate), Certificate?.Subject, "a certificate with its private key");
        RequireSpan(StatusInterval, nameof(StatusInterval), 50, 1000);
        RequireSpan(RequestTimeout, nameof(RequestTimeout), 100, 10_000);
        RequireSpan(AnswerTimeout, nameof(AnswerTimeout), 50, 10_000);
        RequireSpan(UnresponsiveTimeout, nameof(UnresponsiveTimeout), 1000, 60_000);
        RequireSpan(PingInterval, nameof(PingInterval), 100, 60_000);
        RequireSpan(CutTimeout, nameof(CutTimeout), 5000, 3_600_000);
        RequireSpan(WriteTimeout, nameof(WriteTimeout), 1000, 60_000);
        RequireSpan(HandshakeTimeout, nameof(HandshakeTimeout), 1000, 60_000);
        Require(MaxMessageBytes is >= 1024 and <= 1024 * 1024, nameof(MaxMessageBytes), MaxMessageBytes, "1024 to 1048576");
        Require(MessagesPerSecond is >= 10 and <= 100_000, nameof(MessagesPerSecond), MessagesPerSecond, "10 to 100000");
        Require(MessageBurst is >= 1 and <= 100_000, nameof(MessageBurst), MessageBurst, "1 to 100000");
        Require(MaxConnections is >= 1 and <= 10_000, nameof(MaxConnections), MaxConnections, "1 to 10000");
    }

    private static void RequireSpan(TimeSpan value, string key, int minMs, int maxMs) =>
        Require(value >= TimeSpan.FromMilliseconds(minMs) && value <= TimeSpan.FromMilliseconds(maxMs), key, $"{value.TotalMilliseconds} ms", $"{minMs} ms to {maxMs} ms");

    private static void Require(bool good, string key, object? value, string allowed)
    {
        if (!good) throw new ArgumentException($"Setting Pep:{key} is {value}; allowed: {allowed}.", key);
    }
}
