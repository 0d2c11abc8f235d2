using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Busbar.Cloud.Api;

/// <summary>
/// Paging by key: a page starts after the key that ended the one before, so rows that come or go meanwhile neither repeat nor hide
/// others. One row more than the page is read, to know whether more follow.
/// </summary>
internal static class Paging
{
    public const string NextAfterHeader = "X-Next-After";

    /// <summary>Most rows of a page.</summary>
    public const int MaxLimit = 1000;

    public static readonly QueryParameterOr<int> Limit = new("limit", Rules.Integer(1, MaxLimit), 100, 100, "Most rows to answer with.");

    /// <summary>For rows whose key is a number.</summary>
    public static readonly QueryParameter<long> After =
        new("after", Rules.Long(long.MinValue, long.MaxValue), $"Key of the last row of the page before, from its header {NextAfterHeader}.");

    /// <summary>For rows whose key is a text.</summary>
    public static readonly QueryParameter<PageKey> AfterText =
        new("after", new PageKeyRule(), $"Key of the last row of the page before, from its header {NextAfterHeader}.");

    /// <summary>Answers with the first <paramref name="limit"/> of the rows and, if there are more, the key and the link of the next page.</summary>
    public static IResult Page<TRow, TShape>(
        HttpContext http, IReadOnlyList<TRow> rows, int limit, Func<TRow, string> key, Func<TRow, TShape> shape)
    {
        var count = Math.Min(rows.Count, limit);
        var page = new TShape[count];
        for (var i = 0; i < count; i++) page[i] = shape(rows[i]);
        if (rows.Count > limit) PointToNext(http, PageKey.Encode(key(rows[count - 1])));
        return Results.Json(page);
    }

    /// <inheritdoc cref="Page{TRow, TShape}(HttpContext, IReadOnlyList{TRow}, int, Func{TRow, string}, Func{TRow, TShape})"/>
    public static IResult Page<TRow, TShape>(
        HttpContext http, IReadOnlyList<TRow> rows, int limit, Func<TRow, long> key, Func<TRow, TShape> shape) =>
        Page(http, rows, limit, row => key(row).ToString(CultureInfo.InvariantCulture), shape);

    /// <summary>A page of a list that is in memory in the order of its key.</summary>
    public static IResult Slice<TRow, TShape>(HttpContext http, IEnumerable<TRow> ordered, Func<TRow, string> key, Func<TRow, TShape> shape)
    {
        var limit = Limit.Read(http);
        TRow[] rows = [.. ordered];
        var after = AfterText.Optional(http)?.Resolve(rows.Select(key));
        return Page(http, [.. rows.Where(row => after is null || string.CompareOrdinal(key(row), after) > 0).Take(limit + 1)], limit, key, shape);
    }

    private static void PointToNext(HttpContext http, string after)
    {
        var query = new QueryBuilder(http.Request.Query
            .Where(pair => !string.Equals(pair.Key, "after", StringComparison.OrdinalIgnoreCase))
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()))) { { "after", after } };
        var target = http.Request.PathBase.Add(http.Request.Path).ToUriComponent() + query.ToQueryString().ToUriComponent();
        http.Response.Headers[NextAfterHeader] = after;
        http.Response.Headers.Link = $"<{target}>; rel=\"next\"";
    }
}
