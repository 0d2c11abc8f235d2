using Busbar.Cloud.Cms;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/alarms</c>.</summary>
internal static class AlarmsResource
{
    private static readonly QueryParameter<string> Charger = new("chargerId", Rules.Text(1, 255), "Only of this station.");
    private static readonly QueryParameter<bool> Open = new("open", Rules.Flag, "Only open ones, or only cleared ones.");
    private static readonly QueryParameter<bool> Acknowledged = new("acknowledged", Rules.Flag, "Only acknowledged ones, or only others.");
    private static readonly QueryParameter<AlarmSeverity> Severity = new("severity", Rules.Choice<AlarmSeverity>(), "Only this severity and worse.");
    private static readonly QueryParameter<string> Text = new("text", Rules.Text(1, Rules.MaxSearch), "Part of station, kind, text or note, without case.");
    private static readonly BodyField<string> Note = new("note", Rules.Text(0, 500), "Remark.");
    private static readonly BodyShape Acknowledgement = new("Acknowledgement", Note) { MayBeEmpty = true };

    public static void Map(IEndpointRouteBuilder api)
    {
        var alarms = api.MapGroup("/alarms").WithTags("Alarms");
        alarms.MapGet("", ListAsync).Takes(Charger, Open, Acknowledged, Severity, Text, TimeRange.From, TimeRange.To, Paging.Limit, Paging.After)
            .Describe<AlarmShape[]>("listAlarms", "Alarms, newest first.");
        alarms.MapGet("/{id:long}", GetAsync).Describe<AlarmShape>("getAlarm", "One alarm.", StatusCodes.Status404NotFound);
        alarms.MapPost("/{id:long}/acknowledge", AcknowledgeAsync).Takes(Acknowledgement).ForOperators()
            .Describe<AlarmShape>("acknowledgeAlarm", "Notes that someone has seen to an alarm.", StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IRecordStore store)
    {
        if (!TimeRange.TryRead(http, out var from, out var to, out var refusal)) return refusal;
        var limit = Paging.Limit.Read(http);
        var query = new AlarmQuery(
            Charger.Optional(http), Open.Optional(http), Acknowledged.Optional(http), Severity.Optional(http), limit + 1, Paging.After.Optional(http))
        {
            Text = Text.Optional(http), From = from, To = to,
        };
        return Paging.Page(http, await store.ReadAlarmsAsync(query, http.RequestAborted), limit, row => row.Id, AlarmShape.Of);
    }

    private static async Task<IResult> GetAsync(long id, IRecordStore store, CancellationToken ct) =>
        await store.FindAlarmAsync(id, ct) is { } row ? Results.Json(AlarmShape.Of(row)) : Unknown(id);

    private static async Task<IResult> AcknowledgeAsync(long id, HttpContext http, ICms cms)
    {
        var note = Note.Optional(http);
        var alarm = await cms.AcknowledgeAlarmAsync(id, Roles.NameOf(http.User), string.IsNullOrEmpty(note) ? null : note, http.RequestAborted);
        if (alarm is null) return Unknown(id);
        AuditNote.Of(http).Target = alarm.StationId;
        return Results.Json(AlarmShape.Of(alarm));
    }

    private static IResult Unknown(long id) => Problems.NotFound($"No alarm has the id {id}.");
}
