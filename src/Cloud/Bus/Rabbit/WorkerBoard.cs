using Busbar.Cloud.Bus.Format;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// Who should have which shard: of the workers that were heard of lately and take shards, the one with the highest hash of (worker, shard), so that every
/// worker comes to the same result alone and a worker that comes or goes moves no more than its share. Advice only: RabbitMQ arbitrates. Thread safe.
/// </summary>
internal sealed class WorkerBoard(string ownId, TimeProvider time, ILogger log)
{
    /// <summary>Silence after which a worker is taken for dead: four announcements.</summary>
    public static readonly TimeSpan AliveFor = TimeSpan.FromSeconds(4);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Other> _others = new(StringComparer.Ordinal);

    /// <summary>Other workers that are alive, draining ones included.</summary>
    public int Others
    {
        get
        {
            lock (_gate) return _others.Count;
        }
    }

    /// <summary>Another worker takes shards and can use its store.</summary>
    public bool IsServedElsewhere
    {
        get
        {
            lock (_gate) return _others.Values.Any(o => o is { Draining: false, StoreUsableSince: not null });
        }
    }

    /// <summary>
    /// Another worker that takes shards could use its store all the time from <paramref name="since"/>, or from when it said so first, for <paramref name="length"/>: at
    /// both ends of it the store was asked, and answered.
    /// </summary>
    /// <param name="since">A timestamp of the clock.</param>
    public bool IsStoreUsableElsewhere(long since, TimeSpan length)
    {
        lock (_gate)
        {
            return _others.Values.Any(o => !o.Draining && o.StoreUsableSince is { } usable && time.GetElapsedTime(Math.Max(since, usable), o.StoreProvenAt) >= length);
        }
    }

    /// <summary>Takes an announcement; true when it changes who should have what, and when the worker is new.</summary>
    public (bool Changed, bool IsNew) Hear(WorkerNews news)
    {
        if (news.Id == ownId) return (false, false);
        lock (_gate)
        {
            var isNew = !_others.TryGetValue(news.Id, out var before);
            var now = time.GetTimestamp();
            var proven = now - (long)((news.StoreProvenAgo ?? TimeSpan.Zero).TotalSeconds * time.TimestampFrequency);
            _others[news.Id] = new Other(now, news.Draining, proven, news.StoreProvenAgo is null ? null : before.StoreUsableSince ?? proven);
            if (isNew) log.WorkerSeen(news.Id, "new");
            else if (before.Draining != news.Draining) log.WorkerSeen(news.Id, news.Draining ? "draining" : "taking shards");
            return (isNew || before.Draining != news.Draining, isNew);
        }
    }

    /// <summary>Forgets workers that were not heard of; true when there were any.</summary>
    public bool Expire()
    {
        lock (_gate)
        {
            var silent = _others.Where(o => time.GetElapsedTime(o.Value.HeardAt) > AliveFor).Select(o => o.Key).ToArray();
            foreach (var id in silent)
            {
                _others.Remove(id);
                log.WorkerSeen(id, "silent");
            }

            return silent.Length > 0;
        }
    }

    /// <summary>Should this worker have the shard?</summary>
    public bool IsOurs(int shard, bool draining)
    {
        if (draining) return false;
        lock (_gate)
        {
            var own = Weight(ownId, shard);
            foreach (var (id, other) in _others)
            {
                if (other.Draining) continue;
                var weight = Weight(id, shard);
                if (weight > own || (weight == own && string.CompareOrdinal(id, ownId) > 0)) return false;
            }

            return true;
        }
    }

    private static ulong Weight(string id, int shard)
    {
        // FNV-1a spreads its last bytes too little for comparisons; the finalizer of MurmurHash3 does the rest.
        var h = Shard.Hash($"{id}/{shard}");
        h = unchecked((h ^ (h >> 33)) * 0xff51afd7ed558ccdUL);
        h = unchecked((h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53UL);
        return h ^ (h >> 33);
    }

    /// <summary>What is known of a worker, in timestamps of our clock.</summary>
    /// <param name="HeardAt">It said so.</param>
    /// <param name="Draining">It takes no shards.</param>
    /// <param name="StoreProvenAt">Its store was asked, and answered well; without meaning where <paramref name="StoreUsableSince"/> is null.</param>
    /// <param name="StoreUsableSince">The first proof since its store was last in trouble; null while it is.</param>
    private readonly record struct Other(long HeardAt, bool Draining, long StoreProvenAt, long? StoreUsableSince);
}
