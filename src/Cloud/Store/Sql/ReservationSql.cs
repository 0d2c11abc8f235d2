using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>Reservations in SQL.</summary>
internal static class ReservationSql
{
    /// <summary>Ids go round after the largest that OCPP 1.6 can carry.</summary>
    public static int NextId(DbSession db) => (int)db.Number(
        "UPDATE counter SET value = CASE WHEN value >= 2147483647 THEN 1 ELSE value + 1 END WHERE name = 'reservation' RETURNING value")!.Value;

    public static void Save(DbSession db, ReservationRow r) => db.Execute(
        """
        INSERT INTO reservation (id, station_id, connector_id, id_tag, parent_id_tag, expires_at_ms, created_at_ms, state)
        VALUES (@id, @station, @connector, @tag, @parent, @expires, @created, @state)
        ON CONFLICT (id) DO UPDATE SET station_id = excluded.station_id, connector_id = excluded.connector_id, id_tag = excluded.id_tag,
            parent_id_tag = excluded.parent_id_tag, expires_at_ms = excluded.expires_at_ms, created_at_ms = excluded.created_at_ms,
            state = excluded.state
        """,
        ("@id", r.Id), ("@station", r.StationId), ("@connector", r.ConnectorId), ("@tag", r.IdTag), ("@parent", r.ParentIdTag),
        ("@expires", Rows.Ms(r.ExpiresAt)), ("@created", Rows.Ms(r.CreatedAt)), ("@state", r.State));

    public static List<ReservationRow> Read(DbSession db, string? stationId, bool all)
    {
        var filter = new SqlFilter("SELECT id, station_id, connector_id, id_tag, parent_id_tag, expires_at_ms, created_at_ms, state FROM reservation")
            .Where("station_id = @station", "@station", stationId);
        if (!all) filter.Where("state = 'Active'");
        return filter.Then("ORDER BY id LIMIT @limit", "@limit", 10_000).Read(
            db,
            r => new ReservationRow(
                r.GetInt32(0), r.GetString(1), r.GetInt32(2), r.GetString(3), r.TextOrNull(4), r.Time(5), r.Time(6), r.GetString(7)));
    }
}
