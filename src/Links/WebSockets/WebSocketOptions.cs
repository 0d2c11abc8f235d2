namespace Busbar.Links.WebSockets;

/// <summary>Limits and deadlines of one connection. Immutable once a connection uses it; share one instance between connections. Thread safe.</summary>
public sealed class WebSocketOptions
{
    /// <summary>Default limits.</summary>
    public static WebSocketOptions Default { get; } = new();

    /// <summary>Largest message, fragments together, in bytes; a larger one closes the connection with 1009 before it is buffered. 1 KiB to 1 GiB, default 1 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 1024 * 1024;

    /// <summary>Silence after which a ping is sent; any received byte counts as life. Zero sends none. Default 60 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Silence after which a peer that answers pings is taken for dead. Zero never. Default 180 s, three pings.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>
    /// Silence after which a peer that has never answered a ping is taken for dead: some stations do not send pongs, and only
    /// their own heartbeats show life. Zero never. Default 900 s, three heartbeats of 300 s.
    /// </summary>
    public TimeSpan SilenceLimitWithoutPong { get; init; } = TimeSpan.FromSeconds(900);

    /// <summary>How long the peer may take to make room for what we send before the connection is cut. Default 30 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a message may take from its first byte to its last. Default 30 s.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the peer may take to answer our close frame, or to take it in, before TCP is cut. Default 5 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
