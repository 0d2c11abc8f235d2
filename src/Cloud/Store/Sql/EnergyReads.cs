using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>
/// Energy of transactions from their samples, where no running meter is kept beside them. A row that every MeterValues writes costs more than the
/// samples themselves, has to be guarded against other processes, and is hardly ever read; counting an hour of samples takes less than a millisecond.
/// </summary>
internal static class EnergyReads
{
    /// <summary>
    /// The register of each transaction after its start, oldest first: samples that name it, and nameless ones until the next begins at its connector. Series
    /// by series (the inner limit keeps the planner from reading whole days), from the start on, so that days before are not looked at.
    /// </summary>
    private const string Registers =
        """
        SELECT t.id, v.at_ms, v.value, v.transaction_id IS NOT NULL FROM (
            SELECT t.id, t.station_id, t.connector_id, t.started_at_ms, m.last_sample_at_ms,
                   COALESCE((SELECT MIN(n.started_at_ms) FROM charge_transaction n
                     WHERE n.station_id = t.station_id AND n.connector_id = t.connector_id AND n.orphan = 0
                       AND n.started_at_ms >= t.started_at_ms AND (n.started_at_ms > t.started_at_ms OR n.id > t.id)), 9223372036854775807) AS until_ms
              FROM charge_transaction t JOIN transaction_meter m ON m.transaction_id = t.id WHERE t.id = ANY(@ids)) AS t
          JOIN meter_series s ON s.station_id = t.station_id AND s.connector_id = t.connector_id
               AND s.measurand = 'Energy.Active.Import.Register' AND s.phase = '' AND s.location IN ('', 'Outlet')
         CROSS JOIN LATERAL (
            SELECT m.at_ms, m.value, m.transaction_id FROM meter_value m
             WHERE m.series_id = s.id AND m.at_ms > t.started_at_ms AND m.at_ms <= GREATEST(t.until_ms, t.last_sample_at_ms) OFFSET 0) AS v
         WHERE v.transaction_id = t.id OR (v.transaction_id IS NULL AND v.at_ms < t.until_ms)
         ORDER BY t.id, v.at_ms
        """;

    /// <summary>The rows with the energy of those that run counted, where the database asks for it.</summary>
    public static List<TransactionRow> Counted(DbSession db, List<TransactionRow> rows)
    {
        if (!db.Dialect.CountsWhenRead) return rows;
        var running = rows.FindAll(r => r.StoppedAt is null);
        if (running.Count == 0) return rows;
        var meters = running.ToDictionary(r => r.Id, r => EnergyMeter.Begin(r.MeterStartWh, Rows.Ms(r.StartedAt)));
        foreach (var (id, atMs, valueWh, _) in Read(db, meters.Keys)) meters[id] = meters[id].Read(valueWh, atMs);
        return rows.ConvertAll(row => meters.TryGetValue(row.Id, out var m) ? row with { EnergyWh = m.EnergyWh, RegisterWh = m.RegisterWh, RegisterResets = m.Resets } : row);
    }

    /// <summary>The meter of one transaction; samples that name none count before <paramref name="untilMs"/> only.</summary>
    public static EnergyMeter Count(DbSession db, TransactionRow row, long untilMs)
    {
        var meter = EnergyMeter.Begin(row.MeterStartWh, Rows.Ms(row.StartedAt));
        foreach (var (_, atMs, valueWh, named) in Read(db, [row.Id]))
            if (named || atMs < untilMs) meter = meter.Read(valueWh, atMs);
        return meter;
    }

    private static List<(long Id, long AtMs, double ValueWh, bool Named)> Read(DbSession db, IEnumerable<long> ids) =>
        db.All(Registers, r => (r.GetInt64(0), r.GetInt64(1), r.GetDouble(2), r.GetBoolean(3)), ("@ids", ids.ToArray()));
}
