namespace Busbar.Links.WebSockets;

/// <summary>Close codes of RFC 6455, 7.4.1.</summary>
public static class WebSocketCloseCode
{
    /// <summary>The purpose of the connection is fulfilled.</summary>
    public const ushort Normal = 1000;

    /// <summary>An end is going away, for example a server that shuts down.</summary>
    public const ushort GoingAway = 1001;

    /// <summary>The peer broke the framing rules.</summary>
    public const ushort ProtocolError = 1002;

    /// <summary>A kind of message that this end does not take, for example binary.</summary>
    public const ushort UnsupportedData = 1003;

    /// <summary>Never sent: stands for a close frame without a code.</summary>
    public const ushort NoStatus = 1005;

    /// <summary>Never sent: stands for a connection that ended without a close frame.</summary>
    public const ushort Abnormal = 1006;

    /// <summary>Data that does not fit the kind of message, for example text that is not UTF-8.</summary>
    public const ushort InvalidPayload = 1007;

    /// <summary>A rule of the application was broken and no other code fits.</summary>
    public const ushort PolicyViolation = 1008;

    /// <summary>A message larger than this end takes.</summary>
    public const ushort MessageTooBig = 1009;

    /// <summary>This end failed.</summary>
    public const ushort InternalError = 1011;

    /// <summary>Come back later (IANA registry of close codes).</summary>
    public const ushort TryAgainLater = 1013;

    /// <summary>May <paramref name="code"/> stand in a close frame (RFC 6455, 7.4)? 1000 to 1003, 1007 to 1014 and 3000 to 4999.</summary>
    public static bool MayBeSent(ushort code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}
