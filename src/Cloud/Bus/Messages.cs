using System.Net;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Bus;

/// <summary>A station asks to connect.</summary>
/// <param name="StationId">The station, as its address names it.</param>
/// <param name="Version">What it wants to speak.</param>
/// <param name="Password">The password of HTTP basic authentication as bytes; null when none was sent.</param>
/// <param name="RemoteAddress">Where it comes from; null when it is not known.</param>
public sealed record AdmissionRequest(string StationId, OcppVersion Version, byte[]? Password, IPAddress? RemoteAddress);

/// <summary>Why a station may or may not connect.</summary>
public enum AdmissionVerdict
{
    /// <summary>Welcome.</summary>
    Accepted,

    /// <summary>Not known here, and unknown stations are refused (HTTP 404).</summary>
    Unknown,

    /// <summary>Password missing or wrong (HTTP 401).</summary>
    Unauthorized,

    /// <summary>Blocked by an operator (HTTP 403).</summary>
    Blocked,
}

/// <summary>The CMS's decision on a connection, and the per-station settings that the gateway applies.</summary>
/// <param name="Verdict">May it connect.</param>
/// <param name="Epoch">Number of this connection, rising per station: what an older connection says about the station's presence is ignored.</param>
/// <param name="Leniency">Leniency rules that are on for this station.</param>
/// <param name="BootKnown">The station has been accepted by a BootNotification before; its session is valid without a new one.</param>
public sealed record Admission(AdmissionVerdict Verdict, long Epoch, Leniency Leniency, bool BootKnown);

/// <summary>A CALL of a station on its way to the CMS. The request has passed its schema.</summary>
/// <param name="StationId">The station.</param>
/// <param name="Epoch">Number of its connection.</param>
/// <param name="Request">The request.</param>
/// <param name="MessageId">The station's id of the call.</param>
/// <param name="ReceivedAt">When it came, by the gateway's clock.</param>
public readonly record struct StationCall(string StationId, long Epoch, OcppRequest Request, MessageId MessageId, DateTimeOffset ReceivedAt)
{
    /// <summary>It may have been delivered before: to a worker that died, or over a connection that broke before its answer came.</summary>
    public bool Redelivered { get; init; }
}

/// <summary>The CMS's answer to a CALL: a response or a fault, never both.</summary>
/// <param name="Response">The answer; null with a fault, and where the CMS has none.</param>
/// <param name="Fault">Why it was refused; null with an answer.</param>
public readonly record struct CallAnswer(OcppResponse? Response, OcppFault? Fault)
{
    /// <summary>A good answer.</summary>
    public static CallAnswer Of(OcppResponse response) => new(response, null);

    /// <summary>A refusal; it becomes a CALLERROR.</summary>
    public static CallAnswer Refuse(OcppErrorCode code, string text) => new(null, new OcppFault(code, "", text));
}

/// <summary>Something that happened at or with a station.</summary>
/// <param name="StationId">The station.</param>
/// <param name="Epoch">Number of its connection.</param>
/// <param name="At">When, by the clock of the process that saw it.</param>
public abstract record StationEvent(string StationId, long Epoch, DateTimeOffset At)
{
    /// <summary>It may have been delivered before: to a worker that died, or over a connection that broke before its confirmation came.</summary>
    public bool Redelivered { get; init; }
}

/// <summary>A CALL that needs no business answer (MeterValues, StatusNotification, Heartbeat, ...).</summary>
/// <param name="StationId">The station.</param>
/// <param name="Epoch">Number of its connection.</param>
/// <param name="At">When, by the clock of the process that saw it.</param>
/// <param name="Request">The request.</param>
/// <param name="MessageId">The station's id of the call.</param>
public sealed record StationReported(string StationId, long Epoch, DateTimeOffset At, OcppRequest Request, MessageId MessageId)
    : StationEvent(StationId, Epoch, At);

/// <summary>The WebSocket is open.</summary>
/// <param name="StationId">The station.</param>
/// <param name="Epoch">Number of its connection.</param>
/// <param name="At">When, by the clock of the process that saw it.</param>
/// <param name="Version">What is spoken on it.</param>
/// <param name="RemoteAddress">Where it comes from; null when it is not known.</param>
public sealed record StationConnected(string StationId, long Epoch, DateTimeOffset At, OcppVersion Version, IPAddress? RemoteAddress)
    : StationEvent(StationId, Epoch, At);

