using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Fleet;
using Busbar.Cloud.Cms.Shards;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Stations;

/// <summary>
/// The stations of the shards that this process has, by id, with their live state. Found without a lock; each station is changed under its own gate.
/// Thread safe.
/// </summary>
internal sealed class StationDirectory(StationShards shards, IStore store, FleetFigures fleet, CmsOptions options)
{
    private const int PageSize = 1_000;

    /// <summary>Stations whose transactions are read at once.</summary>
    private const int StationsAtOnce = 200;

    private readonly ConcurrentDictionary<string, Station> _stations = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Station> _changed = new();

    public int Count => _stations.Count;

    /// <summary>All stations, in no order.</summary>
    public IEnumerable<Station> All
    {
        get
        {
            foreach (var pair in _stations) yield return pair.Value;
        }
    }

    /// <summary>Reads stations, connectors and open transactions of shards that are to be held.</summary>
    public async Task LoadAsync(IReadOnlySet<StationShard> taken, DateTimeOffset now, CancellationToken ct)
    {
        var loaded = new List<Station>();
        bool IsOurs(string stationId) => taken.Contains(shards.Of(stationId));
        foreach (var row in shards.Count == 1 ? await store.ReadStationsAsync(ct) : await store.ReadStationsAsync(IsOurs, ct))
        {
            var station = OfRow(row, shards.Of(row.Id));
            _stations[row.Id] = station;
            loaded.Add(station);
        }

        foreach (var row in shards.Count == 1 ? await store.ReadConnectorsAsync(ct) : await store.ReadConnectorsAsync(IsOurs, ct))
        {
            if (!IsTaken(row.StationId, out var station)) continue;
            if (station.Connector(row.ConnectorId, options.MaxConnectorId) is { } connector) connector.Status = row;
        }

        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        foreach (var part in Parts(loaded))
        {
            await LoadTransactionsAsync(new TransactionQuery(null, null, null, true, null, null, PageSize, null) { Stations = part }, Resume, ct);
            await LoadTransactionsAsync(new TransactionQuery(null, null, null, null, midnight, null, PageSize, null) { Stations = part }, CountToday, ct);
        }

        foreach (var station in loaded)
            lock (station.Gate) fleet.Update(station);

        bool IsTaken(string stationId, [NotNullWhen(true)] out Station? station) =>
            _stations.TryGetValue(stationId, out station) && taken.Contains(station.Shard);

        void Resume(TransactionRow transaction)
        {
            if (IsTaken(transaction.StationId, out var station)) this.Resume(station, transaction, now);
        }

        void CountToday(TransactionRow transaction)
        {
            if (IsOurs(transaction.StationId)) fleet.AddEnergy(shards.Of(transaction.StationId).Number, transaction.EnergyWh ?? 0, now, now);
        }
    }

    /// <summary>Forgets the stations of a shard, and returns them.</summary>
    public IReadOnlyList<Station> Forget(StationShard shard)
    {
        var gone = new List<Station>();
        foreach (var (id, station) in _stations)
            if (ReferenceEquals(station.Shard, shard) && Remove(id)) gone.Add(station);
        return gone;
    }

    /// <summary>The station; false when it is not known.</summary>
    /// <exception cref="ShardNotHeldException">Only another process can know it.</exception>
    public bool TryFind(string stationId, [NotNullWhen(true)] out Station? station)
    {
        if (_stations.TryGetValue(stationId, out station) && station.Shard.Held) return true;
        shards.Held(stationId);
        return _stations.TryGetValue(stationId, out station);
    }

    /// <summary>The station if it is in memory here, whether its shard is held already, still, or not.</summary>
    public Station? Known(string stationId) => _stations.GetValueOrDefault(stationId);

    /// <summary>Enters a station; the one that is there already when another was faster. Null when there is no room (<see cref="CmsOptions.MaxStations"/>).</summary>
    /// <exception cref="ShardNotHeldException">It belongs to another process.</exception>
    public Station? Add(StationRow row)
    {
        var shard = shards.Held(row.Id);
        if (_stations.Count >= options.MaxStations && !_stations.ContainsKey(row.Id)) return null;
        var station = _stations.GetOrAdd(row.Id, static (_, r) => new Station(r.Row, r.Shard), (Row: row, Shard: shard));
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
        if (station.Shard.Held && _stations.TryAdd(station.Id, station)) Changed(station);
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

    // No socket survives a restart of a single process. On gateways of their own sockets live on when a worker ends: what the store says counts until
    // a gateway says otherwise.
    private Station OfRow(StationRow row, StationShard shard)
    {
        var open = row.ConnectedAt is { } connected && !(row.DisconnectedAt >= connected);
        if (open && !shards.GatewaysApart) row = row with { DisconnectedAt = row.LastSeenAt ?? row.ConnectedAt };
        return new Station(row, shard, open && shards.GatewaysApart);
    }

    private void Resume(Station station, TransactionRow transaction, DateTimeOffset now)
    {
        station.Opened(transaction.Id);
        if (station.Connector(transaction.ConnectorId, options.MaxConnectorId) is not { } connector) return;
        if (connector.Transaction is { } other && other.Row.StartedAt >= transaction.StartedAt) return;
        connector.Transaction = new RunningTransaction(transaction, now.AddMilliseconds(station.Skew.Milliseconds ?? 0));
    }

    /// <summary>The stations whose transactions are read at once; null for all that there are.</summary>
    private IEnumerable<IReadOnlyList<string>?> Parts(IEnumerable<Station> loaded)
    {
        if (shards.Count == 1) return [null];
        return loaded.Select(s => s.Id).Chunk(StationsAtOnce);
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
