using System.Net;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Bus;

/// <summary>A station asks to connect. <paramref name="Password"/> is the HTTP basic password as bytes, null when none was sent.</summary>
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
public readonly record struct StationCall(string StationId, long Epoch, OcppRequest Request, MessageId MessageId, DateTimeOffset ReceivedAt)
{
    /// <summary>It may have been delivered before: to a worker that died, or over a connection that broke before its answer came.</summary>
    public bool Redelivered { get; init; }
}

/// <summary>The CMS's answer to a CALL: a response or a fault, never both.</summary>
public readonly record struct CallAnswer(OcppResponse? Response, OcppFault? Fault)
{
    /// <summary>A good answer.</summary>
    public static CallAnswer Of(OcppResponse response) => new(response, null);

    /// <summary>A refusal; it becomes a CALLERROR.</summary>
    public static CallAnswer Refuse(OcppErrorCode code, string text) => new(null, new OcppFault(code, "", text));
}

/// <summary>Something that happened at or with a station.</summary>
public abstract record StationEvent(string StationId, long Epoch, DateTimeOffset At)
{
    /// <summary>It may have been delivered before: to a worker that died, or over a connection that broke before its confirmation came.</summary>
    public bool Redelivered { get; init; }
}

/// <summary>A CALL that needs no business answer (MeterValues, StatusNotification, Heartbeat, ...).</summary>
public sealed record StationReported(string StationId, long Epoch, DateTimeOffset At, OcppRequest Request, MessageId MessageId)
    : StationEvent(StationId, Epoch, At);

/// <summary>The WebSocket is open.</summary>
public sealed record StationConnected(string StationId, long Epoch, DateTimeOffset At, OcppVersion Version, IPAddress? RemoteAddress)
    : StationEvent(StationId, Epoch, At);

/// <summary>The WebSocket is closed, with the reason in words.</summary>
public sealed record StationDisconnected(string StationId, long Epoch, DateTimeOffset At, string Reason)
    : StationEvent(StationId, Epoch, At);

/// <summary>Telemetry: one CALL with its answer, for the message log. Either direction. Never waited for; dropped and counted under pressure.</summary>
/// <param name="FromStation">True when the station called.</param>
/// <param name="Request">UTF-8 payload as it was on the wire.</param>
/// <param name="Response">UTF-8 payload of the answer; empty when there was none.</param>
/// <param name="ErrorCode">Code of a CALLERROR, or TimedOut, Disconnected; null when answered.</param>
/// <param name="LenienciesUsed">Leniency rules that fired on the request.</param>
public sealed record StationExchanged(
    string StationId, long Epoch, DateTimeOffset At, bool FromStation, string Action, string MessageId,
    ReadOnlyMemory<byte> Request, ReadOnlyMemory<byte> Response, string? ErrorCode, string? ErrorText,
    TimeSpan Latency, Leniency LenienciesUsed)
    : StationEvent(StationId, Epoch, At);

/// <summary>The link itself misbehaves: a flood, undecodable frames, calls that time out in a row.</summary>
public sealed record StationLinkTrouble(string StationId, long Epoch, DateTimeOffset At, string Kind, string Text)
    : StationEvent(StationId, Epoch, At);

/// <summary>A request for a station, made by the CMS.</summary>
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
public sealed record CommandReply(CommandOutcome Outcome, OcppResponse? Response, string? ErrorCode, string? ErrorText, TimeSpan Latency)
{
    /// <summary>What the CMS did or found beyond passing the request on, in words and in order: an id that it chose, a plainer profile that it sent, a list that does not fit. Empty for nothing.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];
}
