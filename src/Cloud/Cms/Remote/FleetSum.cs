using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Remote;

/// <summary>The fleet in figures: the sum over all workers that live. A worker that has gone counts no more, but for its part of the power of the last hour. Thread safe.</summary>
internal sealed class FleetSum(TimeProvider time)
{
    /// <summary>A worker that said nothing for this long is gone; it speaks each second.</summary>
    public static readonly TimeSpan Alive = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan History = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Part> _parts = new(StringComparer.Ordinal);

    /// <summary>Workers that live, each with a shard that it has.</summary>
    public IReadOnlyList<(string Worker, int Shard)> Workers
    {
        get
        {
            lock (_gate) return [.. _parts.Where(p => IsAlive(p.Value) && p.Value.News.Marks.Count > 0).Select(p => (p.Key, p.Value.News.Marks[0].Shard))];
        }
    }

    /// <summary>Takes a worker's word.</summary>
    public void Take(WorkerNews news)
    {
        lock (_gate)
        {
            var power = news.Overview.Power.Count > 0 ? news.Overview.Power : _parts.GetValueOrDefault(news.Id)?.Power ?? [];
            _parts[news.Id] = new Part(news, power, time.GetTimestamp());
            foreach (var (id, part) in _parts)
                if (time.GetElapsedTime(part.HeardAt) > History) _parts.Remove(id);
        }
    }

    /// <summary>The sum now.</summary>
    public FleetOverview Overview()
    {
        lock (_gate)
        {
            var alive = _parts.Values.Where(IsAlive).Select(p => p.News.Overview).ToList();
            return new FleetOverview(
                alive.Sum(o => o.Stations), alive.Sum(o => o.Connected), alive.Sum(o => o.Charging), alive.Sum(o => o.Faulted), alive.Sum(o => o.PowerW),
                alive.Sum(o => o.OpenTransactions), alive.Sum(o => o.EnergyTodayWh), alive.Sum(o => o.OpenAlarms), alive.Sum(o => o.UnacknowledgedAlarms),
                alive.Max(o => o.WorstAlarm), alive.Sum(o => o.MessagesPerSecond), Power());
        }
    }

    private bool IsAlive(Part part) => time.GetElapsedTime(part.HeardAt) <= Alive;

    /// <summary>Workers note their power at moments of their own: at each point counts what each has noted last, no longer than two steps before.</summary>
    private List<FleetPower> Power()
    {
        var points = new List<FleetPower>();
        var all = _parts.Values.Select(p => p.Power).Where(p => p.Count > 0).ToList();
        if (all.Count == 0) return points;
        if (all.Count == 1) return [.. all[0]];
        var at = new int[all.Count];
        var to = all.Max(p => p[^1].At);
        for (var now = all.Min(p => p[0].At); now <= to; now += Step)
        {
            double sum = 0;
            for (var i = 0; i < all.Count; i++)
            {
                while (at[i] + 1 < all[i].Count && all[i][at[i] + 1].At <= now) at[i]++;
                var point = all[i][at[i]];
                if (point.At <= now && now - point.At <= 2 * Step) sum += point.PowerW;
            }

            points.Add(new FleetPower(now, sum));
        }

        return points.Count > 360 ? points[^360..] : points;
    }

    private sealed record Part(WorkerNews News, IReadOnlyList<FleetPower> Power, long HeardAt);
}
