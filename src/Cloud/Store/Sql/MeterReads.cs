using System.Data.Common;
using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>
/// Reads meter values: raw, or downsampled by the database. Each query sees the sorted table and the recent one as a single history;
/// samples without a transaction are linked here, by connector and time, so that a start that comes late links what came before it.
/// </summary>
internal sealed class MeterReads
{
    /// <summary>A window of buckets grows by this factor while it finds too little: sparse years cost few queries.</summary>
    private const int WindowGrowth = 8;

    private const string InTransaction =
        " AND (transaction_id = @tx OR (transaction_id IS NULL AND at_ms >= @txFrom AND at_ms < @txUntil))";

    private readonly DbSession _db;
    private readonly MeterQuery _query;
    private readonly TransactionSpan? _span;
    private readonly Dictionary<int, SeriesInfo> _series;
    private readonly string _ids;
    private readonly long _lowMs;
    private readonly long _highMs;

    private MeterReads(DbSession db, MeterQuery query)
    {
        _db = db;
        _query = query;
        _span = query.TransactionId is { } id ? TransactionLinks.SpanOf(db, id, query.StationId) : null;
        _series = ReadSeries().ToDictionary(s => s.Id);
        _ids = MeterSql.Ids(_series.Keys.Order());
        _lowMs = Math.Max(Rows.Ms(query.From ?? DateTimeOffset.MinValue), _span?.LowMs ?? long.MinValue);
        _highMs = Math.Min(Rows.Ms(query.To ?? DateTimeOffset.MaxValue), _span is { } s && s.HighMs < long.MaxValue ? s.HighMs + 1 : long.MaxValue);
    }

    /// <summary>The points of a query, oldest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The resolution is shorter than 1 ms.</exception>
    public static List<MeterPoint> Read(DbSession db, MeterQuery query)
    {
        if (query.Resolution is { TotalMilliseconds: < 1 } wrong)
            throw new ArgumentOutOfRangeException(nameof(query), $"Resolution: {wrong} is not allowed; allowed is 1 ms or more.");
        return db.InSnapshot(snapshot => new MeterReads(snapshot, query).Read());
    }

    private List<MeterPoint> Read()
    {
        if (_series.Count == 0 || (_query.TransactionId is not null && _span is null) || _query.Limit <= 0) return [];
        return Link(_query.Resolution is { } step ? Buckets((long)step.TotalMilliseconds) : Samples());
    }

    private List<Found> Samples()
    {
        var (afterAtMs, afterSlot) = _query.After is { } key ? (PointKey.AtMs(key), PointKey.Slot(key)) : (long.MinValue, -1);
        var found = new List<Found>();
        foreach (var series in _series.Values)
        {
            var lowMs = _query.After is null ? _lowMs : Math.Max(_lowMs, series.Slot > afterSlot ? afterAtMs : afterAtMs + 1);
            found.AddRange(_db.All(
                $"""
                 SELECT at_ms, transaction_id, value FROM meter_value
                  WHERE series_id = @series AND at_ms >= @low AND at_ms < @high{Condition} ORDER BY at_ms LIMIT @limit
                 """,
                r => Found.Sample(series, r.GetInt64(0), r.LongOrNull(1), r.GetDouble(2)),
                [("@series", series.Id), ("@low", lowMs), ("@high", _highMs), ("@limit", _query.Limit), .. ConditionArgs]));
        }

        var afterSeries = _series.Values.Where(s => s.Slot <= afterSlot).Select(s => s.Id).DefaultIfEmpty(0).Max();
        found.AddRange(_db.AllOnce(
            $"""
             SELECT series_id, at_ms, transaction_id, value FROM meter_recent
              WHERE series_id IN ({_ids}) AND at_ms >= @low AND at_ms < @high
                AND (at_ms > @afterAt OR (at_ms = @afterAt AND series_id > @afterSeries)){Condition}
              ORDER BY at_ms, series_id LIMIT @limit
             """,
            r => Found.Sample(_series[r.GetInt32(0)], r.GetInt64(1), r.LongOrNull(2), r.GetDouble(3)),
            [
                ("@low", _lowMs), ("@high", _highMs), ("@afterAt", afterAtMs), ("@afterSeries", afterSeries), ("@limit", _query.Limit),
                .. ConditionArgs,
            ]));
        found.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        return found.Count > _query.Limit ? found[.._query.Limit] : found;
    }

