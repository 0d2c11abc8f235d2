using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Busbar.Cloud.Cms.Fleet;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Stations;

/// <summary>Every station by id, with its live state. Found without a lock; each station is changed under its own gate. Thread safe.</summary>
internal sealed class StationDirectory(IStore store, FleetFigures fleet, CmsOptions options)
{
    private const int PageSize = 1_000;

    private readonly ConcurrentDictionary<string, Station> _stations = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Station> _changed = new();
    private volatile bool _loaded;

    public int Count => _stations.Count;

    /// <summary>All stations, in no order.</summary>
    public IEnumerable<Station> All
    {
        get
        {
            foreach (var pair in _stations) yield return pair.Value;
        }
    }

    /// <summary>Reads stations, connectors and open transactions; once, before the first message.</summary>
    public async Task LoadAsync(DateTimeOffset now, CancellationToken ct)
    {
        if (_loaded) return;
        foreach (var row in await store.ReadStationsAsync(ct)) _stations[row.Id] = new Station(AfterRestart(row));
        foreach (var row in await store.ReadConnectorsAsync(ct))
        {
            if (!_stations.TryGetValue(row.StationId, out var station)) continue;
            if (station.Connector(row.ConnectorId, options.MaxConnectorId) is { } connector) connector.Status = row;
        }

        await LoadTransactionsAsync(new TransactionQuery(null, null, null, true, null, null, PageSize, null), t => Resume(t, now), ct);
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        await LoadTransactionsAsync(
            new TransactionQuery(null, null, null, null, midnight, null, PageSize, null),
            t => fleet.AddEnergy(t.EnergyWh ?? 0, now, now), ct);
        foreach (var station in _stations.Values)
            lock (station.Gate) fleet.Update(station);
        _loaded = true;
    }

    /// <summary>The station; false when it is not known here.</summary>
    public bool TryFind(string stationId, [NotNullWhen(true)] out Station? station)
    {
        if (!_loaded) throw new InvalidOperationException("The CMS has not read its stations yet; start its hosted services before the gateway.");
        return _stations.TryGetValue(stationId, out station);
    }

    /// <summary>Enters a station; the one that is there already when another was faster. Null when there is no room (<see cref="CmsOptions.MaxStations"/>).</summary>
    public Station? Add(StationRow row)
    {
        if (_stations.Count >= options.MaxStations && !_stations.ContainsKey(row.Id)) return null;
        var station = _stations.GetOrAdd(row.Id, static (_, r) => new Station(r), row);
        Changed(station);
        return station;
    }

    /// <summary>Forgets a station.</summary>
    public bool Remove(string stationId)
    {
        if (!_stations.TryRemove(stationId, out var station)) return false;
        lock (station.Gate) fleet.Remove(station);
        return true;
    }

    /// <summary>A station that could not be deleted after all is here again.</summary>
    public void PutBack(Station station)
    {
        if (_stations.TryAdd(station.Id, station)) Changed(station);
    }

    /// <summary>The station is not the one it was: figures follow at once, the live view at its next round.</summary>
    public void Changed(Station station)
    {
        lock (station.Gate)
        {
            station.Touch();
            if (_stations.TryGetValue(station.Id, out var here) && ReferenceEquals(here, station)) fleet.Update(station);
        }

        if (Interlocked.Exchange(ref station.Waiting, 1) == 0) _changed.Enqueue(station);
    }

    /// <summary>The next station that changed since it was last taken from here.</summary>
    public bool TryTakeChanged([NotNullWhen(true)] out Station? station)
    {
        if (!_changed.TryDequeue(out station)) return false;
        Interlocked.Exchange(ref station.Waiting, 0);
        return true;
    }

    // No socket survives a restart of this process; one on another gateway shows itself with its next message.
    private static StationRow AfterRestart(StationRow row) =>
        row.ConnectedAt is { } connected && !(row.DisconnectedAt >= connected) ? row with { DisconnectedAt = row.LastSeenAt ?? connected } : row;

    private void Resume(TransactionRow transaction, DateTimeOffset now)
    {
        if (!_stations.TryGetValue(transaction.StationId, out var station)) return;
        station.Opened(transaction.Id);
        if (station.Connector(transaction.ConnectorId, options.MaxConnectorId) is not { } connector) return;
        if (connector.Transaction is { } other && other.Row.StartedAt >= transaction.StartedAt) return;
        connector.Transaction = new RunningTransaction(transaction, now.AddMilliseconds(station.Skew.Milliseconds ?? 0));
    }

    private async Task LoadTransactionsAsync(TransactionQuery query, Action<TransactionRow> take, CancellationToken ct)
    {
        while (true)
        {
            var page = await store.ReadTransactionsAsync(query, ct);
            foreach (var transaction in page) take(transaction);
            if (page.Count < query.Limit) return;
            query = query with { After = page[^1].Id };
        }
    }
}
