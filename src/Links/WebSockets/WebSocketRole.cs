namespace Busbar.Links.WebSockets;

/// <summary>Which end of a WebSocket this program is; RFC 6455 treats the two ends differently in masking and in who closes TCP first.</summary>
public enum WebSocketRole
{
    /// <summary>Accepted the connection: expects masked frames, sends unmasked ones, closes TCP first (RFC 6455, 5.1 and 7.1.1).</summary>
    Server,

    /// <summary>Opened the connection: sends masked frames, expects unmasked ones, lets the server close TCP first.</summary>
    Client,
}

/// <summary>Kind of a data message.</summary>
public enum WebSocketMessageType : byte
{
    /// <summary>UTF-8 text, already checked to be valid UTF-8 (RFC 6455, 8.1).</summary>
    Text = 1,

    /// <summary>Arbitrary bytes.</summary>
    Binary = 2,
}

/// <summary>A whole data message. <see cref="Payload"/> lies in the connection's own buffers: it is valid until the next call of
/// <see cref="WebSocketConnection.TryRead"/> or <see cref="WebSocketConnection.WaitToReadAsync"/>.</summary>
/// <param name="Type">Text or binary.</param>
/// <param name="Payload">The unmasked, reassembled bytes.</param>
public readonly record struct WebSocketMessage(WebSocketMessageType Type, ReadOnlyMemory<byte> Payload);

/// <summary>What became of a message handed to <see cref="WebSocketConnection.TryBuffer"/>.</summary>
public enum BufferOutcome
{
    /// <summary>Framed; it leaves with the next flush.</summary>
    Buffered,

    /// <summary>Another sender holds the output and waits for the peer; use <see cref="WebSocketConnection.SendAsync"/>.</summary>
    Busy,

    /// <summary>The connection no longer sends.</summary>
    Closed,
}

/// <summary>How a connection ended.</summary>
/// <param name="Code">Close code; <see cref="WebSocketCloseCode.Abnormal"/> when TCP ended without a close frame, <see cref="WebSocketCloseCode.NoStatus"/> when
/// the peer's close frame had none.</param>
/// <param name="Reason">Reason in words; empty when none was given.</param>
/// <param name="ByPeer">True when the peer asked first or broke the link; false when this side did.</param>
public sealed record WebSocketClosure(ushort Code, string Reason, bool ByPeer)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Reason.Length == 0 ? $"{Code} by {(ByPeer ? "peer" : "us")}" : $"{Code} by {(ByPeer ? "peer" : "us")}: {Reason}";
}
