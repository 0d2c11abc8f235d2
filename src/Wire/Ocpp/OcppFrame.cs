namespace Busbar.Wire.Ocpp;

/// <summary>Message types of OCPP-J (1.6 §4.1.3).</summary>
public enum OcppFrameType
{
    /// <summary>A request: <c>[2, id, action, payload]</c>.</summary>
    Call = 2,

    /// <summary>An answer: <c>[3, id, payload]</c>.</summary>
    CallResult = 3,

    /// <summary>A refusal: <c>[4, id, code, description, details]</c>.</summary>
    CallError = 4,
}

/// <summary>
/// A frame whose header has been read by <see cref="OcppFrames.TryRead"/>, with the reader at the payload. It lives on the stack and
/// points into the received bytes: use it before the buffer is reused. Its payload can be read once.
/// </summary>
public ref struct OcppFrame
{
    internal OcppReader Reader;
    internal ReadOnlySpan<byte> Bytes;
    internal int PayloadStart;
    internal bool HasPayload;

    /// <summary>Call, result or error.</summary>
    public OcppFrameType Type { get; internal set; }

    /// <summary>The id; <see cref="MessageId.None"/> when none could be read.</summary>
    public MessageId Id { get; internal set; }

    /// <summary>The action of a CALL; null when the version does not know it, and for results and errors.</summary>
    public OcppAction? Action { get; internal set; }

    /// <summary>The action's name as received; empty for results and errors.</summary>
    public ReadOnlySpan<byte> ActionName { get; internal set; }

    /// <summary>The code of a CALLERROR as received; empty otherwise.</summary>
    public ReadOnlySpan<byte> ErrorCode { get; internal set; }

    /// <summary>The description of a CALLERROR; empty otherwise.</summary>
    public ReadOnlySpan<byte> ErrorDescription { get; internal set; }

    /// <summary>The leniency rules that fired on the header.</summary>
    public readonly Leniency Used => Reader.Used;

    /// <summary>
    /// The payload's bytes as received (the details of a CALLERROR), for the message log: all from the end of the header to the frame's
    /// closing bracket, also when it breaks the schema or the frame ends early. Empty when there is none.
    /// </summary>
    public readonly ReadOnlySpan<byte> Payload
    {
        get
        {
            if (!HasPayload) return default;
            var rest = Bytes[PayloadStart..].TrimEnd(" \t\r\n"u8);
            return rest.EndsWith("]"u8) ? rest[..^1].TrimEnd(" \t\r\n"u8) : rest;
        }
    }
}
