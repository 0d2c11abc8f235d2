using System.Runtime.InteropServices;
using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// What one writer among several remembers so that a sample costs one row: series by name, which never change, and the newest time of
/// each that it has seen, a guess that saves a look. The writer's thread only.
/// </summary>
internal sealed class PostgresMemory(DbSession db)
{
    private const int SlotTries = 5;

    private readonly Dictionary<string, StationMeters> _stations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private readonly HashSet<StationMeters> _added = [];
    private StationMeters? _last;

    /// <summary>The series of a sample; null when it is not known, or the station has more than are taken.</summary>
    public Series? Find(in MeterSample sample)
    {
        if (_last?.StationId != sample.StationId && !_stations.TryGetValue(sample.StationId, out _last)) return null;
        foreach (var series in _last!.Connector(sample.ConnectorId).Series)
            if (series.Fits(sample)) return series;
        return null;
    }

    /// <summary>Reads the series of samples that <see cref="Find"/> does not know, and writes those that are new, all of them at once.</summary>
    public void Learn(IReadOnlyList<MeterSample> unknown)
    {
        var stations = unknown.Select(s => s.StationId).Distinct(StringComparer.Ordinal).Where(id => Station(id) is { IsLoaded: false }).ToArray();
        if (stations.Length > 0) Load(stations);
        for (var tries = 0; tries < SlotTries && TryWriteMissing(unknown); tries++)
        {
            // Another process has given a slot to another series in between: that one is read now, and the next slot is tried.
        }
    }

    /// <summary>Another process wrote one of these already: how new their newest is from a time on is read.</summary>
    public void ReadNewest(IReadOnlyDictionary<Series, long> fromMs)
    {
        var byId = fromMs.Keys.ToDictionary(s => s.Id);
        var newest = db.All(
            """
            SELECT a.series_id, (SELECT MAX(v.at_ms) FROM meter_value v WHERE v.series_id = a.series_id AND v.at_ms >= a.from_ms AND v.at_ms >= @from)
              FROM unnest(@series, @froms) AS a (series_id, from_ms)
            """,
            r => (Id: r.GetInt32(0), AtMs: r.LongOrNull(1)),
            ("@from", fromMs.Values.Min()), ("@series", byId.Keys.ToArray()), ("@froms", byId.Values.Select(s => fromMs[s]).ToArray()));
        foreach (var (id, atMs) in newest) byId[id].MaxAtMs = Math.Max(byId[id].MaxAtMs, atMs ?? long.MinValue);
    }

    /// <summary>The writes since the last end were kept, or undone: then the series that they wrote may be gone.</summary>
    public void End(bool committed)
    {
        if (!committed)
        {
            foreach (var station in _added)
            {
                station.ForgetSeries();
                station.IsLoaded = false;
            }
        }

        _added.Clear();
    }

    /// <summary>Writes series that are not known; false when there was none.</summary>
    private bool TryWriteMissing(IReadOnlyList<MeterSample> unknown)
    {
        Dictionary<(string, int, string, string, string, string, string), int> missing = [];
        Dictionary<string, int> slots = [];
        foreach (var sample in unknown)
        {
            if (Find(sample) is not null) continue;
            var slot = slots.GetValueOrDefault(sample.StationId, Station(sample.StationId).Slots);
            var key = (sample.StationId, sample.ConnectorId, sample.Measurand, sample.Phase ?? "", sample.Location ?? "", sample.Context, sample.Unit);
            if (slot < PointKey.SlotLimit && missing.TryAdd(key, slot)) slots[sample.StationId] = slot + 1;
        }

        if (missing.Count > 0) Write(missing, [.. slots.Keys]);
        return missing.Count > 0;
    }

    private StationMeters Station(string stationId)
    {
        ref var station = ref CollectionsMarshal.GetValueRefOrAddDefault(_stations, stationId, out _);
        return station ??= new StationMeters(stationId);
    }

    private void Load(string[] stations)
    {
        foreach (var (stationId, connectorId, series) in MeterSql.ReadSeries(db, stations, Word))
        {
            var station = Station(stationId);
            if (!station.AllSeries().Any(s => s.Id == series.Id)) station.Add(connectorId, series);
        }

        foreach (var stationId in stations) Station(stationId).IsLoaded = true;
    }

    /// <summary>Another process may have written some of them, and then those count.</summary>
    private void Write(Dictionary<(string, int, string, string, string, string, string), int> missing, string[] stations)
    {
        db.Execute(
            """
            INSERT INTO meter_series (station_id, connector_id, measurand, phase, location, context, unit, slot)
            SELECT * FROM unnest(@stations, @connectors, @measurands, @phases, @locations, @contexts, @units, @slots) AS s (station, connector, m, p, l, c, u, slot)
             ORDER BY station, slot ON CONFLICT DO NOTHING
            """,
            ("@stations", Column(k => k.Item1)), ("@connectors", missing.Keys.Select(k => k.Item2).ToArray()), ("@measurands", Column(k => k.Item3)),
            ("@phases", Column(k => k.Item4)), ("@locations", Column(k => k.Item5)), ("@contexts", Column(k => k.Item6)), ("@units", Column(k => k.Item7)),
            ("@slots", missing.Values.ToArray()));
        Load(stations);
        foreach (var station in stations) _added.Add(Station(station));

        string[] Column(Func<(string, int, string, string, string, string, string), string> of) => [.. missing.Keys.Select(of)];
    }

    /// <summary>The same few words describe every series: one string each.</summary>
    private string Word(string text)
    {
        ref var word = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, text, out _);
        return word ??= text;
    }
}
