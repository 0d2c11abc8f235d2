using System.Text;
using System.Text.Json;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary>One command to many stations: the answer is a line of JSON for each, as it comes.</summary>
internal static class CommandRunsResource
{
    /// <summary>As many stations as one worker is made for; a body with their ids stays below <see cref="RequestBody.CommandBytes"/>.</summary>
    private const int MostStations = 5_000;
    private const double OrdinaryPerSecond = 5;
    private const string Lines = "application/x-ndjson";

    private static readonly byte[] EndOfLine = [(byte)'\n'];
    private static readonly ValueRule<double> Rate = Rules.Number(0.1, 100);

    private static readonly BodyField<IReadOnlyList<string>> Chargers = new(
        "chargerIds", Rules.ListOf(Rules.Text(1, 255), MostStations), "Stations, in the order in which they are asked; each once.", required: true);

    private static readonly BodyField<JsonElement> Payload = new(
        "payload", Rules.JsonObject,
        "Payload of the OCPP request, the same for all; absent counts as {}. RemoteStopTransaction without a transactionId stops every transaction that runs at each station.");

    private static readonly BodyField<double> PerSecond = new("perSecond", Rate, "Commands that are sent a second. Default 5.");

    private static readonly BodyShape Run = new("CommandRun", Chargers, Payload, PerSecond) { MaxBytes = RequestBody.CommandBytes };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/commands/{action}/runs", RunAsync).Takes(Run).ForOperators().WithTags("Commands")
        .WithDescription(
            "The body of the answer is a line of JSON for each command, in the order in which they end, and is complete when every station was dealt with. Closing the "
            + "connection ends the run; what was sent by then is not taken back.")
        .Describe("runCommand", "Sends a command to many stations at a rate.", StatusCodes.Status404NotFound, StatusCodes.Status413PayloadTooLarge)
        .Produces<CommandRunLineShape>(StatusCodes.Status200OK, Lines);

    private static IResult RunAsync(
        string action, HttpContext http, ICms cms, CommandCatalogue catalogue, AuditLog audit, ApiMetrics metrics, TimeProvider time, ILogger<CommandRun> log)
    {
        if (!catalogue.TryFind(action, out var known)) return CommandsResource.UnknownAction(action, catalogue);
        var ids = Chargers.Read(http);
        if (ids.Count == 0) return Problems.BadInput(Chargers.Name, "It is empty. Give one station at least.");
        if (ids.CountBy(id => id, StringComparer.Ordinal).FirstOrDefault(id => id.Value > 1) is { Key: { } twice })
            return Problems.BadInput(Chargers.Name, $"{Problems.Quote(twice)} is given more than once. Give each station once.");
        if (!TryReadRequest(http, known, out var request, out var refusal)) return refusal!;
        var perSecond = PerSecond.Optional(http) ?? OrdinaryPerSecond;
        var entry = new AuditRow(
            0, default, Roles.NameOf(http.User), http.Connection.RemoteIpAddress?.ToString(), known.Name, null,
            Payload.TryRead(http, out var payload) ? AuditDetail.OfCommand(Encoding.UTF8.GetBytes(payload.GetRawText())) : null, StatusCodes.Status200OK, null);
        log.CommandRunBegun(entry.User, known.Name, ids.Count, perSecond);
        AuditNote.Of(http).DetailJson = AuditDetail.OfRun(known.Name, ids.Count, perSecond);
        var run = new CommandRun(cms, request, TimeSpan.FromSeconds(1 / perSecond), entry, audit, metrics, time, log);
        return Results.Stream(body => WriteAsync(run, ids, body, http.RequestAborted), Lines);
    }

    /// <summary>The request that all get; null, and no refusal, where each station gets its own.</summary>
    private static bool TryReadRequest(HttpContext http, OcppAction action, out OcppRequest? request, out IResult? refusal)
    {
        (request, refusal) = (null, null);
        var given = Payload.TryRead(http, out var payload);
        if (action == Ocpp16.RemoteStopTransaction && (!given || !payload.EnumerateObject().Any())) return true;
        request = OcppJson.ReadRequestPayload(action, given ? Encoding.UTF8.GetBytes(payload.GetRawText()) : "{}"u8, Leniency.None, out var fault);
        if (request is not null) return true;
        refusal = Problems.BadInput(fault!.Path is { Length: > 0 } path ? $"payload.{path}" : "payload", fault.Text);
        return false;
    }

    private static async Task WriteAsync(CommandRun run, IReadOnlyList<string> ids, Stream body, CancellationToken ct)
    {
        try
        {
            // What whoever asked sees first is that the run has begun.
            await body.FlushAsync(ct);
            await foreach (var line in run.ResultsAsync(ids, ct))
            {
                await JsonSerializer.SerializeAsync(body, line, ApiJson.Default.CommandRunLineShape, ct);
                await body.WriteAsync(EndOfLine, ct);
                await body.FlushAsync(ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Whoever asked has gone, which ends the run.
        }
    }
}
