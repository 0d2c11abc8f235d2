using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary>
/// The heart of the live view: gathers what changed and, once per tick, serialises it once and offers it to every viewer that watches
/// it. While nobody is connected it does nothing. Thread safe.
/// </summary>
internal sealed class LivePump : BackgroundService
{
    /// <summary>Most stations per frame: some 300 kB, so that a slow line carries other frames in between.</summary>
    private const int StationsPerFrame = 250;

    private static readonly TimeSpan OverviewInterval = TimeSpan.FromSeconds(2);

    private static readonly LiveFrame Farewell = Frame(FrameKind.Farewell, LiveMethods.Leave, "This process is being stopped; please connect again.", ApiJson.Default.String);

    private readonly ICms _cms;
    private readonly ILiveSource _source;
    private readonly IHubContext<LiveHub> _hub;
    private readonly ApiMetrics _metrics;
    private readonly ApiOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LivePump> _log;
    private readonly ConcurrentDictionary<string, LiveConnection> _connections = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _allGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private LiveBatch _batch = new();
    private long _overviewAt;
    private int _viewers;
    private bool _leaving;

    public LivePump(
        ICms cms, ILiveSource source, IHubContext<LiveHub> hub, Accounts accounts, ApiMetrics metrics, ApiOptions options, TimeProvider time,
        ILogger<LivePump> log)
    {
        (_cms, _source, _hub, _metrics, _options, _time, _log) = (cms, source, hub, metrics, options, time, log);
        accounts.Revoked += Disconnect;
    }

    public void Open(string connectionId, string user, Action abort, Action close)
    {
        var connection = new LiveConnection(connectionId, user, abort, close, _metrics);
        _connections[connectionId] = connection;
        Interlocked.Increment(ref _viewers);
        _metrics.ViewerOpened();
        var client = _hub.Clients.Client(connectionId);
        _ = SendAllAsync(connection, (frame, ct) => client.SendAsync(frame.Method, frame.Payload, ct));
        if (Volatile.Read(ref _leaving)) connection.Offer(Farewell);
    }

    /// <summary>Tells everybody, and who comes from now on, to connect again; whoever has not gone at the deadline is cut.</summary>
    public async Task SendAwayAsync(TimeSpan deadline, CancellationToken ct)
    {
        Volatile.Write(ref _leaving, true);
        foreach (var connection in _connections.Values) connection.Offer(Farewell);
        try
        {
            if (!_connections.IsEmpty) await _allGone.Task.WaitAsync(deadline, _time, ct);
        }
        catch (TimeoutException)
        {
            foreach (var connection in _connections.Values) connection.Abort();
        }
    }

    public void Close(string connectionId)
    {
        if (!_connections.TryRemove(connectionId, out var connection)) return;
        Interlocked.Decrement(ref _viewers);
        connection.Dispose();
        _metrics.ViewerClosed();
        if (Volatile.Read(ref _leaving) && _connections.IsEmpty) _allGone.TrySetResult();
    }

    public LiveConnection? Find(string connectionId) => _connections.GetValueOrDefault(connectionId);

    /// <summary>Starts the fleet for a viewer, with the overview at once.</summary>
    public void WatchFleet(LiveConnection connection)
    {
        connection.WatchFleet(on: true);
        connection.Offer(Overview());
    }

