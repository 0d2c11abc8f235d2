using System.Text.Json;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Fleet;
using Busbar.Cloud.Cms.Shards;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Live;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Remote;

/// <summary>
/// Tells API processes what changes here: stations, numbered by shard so that a listener finds a gap; facts as they come; and each second this worker's
/// figures with how far each shard has come. Never holds up the CMS: what finds no room on the way is dropped there, and the gap is found.
/// </summary>
internal sealed class ChangeTeller(
    StationShards shards, StationDirectory directory, FleetFigures fleet, ILiveSource live, ILiveTransport transport, WatchLeases watches, TimeProvider time,
    ILogger<ChangeTeller> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Most stations of which one piece of news says when they were seen; the rest is in the next.</summary>
    private const int MostSeen = 5_000;

    private readonly string _id = Guid.NewGuid().ToString("N")[..12];
    private DateTimeOffset _powerToldUpTo;

    /// <summary>One round: this worker's figures, and the end of watches that nobody renews.</summary>
    internal void TellNews()
    {
        watches.Sweep();
        var now = time.GetUtcNow();
        var overview = fleet.Overview(now);
        var newest = overview.Power.Count > 0 ? overview.Power[^1].At : default;
        if (newest == _powerToldUpTo) overview = overview with { Power = [] };
        _powerToldUpTo = newest;
        Tell(new RemoteChange(now) { Worker = new WorkerNews(_id, overview, Marks(), Seen()) });
    }

    /// <summary>Tells one change.</summary>
    internal void OnChange(LiveEvent change)
    {
        switch (change)
        {
            case StationChanged changed:
                TellStation(changed.Id, new RemoteChange(changed.At) { Station = changed.Station });
                break;
            case StationRemoved removed:
                TellStation(removed.Id, new RemoteChange(removed.At) { Removed = removed.Id });
                break;
            case TransactionChanged transaction:
                Tell(new RemoteChange(change.At) { Transaction = transaction.Transaction });
                break;
            case AlarmChanged alarm:
                Tell(new RemoteChange(change.At) { Alarm = alarm.Alarm });
                break;
            case SamplesMeasured measured:
                Tell(new RemoteChange(change.At) { Samples = measured.Samples });
                break;
            case MessageLogged logged:
                Tell(new RemoteChange(change.At) { Message = logged.Message });
                break;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = live.Subscribe(OnChange);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                TellNews();
            }
            catch (Exception e)
            {
                log.DutyFailed(e, "news for the API");
            }
        }
    }

    private void TellStation(string id, RemoteChange change)
    {
        var shard = shards.Of(id);
        lock (shard.Telling)
        {
            // A station that was deleted meanwhile must not come back to life on screens.
            var station = directory.Known(id);
            if (!shard.Held || (change.Station is not null && station is null)) return;
            if (change.Station?.LastSeenAt is { } seen) Volatile.Write(ref station!.ToldSeenTicks, seen.UtcTicks);
            Tell(change with { Mark = new ShardMark(shard.Number, shard.Term, ++shard.Told) });
        }
    }

    private void Tell(RemoteChange change) => transport.Publish(JsonSerializer.SerializeToUtf8Bytes(change, RemoteJson.Default.RemoteChange));

    private List<ShardMark> Marks()
    {
        var marks = new List<ShardMark>();
        for (var number = 0; number < shards.Count; number++)
        {
            var shard = shards[number];
            lock (shard.Telling)
                if (shard.Held) marks.Add(new ShardMark(number, shard.Term, shard.Told));
        }

        return marks;
    }

    private Dictionary<string, long> Seen()
    {
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var station in directory.All)
        {
            if (station.LastSeenAt is not { } at || at.UtcTicks <= Volatile.Read(ref station.ToldSeenTicks) || !station.Shard.Held) continue;
            Volatile.Write(ref station.ToldSeenTicks, at.UtcTicks);
            seen[station.Id] = at.ToUnixTimeMilliseconds();
            if (seen.Count == MostSeen) break;
        }

        return seen;
    }
}
