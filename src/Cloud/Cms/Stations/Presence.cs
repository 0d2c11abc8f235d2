using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Shards;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Stations;

/// <summary>Who is connected, since when, and who has been gone for too long.</summary>
internal sealed class Presence(
    StationDirectory directory, IStore store, AlarmBook alarms, CmsOptions options, TimeProvider time, ILogger<Presence> log)
{
    public async ValueTask ConnectedAsync(Station station, StationConnected e, CancellationToken ct)
    {
        ValueTask save;
        lock (station.Gate)
        {
            station.SeenAt(e.At);
            if (!station.Open(e.Epoch)) return;
            station.Row = station.Row with
            {
                Epoch = e.Epoch,
                ConnectedAt = e.At,
                OcppVersion = OcppVersions.SubProtocol(e.Version),
                RemoteAddress = e.RemoteAddress?.ToString(),
            };
            save = station.KeepIn(store, ct);
        }

        directory.Changed(station);
        log.StationIsConnected(station.Id, e.Epoch, e.RemoteAddress);
        await save;
        await alarms.ClearAsync(station.Id, null, AlarmKinds.StationOffline, ct);
    }

    public async ValueTask DisconnectedAsync(Station station, StationDisconnected e, CancellationToken ct)
    {
        ValueTask save;
        lock (station.Gate)
        {
            if (!station.Close(e.Epoch))
            {
                log.OldConnectionEnded(station.Id, e.Epoch, station.Epoch);
                return;
            }

            station.Row = station.Row with { DisconnectedAt = e.At };
            save = station.KeepIn(store, ct);
        }

        directory.Changed(station);
        log.StationIsDisconnected(station.Id, e.Epoch, e.Reason);
        await save;
    }

    /// <summary>Raises the alarm of stations that were here once and have been gone for too long, also when that began before we had its shard.</summary>
    public async ValueTask SweepOfflineAsync(CancellationToken ct)
    {
        if (options.OfflineAlarmAfter == TimeSpan.Zero) return;
        var now = time.GetUtcNow();
        foreach (var station in directory.All)
        {
            var row = station.Row;
            if (station.Connected)
            {
                // It may have spoken again without a beginning that we heard of.
                await alarms.ClearAsync(station.Id, null, AlarmKinds.StationOffline, ct);
                continue;
            }

            if (row.Registration != Registration.Accepted || row.DisconnectedAt is not { } since) continue;
            var heldSince = station.Shard.HeldSince;
            if (now - (since > heldSince ? since : heldSince) < options.OfflineAlarmAfter) continue;
            if (alarms.IsOpen(station.Id, null, AlarmKinds.StationOffline)) continue;
            await alarms.RaiseAsync(
                station.Id, null, AlarmKinds.StationOffline, AlarmSeverity.Warning,
                $"Station {station.Id} has been gone since {since:u}; that is longer than {options.OfflineAlarmAfter}.",
                AlarmEvidence.Of(("disconnectedAt", since), ("allowedSeconds", options.OfflineAlarmAfter.TotalSeconds)), ct);
            if (station.Connected) await alarms.ClearAsync(station.Id, null, AlarmKinds.StationOffline, ct);
        }
    }

    /// <summary>Writes "last seen" and clock skew of the stations that were seen since the last time.</summary>
    public ValueTask FlushAsync(CancellationToken ct) => FlushAsync(directory.All.Where(station => station.Shard.Held), ct);

    /// <summary>
    /// The same for the stations of a shard that is being let go, and for no others. The shard may have been lost, and another process may have written
    /// newer rows: only "last seen" and skew are written, and only where they are newer.
    /// </summary>
    public ValueTask FlushAsync(StationShard shard, CancellationToken ct) => SaveAsync(
        directory.All.Where(station => ReferenceEquals(station.Shard, shard)),
        station => station.LastSeenAt is { } seen ? store.SaveLastSeenAsync(station.Id, seen, station.Skew.Milliseconds, ct) : ValueTask.CompletedTask);

    private ValueTask FlushAsync(IEnumerable<Station> stations, CancellationToken ct) => SaveAsync(
        stations,
        station =>
        {
            station.Row = station.RowToKeep();
            return store.SaveStationAsync(station.Row, ct);
        });

    private static async ValueTask SaveAsync(IEnumerable<Station> stations, Func<Station, ValueTask> save)
    {
        var saves = new List<Task>();
        foreach (var station in stations)
        {
            if (!station.Unflushed) continue;
            lock (station.Gate)
            {
                station.Unflushed = false;
                saves.Add(save(station).AsTask());
            }
        }

        await Task.WhenAll(saves);
    }
}
