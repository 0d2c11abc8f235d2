using System.Runtime.InteropServices;
using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// Where samples go in PostgreSQL: gathered, then sent as one binary COPY straight into the daily partitions, and the running meters
/// as one update. Nothing is looked up for a sample that is newer than what its series had: the unique key refuses one that stands
/// already, and then the batch runs again with what stands in sight. The writer's thread only.
/// </summary>
internal sealed class PostgresSamples(DbSession db, DayPartitions days) : ISampleTable
{
    private const long HourMs = 3_600_000;

    private const string Copy = "COPY meter_value (series_id, transaction_id, at_ms, lag_ms, value) FROM STDIN (FORMAT BINARY)";

    private const string UpdateMeters =
        """
        WITH changed AS (
            UPDATE transaction_meter m SET energy_wh = v.energy_wh, register_wh = v.register_wh, register_at_ms = v.register_at_ms,
                   register_resets = v.resets, first_sample_at_ms = v.first_ms, last_sample_at_ms = v.last_ms, version = m.version + 1
              FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS v (id, energy_wh, register_wh, register_at_ms, resets, first_ms, last_ms, version)
             WHERE m.transaction_id = v.id AND m.version = v.version RETURNING 1)
        SELECT expect_rows(COUNT(*), $9) FROM changed
        """;

    private readonly List<(int SeriesId, RecentSample Sample)> _rows = [];
    private readonly List<(long Id, TransactionState State)> _meters = [];
    private readonly Dictionary<(int SeriesId, long AtMs), double> _kept = [];

    /// <summary>Values that stand already, where a sample of the batch may meet one.</summary>
    public IDictionary<(int SeriesId, long AtMs), double> Kept => _kept;

    /// <summary>Samples before this time are late: the roll-ups of their hour are made again.</summary>
    public long ClosedMs { get; set; } = long.MinValue;

    private NpgsqlConnection Connection => (NpgsqlConnection)db.Connection;

    public void Append(int table, int seriesId, in RecentSample sample) => _rows.Add((seriesId, sample));

    public double? ValueAt(int seriesId, long atMs) => _kept.TryGetValue((seriesId, atMs), out var value) ? value : null;

    public void Update(long transactionId, in TransactionState state) => _meters.Add((transactionId, state));

    public void Settle() => Settle(copyOnly: false);

    /// <summary>Sends what was gathered; with <paramref name="copyOnly"/> the meters wait for the commit.</summary>
    public void Settle(bool copyOnly)
    {
        CopyRows();
        if (copyOnly || _meters.Count == 0) return;
        using var batch = new NpgsqlBatch(Connection);
        batch.BatchCommands.Add(MeterCommand());
        batch.ExecuteNonQuery();
        _meters.Clear();
    }

    /// <summary>Sends the meters and ends the transaction in one go.</summary>
    public void Commit()
    {
        using var batch = new NpgsqlBatch(Connection);
        if (_meters.Count > 0) batch.BatchCommands.Add(MeterCommand());
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        _meters.Clear();
        batch.ExecuteNonQuery();
    }

    /// <summary>The transaction has ended, this way or that.</summary>
    public void Clear()
    {
        _rows.Clear();
        _meters.Clear();
        _kept.Clear();
    }

    private void CopyRows()
    {
        if (_rows.Count == 0) return;
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(_rows)) days.Ensure(db, row.Sample.AtMs);
        using (var copy = Connection.BeginBinaryImport(Copy))
        {
            foreach (ref readonly var row in CollectionsMarshal.AsSpan(_rows))
            {
                copy.StartRow();
                copy.Write(row.SeriesId, NpgsqlDbType.Integer);
                if (row.Sample.TransactionId is { } id) copy.Write((int)id, NpgsqlDbType.Integer);
                else copy.WriteNull();
                copy.Write(row.Sample.AtMs, NpgsqlDbType.Bigint);
                copy.Write(row.Sample.LagMs, NpgsqlDbType.Bigint);
                copy.Write(row.Sample.Value, NpgsqlDbType.Double);
            }

            copy.Complete();
        }

        MarkLate();
        _rows.Clear();
    }

    /// <summary>Marks the hours of late samples, and those behind them, whose energy counts from the last reading before.</summary>
    private void MarkLate()
    {
        HashSet<(int SeriesId, long HourMs)>? late = null;
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(_rows))
        {
            if (row.Sample.AtMs >= ClosedMs) continue;
            var hourMs = row.Sample.AtMs - (((row.Sample.AtMs % HourMs) + HourMs) % HourMs);
            (late ??= []).Add((row.SeriesId, hourMs));
            if (hourMs + HourMs < ClosedMs) late.Add((row.SeriesId, hourMs + HourMs));
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

    private NpgsqlBatchCommand MeterCommand()
    {
        var command = new NpgsqlBatchCommand(UpdateMeters);
        Add(_meters.ConvertAll(m => (int)m.Id));
        Add(_meters.ConvertAll(m => m.State.Meter.EnergyWh));
        Add(_meters.ConvertAll(m => m.State.Meter.RegisterWh));
        Add(_meters.ConvertAll(m => m.State.Meter.RegisterAtMs));
        Add(_meters.ConvertAll(m => m.State.Meter.Resets));
        Add(_meters.ConvertAll(m => m.State.FirstSampleAtMs));
        Add(_meters.ConvertAll(m => m.State.LastSampleAtMs));
        Add(_meters.ConvertAll(m => m.State.Version));
        Add((long)_meters.Count);
        return command;

        void Add<T>(T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
    }
}
