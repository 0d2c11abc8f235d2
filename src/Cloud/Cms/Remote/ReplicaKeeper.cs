using System.Text.Json;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Format;
using Busbar.Cloud.Live;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Remote;

/// <summary>
/// Keeps an API process's replica: takes what workers tell, reads shards that are due, a few at a time, and says to every worker which stations are watched.
/// </summary>
internal sealed class ReplicaKeeper : BackgroundService
{
    /// <summary>Snapshots under way at once.</summary>
    private const int AtOnce = 32;

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly IOperatorBus _bus;
    private readonly FleetReplica _replica;
    private readonly FleetSum _sum;
    private readonly LiveFeed _feed;
    private readonly RemoteLive _live;
    private readonly TimeProvider _time;
    private readonly ILogger<ReplicaKeeper> _log;
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];
    private readonly SemaphoreSlim _atOnce = new(AtOnce, AtOnce);
    private readonly int[] _underWay;
    private readonly long?[] _notBefore;
    private int _watchesChanged;

    public ReplicaKeeper(IOperatorBus bus, FleetReplica replica, FleetSum sum, LiveFeed feed, RemoteLive live, TimeProvider time, ILogger<ReplicaKeeper> log)
    {
        (_bus, _replica, _sum, _feed, _live, _time, _log) = (bus, replica, sum, feed, live, time, log);
        _underWay = new int[replica.Shards.Count];
        _notBefore = new long?[replica.Shards.Count];
        bus.OnChange = OnChange;
        live.OnWatched = () => Volatile.Write(ref _watchesChanged, 1);
    }

    /// <summary>Begins to read every shard that is due; completes when those are read or have failed.</summary>
    internal Task ReadDueAsync(CancellationToken ct)
    {
        var begun = new List<Task>();
        foreach (var shard in _replica.Shards)
        {
            if (!shard.IsDue || (_notBefore[shard.Number] is { } due && _time.GetTimestamp() < due)) continue;
            if (Interlocked.Exchange(ref _underWay[shard.Number], 1) == 0) begun.Add(ReadAsync(shard.Number, ct));
        }

        return Task.WhenAll(begun);
    }

    /// <summary>Says to every worker what is watched here.</summary>
    internal async Task TellWatchedAsync(CancellationToken ct)
    {
        Volatile.Write(ref _watchesChanged, 0);
        var body = JsonSerializer.SerializeToUtf8Bytes(new WatchQuestion(_id, _live.Watched), RemoteJson.Default.WatchQuestion);
        foreach (var (_, shard) in _sum.Workers)
        {
            try
            {
                await _bus.CallAsync(new OperatorCall(OperatorKinds.Watch, shard, null, body), WatchInterval, ct);
            }
            catch (Exception e) when (e is BusUnavailableException or CmsFailedException)
            {
                // It is said again soon.
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _atOnce.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken) => await Task.WhenAll(ReadAsync(stoppingToken), WatchAsync(stoppingToken));

    // Not awaited: a shard that nobody has keeps no other waiting.
    private async Task ReadAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Round, _time);
        while (await timer.WaitForNextTickAsync(ct)) _ = ReadDueAsync(ct);
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Round, _time);
        var toldAt = _time.GetTimestamp();
        var none = true;
        while (await timer.WaitForNextTickAsync(ct))
        {
            if (Volatile.Read(ref _watchesChanged) == 0 && (none || _time.GetElapsedTime(toldAt) < WatchInterval)) continue;
            toldAt = _time.GetTimestamp();
            none = _live.Watched.Count == 0;
            await TellWatchedAsync(ct);
        }
    }

    private async Task ReadAsync(int shard, CancellationToken ct)
    {
        try
        {
            await _atOnce.WaitAsync(ct);
            try
            {
                _replica.Begin(shard);
                await ReadPagesAsync(shard, ct);
            }
            finally
            {
                _atOnce.Release();
            }
        }
        catch (Exception e)
        {
            _replica.Abandon(shard);
            _notBefore[shard] = _time.GetTimestamp() + (long)(RetryAfter.TotalSeconds * _time.TimestampFrequency);
            if (!ct.IsCancellationRequested) _log.ShardNotRead(shard, e.Message);
        }
        finally
        {
            Volatile.Write(ref _underWay[shard], 0);
        }
    }

    private async Task ReadPagesAsync(int shard, CancellationToken ct)
    {
        var stations = new Dictionary<string, StationView>(StringComparer.Ordinal);
        var first = await PageAsync(shard, null, ct);
        for (var page = first; ; page = await PageAsync(shard, page.Stations[^1].Id, ct))
        {
            if (page.Mark.Term != first.Mark.Term) throw new BusUnavailableException($"Shard {shard} went to another worker meanwhile.");
            foreach (var station in page.Stations) stations[station.Id] = station;
            if (!page.More) break;
        }

        if (_replica.TryEnd(first.Mark, stations)) _log.ShardRead(shard, stations.Count);
    }

    private async ValueTask<SnapshotPage> PageAsync(int shard, string? after, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new SnapshotQuestion(after), RemoteJson.Default.SnapshotQuestion);
        var answer = RemoteJson.Read(await _bus.CallAsync(new OperatorCall(OperatorKinds.Snapshot, shard, null, body), Deadline, ct), RemoteJson.Default.OperatorAnswerSnapshotPage);
        return answer.Value is { } page && page.Mark.Shard == shard ? page : throw new BusFormatException($"The snapshot of shard {shard} is missing or of another shard.");
    }

    private void OnChange(ReadOnlyMemory<byte> body)
    {
        try
        {
            Take(RemoteJson.Read(body.Span, RemoteJson.Default.RemoteChange));
        }
        catch (BusFormatException e)
        {
            _log.ChangeNotRead(e.Message);
        }
    }

    private void Take(RemoteChange change)
    {
        if (change.Mark is { } mark) _replica.Take(mark, change);
        if (change.Worker is { } news)
        {
            _sum.Take(news);
            _replica.Take(news);
        }

        if (change.Transaction is { } transaction) _feed.Publish(new TransactionChanged(transaction.StationId, change.At, transaction));
        if (change.Alarm is { } alarm) _feed.Publish(new AlarmChanged(alarm.StationId, change.At, alarm));
        if (change.Samples is { Count: > 0 } samples) _feed.Publish(new SamplesMeasured(samples[0].StationId, change.At, samples));
        if (change.Message is { } message) _feed.Publish(new MessageLogged(message.StationId, change.At, message));
    }
}
