using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary>The message log: every OCPP exchange in either direction.</summary>
internal static class MessagesResource
{
    private static readonly QueryParameter<bool> FromStation =
        new("direction", Rules.OneOf(("in", true), ("out", false)), "in: the station asked; out: the central system asked.");

    private static readonly QueryParameter<string> Action = new("action", Rules.Text(1, 50), "Only this action, such as MeterValues.");

    private static readonly QueryParameter<string> Text =
        new("text", Rules.Text(1, Rules.MaxSearch), "Part of the request, the response or the error, without case.");

    private static readonly QueryParameter<bool> Failed = new("failed", Rules.Flag, "Only exchanges that ended in an error, or only others.");

    private static readonly QueryParameter[] Parameters =
        [FromStation, Action, Text, Failed, TimeRange.From, TimeRange.To, Paging.Limit, Paging.After];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/messages", (HttpContext http, IRecordStore store) => ListAsync(null, http, store)).Takes(Parameters)
            .WithTags("Messages").Describe<MessageShape[]>("listMessages", "Exchanges with all stations, newest first.");
        api.MapGet("/chargers/{id}/messages", (string id, HttpContext http, IRecordStore store) => ListAsync(id, http, store)).Takes(Parameters)
            .WithTags("Messages").Describe<MessageShape[]>("listChargerMessages", "Exchanges with one station, newest first.");
    }

    private static async Task<IResult> ListAsync(string? stationId, HttpContext http, IRecordStore store)
    {
        if (!TimeRange.TryRead(http, out var from, out var to, out var refusal)) return refusal;
        var limit = Paging.Limit.Read(http);
        var query = new MessageQuery(
            stationId, FromStation.Optional(http), Action.Optional(http), Text.Optional(http), Failed.Optional(http), from, to, limit + 1,
            Paging.After.Optional(http));
        return Paging.Page(http, await store.ReadMessagesAsync(query, http.RequestAborted), limit, row => row.Id, MessageShape.Of);
    }
}
