using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>A sample that has its place, and what its series thought of as its newest time before.</summary>
internal readonly record struct SampleRow(Series Series, long AtMs, long? TransactionId, long LagMs, double Value, long OldMaxAtMs);

/// <summary>
/// Samples on their way into the daily partitions: sorted, then sent as one binary COPY. Sorted, because then neighbours in the unique key's
/// index come one after the other. The writer's thread only.
/// </summary>
internal sealed class SampleCopy(DbSession db, DayPartitions days)
{
    private const long HourMs = 3_600_000;

    private const string Copy = "COPY meter_value (series_id, transaction_id, at_ms, lag_ms, value) FROM STDIN (FORMAT BINARY)";

    /// <summary>Samples before this time are late: the roll-ups of their hour are made again.</summary>
    public long ClosedMs { get; set; } = long.MinValue;

    /// <summary>Sends rows, in an order that they have afterwards.</summary>
    public void Send(Span<SampleRow> rows)
    {
        if (rows.Length == 0) return;
        rows.Sort(static (a, b) => a.Series.Id != b.Series.Id ? a.Series.Id.CompareTo(b.Series.Id) : a.AtMs.CompareTo(b.AtMs));
        var known = long.MinValue;
        foreach (ref readonly var row in rows)
        {
            if (DayPartitions.DayOf(row.AtMs) == known) continue;
            days.Ensure(db, row.AtMs);
            known = DayPartitions.DayOf(row.AtMs);
        }

        using (var copy = ((NpgsqlConnection)db.Connection).BeginBinaryImport(Copy))
        {
            foreach (ref readonly var row in rows)
            {
                copy.StartRow();
                copy.Write(row.Series.Id, NpgsqlDbType.Integer);
                if (row.TransactionId is { } id) copy.Write((int)id, NpgsqlDbType.Integer);
                else copy.WriteNull();
                copy.Write(row.AtMs, NpgsqlDbType.Bigint);
                copy.Write(row.LagMs, NpgsqlDbType.Bigint);
                copy.Write(row.Value, NpgsqlDbType.Double);
            }

            copy.Complete();
        }

        MarkLate(rows);
    }

    /// <summary>Marks the hours of late samples.</summary>
    private void MarkLate(ReadOnlySpan<SampleRow> rows)
    {
        HashSet<(int SeriesId, long HourMs)>? late = null;
        foreach (ref readonly var row in rows)
        {
            if (row.AtMs >= ClosedMs) continue;
            var hourMs = row.AtMs - (((row.AtMs % HourMs) + HourMs) % HourMs);
            (late ??= []).Add((row.Series.Id, hourMs));
        }

        if (late is null) return;
        var sorted = late.Order().ToList(); // in one order, so that writers do not wait for each other in a circle
        db.Execute(
            """
            INSERT INTO meter_rollup_late (series_id, hour_ms) SELECT * FROM unnest(@series, @hours)
            ON CONFLICT (series_id, hour_ms) DO UPDATE SET hour_ms = excluded.hour_ms
            """,
            ("@series", sorted.Select(l => l.SeriesId).ToArray()), ("@hours", sorted.Select(l => l.HourMs).ToArray()));
    }
}
