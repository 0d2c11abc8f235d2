using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/audit</c>: who did what.</summary>
internal static class AuditResource
{
    private static readonly QueryParameter<string> User = new("user", Rules.Text(1, 64), "Only of this user, without case.");
    private static readonly QueryParameter<string> Kind = new("kind", Rules.Text(1, 64), "Only this command or operation, without case, such as Reset or saveCharger.");
    private static readonly QueryParameter<string> Target = new("target", Rules.Text(1, 255), "Only what was done to this station, tag, user, ...");
    private static readonly QueryParameter<string> Text = new("text", Rules.Text(1, Rules.MaxSearch), "Part of target, detail or outcome, without case.");
    private static readonly QueryParameter<bool> Failed = new("failed", Rules.Flag, "Only what ended with a status of 400 or more, or only others.");

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/audit", ListAsync)
        .Takes(User, Kind, Target, Text, Failed, TimeRange.From, TimeRange.To, Paging.Limit, Paging.After).ForOperators().WithTags("Audit")
        .Describe<AuditShape[]>("listAudit", "What operators and admins did, newest first.");

    private static async Task<IResult> ListAsync(HttpContext http, IRecordStore store)
    {
        if (!TimeRange.TryRead(http, out var from, out var to, out var refusal)) return refusal;
        var limit = Paging.Limit.Read(http);
        var query = new AuditQuery(
            User.Optional(http), Kind.Optional(http), Target.Optional(http), Text.Optional(http), Failed.Optional(http), from, to, limit + 1,
            Paging.After.Optional(http));
        return Paging.Page(http, await store.ReadAuditAsync(query, http.RequestAborted), limit, row => row.Id, AuditShape.Of);
    }
}