    private List<Found> Buckets(long stepMs)
    {
        var found = new List<Found>();
        var (afterMs, afterSlot) = _query.After is { } key ? (PointKey.AtMs(key), PointKey.Slot(key)) : (long.MinValue, -1);
        var fromMs = Math.Max(_lowMs, afterMs);
        for (var width = (decimal)stepMs * _query.Limit; found.Count < _query.Limit; width *= WindowGrowth)
        {
            if (FirstAt(fromMs, stepMs) is not { } firstMs) break;
            fromMs = Floor(firstMs, stepMs);
            var toMs = (long)Math.Min(_highMs, fromMs + width);
            found.AddRange(ReadBuckets(Math.Max(fromMs, _lowMs), toMs, stepMs, afterMs, afterSlot, _query.Limit - found.Count));
            fromMs = toMs;
        }

        return found;
    }

    private List<Found> ReadBuckets(long fromMs, long toMs, long stepMs, long afterMs, int afterSlot, int limit)
    {
        var afterSeries = _series.Values.Where(s => s.Slot <= afterSlot).Select(s => s.Id).DefaultIfEmpty(0).Max();
        if (RolledUp(stepMs, fromMs, toMs) is { } span) return ReadRolledUp(span, fromMs, toMs, stepMs, afterMs, afterSeries, limit);
        string Part(string table) =>
            $"""
             SELECT series_id, at_ms, transaction_id, value, at_ms - ((at_ms % @step) + @step) % @step AS bucket_ms FROM {table}
              WHERE series_id IN ({_ids}) AND at_ms >= @from AND at_ms < @to{Condition}
             """;
        return _db.AllOnce(
            $"""
             SELECT bucket_ms, series_id, AVG(value), MIN(value), MAX(value), COUNT(*), MIN(at_ms), MAX(at_ms),
                    MIN(transaction_id), MAX(transaction_id), COUNT(transaction_id)
               FROM ({Part("meter_value")} UNION ALL {Part("meter_recent")}) AS s
              WHERE bucket_ms > @after OR (bucket_ms = @after AND series_id > @afterSeries)
              GROUP BY bucket_ms, series_id ORDER BY bucket_ms, series_id LIMIT @limit
             """,
            ReadBucket,
            [
                ("@step", stepMs), ("@from", fromMs), ("@to", toMs), ("@after", afterMs), ("@afterSeries", afterSeries), ("@limit", limit),
                .. ConditionArgs,
            ]);
    }

    /// <summary>Steps from roll-ups where these are whole, and from samples before and after.</summary>
    private List<Found> ReadRolledUp(RollupSpan span, long fromMs, long toMs, long stepMs, long afterMs, int afterSeries, int limit)
    {
        string Samples(string low, string high) =>
            $"""
             SELECT series_id, at_ms, value AS avg, value AS min, value AS max, 1 AS count, at_ms AS first_ms, at_ms AS last_ms,
                    transaction_id AS min_named, transaction_id AS max_named, CASE WHEN transaction_id IS NULL THEN 0 ELSE 1 END AS named
               FROM meter_value WHERE series_id IN ({_ids}) AND at_ms >= {low} AND at_ms < {high}
             """;
        return _db.AllOnce(
            $"""
             SELECT bucket_ms, series_id, SUM(avg * count) / SUM(count), MIN(min), MAX(max), CAST(SUM(count) AS bigint), MIN(first_ms), MAX(last_ms),
                    MIN(min_named), MAX(max_named), CAST(SUM(named) AS bigint)
               FROM (SELECT s.*, s.at_ms - ((s.at_ms % @step) + @step) % @step AS bucket_ms FROM (
                   {Samples("@from", "@rolledFrom")} UNION ALL {Samples("@rolledTo", "@to")} UNION ALL
                   SELECT series_id, at_ms, avg, min, max, count, first_ms, last_ms, min_named, max_named, named
                     FROM {span.Table} WHERE series_id IN ({_ids}) AND at_ms >= @rolledFrom AND at_ms < @rolledTo) AS s) AS b
              WHERE bucket_ms > @after OR (bucket_ms = @after AND series_id > @afterSeries)
              GROUP BY bucket_ms, series_id ORDER BY bucket_ms, series_id LIMIT @limit
             """,
            ReadBucket,
            ("@step", stepMs), ("@from", fromMs), ("@to", toMs), ("@rolledFrom", span.BeganMs), ("@rolledTo", span.RolledMs), ("@after", afterMs),
            ("@afterSeries", afterSeries), ("@limit", limit));
    }

