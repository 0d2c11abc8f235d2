using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>Local authorisation lists in SQL.</summary>
internal static class LocalListSql
{
    public static void Save(DbSession db, LocalListRow list)
    {
        db.Execute("DELETE FROM local_list_entry WHERE station_id = @station", ("@station", list.StationId));
        db.Execute(
            """
            INSERT INTO local_list (station_id, version, sent_at_ms) VALUES (@station, @version, @at)
            ON CONFLICT (station_id) DO UPDATE SET version = excluded.version, sent_at_ms = excluded.sent_at_ms
            """,
            ("@station", list.StationId), ("@version", list.Version), ("@at", Rows.Ms(list.SentAt)));
        foreach (var entry in list.Entries)
        {
            db.Execute(
                """
                INSERT INTO local_list_entry (station_id, id_tag_key, id_tag, status, expires_at_ms, parent_id_tag)
                VALUES (@station, @key, @tag, @status, @expires, @parent)
                ON CONFLICT (station_id, id_tag_key) DO UPDATE SET status = excluded.status, expires_at_ms = excluded.expires_at_ms,
                    parent_id_tag = excluded.parent_id_tag
                """,
                ("@station", list.StationId), ("@key", Rows.Key(entry.IdTag)), ("@tag", entry.IdTag), ("@status", entry.Status),
                ("@expires", Rows.Ms(entry.ExpiresAt)), ("@parent", entry.ParentIdTag));
        }
    }

    public static LocalListRow? Read(DbSession db, string stationId) => db.InSnapshot(s => s.First(
        "SELECT version, sent_at_ms FROM local_list WHERE station_id = @station",
        r => new LocalListRow(stationId, r.GetInt32(0), r.Time(1), []),
        ("@station", stationId)) is { } list ? list with { Entries = ReadEntries(s, stationId) } : null);

    private static List<LocalListEntry> ReadEntries(DbSession db, string stationId) => db.All(
        "SELECT id_tag, status, expires_at_ms, parent_id_tag FROM local_list_entry WHERE station_id = @station ORDER BY id_tag_key",
        r => new LocalListEntry(r.GetString(0), r.GetString(1), r.TimeOrNull(2), r.TextOrNull(3)),
        ("@station", stationId));
}
