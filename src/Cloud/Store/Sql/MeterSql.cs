using System.Data.Common;
using System.Globalization;
using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>What the meter writer asks of the database apart from its hot statements.</summary>
internal static class MeterSql
{
    /// <summary>Transactions with their running meter and the start of the next one at their connector, for <see cref="ReadTransaction(DbDataReader)"/>.</summary>
    public const string SelectTransactions =
        """
        SELECT t.id, t.station_id, t.connector_id, t.started_at_ms, m.register_wh, m.register_at_ms, m.energy_wh, m.register_resets,
               m.first_sample_at_ms, m.last_sample_at_ms,
               (SELECT MIN(n.started_at_ms) FROM charge_transaction n
                 WHERE n.station_id = t.station_id AND n.connector_id = t.connector_id AND n.orphan = 0
                   AND n.started_at_ms >= t.started_at_ms AND (n.started_at_ms > t.started_at_ms OR n.id > t.id))
          FROM charge_transaction t JOIN transaction_meter m ON m.transaction_id = t.id
        """;

    /// <summary>Transactions that have not ended, each with its running meter and the start of the next one at its connector.</summary>
    public static List<OpenTransaction> ReadOpenTransactions(DbSession db) =>
        db.All(SelectTransactions + " WHERE t.stopped_at_ms IS NULL", ReadTransaction);

    /// <summary>One transaction with its running meter, ended or not.</summary>
    public static OpenTransaction ReadTransaction(DbSession db, long id) =>
        db.First(SelectTransactions + " WHERE t.id = @id", ReadTransaction, ("@id", id))!;

    /// <summary>The series of a station with their connectors, each with its newest sample in <c>meter_value</c>.</summary>
    public static List<(int ConnectorId, Series Series)> ReadSeriesWithNewest(DbSession db, string stationId, Func<string, string> word) => db.All(
        """
        SELECT s.connector_id, s.id, s.slot, s.measurand, s.phase, s.location, s.context, s.unit,
               (SELECT MAX(v.at_ms) FROM meter_value v WHERE v.series_id = s.id)
          FROM meter_series s WHERE s.station_id = @station ORDER BY s.id
        """,
        r => (
            r.GetInt32(0),
            new Series(
                r.GetInt32(1), r.GetInt32(2), word(r.GetString(3)), word(r.GetString(4)), word(r.GetString(5)), word(r.GetString(6)),
                word(r.GetString(7))) { MaxAtMs = r.LongOrNull(8) ?? long.MinValue }),
        ("@station", stationId));

    /// <summary>The series of some stations with their connectors.</summary>
    public static List<(string StationId, int ConnectorId, Series Series)> ReadSeries(DbSession db, string[] stations, Func<string, string> word) => db.All(
        """
        SELECT station_id, connector_id, id, slot, measurand, phase, location, context, unit FROM meter_series
         WHERE station_id = ANY(@stations) ORDER BY id
        """,
        r => (
            r.GetString(0), r.GetInt32(1),
            new Series(
                r.GetInt32(2), r.GetInt32(3), word(r.GetString(4)), word(r.GetString(5)), word(r.GetString(6)), word(r.GetString(7)),
                word(r.GetString(8)))),
        ("@stations", stations));

    /// <summary>The stations that have recent samples.</summary>
    public static List<string> ReadRecentStations(DbSession db) => db.All(
        """
        SELECT DISTINCT station_id FROM meter_series
         WHERE id IN (SELECT series_id FROM meter_recent_0 UNION SELECT series_id FROM meter_recent_1)
        """,
        r => r.GetString(0));

    /// <summary>Reads a table of recent samples; returns how many rows it has, those included that have been moved and are not handed out.</summary>
    public static int ReadRecent(DbSession db, int table, Action<int, RecentSample> take)
    {
        db.All(
            $"""
             SELECT series_id, at_ms, transaction_id, lag_ms, value FROM meter_recent_{table}
              WHERE series_id >= (SELECT CASE filling WHEN {table} THEN 0 ELSE moved_below END FROM meter_recent_state) ORDER BY id
             """,
            r =>
            {
                take(r.GetInt32(0), new RecentSample(r.GetInt64(1), r.LongOrNull(2), r.GetInt64(3), r.GetDouble(4)));
                return true;
            });
        return (int)db.Number($"SELECT COUNT(*) FROM meter_recent_{table}")!.Value;
    }