    private Found ReadBucket(DbDataReader r) => new(
        _series[r.GetInt32(1)], r.GetInt64(0), r.GetDouble(2), r.GetDouble(3), r.GetDouble(4), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7),
        r.LongOrNull(8), r.LongOrNull(9), r.GetInt64(10));

    /// <summary>The roll-ups that serve a stretch; none serve a transaction, whose nameless samples begin and end within steps.</summary>
    private RollupSpan? RolledUp(long stepMs, long fromMs, long toMs) => _span is null ? RollupSpan.For(_db, stepMs, fromMs, toMs, _ids) : null;

    /// <summary>The first sample, or step of roll-ups, at or after a time and before the end; null when there is none.</summary>
    private long? FirstAt(long fromMs, long stepMs)
    {
        if (fromMs >= _highMs) return null;
        var rolledUp = RolledUp(stepMs, fromMs, _highMs) is { } span
            ? _db.AllOnce(
                $"SELECT COALESCE(MIN(at_ms), {long.MaxValue}) FROM {span.Table} WHERE series_id IN ({_ids}) AND at_ms >= @from AND at_ms < @to",
                r => r.GetInt64(0), ("@from", span.BeganMs), ("@to", span.RolledMs))[0]
            : long.MaxValue;
        var first = _db.AllOnce(
            $"SELECT COALESCE(MIN(at_ms), {long.MaxValue}) FROM meter_recent WHERE series_id IN ({_ids}) AND at_ms >= @from AND at_ms < @to{Condition}",
            r => r.GetInt64(0),
            [("@from", fromMs), ("@to", _highMs), .. ConditionArgs])[0];
        foreach (var series in _series.Values)
        {
            var atMs = _db.Number(
                $"SELECT at_ms FROM meter_value WHERE series_id = @series AND at_ms >= @from AND at_ms < @to{Condition} ORDER BY at_ms LIMIT 1",
                [("@series", series.Id), ("@from", fromMs), ("@to", _highMs), .. ConditionArgs]);
            first = Math.Min(first, atMs ?? long.MaxValue);
        }

        first = Math.Min(first, rolledUp);
        return first == long.MaxValue ? null : first;
    }

    private List<MeterPoint> Link(List<Found> found)
    {
        if (found.Count == 0) return [];
        var links = new TransactionLinks(_db, _query.StationId, found.Min(f => f.FirstMs), found.Max(f => f.LastMs));
        return [.. found.Select(f => new MeterPoint(
            f.Key, f.Series.ConnectorId, TransactionOf(f, links), Rows.Time(f.AtMs), f.Series.Measurand, f.Series.Phase, f.Series.Location,
            f.Series.Context, f.Series.Unit, f.Value, f.Min, f.Max, f.Count))];
    }

    /// <summary>The transaction of a point; null when its samples belong to several or to none.</summary>
    private long? TransactionOf(in Found f, TransactionLinks links)
    {
        if (_query.TransactionId is { } asked) return asked;
        if (f.Named == f.Count) return f.MinNamed == f.MaxNamed ? f.MinNamed : null;
        var first = links.At(f.Series.ConnectorId, f.FirstMs);
        if (first != links.At(f.Series.ConnectorId, f.LastMs)) return null;
        return f.Named == 0 || (f.MinNamed == first && f.MaxNamed == first) ? first : null;
    }

    private string Condition => _span is null ? "" : InTransaction;

    private SqlArg[] ConditionArgs =>
        _span is { } s ? [("@tx", s.Id), ("@txFrom", s.FromMs), ("@txUntil", s.UntilMs)] : [];

    private List<SeriesInfo> ReadSeries() => new SqlFilter("SELECT id, slot, connector_id, measurand, phase, location, context, unit FROM meter_series")
        .Where("station_id = @station", "@station", _query.StationId)
        .Where("connector_id = @connector", "@connector", _query.ConnectorId)
        .Where("connector_id = @txConnector", "@txConnector", _span?.ConnectorId)
        .Where("measurand = @measurand", "@measurand", _query.Measurand)
        .Then("ORDER BY slot LIMIT @limit", "@limit", PointKey.SlotLimit)
        .Read(_db, r => new SeriesInfo(
            r.GetInt32(0), r.GetInt32(1), r.GetInt32(2), r.GetString(3), Said(r, 4), Said(r, 5), r.GetString(6), r.GetString(7)));

    private static string? Said(DbDataReader row, int column) => row.GetString(column) is { Length: > 0 } text ? text : null;

    private static long Floor(long atMs, long stepMs) => atMs - (((atMs % stepMs) + stepMs) % stepMs);

    private sealed record SeriesInfo(
        int Id, int Slot, int ConnectorId, string Measurand, string? Phase, string? Location, string Context, string Unit);

    private readonly record struct Found(
        SeriesInfo Series, long AtMs, double Value, double Min, double Max, long Count, long FirstMs, long LastMs, long? MinNamed, long? MaxNamed,
        long Named)
    {
        public long Key => PointKey.Of(AtMs, Series.Slot);

        public static Found Sample(SeriesInfo series, long atMs, long? named, double value) =>
            new(series, atMs, value, value, value, 1, atMs, atMs, named, named, named is null ? 0 : 1);
    }
}
