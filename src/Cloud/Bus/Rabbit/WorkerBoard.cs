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
    private readonly Dictionary<string, (long HeardAt, bool Draining)> _others = new(StringComparer.Ordinal);

    /// <summary>Other workers that are alive, draining ones included.</summary>
    public int Others
    {
        get
        {
            lock (_gate) return _others.Count;
        }
    }

    /// <summary>Takes an announcement; true when it changes who should have what, and when the worker is new.</summary>
    public (bool Changed, bool IsNew) Hear(WorkerNews news)
    {
        if (news.Id == ownId) return (false, false);
        lock (_gate)
        {
            var isNew = !_others.TryGetValue(news.Id, out var before);
            _others[news.Id] = (time.GetTimestamp(), news.Draining);
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
}
