using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/id-tags</c>: who may charge.</summary>
internal static class IdTagsResource
{
    /// <summary>OCPP 2.0.1 allows 36 characters (IdTokenType); stations of 1.6 send at most 20.</summary>
    private const int MaxTag = 36;

    private static readonly ValueRule<string> TagRule = Rules.Text(1, MaxTag);
    private static readonly QueryParameter<string> Search = new("search", Rules.Text(1, Rules.MaxSearch), "Part of tag, parent or note, without case.");
    private static readonly BodyField<bool> Blocked = new("blocked", Rules.Flag, "Refused everywhere. Default false.");
    private static readonly BodyField<string> Parent = new("parentTag", Rules.Text(0, MaxTag), "Group by which concurrency and stopping rights are judged; null or empty for none.");
    private static readonly BodyField<DateTimeOffset> ExpiresAt = new("expiresAt", Rules.Time, "Refused from then on; null for never.");
    private static readonly BodyField<bool> MayRunBeside = new("mayRunBeside", Rules.Flag, "May have several transactions at once. Default false.");
    private static readonly BodyField<string> Note = new("note", Rules.Text(0, 500), "Remark; null or empty for none.");
    private static readonly BodyShape Edit = new("IdTagEdit", Blocked, Parent, ExpiresAt, MayRunBeside, Note) { MayBeEmpty = true };

    public static void Map(IEndpointRouteBuilder api)
    {
        var tags = api.MapGroup("/id-tags").WithTags("Id tags");
        tags.MapGet("", ListAsync).Takes(Search, Paging.Limit, Paging.AfterText).Describe<IdTagShape[]>("listIdTags", "Id tags by name.");
        tags.MapGet("/{tag}", GetAsync).Describe<IdTagShape>("getIdTag", "One id tag, compared without case.", StatusCodes.Status404NotFound);
        tags.MapPut("/{tag}", SaveAsync).Takes(Edit).ForOperators()
            .Describe<IdTagShape>("saveIdTag", "Adds or replaces an id tag; what is absent takes its default.");
        tags.MapDelete("/{tag}", DeleteAsync).ForOperators()
            .DescribeEmpty("deleteIdTag", "Removes an id tag; its transactions stay.", StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IRecordStore store, TimeProvider time)
    {
        var (limit, now) = (Paging.Limit.Read(http), time.GetUtcNow());
        var rows = await store.ReadIdTagsAsync(Search.Optional(http), limit + 1, Paging.AfterText.Optional(http)?.Text, http.RequestAborted);
        return Paging.Page(http, rows, limit, row => row.Tag, row => IdTagShape.Of(row, now));
    }

    private static async Task<IResult> GetAsync(string tag, IRecordStore store, TimeProvider time, CancellationToken ct) =>
        await store.FindIdTagAsync(tag, ct) is { } row ? Results.Json(IdTagShape.Of(row, time.GetUtcNow())) : Unknown(tag);

    private static async Task<IResult> SaveAsync(string tag, HttpContext http, IRecordStore store, TimeProvider time)
    {
        if (TagRule.Fault(tag) is { } fault) return Problems.BadInput("tag", fault);
        var known = await store.FindIdTagAsync(tag, http.RequestAborted);
        var now = time.GetUtcNow();
        var row = new IdTagRow(
            known?.Tag ?? tag, Blocked.Optional(http) ?? false, NullIfEmpty(Parent.Optional(http)), ExpiresAt.Optional(http),
            MayRunBeside.Optional(http) ?? false, NullIfEmpty(Note.Optional(http)), now);
        await store.SaveIdTagAsync(row, http.RequestAborted);
        return Results.Json(IdTagShape.Of(row, now));
    }

    private static async Task<IResult> DeleteAsync(string tag, IRecordStore store, CancellationToken ct) =>
        await store.DeleteIdTagAsync(tag, ct) ? Results.NoContent() : Unknown(tag);

    private static IResult Unknown(string tag) => Problems.NotFound($"There is no id tag {Problems.Quote(tag)}.");

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
