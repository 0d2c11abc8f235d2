using Busbar.Wire.Ocpp;

namespace Busbar.Links.Ocpp;

/// <summary>What is odd about a link.</summary>
public enum OcppTroubleKind
{
    /// <summary>A frame that is no readable OCPP-J message.</summary>
    Undecodable,

    /// <summary>So many unreadable frames in a row that the connection is closed.</summary>
    Garbage,

    /// <summary>A CALL that was refused before the handler saw it: unknown action, wrong direction, schema broken.</summary>
    Refused,

    /// <summary>A CALL with the id and content of one that is being answered or was answered last; answered once more with the same bytes.</summary>
    Repeated,

    /// <summary>An answer to a call whose deadline has passed; dropped.</summary>
    LateAnswer,

    /// <summary>An answer to a call that was never made; dropped.</summary>
    AnswerToNothing,

    /// <summary>Our call was not answered within its deadline.</summary>
    CallTimedOut,

    /// <summary>So many calls in a row were not answered that the link is closed, so that the peer opens a new one.</summary>
    LinkRenewed,

    /// <summary>The handler threw; the peer got InternalError with the reference.</summary>
    HandlerFailed,

    /// <summary>The peer sends faster than its rate; it is read more slowly now. Told at most once a minute.</summary>
    Flood,
}

/// <summary>Something odd on a link, for logs, counters and alarms.</summary>
/// <param name="Kind">What.</param>
/// <param name="Text">In words, with the values concerned.</param>
/// <param name="Action">Name of the action concerned; null when there is none.</param>
/// <param name="Code">Code of the CALLERROR that went out; null when none did.</param>
/// <param name="Id">Message id concerned; <see cref="MessageId.None"/> when there is none.</param>
/// <param name="Reference">For <see cref="OcppTroubleKind.HandlerFailed"/>: the reference that the peer was told; null otherwise.</param>
/// <param name="Exception">For <see cref="OcppTroubleKind.HandlerFailed"/>: what was thrown; null otherwise.</param>
public sealed record OcppTrouble(
    OcppTroubleKind Kind, string Text, string? Action = null, OcppErrorCode? Code = null, MessageId Id = default, string? Reference = null, Exception? Exception = null);