    public bool TryWatch(LiveConnection connection, string stationId) => connection.TryWatch(stationId, () => _source.Watch(stationId));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = _source.Subscribe(OnChange);
        using var timer = new PeriodicTimer(_options.LiveInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Tick();
        }
        catch (OperationCanceledException)
        {
            // The program stops.
        }
    }

    private void OnChange(LiveEvent change)
    {
        if (Volatile.Read(ref _viewers) == 0) return;
        lock (_gate) _batch.Add(change);
    }

    /// <summary>Hands out one tick; one that fails is logged, and the next one comes.</summary>
    private void Tick()
    {
        LiveBatch batch;
        lock (_gate)
        {
            batch = _batch;
            if (!batch.IsEmpty) _batch = new LiveBatch();
        }

        try
        {
            HandOut(batch);
        }
        catch (Exception e)
        {
            _log.LiveTickFailed(e);
        }
    }

    private void HandOut(LiveBatch batch)
    {
        var fleet = _connections.Values.Where(connection => connection.WatchesFleet).ToArray();
        if (fleet.Length > 0 && (_overviewAt == 0 || _time.GetElapsedTime(_overviewAt) >= OverviewInterval))
        {
            _overviewAt = _time.GetTimestamp();
            Offer(fleet, Overview());
        }

        if (batch.IsEmpty) return;
        if (fleet.Length > 0)
        {
            foreach (var frame in StationFrames(batch.Stations.Values)) Offer(fleet, frame);
            if (batch.Removed.Count > 0) Offer(fleet, Frame(FrameKind.Stations, LiveMethods.Removed, batch.Removed.ToArray(), ApiJson.Default.StringArray));
        }

        foreach (var station in batch.Stations.Values)
            OfferTo(connection => !connection.WatchesFleet && connection.Watches(station.Id), () => StationFrames([station])[0]);
        foreach (var alarm in batch.Alarms.Values)
            OfferTo(connection => connection.WatchesFleet || connection.Watches(alarm.StationId), () => Frame(FrameKind.Fact, LiveMethods.Alarm, AlarmShape.Of(alarm), ApiJson.Default.AlarmShape));
        foreach (var transaction in batch.Transactions.Values)
            OfferTo(connection => connection.Watches(transaction.StationId), () => Transaction(transaction));
        foreach (var (stationId, samples) in batch.Samples)
            OfferTo(connection => connection.Watches(stationId), () => Frame(FrameKind.Telemetry, LiveMethods.Samples, new SamplesShape(stationId, [.. samples]), ApiJson.Default.SamplesShape));
        foreach (var (stationId, messages) in batch.Messages)
        {
            foreach (var message in messages)
                OfferTo(connection => connection.Watches(stationId), () => Frame(FrameKind.Telemetry, LiveMethods.Message, MessageShape.Of(message), ApiJson.Default.MessageShape));
        }
    }

    /// <summary>Offers a frame to those who watch; it is made once, and only if someone does.</summary>
    private void OfferTo(Func<LiveConnection, bool> watches, Func<LiveFrame> make)
    {
        LiveFrame? frame = null;
        foreach (var connection in _connections.Values)
            if (watches(connection)) connection.Offer(frame ??= make());
    }

    private static void Offer(LiveConnection[] connections, LiveFrame frame)
    {
        foreach (var connection in connections) connection.Offer(frame);
    }

    private async Task SendAllAsync(LiveConnection connection, Func<LiveFrame, CancellationToken, Task> sendAsync)
    {
        try
        {
            await connection.RunAsync(sendAsync, StatesFor);
        }
        catch (Exception e)
        {
            _log.LiveViewClosed(e, connection.User);
            connection.Abort();
        }
    }

    private List<LiveFrame> StatesFor(LiveConnection connection) => StationFrames(
        connection.WatchesFleet ? _cms.Stations : connection.Watched.Select(_cms.FindStation).OfType<StationView>());

    private void Disconnect(string user)
    {
        foreach (var connection in _connections.Values)
            if (string.Equals(connection.User, user, StringComparison.OrdinalIgnoreCase)) connection.Abort();
    }

    private LiveFrame Overview() => Frame(FrameKind.Overview, LiveMethods.Overview, LiveOverviewShape.Of(_cms.Overview), ApiJson.Default.LiveOverviewShape);

    private LiveFrame Transaction(TransactionRow row) =>
        Frame(FrameKind.Fact, LiveMethods.Transaction, TransactionShape.Of(row, _time.GetUtcNow()), ApiJson.Default.TransactionShape);

    private static List<LiveFrame> StationFrames(IEnumerable<StationView> stations) =>
        [.. stations.Chunk(StationsPerFrame).Select(chunk => Frame(FrameKind.Stations, LiveMethods.Stations, chunk, ApiJson.Default.StationViewArray))];

    private static LiveFrame Frame<T>(FrameKind kind, string method, T payload, JsonTypeInfo<T> type) =>
        new(kind, method, new RawJson(JsonSerializer.SerializeToUtf8Bytes(payload, type)));
}
