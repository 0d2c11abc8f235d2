using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Busbar.Cloud.Store.Metering;

/// <summary>
/// What the writer remembers so that a sample costs one insert: series by name, open transactions, which samples are recent. All of
/// it can be read again from the database. Used by the writer's thread only.
/// </summary>
internal abstract class MeterMemory
{
    private readonly Dictionary<string, StationMeters> _stations = new(StringComparer.Ordinal);
    private readonly Dictionary<long, OpenTransaction> _open = [];
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);

    public RecentSamples Recent { get; } = new();

    /// <summary>Largest number of a series; moving goes through them in order.</summary>
    public int MaxSeriesId { get; protected set; }

    /// <summary>A station, as the database has it.</summary>
    public StationMeters Station(string stationId)
    {
        var station = Remembered(stationId);
        if (!station.IsLoaded) Load(station);
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

    /// <summary>Reads what the station's memory lacks and marks it as loaded.</summary>
    protected abstract void Load(StationMeters station);

    /// <summary>A station as far as it is remembered, loaded or not.</summary>
    protected StationMeters Remembered(string stationId)
    {
        ref var station = ref CollectionsMarshal.GetValueRefOrAddDefault(_stations, stationId, out _);
        return station ??= new StationMeters(stationId);
    }

    /// <summary>The same few words describe every series: one string each.</summary>
    protected string Word(string text)
    {
        ref var word = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, text, out _);
        return word ??= text;
    }
}
