using System.Collections.Concurrent;
using Busbar.Cloud.Cms.Shards;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Charging;

/// <summary>
/// Reservations that stations have accepted (OCPP 1.6, 5.13). One ends when a start names it, when it is cancelled, when its time
/// is up, and when its connector, or the station, becomes Faulted or Unavailable. Active ones are in memory; thread safe.
/// </summary>
internal sealed class Reservations(StationShards shards, IRecordStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string StationId, int Id), ReservationRow> _active = new();

    /// <summary>Reads the active ones of shards that are to be held.</summary>
    public async Task LoadAsync(IReadOnlySet<StationShard> taken, CancellationToken ct)
    {
        foreach (var row in await store.ReadReservationsAsync(null, all: false, ct))
            if (taken.Contains(shards.Of(row.StationId))) _active[(row.StationId, row.Id)] = row;
    }

    public ValueTask MadeAsync(ReservationRow row, CancellationToken ct)
    {
        _active[(row.StationId, row.Id)] = row;
        return store.SaveReservationAsync(row, ct);
    }

    public ValueTask UsedAsync(string stationId, int id, CancellationToken ct) => EndAsync((stationId, id), "Used", ct);

    public ValueTask CancelledAsync(string stationId, int id, CancellationToken ct) => EndAsync((stationId, id), "Cancelled", ct);

    /// <summary>The connector went out of service: its reservations end with it; connector 0 takes all of the station.</summary>
    public async ValueTask EndedByStationAsync(string stationId, int connectorId, CancellationToken ct)
    {
        if (_active.IsEmpty) return;
        foreach (var (key, row) in _active)
            if (row.StationId == stationId && (connectorId == 0 || row.ConnectorId == connectorId)) await EndAsync(key, "Cancelled", ct);
    }

    /// <summary>Ends those whose time is up.</summary>
    public async ValueTask SweepAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var (key, row) in _active)
            if (row.ExpiresAt <= now) await EndAsync(key, "Expired", ct);
    }

    public void Forget(string stationId)
    {
        foreach (var key in _active.Keys)
            if (key.StationId == stationId) _active.TryRemove(key, out _);
    }

    /// <summary>Forgets those of a shard that is let go.</summary>
    public void Forget(StationShard shard)
    {
        foreach (var key in _active.Keys)
            if (ReferenceEquals(shards.Of(key.StationId), shard)) _active.TryRemove(key, out _);
    }

    private async ValueTask EndAsync((string StationId, int Id) key, string state, CancellationToken ct)
    {
        if (!_active.TryGetValue(key, out var row)) return;
        await store.SaveReservationAsync(row with { State = state }, ct);
        _active.TryRemove(key, out _);
    }
}
