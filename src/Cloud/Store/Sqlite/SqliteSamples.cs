using Busbar.Cloud.Store.Metering;
using Busbar.Links.Sqlite;
using Microsoft.Data.Sqlite;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>Where samples go in SQLite: the few statements that run for every MeterValues.</summary>
internal sealed class SqliteSamples(SqliteConnection connection) : ISampleTable, IDisposable
{
    private const string Columns = "(series_id, at_ms, transaction_id, lag_ms, value) VALUES (?, ?, ?, ?, ?)";

    private readonly RawStatement[] _insert =
        [new(connection, "INSERT INTO meter_recent_0 " + Columns), new(connection, "INSERT INTO meter_recent_1 " + Columns)];

    private readonly RawStatement _place = new(connection, "INSERT INTO meter_value " + Columns + " ON CONFLICT (series_id, at_ms) DO NOTHING");

    private readonly RawStatement _valueAt = new(connection, "SELECT value FROM meter_value WHERE series_id = ? AND at_ms = ?");

    private readonly RawStatement _update = new(
        connection,
        """
        UPDATE transaction_meter SET energy_wh = ?, register_wh = ?, register_at_ms = ?, register_resets = ?, first_sample_at_ms = ?,
               last_sample_at_ms = ? WHERE transaction_id = ?
        """);

    /// <inheritdoc/>
    public void Append(int table, int seriesId, in RecentSample sample) => Run(_insert[table], seriesId, sample);

    /// <summary>Puts a sample in its place.</summary>
    public void Place(int seriesId, in RecentSample sample) => Run(_place, seriesId, sample);

    /// <summary>The value that has its place in <c>meter_value</c> already; null when there is none. Recent ones are in memory.</summary>
    public double? ValueAt(int seriesId, long atMs)
    {
        _valueAt.Bind(1, seriesId);
        _valueAt.Bind(2, atMs);
        return _valueAt.Number();
    }

    /// <inheritdoc/>
    public void Update(long transactionId, in TransactionState state)
    {
        _update.Bind(1, state.Meter.EnergyWh);
        _update.Bind(2, state.Meter.RegisterWh);
        _update.Bind(3, state.Meter.RegisterAtMs);
        _update.Bind(4, state.Meter.Resets);
        _update.Bind(5, state.FirstSampleAtMs);
        _update.Bind(6, state.LastSampleAtMs);
        _update.Bind(7, transactionId);
        _update.Run();
    }

    public void Dispose()
    {
        _place.Dispose();
        foreach (var insert in _insert) insert.Dispose();
        _valueAt.Dispose();
        _update.Dispose();
    }

    private static void Run(RawStatement insert, int seriesId, in RecentSample sample)
    {
        insert.Bind(1, seriesId);
        insert.Bind(2, sample.AtMs);
        insert.Bind(3, sample.TransactionId);
        insert.Bind(4, sample.LagMs);
        insert.Bind(5, sample.Value);
        insert.Run();
    }
}
