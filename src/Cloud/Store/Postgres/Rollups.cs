using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// Keeps the roll-ups complete up to a few seconds ago. First the time is closed, then what lies before is computed: from the moment of
/// closing on, whoever writes an older sample marks its hour, and marked hours are computed again. Run by the leader of the upkeep.
/// </summary>
internal sealed class Rollups
{
    /// <summary>Marked hours that one transaction takes.</summary>
    private const int LateRows = 5_000;

    private const long HourMs = 3_600_000;

    /// <summary>Samples come a little after their time; waiting for them saves computing their hour again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<RollupTable> _tables = [];
    private readonly DayPartitions _minutes;
    private readonly TimeProvider _time;

    public Rollups(StoreOptions options, TimeProvider time)
    {
        _time = time;
        _minutes = new DayPartitions("meter_rollup_60", time);
        foreach (var (seconds, days) in ((int, int)[])[(60, options.Rollup1MinDays), (900, options.Rollup15MinDays), (3600, options.Rollup1HourDays)])
            if (days > 0) _tables.Add(new RollupTable(seconds, _tables.LastOrDefault()));
    }

    /// <summary>Brings all up to date; true when there is more to do at once.</summary>
    public bool Step(DbSession db)
    {
        _minutes.Forget();
        db.Execute("DELETE FROM meter_rollup_span WHERE seconds <> ALL(@kept)", ("@kept", _tables.Select(t => t.Seconds).ToArray()));
        if (_tables.Count == 0) return Open(db);
        var nowMs = Rows.Ms(_time.GetUtcNow() - Patience);
        if (!_tables.TrueForAll(t => SpanOf(db, t) is not null)) Begin(db, nowMs);
        Close(db, nowMs - (nowMs % _tables[0].StepMs));
        var more = false;
        foreach (var table in _tables) more |= Advance(db, table, nowMs);
        return RollLate(db) || more;
    }

    /// <summary>Where a table begins: at the oldest day that samples have a partition for.</summary>
    private void Begin(DbSession db, long nowMs)
    {
        var oldestMs = DayPartitions.Days(db, "meter_value").Select(day => day * DayPartitions.DayMs).DefaultIfEmpty(nowMs).Min();
        var beginMs = Math.Min(oldestMs, nowMs) is var ms ? ms - (((ms % HourMs) + HourMs) % HourMs) : 0;
        foreach (var table in _tables)
        {
            db.Execute(
                "INSERT INTO meter_rollup_span (seconds, began_ms, rolled_ms) VALUES (@seconds, @begin, @begin) ON CONFLICT DO NOTHING",
                ("@seconds", table.Seconds), ("@begin", beginMs));
        }
    }

    /// <summary>Nothing is rolled up any more: no sample is late.</summary>
    private static bool Open(DbSession db)
    {
        db.Execute("UPDATE meter_rollup_state SET closed_ms = @never WHERE closed_ms > @never", ("@never", long.MinValue));
        db.Execute("DELETE FROM meter_rollup_late");
        return false;
    }

    /// <summary>Closes the time before; waits for the writers that do not know it yet.</summary>
    private static void Close(DbSession db, long closedMs)
    {
        if (db.Number("SELECT closed_ms FROM meter_rollup_state") >= closedMs) return;
        db.BeginWrite();
        db.Execute($"SELECT pg_advisory_xact_lock({CommitMark.GateLock})");
        db.Execute("UPDATE meter_rollup_state SET closed_ms = @closed WHERE closed_ms < @closed", ("@closed", closedMs));
        db.Commit();
    }

    /// <summary>Computes the next steps that are closed and, where there is one, complete in the finer table, an hour at a time.</summary>
    private bool Advance(DbSession db, RollupTable table, long nowMs)
    {
        var span = SpanOf(db, table)!;
        var finer = _tables.IndexOf(table) is var index and > 0 ? SpanOf(db, _tables[index - 1])!.RolledMs : nowMs - (nowMs % table.StepMs);
        var readyMs = finer - (finer % table.StepMs);
        var toMs = Math.Min(readyMs, Math.Max(span.RolledMs + table.StepMs, (span.RolledMs - (span.RolledMs % HourMs)) + HourMs));
        if (toMs <= span.RolledMs) return false;
        db.BeginWrite();
        if (table.Seconds == 60) EnsureDays(db, span.RolledMs, toMs);
        table.Roll(db, span.RolledMs, toMs, null);
        db.Execute("UPDATE meter_rollup_span SET rolled_ms = @rolled WHERE seconds = @seconds", ("@rolled", toMs), ("@seconds", table.Seconds));
        db.Commit();
        return toMs < readyMs;
    }

    /// <summary>
    /// Computes marked hours again. The marks go in the same transaction, and deleting one waits for whoever writes it: what is read
    /// after that includes the samples that it was set for. Hours whose samples are gone already stay as they are.
    /// </summary>
    private bool RollLate(DbSession db)
    {
        db.BeginWrite();
        var late = db.All(
            """
            DELETE FROM meter_rollup_late WHERE (series_id, hour_ms) IN (SELECT series_id, hour_ms FROM meter_rollup_late ORDER BY hour_ms LIMIT @rows)
            RETURNING series_id, hour_ms
            """,
            r => (SeriesId: r.GetInt32(0), HourMs: r.GetInt64(1)), ("@rows", LateRows));
        var droppedMs = db.Number("SELECT dropped_ms FROM meter_rollup_state")!.Value;
        foreach (var hour in late.Where(l => l.HourMs >= droppedMs).GroupBy(l => l.HourMs))
        {
            foreach (var table in _tables)
            {
                var toMs = Math.Min(hour.Key + HourMs, SpanOf(db, table)!.RolledMs);
                if (toMs <= hour.Key) continue;
                if (table.Seconds == 60) EnsureDays(db, hour.Key, toMs);
                table.Roll(db, hour.Key, toMs, [.. hour.Select(l => l.SeriesId)]);
            }
        }

        db.Commit();
        return late.Count == LateRows;
    }

    private void EnsureDays(DbSession db, long fromMs, long toMs)
    {
        _minutes.Ensure(db, fromMs);
        _minutes.Ensure(db, toMs - 1);
    }

    private static RollupSpan? SpanOf(DbSession db, RollupTable table) => RollupSpan.Of(db, table.Seconds);
}
