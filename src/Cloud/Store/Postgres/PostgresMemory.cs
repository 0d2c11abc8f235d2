using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// Memory of one writer among several. Series never change and are remembered; running transactions are read anew in every batch,
/// because another process may have begun or ended one. The newest time of a series is a guess that saves a look.
/// </summary>
internal sealed class PostgresMemory(DbSession db, PostgresSamples samples) : MeterMemory
{
    private readonly List<StationMeters> _loaded = [];
    private readonly HashSet<StationMeters> _seriesKnown = [];
    private readonly HashSet<StationMeters> _seriesAdded = [];

    public override bool KnowsNewest => false;

    /// <summary>
    /// Before samples are taken: reads all that this will ask for, for all of them together. <paramref name="careful"/>: also what
    /// stands at their times in series of which we know no newest, after a COPY was refused.
    /// </summary>
    public void Expect(IReadOnlyList<IReadOnlyList<MeterSample>> messages, bool careful)
    {
        var stations = new HashSet<StationMeters>();
        foreach (var message in messages)
            foreach (var sample in message)
                if (Remembered(sample.StationId) is { IsLoaded: false } station) stations.Add(station);
        Load([.. stations]);
        AddSeries(messages);
        if (careful) ReadNewest(messages);
        ReadKept(messages);
    }

    /// <summary>The batch has ended, durably or not.</summary>
    public void Forget(bool committed)
    {
        if (committed) _seriesAdded.Clear();
        ForgetAdded();
        ForgetOpen();
        Recent.Clear();
        foreach (var station in _loaded) station.IsLoaded = false;
        _loaded.Clear();
    }

    /// <summary>After a rollback, of all or of a step: series that were written since the batch began may be gone.</summary>
    public void ForgetAdded()
    {
        foreach (var station in _seriesAdded)
        {
            station.ForgetSeries();
            station.IsLoaded = false;
            _seriesKnown.Remove(station);
        }

        _seriesAdded.Clear();
    }

    protected override void Load(StationMeters station) => Load([station]);

    private static Series? SeriesOf(StationMeters station, in MeterSample sample)
    {
        foreach (var series in station.Connector(sample.ConnectorId).Series)
            if (series.Fits(sample)) return series;
        return null;
    }

    private void Load(IReadOnlyList<StationMeters> stations)
    {
        if (stations.Count == 0) return;
        var unknown = stations.Where(s => !_seriesKnown.Contains(s)).ToList();
        if (unknown.Count > 0) LoadSeries(unknown);
        foreach (var station in stations)
        {
            station.IsLoaded = true;
            _loaded.Add(station);
        }

        var running = db.All(
            MeterSql.SelectTransactions + " WHERE t.station_id = ANY(@stations) AND t.stopped_at_ms IS NULL",
            MeterSql.ReadTransaction, ("@stations", stations.Select(s => s.StationId).ToArray()));
        foreach (var transaction in running)
            if (!TryFind(transaction.Id, out _)) Add(transaction);
    }

    private void LoadSeries(IReadOnlyList<StationMeters> stations)
    {
        foreach (var (stationId, connectorId, series) in MeterSql.ReadSeries(db, [.. stations.Select(s => s.StationId)], Word))
        {
            var station = Remembered(stationId);
            if (!station.AllSeries().Any(s => s.Id == series.Id)) station.Add(connectorId, series);
        }

        _seriesKnown.UnionWith(stations);
    }

