using System.Globalization;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>Removes what is older than the settings keep: whole days by dropping their partition, strays row by row. Run by the leader of the upkeep.</summary>
internal sealed class Retention(StoreOptions options, TimeProvider time)
{
    private const int RowsPerStep = 20_000;

    /// <summary>One round; true when there is more to do at once.</summary>
    public bool Step(DbSession db)
    {
        var more = false;
        if (options.MeterDays > 0) more |= DropMeterValues(db);
        if (options.MessageDays > 0)
        {
            DropBefore(db, "message", CutMs(options.MessageDays), null);
            more |= DeleteStrays(db, "message_other", "at_ms", CutMs(options.MessageDays));
        }

        if (options.MessageMegabytes > 0) more |= HoldMessages(db);
        if (options.Rollup1MinDays > 0)
        {
            DropBefore(db, "meter_rollup_60", CutMs(options.Rollup1MinDays), null);
            more |= DeleteStrays(db, "meter_rollup_60_other", "at_ms", CutMs(options.Rollup1MinDays));
        }

        if (options.Rollup15MinDays > 0) more |= DeleteStrays(db, "meter_rollup_900", "at_ms", CutMs(options.Rollup15MinDays));
        if (options.Rollup1HourDays > 0) more |= DeleteStrays(db, "meter_rollup_3600", "at_ms", CutMs(options.Rollup1HourDays));
        db.Execute("DELETE FROM commit_mark WHERE written_at < now() - interval '1 day'");
        return more;
    }

    private long CutMs(int days) => Rows.Ms(time.GetUtcNow() - TimeSpan.FromDays(days));

    /// <summary>
    /// Age counts from reception: a day in which a sample came later than that stays until that one is old too, and a station whose
    /// clock says 1970 loses nothing before its time.
    /// </summary>
    private bool DropMeterValues(DbSession db)
    {
        var cutMs = CutMs(options.MeterDays);
        var rolledMs = db.Number("SELECT MIN(rolled_ms) FROM meter_rollup_span") ?? long.MaxValue;
        var dropped = DropBefore(db, "meter_value", Math.Min(cutMs, rolledMs), $"at_ms + lag_ms >= {cutMs.ToString(CultureInfo.InvariantCulture)}");
        if (dropped is { } ms) db.Execute("UPDATE meter_rollup_state SET dropped_ms = GREATEST(dropped_ms, @ms)", ("@ms", ms));
        return DeleteStrays(db, "meter_value_other", "at_ms + lag_ms", cutMs);
    }

    /// <summary>Drops the partitions of days that ended before a time, unless a row of theirs meets <paramref name="unless"/>; returns the end of the last one that went.</summary>
    private static long? DropBefore(DbSession db, string table, long cutMs, string? unless)
    {
        long? last = null;
        foreach (var day in DayPartitions.Days(db, table).Where(day => (day + 1) * DayPartitions.DayMs <= cutMs).Order())
        {
            var name = DayPartitions.NameOf(table, day);
            if (unless is not null && db.AllOnce($"SELECT 1 FROM {name} WHERE {unless} LIMIT 1", r => r.GetInt32(0)).Count > 0) continue;
            db.Execute($"DROP TABLE {name}");
            last = (day + 1) * DayPartitions.DayMs;
        }

        return last;
    }

    private static bool DeleteStrays(DbSession db, string table, string age, long cutMs) => db.Execute(
        $"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {age} < @cut LIMIT @rows))",
        ("@cut", cutMs), ("@rows", RowsPerStep)) == RowsPerStep;

    /// <summary>Drops the oldest day of the message log while all of it is too large; today's stays.</summary>
    private bool HoldMessages(DbSession db)
    {
        var bytes = db.Number("SELECT SUM(pg_total_relation_size(inhrelid))::bigint FROM pg_inherits WHERE inhparent = 'message'::regclass") ?? 0;
        var days = DayPartitions.Days(db, "message").Order().ToList();
        if (bytes <= options.MessageMegabytes * 1_000_000L || days.Count == 0 || days[0] >= DayPartitions.DayOf(Rows.Ms(time.GetUtcNow()))) return false;
        db.Execute($"DROP TABLE {DayPartitions.NameOf("message", days[0])}");
        return true;
    }
}
