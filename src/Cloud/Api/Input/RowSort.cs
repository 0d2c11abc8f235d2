using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>Where a row stands in an order: by number, then by text without case, then by id, so that no two stand at the same place.</summary>
internal readonly record struct RowKey(double Number, string Text, string Id) : IComparable<RowKey>
{
    public int CompareTo(RowKey other)
    {
        var byNumber = Number.CompareTo(other.Number);
        if (byNumber != 0) return byNumber;
        var byText = string.Compare(Text, other.Text, StringComparison.OrdinalIgnoreCase);
        return byText != 0 ? byText : string.CompareOrdinal(Id, other.Id);
    }

    public static bool operator <(RowKey left, RowKey right) => left.CompareTo(right) < 0;

    public static bool operator >(RowKey left, RowKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(RowKey left, RowKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RowKey left, RowKey right) => left.CompareTo(right) >= 0;
}

/// <summary>An order of rows. The key of a page is the place of its last row in the order, so it holds although rows come and go.</summary>
internal sealed class RowSort<TRow>(Func<TRow, RowKey> key)
{
    private const char Separator = '\n';

    private bool _byId;

    /// <summary>The order by id, whose page keys are the ids themselves.</summary>
    public static RowSort<TRow> ById(Func<TRow, string> id) => new(row => new RowKey(0, "", id(row))) { _byId = true };

    /// <summary>The page that the request asks for; 400 when its <c>after</c> is no place of this order.</summary>
    public IResult Page<TShape>(HttpContext http, IEnumerable<TRow> rows, Func<TRow, TShape> shape)
    {
        var (descending, limit) = (RowSorts.Descending.Read(http), Paging.Limit.Read(http));
        IEnumerable<(TRow Row, RowKey Key)> keyed = [.. rows.Select(row => (Row: row, Key: key(row)))];
        if (Paging.AfterText.Optional(http) is { } given)
        {
            var after = given.Resolve(keyed.Select(row => Cursor(row.Key)));
            if (!TryReadCursor(after, out var cursor)) return Problems.BadInput("after", $"{Problems.Quote(after)} is not a key of this order. Start again without it.");
            keyed = keyed.Where(row => descending ? row.Key < cursor : row.Key > cursor);
        }

        var page = (descending ? keyed.OrderByDescending(row => row.Key) : keyed.OrderBy(row => row.Key)).Take(limit + 1).ToArray();
        return Paging.Page(http, page, limit, row => Cursor(row.Key), row => shape(row.Row));
    }

    private string Cursor(RowKey place) =>
        _byId ? place.Id : string.Join(Separator, place.Number.ToString("R", CultureInfo.InvariantCulture), place.Text, place.Id);

    private bool TryReadCursor(string cursor, out RowKey place)
    {
        place = new RowKey(0, "", cursor);
        if (_byId) return true;
        var parts = cursor.Split(Separator);
        if (parts.Length != 3 || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return false;
        place = new RowKey(number, parts[1], parts[2]);
        return true;
    }
}

/// <summary>What sorted lists have in common.</summary>
internal static class RowSorts
{
    /// <summary>Direction of the order.</summary>
    public static readonly QueryParameterOr<bool> Descending =
        new("order", Rules.OneOf(("asc", false), ("desc", true)), false, "asc", "Direction of the order.");
}
