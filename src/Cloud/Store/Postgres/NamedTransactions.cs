using System.Diagnostics.CodeAnalysis;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>A transaction that samples name: whose it is, which never changes, and between which times its row says that its samples lie, which only widens.</summary>
internal sealed class NamedTransaction(string stationId, long firstMs, long lastMs)
{
    public string StationId { get; } = stationId;

    public long FirstMs { get; set; } = firstMs;

    public long LastMs { get; set; } = lastMs;
}

/// <summary>
/// The transactions that samples name. Before a sample is written its transaction's row says that one lies there, so that reads of the
/// transaction look there; it says so an hour ahead, and is written once an hour. One writer's thread only.
/// </summary>
internal sealed class NamedTransactions(DbSession db)
{
    private const int Remembered = 100_000;
    private const long AheadMs = 3_600_000;

    private readonly Dictionary<long, NamedTransaction> _known = [];
    private readonly SortedDictionary<long, NamedTransaction> _widened = [];

    public bool TryFind(long id, [MaybeNullWhen(false)] out NamedTransaction transaction) => _known.TryGetValue(id, out transaction);

    /// <summary>Reads transactions that are not known.</summary>
    public void Load(IEnumerable<long> ids)
    {
        if (_known.Count > Remembered) _known.Clear();
        db.All(
            """
            SELECT t.id, t.station_id, LEAST(t.started_at_ms, m.first_sample_at_ms), m.last_sample_at_ms
              FROM charge_transaction t JOIN transaction_meter m ON m.transaction_id = t.id WHERE t.id = ANY(@ids)
            """,
            r => _known[r.GetInt64(0)] = new NamedTransaction(r.GetString(1), r.GetInt64(2), r.LongOrNull(3) ?? long.MinValue),
            ("@ids", ids.ToArray()));
    }

    /// <summary>A sample of the transaction is about to be written.</summary>
    public void Take(long id, NamedTransaction transaction, long atMs)
    {
        if (atMs >= transaction.FirstMs && atMs <= transaction.LastMs) return;
        transaction.FirstMs = Math.Min(transaction.FirstMs, atMs);
        if (atMs > transaction.LastMs) transaction.LastMs = atMs + AheadMs;
        _widened[id] = transaction;
    }

    /// <summary>Writes what was widened. Rows are locked in the order of their numbers, so that writers wait in no circle.</summary>
    public void Flush()
    {
        if (_widened.Count == 0) return;
        db.Execute(
            """
            WITH mine AS (SELECT transaction_id FROM transaction_meter WHERE transaction_id = ANY(@ids) ORDER BY transaction_id FOR UPDATE)
            UPDATE transaction_meter m SET first_sample_at_ms = LEAST(m.first_sample_at_ms, v.first_ms), last_sample_at_ms = GREATEST(m.last_sample_at_ms, v.last_ms)
              FROM unnest(@ids, @firsts, @lasts) AS v (id, first_ms, last_ms)
             WHERE m.transaction_id = v.id AND m.transaction_id IN (SELECT transaction_id FROM mine)
            """,
            ("@ids", _widened.Keys.Select(id => (int)id).ToArray()), ("@firsts", _widened.Values.Select(t => t.FirstMs).ToArray()),
            ("@lasts", _widened.Values.Select(t => t.LastMs).ToArray()));
        _widened.Clear();
    }

    /// <summary>The writes since the last end were kept, or undone: then rows may be narrower than is remembered, or gone.</summary>
    public void End(bool committed)
    {
        if (!committed) _known.Clear();
        _widened.Clear();
    }
}
