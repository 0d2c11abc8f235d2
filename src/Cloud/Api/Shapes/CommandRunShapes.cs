using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Commands;
using Busbar.Wire.Ocpp;
using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>What became of a command at one of many stations.</summary>
/// <param name="Outcome">
/// Answered, Refused (by the station), InvalidAnswer, NotConnected, TimedOut, Busy, as for a single command; NotSent (we refused), Unknown (no such station),
/// NothingToDo (no transaction runs there) or Failed (we failed).
/// </param>
/// <param name="Status">The status in the station's answer; null where there is none.</param>
/// <param name="Response">The station's answer; null without one.</param>
/// <param name="ErrorCode">The station's error code, or ours; null without one.</param>
/// <param name="ErrorText">Why there is no answer, in words; null where the outcome says all.</param>
/// <param name="LatencyMs">From sending to the answer; null where nothing was sent.</param>
/// <param name="Steps">As for a single command.</param>
internal sealed record CommandRunLineShape(
    string ChargerId, string Outcome, string? Status, RawJson Response, string? ErrorCode, string? ErrorText, double? LatencyMs, IReadOnlyList<string> Steps)
{
    public const string NotSent = "NotSent";
    public const string Unknown = "Unknown";
    public const string NothingToDo = "NothingToDo";
    public const string Failed = "Failed";

    /// <summary>Nobody waits any more; for the audit log alone.</summary>
    public const string GivenUp = "GivenUp";

    /// <summary>The status that the same end has as the answer to a single command; for the audit log.</summary>
    public int ToStatus() => Outcome switch
    {
        nameof(CommandOutcome.Answered) => StatusCodes.Status200OK,
        nameof(CommandOutcome.NotConnected) or NotSent => StatusCodes.Status409Conflict,
        nameof(CommandOutcome.Busy) => StatusCodes.Status429TooManyRequests,
        nameof(CommandOutcome.TimedOut) => StatusCodes.Status504GatewayTimeout,
        Failed => StatusCodes.Status503ServiceUnavailable,
        GivenUp => StatusCodes.Status499ClientClosedRequest,
        _ => StatusCodes.Status502BadGateway,
    };

    /// <summary>The end of a command that reached the CMS.</summary>
    public static CommandRunLineShape Of(string chargerId, CommandReply reply)
    {
        var outcome = CommandsResource.IsOurs(reply) ? NotSent : reply.Outcome.ToString();
        var response = reply.Response is { } answer ? new RawJson(OcppJson.ToUtf8(answer)) : default;
        var latencyMs = outcome is NotSent or nameof(CommandOutcome.NotConnected) or nameof(CommandOutcome.Busy)
            ? (double?)null
            : Math.Round(reply.Latency.TotalMilliseconds, 1);
        return new(chargerId, outcome, AnswerStatus.Of(reply.Response), response, reply.ErrorCode, reply.ErrorText, latencyMs, reply.Steps);
    }

    /// <summary>A command that was not sent.</summary>
    public static CommandRunLineShape Without(string chargerId, string outcome, string? why = null) =>
        new(chargerId, outcome, null, default, null, why, null, []);
}
