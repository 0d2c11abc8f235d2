namespace Busbar.Cloud.Store.Sql;

/// <summary>The times of a transaction: nameless samples of its connector belong to it from FromMs to before UntilMs; all its samples lie within LowMs and HighMs.</summary>
internal sealed record TransactionSpan(long Id, int ConnectorId, long FromMs, long UntilMs, long LowMs, long HighMs);

/// <summary>
/// Which transaction a nameless sample belongs to: the one of its connector that began last before it, unless that had ended by then.
/// Covers one station and one stretch of time.
/// </summary>
internal sealed class TransactionLinks(DbSession db, string stationId, long firstMs, long lastMs)
{
    private readonly Dictionary<int, List<(long Id, long StartedMs, long? StoppedMs)>> _byConnector = [];

    /// <summary>The transaction of a nameless sample; null for none.</summary>
    public long? At(int connectorId, long atMs)
    {
        if (!_byConnector.TryGetValue(connectorId, out var transactions)) _byConnector.Add(connectorId, transactions = Read(connectorId));
        var last = transactions.FindLastIndex(t => t.StartedMs <= atMs);
        return last >= 0 && !(transactions[last].StoppedMs < atMs) ? transactions[last].Id : null;
    }

    /// <summary>The times of one transaction; null when the station has none of that id.</summary>
    public static TransactionSpan? SpanOf(DbSession db, long id, string stationId) => db.First(
        """
        SELECT t.connector_id, t.started_at_ms, t.stopped_at_ms, m.first_sample_at_ms, m.last_sample_at_ms, t.orphan,
               (SELECT MIN(n.started_at_ms) FROM charge_transaction n
                 WHERE n.station_id = t.station_id AND n.connector_id = t.connector_id AND n.orphan = 0
                   AND n.started_at_ms >= t.started_at_ms AND (n.started_at_ms > t.started_at_ms OR n.id > t.id))
          FROM charge_transaction t JOIN transaction_meter m ON m.transaction_id = t.id
         WHERE t.id = @id AND t.station_id = @station
        """,
        r =>
        {
            var (startedMs, stoppedMs) = (r.GetInt64(1), r.LongOrNull(2) ?? long.MaxValue - 1);
            var untilMs = r.Flag(5) ? startedMs : Math.Min(stoppedMs + 1, r.LongOrNull(6) ?? long.MaxValue);
            return new TransactionSpan(
                id, r.GetInt32(0), startedMs, untilMs, Math.Min(startedMs, r.LongOrNull(3) ?? startedMs), Math.Max(untilMs, r.LongOrNull(4) ?? untilMs));
        },
        ("@id", id), ("@station", stationId));

    /// <summary>From the transaction that runs when the stretch begins to the last one that begins in it.</summary>
    private List<(long Id, long StartedMs, long? StoppedMs)> Read(int connectorId) => db.All(
        """
        SELECT id, started_at_ms, stopped_at_ms FROM charge_transaction
         WHERE station_id = @station AND connector_id = @connector AND orphan = 0 AND started_at_ms <= @last
           AND started_at_ms >= COALESCE((SELECT MAX(started_at_ms) FROM charge_transaction
                 WHERE station_id = @station AND connector_id = @connector AND orphan = 0 AND started_at_ms <= @first), @first)
         ORDER BY started_at_ms, id
        """,
        r => (r.GetInt64(0), r.GetInt64(1), r.LongOrNull(2)),
        ("@station", stationId), ("@connector", connectorId), ("@last", lastMs), ("@first", firstMs));
}
