using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Metering;

/// <summary>
/// What the writer remembers so that a sample costs one insert: series by name, open transactions, which samples are recent. All of
/// it can be read again from the database. Used by the writer's thread only.
/// </summary>
internal sealed class MeterMemory(DbSession db)
{
    private readonly Dictionary<string, StationMeters> _stations = new(StringComparer.Ordinal);
    private readonly Dictionary<long, OpenTransaction> _open = [];
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);

    public RecentSamples Recent { get; } = new();

    /// <summary>Largest number of a series; moving goes through them in order.</summary>
    public int MaxSeriesId { get; private set; }

    /// <summary>Reads open transactions and recent samples. Other series are read per station when it first speaks.</summary>
    public void Load()
    {
        MaxSeriesId = (int)(db.Number("SELECT MAX(id) FROM meter_series") ?? 0);
        Recent.Filling = (int)db.Number("SELECT filling FROM meter_recent_state")!.Value;
        var series = MeterSql.ReadRecentStations(db).SelectMany(id => Station(id).AllSeries()).ToDictionary(s => s.Id);
        MeterSql.ReadRecent(db, Recent.Filling, (id, sample) => Note(series[id], sample, moving: false));
        var moving = MeterSql.ReadRecent(db, 1 - Recent.Filling, (id, sample) => Note(series[id], sample, moving: true));
        if (moving > 0) Recent.Resume();
        foreach (var transaction in MeterSql.ReadOpenTransactions(db)) Add(transaction);
    }

    public StationMeters Station(string stationId)
    {
        if (_stations.TryGetValue(stationId, out var known)) return known;
        var station = new StationMeters(stationId);
        _stations.Add(stationId, station);
        foreach (var (connectorId, series) in MeterSql.ReadSeriesWithNewest(db, stationId, Word))
        {
            station.Connector(connectorId).Series.Add(series);
            station.Slots = Math.Max(station.Slots, series.Slot + 1);
        }

        return station;
    }

    public bool TryFind(long transactionId, [MaybeNullWhen(false)] out OpenTransaction transaction) => _open.TryGetValue(transactionId, out transaction);

    public void Add(OpenTransaction transaction)
    {
        _open.Add(transaction.Id, transaction);
        Station(transaction.StationId).Connector(transaction.ConnectorId).Open.Add(transaction);
    }

    public void Remove(OpenTransaction transaction)
    {
        _open.Remove(transaction.Id);
        Station(transaction.StationId).Connector(transaction.ConnectorId).Open.Remove(transaction);
    }

    public void NoteSeries(int id) => MaxSeriesId = Math.Max(MaxSeriesId, id);

    private void Note(Series series, in RecentSample sample, bool moving)
    {
        if (moving) Recent.AddMoving(series, sample);
        else Recent.Add(series, sample);
        series.MaxAtMs = Math.Max(series.MaxAtMs, sample.AtMs);
    }

    /// <summary>The same few words describe every series: one string each.</summary>
    private string Word(string text)
    {
        ref var word = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, text, out _);
        return word ??= text;
    }
}
