using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Cms.Commands;
using Busbar.Wire.Ocpp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary>Commands to stations: the station's own answer comes back in the same request.</summary>
internal static class CommandsResource
{
    private const string NotSent = "Not sent";
    private const string NotAccepted = "NotAccepted";

    private static readonly TimeSpan BusyRetry = TimeSpan.FromSeconds(1);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/commands", (CommandCatalogue catalogue) => Results.Json(catalogue.Commands)).WithTags("Commands")
            .Describe<CommandShape[]>("listCommands", "Every command with the fields of its payload, for forms.");
        api.MapPost("/chargers/{id}/commands/{action}", SendAsync).WithTags("Commands").ForOperators()
            .WithDescription(
                "The body is the payload of the OCPP request, the answer that of the OCPP response. The name of the action is taken in any "
                + "case, and as remote-start-transaction.")
            .Describe<CommandResultShape>(
                "sendCommand", "Sends a command to a station and waits for its answer.", StatusCodes.Status404NotFound, StatusCodes.Status409Conflict,
                StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status429TooManyRequests,
                StatusCodes.Status502BadGateway, StatusCodes.Status504GatewayTimeout);
    }

    private static async Task<IResult> SendAsync(string id, string action, HttpContext http, ICms cms, CommandCatalogue catalogue, ApiMetrics metrics)
    {
        if (!catalogue.TryFind(action, out var known)) return UnknownAction(action, catalogue);
        if (cms.FindStation(id) is null) return ChargersResource.Unknown(id);
        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.CommandBytes, http.RequestAborted);
        if (refusal is not null) return refusal;
        if (body.Length == 0) body = "{}"u8.ToArray();
        if (OcppJson.ReadRequestPayload(known, body, Leniency.None, out var fault) is not { } request)
            return Problems.BadInput(fault!.Path is { Length: > 0 } path ? path : "body", fault.Text);
        var note = AuditNote.Of(http);
        (note.Kind, note.DetailJson) = (known.Name, AuditDetail.OfCommand(body));
        var reply = await cms.CommandAsync(id, request, Roles.NameOf(http.User), http.RequestAborted);
        note.Outcome = AnswerStatus.Of(reply.Response);
        metrics.Command(reply.Outcome.ToString());
        return Answer(id, known.Name, reply);
    }

    /// <summary>404 that names the commands that there are.</summary>
    public static IResult UnknownAction(string action, CommandCatalogue catalogue) =>
        Problems.NotFound($"{Problems.Quote(action)} is no command. Allowed: {catalogue.Names}.");

    /// <summary>The CMS refuses what the standard forbids to send; it never reached the station.</summary>
    public static bool IsOurs(CommandReply reply) => reply.ErrorText?.StartsWith(NotSent, StringComparison.Ordinal) ?? false;

    private static IResult Answer(string id, string action, CommandReply reply) => reply.Outcome switch
    {
        CommandOutcome.Answered => Results.Json(new CommandResultShape(
            action, nameof(CommandOutcome.Answered), new RawJson(OcppJson.ToUtf8(reply.Response!)), Math.Round(reply.Latency.TotalMilliseconds, 1), reply.Steps)),
        CommandOutcome.Refused when IsOurs(reply) && reply.ErrorCode == NotAccepted => Problems.Conflict("The station is not accepted", reply.ErrorText!),
        CommandOutcome.Refused when IsOurs(reply) => Problems.BadInput("body", reply.ErrorText!),
        CommandOutcome.Refused => Problems.Of(
            StatusCodes.Status502BadGateway, "The station refused the command",
            $"{id} answered {action} with the error {reply.ErrorCode}{(string.IsNullOrEmpty(reply.ErrorText) ? "" : $": {reply.ErrorText}")}.",
            ("errorCode", reply.ErrorCode), ("errorText", reply.ErrorText), ("steps", reply.Steps)),
        CommandOutcome.InvalidAnswer => Problems.Of(
            StatusCodes.Status502BadGateway, "The station's answer is not valid", $"{id} answered {action} against OCPP's schema: {reply.ErrorText}",
            ("errorCode", reply.ErrorCode), ("errorText", reply.ErrorText), ("steps", reply.Steps)),
        CommandOutcome.NotConnected => Problems.Conflict("The station is not connected", $"{id} has no connection now; {action} was not sent or its answer was lost."),
        CommandOutcome.TimedOut => Problems.Of(
            StatusCodes.Status504GatewayTimeout, "The station did not answer in time",
            $"{id} gave no answer to {action} within {reply.Latency.TotalSeconds:0.#} s. It may still carry it out."),
        CommandOutcome.Busy => Problems.Later(
            StatusCodes.Status429TooManyRequests, "Too many commands wait for the station", $"{action} was not sent to {id}.", BusyRetry),
        _ => throw new InvalidOperationException($"{reply.Outcome} is no outcome of a command."),
    };
}
