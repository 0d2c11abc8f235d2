using System.Data.Common;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>Transactions in SQL.</summary>
internal static class TransactionSql
{
    private const string Select =
        """
        SELECT t.id, t.station_id, t.connector_id, t.id_tag, t.started_at_ms, t.start_received_at_ms, t.meter_start_wh, t.reservation_id,
               t.stopped_at_ms, t.stop_received_at_ms, t.meter_stop_wh, t.stop_reason, t.stop_id_tag, m.energy_wh, t.start_authorization,
               t.orphan, t.reported_id, t.closed_by_hand, m.register_resets, m.register_wh
          FROM charge_transaction t JOIN transaction_meter m ON m.transaction_id = t.id
        """;

    /// <summary>Holds a transaction against other processes until the commit; its station, or null when there is none of that id.</summary>
    public static string? Lock(DbSession db, long id) =>
        db.First("SELECT station_id FROM charge_transaction WHERE id = @id FOR UPDATE", r => r.GetString(0), ("@id", id));

    public static TransactionRow? Find(DbSession db, long id) => FindRow(db, id) is { } row ? EnergyReads.Counted(db, [row])[0] : null;

    /// <summary>One transaction as its row stands; see <see cref="SqlDialect.CountsWhenRead"/>.</summary>
    public static TransactionRow? FindRow(DbSession db, long id) => db.First(Select + " WHERE t.id = @id", Read, ("@id", id));

    /// <summary>Newest first by our own clock, which unlike the stations' never jumps far.</summary>
    public static List<TransactionRow> Read(DbSession db, TransactionQuery q)
    {
        var filter = new SqlFilter(Select)
            .Where("t.station_id = @station", "@station", q.StationId)
            .WhereIn("t.station_id", "@of", q.Stations)
            .Where("t.connector_id = @connector", "@connector", q.ConnectorId)
            .Where("t.id_tag_key = @tag", "@tag", q.IdTag is null ? null : Rows.Key(q.IdTag))
            .Where("t.started_at_ms >= @from", "@from", Rows.Ms(q.From))
            .Where("t.started_at_ms < @to", "@to", Rows.Ms(q.To));
        if (q.Open is true) filter.Where("t.id IN (SELECT o.id FROM charge_transaction o WHERE o.stopped_at_ms IS NULL)"); // few, and they have an index
        if (q.Open is false) filter.Where("t.stopped_at_ms IS NOT NULL");
        return EnergyReads.Counted(db, filter
            .Where(
                "(t.start_received_at_ms, t.id) < (SELECT a.start_received_at_ms, a.id FROM charge_transaction a WHERE a.id = @after)",
                "@after", q.After)
            .Then("ORDER BY t.start_received_at_ms DESC, t.id DESC LIMIT @limit", "@limit", q.Limit)
            .Read(db, Read));
    }

    /// <summary>The start that this one repeats.</summary>
    public static StartResult? FindStart(DbSession db, StartFact f) => db.First(
        """
        SELECT id, start_authorization FROM charge_transaction
         WHERE station_id = @station AND connector_id = @connector AND started_at_ms = @at AND meter_start_wh = @meter
           AND id_tag_key = @tag AND orphan = 0
        """,
        r => new StartResult(r.GetInt64(0), Repeat: true, r.GetString(1)),
        ("@station", f.StationId), ("@connector", f.ConnectorId), ("@at", Rows.Ms(f.StartedAt)), ("@meter", f.MeterStartWh),
        ("@tag", Rows.Key(f.IdTag)));

    /// <summary>
    /// Whether an authorised transaction of the tag's group runs elsewhere. One at the same connector does not count: a new start
    /// there means that the old one has ended, though its stop was lost.
    /// </summary>
    public static bool GroupRuns(DbSession db, StartFact f) => db.Number(
        """
        SELECT 1 FROM charge_transaction
         WHERE tag_group_key = @group AND stopped_at_ms IS NULL AND start_authorization = 'Accepted'
           AND NOT (station_id = @station AND connector_id = @connector) LIMIT 1
        """,
        ("@group", Rows.Key(f.TagGroup)), ("@station", f.StationId), ("@connector", f.ConnectorId)) is not null;

    public static long InsertStart(DbSession db, StartFact f, string authorization) => db.Number(
        """
        INSERT INTO charge_transaction (station_id, connector_id, id_tag, id_tag_key, tag_group_key, started_at_ms, start_received_at_ms,
            meter_start_wh, reservation_id, start_authorization)
        VALUES (@station, @connector, @tag, @tagKey, @group, @at, @received, @meter, @reservation, @authorization) RETURNING id
        """,
        ("@station", f.StationId), ("@connector", f.ConnectorId), ("@tag", f.IdTag), ("@tagKey", Rows.Key(f.IdTag)),
        ("@group", Rows.Key(f.TagGroup)), ("@at", Rows.Ms(f.StartedAt)), ("@received", Rows.Ms(f.ReceivedAt)), ("@meter", f.MeterStartWh),
        ("@reservation", f.ReservationId), ("@authorization", authorization))!.Value;

