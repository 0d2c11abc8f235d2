using System.Data.Common;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>Alarms in SQL.</summary>
internal static class AlarmSql
{
    private const string Select =
        """
        SELECT id, station_id, connector_id, kind, severity, text, evidence_json, raised_at_ms, last_seen_at_ms, cleared_at_ms,
               acknowledged_at_ms, acknowledged_by, note FROM alarm
        """;

    public static AlarmRow? Find(DbSession db, long id) => db.First(Select + " WHERE id = @id", Read, ("@id", id));

    public static List<AlarmRow> Read(DbSession db, AlarmQuery q)
    {
        var filter = new SqlFilter(Select).Where("station_id = @station", "@station", q.StationId);
        if (q.Open is { } open) filter.Where(open ? "cleared_at_ms IS NULL" : "cleared_at_ms IS NOT NULL");
        if (q.Acknowledged is { } seen) filter.Where(seen ? "acknowledged_at_ms IS NOT NULL" : "acknowledged_at_ms IS NULL");
        return filter
            .Where("severity >= @severity", "@severity", q.AtLeast is { } least ? (long)least : null)
            .Where(
                @"(station_id {like} @search ESCAPE '\' OR kind {like} @search ESCAPE '\' OR text {like} @search ESCAPE '\' OR note {like} @search ESCAPE '\')",
                "@search", SqlFilter.Containing(q.Text))
            .Where("raised_at_ms >= @since", "@since", Rows.Ms(q.From))
            .Where("raised_at_ms < @until", "@until", Rows.Ms(q.To))
            .Where("id < @after", "@after", q.After)
            .Then("ORDER BY id DESC LIMIT @limit", "@limit", q.Limit)
            .Read(db, Read);
    }

    /// <summary>Saves an alarm; a new one that is open already (same station, connector and kind) is that one seen again.</summary>
    public static long Save(DbSession db, AlarmRow a)
    {
        if (a.Id == 0 && a.ClearedAt is null && FindOpen(db, a) is { } open)
        {
            a = open with { Severity = a.Severity, Text = a.Text, EvidenceJson = a.EvidenceJson, LastSeenAt = a.LastSeenAt };
        }

        ReadOnlySpan<SqlArg> args =
        [
            ("@id", a.Id), ("@station", a.StationId), ("@connector", a.ConnectorId), ("@kind", a.Kind), ("@severity", (long)a.Severity),
            ("@text", a.Text), ("@evidence", a.EvidenceJson), ("@raised", Rows.Ms(a.RaisedAt)), ("@seen", Rows.Ms(a.LastSeenAt)),
            ("@cleared", Rows.Ms(a.ClearedAt)), ("@acknowledged", Rows.Ms(a.AcknowledgedAt)), ("@by", a.AcknowledgedBy), ("@note", a.Note),
        ];
        if (a.Id == 0)
        {
            return db.Number(
                """
                INSERT INTO alarm (station_id, connector_id, kind, severity, text, evidence_json, raised_at_ms, last_seen_at_ms,
                    cleared_at_ms, acknowledged_at_ms, acknowledged_by, note)
                VALUES (@station, @connector, @kind, @severity, @text, @evidence, @raised, @seen, @cleared, @acknowledged, @by, @note)
                RETURNING id
                """,
                args[1..])!.Value;
        }

        db.Execute(
            """
            UPDATE alarm SET station_id = @station, connector_id = @connector, kind = @kind, severity = @severity, text = @text,
                evidence_json = @evidence, raised_at_ms = @raised, last_seen_at_ms = @seen, cleared_at_ms = @cleared,
                acknowledged_at_ms = @acknowledged, acknowledged_by = @by, note = @note
             WHERE id = @id
            """,
            args);
        return a.Id;
    }

    private static AlarmRow? FindOpen(DbSession db, AlarmRow a) => db.First(
        Select + " WHERE kind = @kind AND COALESCE(station_id, '') = COALESCE(@station, '') AND COALESCE(connector_id, -1) = COALESCE(@connector, -1) AND cleared_at_ms IS NULL",
        Read, ("@kind", a.Kind), ("@station", a.StationId), ("@connector", a.ConnectorId));

    private static AlarmRow Read(DbDataReader r) => new(
        r.GetInt64(0), r.TextOrNull(1), r.IntOrNull(2), r.GetString(3), (AlarmSeverity)r.GetInt32(4), r.GetString(5), r.TextOrNull(6),
        r.Time(7), r.Time(8), r.TimeOrNull(9), r.TimeOrNull(10), r.TextOrNull(11), r.TextOrNull(12));
}
