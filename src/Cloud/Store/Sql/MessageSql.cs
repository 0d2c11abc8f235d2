using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>The message log in SQL.</summary>
internal static class MessageSql
{
    public const string Insert =
        """
        INSERT INTO message (station_id, at_ms, from_station, action, message_id, request, response, error_code, error_text, latency_ms, leniencies)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    /// <summary>Newest first by the time of the exchange. Station and time are looked up in an index; a text is searched in what these leave.</summary>
    public static List<MessageRow> Read(DbSession db, MessageQuery q)
    {
        var filter = new SqlFilter(
            """
            SELECT id, station_id, at_ms, from_station, action, message_id, request, response, error_code, error_text, latency_ms, leniencies
              FROM message
            """)
            .Where("station_id = @station", "@station", q.StationId)
            .Where("from_station = @from", "@from", q.FromStation is { } from ? Rows.Flag(from) : null)
            .Where("action = @action", "@action", q.Action)
            .Where("at_ms >= @since", "@since", Rows.Ms(q.From))
            .Where("at_ms < @until", "@until", Rows.Ms(q.To))
            .Where(
                @"(request {like} @text ESCAPE '\' OR response {like} @text ESCAPE '\' OR error_code {like} @text ESCAPE '\' OR error_text {like} @text ESCAPE '\')",
                "@text", SqlFilter.Containing(q.Text))
            .Where("(at_ms, id) < (SELECT a.at_ms, a.id FROM message a WHERE a.id = @after)", "@after", q.After);
        if (q.Failed is { } failed) filter.Where(failed ? "error_code IS NOT NULL" : "error_code IS NULL");
        return filter.Then("ORDER BY at_ms DESC, id DESC LIMIT @limit", "@limit", q.Limit).Read(
            db,
            r => new MessageRow(
                r.GetInt64(0), r.GetString(1), r.Time(2), r.Flag(3), r.GetString(4), r.GetString(5), r.GetString(6), r.TextOrNull(7),
                r.TextOrNull(8), r.TextOrNull(9), r.GetDouble(10), r.GetInt64(11)));
    }

    /// <summary>Removes the oldest that are older than a time, at most so many; returns how many.</summary>
    public static int RemoveOlder(DbSession db, long beforeMs, int rows) => db.Execute(
        "DELETE FROM message WHERE id IN (SELECT id FROM message WHERE at_ms < @before ORDER BY at_ms, id LIMIT @rows)",
        ("@before", beforeMs), ("@rows", rows));

    /// <summary>Removes the oldest, at most so many.</summary>
    public static int RemoveOldest(DbSession db, int rows) => db.Execute(
        "DELETE FROM message WHERE id IN (SELECT id FROM message ORDER BY id LIMIT @rows)", ("@rows", rows));

    /// <summary>Removes exchanges of a station up to an id, at most so many; returns how many.</summary>
    public static int RemoveOfStation(DbSession db, string stationId, long upToId, int rows) => db.Execute(
        "DELETE FROM message WHERE id IN (SELECT id FROM message WHERE station_id = @station AND id <= @last LIMIT @rows)",
        ("@station", stationId), ("@last", upToId), ("@rows", rows));
}