    /// <summary>Writes series that are new, all of them at once; another process may have written some of them, and then those count.</summary>
    private void AddSeries(IReadOnlyList<IReadOnlyList<MeterSample>> messages)
    {
        Dictionary<(string, int, string, string, string, string, string), (StationMeters Station, int Slot)> missing = [];
        Dictionary<StationMeters, int> slots = [];
        foreach (var message in messages)
        {
            foreach (var sample in message)
            {
                var station = Station(sample.StationId);
                if (SeriesOf(station, sample) is not null) continue;
                var slot = slots.GetValueOrDefault(station, station.Slots);
                var key = (sample.StationId, sample.ConnectorId, sample.Measurand, sample.Phase ?? "", sample.Location ?? "", sample.Context, sample.Unit);
                if (slot < PointKey.SlotLimit && missing.TryAdd(key, (station, slot))) slots[station] = slot + 1;
            }
        }

        if (missing.Count == 0) return;
        db.Execute(
            """
            INSERT INTO meter_series (station_id, connector_id, measurand, phase, location, context, unit, slot)
            SELECT * FROM unnest(@stations, @connectors, @measurands, @phases, @locations, @contexts, @units, @slots) ON CONFLICT DO NOTHING
            """,
            ("@stations", Column(k => k.Item1)), ("@connectors", missing.Keys.Select(k => k.Item2).ToArray()), ("@measurands", Column(k => k.Item3)),
            ("@phases", Column(k => k.Item4)), ("@locations", Column(k => k.Item5)), ("@contexts", Column(k => k.Item6)), ("@units", Column(k => k.Item7)),
            ("@slots", missing.Values.Select(v => v.Slot).ToArray()));
        var touched = slots.Keys.ToList();
        LoadSeries(touched);
        _seriesAdded.UnionWith(touched);

        string[] Column(Func<(string, int, string, string, string, string, string), string> of) => [.. missing.Keys.Select(of).Select(PostgresText.Clean)];
    }

    private void ReadNewest(IReadOnlyList<IReadOnlyList<MeterSample>> messages)
    {
        Dictionary<int, (Series Series, long FromMs)> asked = [];
        foreach (var message in messages)
        {
            foreach (var sample in message)
            {
                if (SeriesOf(Station(sample.StationId), sample) is not { } series) continue;
                var fromMs = Rows.Ms(sample.At);
                asked[series.Id] = (series, asked.TryGetValue(series.Id, out var known) ? Math.Min(known.FromMs, fromMs) : fromMs);
            }
        }

        var newest = db.All(
            """
            SELECT a.series_id, (SELECT MAX(v.at_ms) FROM meter_value v WHERE v.series_id = a.series_id AND v.at_ms >= a.from_ms AND v.at_ms >= @from)
              FROM unnest(@series, @froms) AS a (series_id, from_ms)
            """,
            r => (Id: r.GetInt32(0), AtMs: r.LongOrNull(1)),
            ("@from", asked.Values.Select(a => a.FromMs).DefaultIfEmpty(0).Min()), ("@series", asked.Keys.ToArray()),
            ("@froms", asked.Values.Select(a => a.FromMs).ToArray()));
        foreach (var (id, atMs) in newest) asked[id].Series.MaxAtMs = Math.Max(asked[id].Series.MaxAtMs, atMs ?? long.MinValue);
    }

    /// <summary>Reads what stands where a sample may not be new, and in the second behind it, where a different value would go.</summary>
    private void ReadKept(IReadOnlyList<IReadOnlyList<MeterSample>> messages)
    {
        List<int> ids = [];
        List<long> times = [];
        foreach (var message in messages)
        {
            foreach (var sample in message)
            {
                if (SeriesOf(Station(sample.StationId), sample) is not { } series || Rows.Ms(sample.At) > series.MaxAtMs) continue;
                ids.Add(series.Id);
                times.Add(Rows.Ms(sample.At));
            }
        }

        if (ids.Count == 0) return;
        db.All(
            """
            SELECT v.series_id, v.at_ms, v.value FROM unnest(@series, @times) AS a (series_id, at_ms)
              JOIN meter_value v ON v.series_id = a.series_id AND v.at_ms >= a.at_ms AND v.at_ms < a.at_ms + @window
             WHERE v.at_ms >= @from AND v.at_ms < @to
            """,
            r => samples.Kept[(r.GetInt32(0), r.GetInt64(1))] = r.GetDouble(2),
            ("@series", ids.ToArray()), ("@times", times.ToArray()), ("@window", (long)MeterWriter.SameInstantLimit),
            ("@from", times.Min()), ("@to", times.Max() + MeterWriter.SameInstantLimit));
    }
}