/// <summary>The WebSocket is closed, with the reason in words.</summary>
/// <param name="StationId">The station.</param>
/// <param name="Epoch">Number of its connection.</param>
/// <param name="At">When, by the clock of the process that saw it.</param>
/// <param name="Reason">In words.</param>
public sealed record StationDisconnected(string StationId, long Epoch, DateTimeOffset At, string Reason)
    : StationEvent(StationId, Epoch, At);

/// <summary>Telemetry: one CALL with its answer, for the message log. Either direction. Never waited for; dropped and counted under pressure.</summary>
/// <param name="StationId">The station.</param>
/// <param name="Epoch">Number of its connection.</param>
/// <param name="At">When, by the clock of the process that saw it.</param>
/// <param name="FromStation">True when the station called.</param>
/// <param name="Action">The action, as the standard spells it.</param>
/// <param name="MessageId">Id of the call.</param>
/// <param name="Request">UTF-8 payload as it was on the wire.</param>
/// <param name="Response">UTF-8 payload of the answer; empty when there was none.</param>
/// <param name="ErrorCode">Code of a CALLERROR, or TimedOut, Disconnected; null when answered.</param>
/// <param name="ErrorText">In words; null when answered.</param>
/// <param name="Latency">From the call to its answer.</param>
/// <param name="LenienciesUsed">Leniency rules that fired on the request.</param>
public sealed record StationExchanged(
    string StationId, long Epoch, DateTimeOffset At, bool FromStation, string Action, string MessageId,
    ReadOnlyMemory<byte> Request, ReadOnlyMemory<byte> Response, string? ErrorCode, string? ErrorText,
    TimeSpan Latency, Leniency LenienciesUsed)
    : StationEvent(StationId, Epoch, At);

/// <summary>The link itself misbehaves: a flood, undecodable frames, calls that time out in a row.</summary>
/// <param name="StationId">The station.</param>
/// <param name="Epoch">Number of its connection.</param>
/// <param name="At">When, by the clock of the process that saw it.</param>
/// <param name="Kind">What misbehaves, a stable name such as <c>flood</c>.</param>
/// <param name="Text">What was seen, with figures.</param>
public sealed record StationLinkTrouble(string StationId, long Epoch, DateTimeOffset At, string Kind, string Text)
    : StationEvent(StationId, Epoch, At);

/// <summary>A request for a station, made by the CMS.</summary>
/// <param name="StationId">The station.</param>
/// <param name="Request">The request, valid by its schema.</param>
/// <param name="Deadline">How long the station may take to answer; the default of the gateway when null.</param>
public sealed record StationCommand(string StationId, OcppRequest Request, TimeSpan? Deadline = null);

/// <summary>What became of a command.</summary>
public enum CommandOutcome
{
    /// <summary>The station answered; see <see cref="CommandReply.Response"/>.</summary>
    Answered,

    /// <summary>The station answered with a CALLERROR.</summary>
    Refused,

    /// <summary>No gateway holds a socket of this station, or it closed before the answer.</summary>
    NotConnected,

    /// <summary>No answer within the deadline.</summary>
    TimedOut,

    /// <summary>Too many commands wait for this station.</summary>
    Busy,

    /// <summary>The station's answer breaks the schema; the fault says where.</summary>
    InvalidAnswer,
}

/// <summary>The end of a command.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Response">The station's answer; null unless it answered.</param>
/// <param name="ErrorCode">Code of its CALLERROR, or of ours; null without one.</param>
/// <param name="ErrorText">What went wrong, in words; null when nothing did.</param>
/// <param name="Latency">From sending it to its end.</param>
public sealed record CommandReply(CommandOutcome Outcome, OcppResponse? Response, string? ErrorCode, string? ErrorText, TimeSpan Latency)
{
    /// <summary>What the CMS did or found beyond passing the request on, in words and in order: an id that it chose, a plainer profile that it sent, a list that does not fit. Empty for nothing.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];
}