    public static Series InsertSeries(DbSession db, StationMeters station, ConnectorMeters connector, in MeterSample sample)
    {
        var (phase, location) = (sample.Phase ?? "", sample.Location ?? "");
        var id = db.Number(
            """
            INSERT INTO meter_series (station_id, connector_id, measurand, phase, location, context, unit, slot)
            VALUES (@station, @connector, @measurand, @phase, @location, @context, @unit, @slot) RETURNING id
            """,
            ("@station", station.StationId), ("@connector", connector.ConnectorId), ("@measurand", sample.Measurand), ("@phase", phase),
            ("@location", location), ("@context", sample.Context), ("@unit", sample.Unit), ("@slot", station.Slots))!.Value;
        return new Series(checked((int)id), station.Slots, sample.Measurand, phase, location, sample.Context, sample.Unit);
    }

    public static bool IsOfStation(DbSession db, long transactionId, string stationId) => db.Number(
        "SELECT 1 FROM charge_transaction WHERE id = @id AND station_id = @station",
        ("@id", transactionId), ("@station", stationId)) is not null;

    /// <summary>A sample names a transaction that has ended: its span takes it in, so that reads find it.</summary>
    public static void WidenSpan(DbSession db, long transactionId, long atMs) => db.Execute(
        """
        UPDATE transaction_meter SET first_sample_at_ms = CASE WHEN first_sample_at_ms < @at THEN first_sample_at_ms ELSE @at END,
               last_sample_at_ms = CASE WHEN last_sample_at_ms > @at THEN last_sample_at_ms ELSE @at END
         WHERE transaction_id = @id
        """,
        ("@at", atMs), ("@id", transactionId));

    public static long MeterStartWh(DbSession db, long transactionId) =>
        db.Number("SELECT meter_start_wh FROM charge_transaction WHERE id = @id", ("@id", transactionId))!.Value;

    /// <summary>The energy register of a transaction, oldest first: samples that name it, and nameless ones from its start to <paramref name="untilMs"/>.</summary>
    public static List<(long AtMs, double ValueWh)> ReadRegister(
        DbSession db, IReadOnlyList<Series> series, OpenTransaction transaction, long untilMs)
    {
        if (series.Count == 0) return [];
        var ids = Ids(series.Select(s => s.Id));
        return db.AllOnce(
            $"""
             SELECT at_ms, value FROM (
                 SELECT at_ms, transaction_id, value FROM meter_value WHERE series_id IN ({ids}) AND at_ms >= @low AND at_ms <= @high
                 UNION ALL
                 SELECT at_ms, transaction_id, value FROM meter_recent WHERE series_id IN ({ids}) AND at_ms >= @low AND at_ms <= @high) AS s
              WHERE transaction_id = @id OR (transaction_id IS NULL AND at_ms >= @from AND at_ms < @until)
              ORDER BY at_ms
             """,
            r => (r.GetInt64(0), r.GetDouble(1)),
            ("@low", Math.Min(transaction.StartedAtMs, transaction.State.FirstSampleAtMs ?? long.MaxValue)),
            ("@high", Math.Max(untilMs, transaction.State.LastSampleAtMs ?? long.MinValue)),
            ("@id", transaction.Id), ("@from", transaction.StartedAtMs), ("@until", untilMs));
    }

    /// <summary>Numbers as a list for <c>IN (...)</c>.</summary>
    public static string Ids(IEnumerable<int> ids) => string.Join(',', ids.Select(i => i.ToString(CultureInfo.InvariantCulture)));

    public static OpenTransaction ReadTransaction(DbDataReader r) => new(r.GetInt64(0), r.GetString(1), r.GetInt32(2), r.GetInt64(3))
    {
        State = new TransactionState(
            new EnergyMeter(r.GetDouble(4), r.GetInt64(5), r.DoubleOrNull(6), r.GetInt32(7)),
            r.LongOrNull(8), r.LongOrNull(9), r.LongOrNull(10) ?? long.MaxValue, Dirty: false),
    };
}
