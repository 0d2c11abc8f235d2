using Busbar.Cloud.Live;

namespace Busbar.Cloud.Cms.Remote;

/// <summary>
/// The stations that API processes watch in detail. Each says again and again what it watches; what one has not said for a while is not watched for it any
/// more, so that a process that died leaves nothing on. Thread safe.
/// </summary>
internal sealed class WatchLeases(ILiveSource live, TimeProvider time)
{
    /// <summary>How long a word counts; it comes every five seconds.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lease> _leases = new(StringComparer.Ordinal);

    /// <summary>What an API process watches now, in place of what it watched before.</summary>
    public void Renew(WatchQuestion question)
    {
        lock (_gate)
        {
            if (!_leases.TryGetValue(question.Api, out var lease)) _leases[question.Api] = lease = new Lease();
            lease.RenewedAt = time.GetTimestamp();
            lease.Set(question.Stations, live);
            if (question.Stations.Count == 0) _leases.Remove(question.Api);
        }
    }

    /// <summary>Ends what was not said again.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            foreach (var (api, lease) in _leases)
            {
                if (time.GetElapsedTime(lease.RenewedAt) < Lasts) continue;
                lease.Set([], live);
                _leases.Remove(api);
            }
        }
    }

    private sealed class Lease
    {
        private readonly Dictionary<string, IDisposable> _watches = new(StringComparer.Ordinal);

        public long RenewedAt { get; set; }

        public void Set(IReadOnlyList<string> stations, ILiveSource live)
        {
            var wanted = stations.ToHashSet(StringComparer.Ordinal);
            foreach (var (id, watch) in _watches)
            {
                if (wanted.Remove(id)) continue;
                watch.Dispose();
                _watches.Remove(id);
            }

            foreach (var id in wanted) _watches[id] = live.Watch(id);
        }
    }
}
