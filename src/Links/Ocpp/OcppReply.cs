using Busbar.Wire.Ocpp;

namespace Busbar.Links.Ocpp;

/// <summary>How our CALL ended. Every call ends in exactly one of these.</summary>
public enum OcppReplyKind
{
    /// <summary>The peer answered; see <see cref="OcppReply.Response"/>.</summary>
    Answered,

    /// <summary>The peer refused with a CALLERROR; see <see cref="OcppReply.ErrorCode"/>.</summary>
    Refused,

    /// <summary>The peer's answer breaks the schema; <see cref="OcppReply.ErrorText"/> says where.</summary>
    InvalidAnswer,

    /// <summary>No answer within the deadline, or the call was not sent within it.</summary>
    TimedOut,

    /// <summary>The connection ended before the answer, or was not open.</summary>
    Disconnected,

    /// <summary>Too many calls wait for this peer; not sent.</summary>
    QueueFull,
}

/// <summary>What the peer answered to our CALL.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Response">The answer; null unless answered.</param>
/// <param name="ErrorCode">Code of the CALLERROR as the peer spelled it, or the code of the fault in an invalid answer; null otherwise.</param>
/// <param name="ErrorText">Text of the CALLERROR, of the fault, or of what went wrong; null when answered.</param>
/// <param name="Latency">From handing the CALL to the socket to its end; zero when it was never sent.</param>
public readonly record struct OcppReply(OcppReplyKind Kind, OcppResponse? Response, string? ErrorCode, string? ErrorText, TimeSpan Latency);
