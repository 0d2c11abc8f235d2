namespace Busbar.Cloud.Store.Sql;

/// <summary>The time for which the roll-ups of one step are complete, but for hours that are marked as late.</summary>
internal sealed record RollupSpan(int Seconds, long BeganMs, long RolledMs)
{
    private const string Select = "SELECT seconds, began_ms, rolled_ms FROM meter_rollup_span";
    private const long HourMs = 3_600_000;

    public long StepMs => Seconds * 1000L;

    /// <summary>Table of the roll-ups.</summary>
    public string Table => $"meter_rollup_{Seconds}";

    /// <summary>The span of one step; null when it has not begun.</summary>
    public static RollupSpan? Of(DbSession db, int seconds) => db.First(Select + " WHERE seconds = @seconds", Read, ("@seconds", seconds));

    /// <summary>
    /// The coarsest roll-ups that give the same points as the samples would for steps of a length, cut to whole steps of theirs
    /// within a stretch; null when the samples must be read. Marked hours send the read to the samples, unless these are gone.
    /// </summary>
    public static RollupSpan? For(DbSession db, long stepMs, long fromMs, long toMs, string ids)
    {
        if (!db.Dialect.HasRollups || stepMs % 60_000 != 0) return null;
        var spans = db.All(Select + " ORDER BY seconds DESC", Read);
        if (spans.Find(s => stepMs % s.StepMs == 0) is not { } span) return null;
        var cut = span with
        {
            BeganMs = Math.Max(span.BeganMs, Ceiling(fromMs, span.StepMs)),
            RolledMs = Math.Min(span.RolledMs, toMs - (((toMs % span.StepMs) + span.StepMs) % span.StepMs)),
        };
        if (cut.RolledMs <= cut.BeganMs) return null;
        var late = db.AllOnce(
            $"""
             SELECT 1 FROM meter_rollup_late
              WHERE series_id IN ({ids}) AND hour_ms > @from AND hour_ms < @to
                AND hour_ms >= (SELECT dropped_ms FROM meter_rollup_state) LIMIT 1
             """,
            r => r.GetInt32(0), ("@from", cut.BeganMs - HourMs), ("@to", cut.RolledMs));
        return late.Count == 0 ? cut : null;
    }

    private static long Ceiling(long ms, long stepMs)
    {
        if (ms <= long.MinValue + stepMs) return long.MinValue;
        var over = ((ms % stepMs) + stepMs) % stepMs;
        return over == 0 ? ms : ms - over + stepMs;
    }

    private static RollupSpan Read(System.Data.Common.DbDataReader r) => new(r.GetInt32(0), r.GetInt64(1), r.GetInt64(2));
}
