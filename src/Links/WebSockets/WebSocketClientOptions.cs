using System.Net;
using System.Net.Security;

namespace Busbar.Links.WebSockets;

/// <summary>How <see cref="WebSocketClient"/> connects. Immutable; share one instance between connections. Thread safe.</summary>
public sealed class WebSocketClientOptions
{
    /// <summary>Sub-protocols to offer, best first; empty offers none. When some are offered the server must choose one of them.</summary>
    public IReadOnlyList<string> SubProtocols { get; init; } = [];

    /// <summary>User name of HTTP basic authentication; null sends none.</summary>
    public string? UserName { get; init; }

    /// <summary>Password of HTTP basic authentication as bytes; null for an empty one. Used only with <see cref="UserName"/>.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>More header fields of the request; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Deadline from the first packet to the server's 101. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Source address, for many connections from one machine; null lets the system choose.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>TLS settings of wss; null for the system's defaults. The target host is set from the URL when it is empty.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Limits of the connection; <see cref="WebSocketOptions.Default"/> when null.</summary>
    public WebSocketOptions? Connection { get; init; }

    /// <summary>Clock of all deadlines. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>The server did not agree to become a WebSocket.</summary>
public sealed class WebSocketRefusedException : Exception
{
    internal WebSocketRefusedException(string message, int? status = null, Exception? inner = null)
        : base(message, inner) => Status = status;

    /// <summary>HTTP status of the answer; null when the answer was not HTTP or broke the handshake's rules.</summary>
    public int? Status { get; }
}
