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

        _rows.Clear();
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
