using Busbar.Cloud.Bus;
using Busbar.Cloud.Store;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Stations;

/// <summary>
/// Whether stations that count as connected still are, where gateways are processes of their own. A worker that takes a shard believes what the
/// store says and looks for those stations at the gateways at once; later it looks for those that are silent, because a gateway that was
/// killed tells nobody. The bus knows: it delivers to the gateway that holds the socket, or to none.
/// </summary>
internal sealed class PresenceChecks(
    StationDirectory directory, IStationStore store, IBus bus, CmsOptions options, TimeProvider time, ILogger<PresenceChecks> log)
{
    /// <summary>Questions under way at once.</summary>
    private const int AtOnce = 64;

    /// <summary>For how long no gateway must have been found: after RabbitMQ was away a gateway binds its stations again one by one, and until then the bus finds nobody.</summary>
    private static readonly TimeSpan AbsentFor = TimeSpan.FromSeconds(30);

    /// <summary>What a round may take; the rest is asked in the next one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Looks for those that have not shown themselves for a while, or not since their shard was taken.</summary>
    public async ValueTask SweepAsync(CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var patience = time.CreateTimer(static c => ((CancellationTokenSource)c!).Cancel(), deadline, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            await Parallel.ForEachAsync(
                directory.All.Where(IsDue), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = deadline.Token }, CheckAsync);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is OperationCanceledException or BusUnavailableException or ShardNotHeldException)
        {
            // Nobody can tell now.
        }
    }

    private bool IsDue(Station station)
    {
        if (!station.Connected || !station.Shard.Held) return false;
        if (station.LastSeenAt is { } seen && seen > station.Shard.HeldSince && time.GetUtcNow() - seen < options.PresenceCheck)
        {
            station.AbsentSince = null;
            return false;
        }

        if (station.AbsentSince is { } absent) return time.GetElapsedTime(absent) >= AbsentFor;
        return station.ConfirmedAt is not { } confirmed || time.GetElapsedTime(confirmed) >= options.PresenceCheck;
    }

    private async ValueTask CheckAsync(Station station, CancellationToken ct)
    {
        var epoch = station.Epoch;
        if (await bus.FindConnectionAsync(station.Id, ct) is not { } found) return;
        if (found >= epoch)
        {
            (station.ConfirmedAt, station.AbsentSince) = (time.GetTimestamp(), null);
            return;
        }

        if (station.AbsentSince is null)
        {
            station.AbsentSince = time.GetTimestamp();
            return;
        }

        station.AbsentSince = null;

        ValueTask save;
        lock (station.Gate)
        {
            if (!station.Shard.Held || !station.PresumeClosed(epoch)) return;
            station.Row = station.Row with { DisconnectedAt = time.GetUtcNow() };
            save = station.KeepIn(store, ct);
        }

        directory.Changed(station);
        log.NobodyHolds(station.Id, epoch);
        await save;
    }
}