    /// <summary>When the next transaction of the connector begins; null when there is none.</summary>
    public static long? NextStartMs(DbSession db, StartFact f) => db.Number(
        """
        SELECT MIN(started_at_ms) FROM charge_transaction
         WHERE station_id = @station AND connector_id = @connector AND orphan = 0 AND started_at_ms > @at
        """,
        ("@station", f.StationId), ("@connector", f.ConnectorId), ("@at", Rows.Ms(f.StartedAt)));

    /// <summary>The orphan that this stop repeats.</summary>
    public static TransactionRow? FindOrphan(DbSession db, StopFact f) => db.First(
        Select + " WHERE t.station_id = @station AND t.reported_id = @id AND t.stopped_at_ms = @at AND t.meter_stop_wh = @meter AND t.orphan = 1",
        Read, ("@station", f.StationId), ("@id", f.TransactionId), ("@at", Rows.Ms(f.StoppedAt)), ("@meter", f.MeterStopWh));

    /// <summary>Keeps a stop that belongs to nothing under the next negative id.</summary>
    public static long InsertOrphan(DbSession db, StopFact f, int connectorId, DateTimeOffset startedAt, long meterStartWh) => db.Number(
        """
        INSERT INTO charge_transaction (id, station_id, connector_id, id_tag, id_tag_key, tag_group_key, started_at_ms, start_received_at_ms,
            meter_start_wh, start_authorization, stopped_at_ms, stop_received_at_ms, meter_stop_wh, stop_reason, stop_id_tag, orphan, reported_id)
        VALUES ((SELECT COALESCE(MIN(id), 0) - 1 FROM charge_transaction WHERE id < 0), @station, @connector, @tag, @tagKey, @tagKey, @started,
            @received, @meterStart, '', @stopped, @received, @meterStop, @reason, @stopTag, 1, @reported) RETURNING id
        """,
        ("@station", f.StationId), ("@connector", connectorId), ("@tag", f.IdTag ?? ""), ("@tagKey", Rows.Key(f.IdTag ?? "")),
        ("@started", Rows.Ms(startedAt)), ("@received", Rows.Ms(f.ReceivedAt)), ("@meterStart", meterStartWh), ("@stopped", Rows.Ms(f.StoppedAt)),
        ("@meterStop", f.MeterStopWh), ("@reason", f.Reason), ("@stopTag", f.IdTag), ("@reported", f.TransactionId))!.Value;

    /// <summary>The running meter of a new transaction.</summary>
    public static void InsertMeter(DbSession db, long id, double? energyWh, double registerWh, long registerAtMs, int resets) => db.Execute(
        """
        INSERT INTO transaction_meter (transaction_id, energy_wh, register_wh, register_at_ms, register_resets)
        VALUES (@id, @energy, @register, @at, @resets)
        """,
        ("@id", id), ("@energy", energyWh), ("@register", registerWh), ("@at", registerAtMs), ("@resets", resets));

    public static void SetStop(DbSession db, StopFact f) => db.Execute(
        """
        UPDATE charge_transaction SET stopped_at_ms = @at, stop_received_at_ms = @received, meter_stop_wh = @meter, stop_reason = @reason,
            stop_id_tag = @tag, closed_by_hand = 0 WHERE id = @id
        """,
        ("@at", Rows.Ms(f.StoppedAt)), ("@received", Rows.Ms(f.ReceivedAt)), ("@meter", f.MeterStopWh), ("@reason", f.Reason), ("@tag", f.IdTag),
        ("@id", f.TransactionId));

    public static void SetClosed(DbSession db, long id, DateTimeOffset at, long meterStopWh, string reason) => db.Execute(
        """
        UPDATE charge_transaction SET stopped_at_ms = @at, stop_received_at_ms = @at, meter_stop_wh = @meter, stop_reason = @reason,
            closed_by_hand = 1 WHERE id = @id
        """,
        ("@at", Rows.Ms(at)), ("@meter", meterStopWh), ("@reason", reason), ("@id", id));

    private static TransactionRow Read(DbDataReader r) => new(
        r.GetInt64(0), r.GetString(1), r.GetInt32(2), r.GetString(3), r.Time(4), r.Time(5), r.GetInt64(6), r.IntOrNull(7),
        r.TimeOrNull(8), r.TimeOrNull(9), r.LongOrNull(10), r.TextOrNull(11), r.TextOrNull(12), r.DoubleOrNull(13), r.GetString(14), r.Flag(15))
    {
        ReportedId = r.LongOrNull(16),
        ClosedByHand = r.Flag(17),
        RegisterResets = r.GetInt32(18),
        RegisterWh = r.GetDouble(19),
    };
}
