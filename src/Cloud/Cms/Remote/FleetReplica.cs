using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Live;

namespace Busbar.Cloud.Cms.Remote;

/// <summary>
/// The stations of all workers as an API process knows them, some hundred milliseconds behind. A gap in a shard's changes makes the shard due to be read
/// anew; until then it shows what it last knew. Thread safe.
/// </summary>
internal sealed class FleetReplica
{
    private readonly ConcurrentDictionary<string, StationView> _stations = new(StringComparer.Ordinal);
    private readonly ReplicaShard[] _shards;
    private readonly LiveFeed _live;
    private readonly TimeProvider _time;

    public FleetReplica(int shards, LiveFeed live, TimeProvider time)
    {
        (_live, _time) = (live, time);
        _shards = [.. Enumerable.Range(0, shards).Select(number => new ReplicaShard(number))];
    }

    public IReadOnlyList<ReplicaShard> Shards => _shards;

    /// <summary>Every shard was read at least once.</summary>
    public bool IsComplete => Missing == 0;

    /// <summary>Shards that were never read yet.</summary>
    public int Missing => _shards.Count(shard => !shard.IsComplete);

    /// <summary>Every station, by id.</summary>
    public IReadOnlyList<StationView> Stations
    {
        get
        {
            var views = new List<StationView>();
            foreach (var (_, view) in _stations) views.Add(view);
            views.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
            return views;
        }
    }

    public bool TryFind(string stationId, [NotNullWhen(true)] out StationView? station) => _stations.TryGetValue(stationId, out station);

    /// <summary>Takes a numbered change of a station.</summary>
    public void Take(in ShardMark mark, RemoteChange change)
    {
        if (mark.Shard < 0 || mark.Shard >= _shards.Length || (change.Station?.Id ?? change.Removed) is not { } id) return;
        var shard = _shards[mark.Shard];
        lock (shard.Gate)
            if (shard.Takes(mark, id, change.Removed is not null)) Apply(id, change.Station, change.At);
    }

    /// <summary>Takes a worker's word of its shards and of who spoke.</summary>
    public void Take(WorkerNews news)
    {
        foreach (var mark in news.Marks)
        {
            if (mark.Shard < 0 || mark.Shard >= _shards.Length) continue;
            var shard = _shards[mark.Shard];
            lock (shard.Gate)
            {
                shard.HeardAt = _time.GetTimestamp();
                shard.Hear(mark);
            }
        }

        foreach (var (id, ms) in news.Seen)
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(ms);
            if (_stations.TryGetValue(id, out var view) && !(view.LastSeenAt >= at)) _stations.TryUpdate(id, view with { LastSeenAt = at }, view);
        }
    }

    /// <summary>This process had the station changed itself, and shall see it at once.</summary>
    public void Put(string id, StationView? station)
    {
        var shard = _shards[Shard.Of(id, _shards.Length)];
        lock (shard.Gate)
        {
            shard.Note(id, station is null);
            Apply(id, station, _time.GetUtcNow());
        }
    }

    /// <summary>A snapshot of a shard is asked for.</summary>
    public void Begin(int number)
    {
        var shard = _shards[number];
        lock (shard.Gate) shard.Begin();
    }

    /// <summary>It could not be had.</summary>
    public void Abandon(int number)
    {
        var shard = _shards[number];
        lock (shard.Gate) shard.Abandon();
    }

    /// <summary>It is here. False when changes were missed meanwhile, so that it must be asked for again.</summary>
    public bool TryEnd(in ShardMark mark, IReadOnlyDictionary<string, StationView> snapshot)
    {
        var shard = _shards[mark.Shard];
        var now = _time.GetUtcNow();
        lock (shard.Gate)
        {
            if (!shard.TryEnd(mark, [.. snapshot.Keys], out var keep, out var gone)) return false;
            foreach (var id in keep) Apply(id, snapshot[id], now);
            foreach (var id in gone) Apply(id, null, now);
            return true;
        }
    }

    private void Apply(string id, StationView? station, DateTimeOffset at)
    {
        if (station is null)
        {
            if (_stations.TryRemove(id, out _)) _live.Publish(new StationRemoved(id, at));
            return;
        }

        _stations[id] = station;
        _live.Publish(new StationChanged(id, at, station));
    }
}
