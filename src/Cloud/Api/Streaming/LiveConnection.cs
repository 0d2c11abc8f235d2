using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Busbar.Cloud.Api;

/// <summary>What a frame is about, and so what may happen to it when a viewer does not keep up.</summary>
internal enum FrameKind
{
    /// <summary>States of stations, and removals: when too many wait, the states are dropped and sent anew, all of them, once the viewer has caught up.</summary>
    Stations,

    /// <summary>Only the latest counts.</summary>
    Overview,

    /// <summary>Alarms and transactions: never dropped; a viewer with too many of them waiting is disconnected, and starts afresh.</summary>
    Fact,

    /// <summary>Changes of sites: each builds on the one before, so when too many wait all are dropped; the viewer sees the gap and asks for the whole.</summary>
    Site,

    /// <summary>Samples and messages: the oldest are dropped.</summary>
    Telemetry,

    /// <summary>The last one: the connection is closed behind it, in a way that makes the client connect again.</summary>
    Farewell,
}

/// <summary>One call of a client method with one argument, serialised once for all its receivers.</summary>
/// <param name="Method">Name of the client's method, such as <c>stations</c>.</param>
internal sealed record LiveFrame(FrameKind Kind, string Method, RawJson Payload);

/// <summary>
/// A viewer: what it watches, and its frames on their way out. Offering never waits, so that a slow viewer slows nobody; what waits is
/// bounded per kind. Thread safe; one loop (<see cref="RunAsync"/>) sends.
/// </summary>
internal sealed class LiveConnection : IDisposable
{
    public const int MaxStationFrames = 8;
    public const int MaxFacts = 256;
    public const int MaxTelemetry = 64;
    public const int MaxSiteFrames = 16;

    /// <summary>Most stations that one viewer may watch in detail.</summary>
    public const int MaxWatched = 50;

    /// <summary>Most sites that one viewer may watch.</summary>
    public const int MaxWatchedSites = 10;

    private readonly Lock _gate = new();
    private readonly Queue<LiveFrame> _stations = new();
    private readonly Queue<LiveFrame> _facts = new();
    private readonly Queue<LiveFrame> _telemetry = new();
    private readonly Queue<LiveFrame> _siteFrames = new();
    private readonly Dictionary<string, IDisposable> _watched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IDisposable> _sites = new(StringComparer.Ordinal);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Action _abort;
    private readonly Action _close;
    private readonly ApiMetrics _metrics;
    private LiveFrame? _overview;
    private LiveFrame? _farewell;
    private bool _allStates;
    private bool _fleet;

    /// <param name="id">SignalR's name of the connection.</param>
    /// <param name="user">Who watches.</param>
    /// <param name="abort">Ends the connection at once.</param>
    /// <param name="close">Ends it with the word that the client may connect again.</param>
    /// <param name="metrics">Counters.</param>
    public LiveConnection(string id, string user, Action abort, Action close, ApiMetrics metrics) =>
        (Id, User, _abort, _close, _metrics) = (id, user, abort, close, metrics);

    public string Id { get; }

    public string User { get; }

    public bool WatchesFleet { get { lock (_gate) return _fleet; } }

    public bool Watches(string? stationId)
    {
        if (stationId is null) return false;
        lock (_gate) return _watched.ContainsKey(stationId);
    }

    public string[] Watched { get { lock (_gate) return [.. _watched.Keys]; } }

    private string[] WatchedSites { get { lock (_gate) return [.. _sites.Keys]; } }

    /// <summary>Turns the fleet on or off.</summary>
    public void WatchFleet(bool on)
    {
        lock (_gate)
        {
            _fleet = on;
            if (!on) _overview = null;
        }
    }

    /// <summary>Keeps a watch until <see cref="Unwatch"/>; false when there are too many, and then the watch stays with the caller.</summary>
    public bool TryWatch(string stationId, Func<IDisposable> watch)
    {
        lock (_gate)
        {
            if (_watched.ContainsKey(stationId)) return true;
            if (_watched.Count >= MaxWatched || _stop.IsCancellationRequested) return false;
            _watched.Add(stationId, watch());
            return true;
        }
    }

    public void Unwatch(string stationId)
    {
        IDisposable? watch;
        lock (_gate) _watched.Remove(stationId, out watch);
        watch?.Dispose();
    }

    /// <summary>Keeps the watch of a site until <see cref="UnwatchSite"/>; false when there are too many, and then none is made.</summary>
    public bool TryWatchSite(string siteId, Func<IDisposable> watch)
    {
        lock (_gate)
        {
            if (_sites.ContainsKey(siteId)) return true;
            if (_sites.Count >= MaxWatchedSites || _stop.IsCancellationRequested) return false;
            _sites.Add(siteId, watch());
            return true;
        }
    }

    public void UnwatchSite(string siteId)
    {
        IDisposable? watch;
        lock (_gate) _sites.Remove(siteId, out watch);
        watch?.Dispose();
    }

    /// <summary>Puts a frame on its way. Never waits.</summary>
    public void Offer(LiveFrame frame)
    {
        bool tooMany;
        lock (_gate)
        {
            switch (frame.Kind)
            {
                case FrameKind.Overview:
                    _overview = frame;
                    break;
                case FrameKind.Farewell:
                    _farewell = frame;
                    break;
                case FrameKind.Telemetry:
                    if (_telemetry.Count >= MaxTelemetry)
                    {
                        _telemetry.Dequeue();
                        _metrics.Dropped("lost", 1);
                    }

                    _telemetry.Enqueue(frame);
                    break;
                case FrameKind.Site:
                    if (_siteFrames.Count >= MaxSiteFrames)
                    {
                        _metrics.Dropped("sent anew", _siteFrames.Count);
                        _siteFrames.Clear();
                    }

                    _siteFrames.Enqueue(frame);
                    break;
                case FrameKind.Stations:
                    if (_stations.Count >= MaxStationFrames) DropStates();
                    _stations.Enqueue(frame);
                    break;
                default:
                    _facts.Enqueue(frame);
                    break;
            }

            tooMany = _facts.Count + _stations.Count > MaxFacts;
        }

        if (tooMany) Abort();
        else Wake();
    }

    /// <summary>Ends the connection; a client that still wants to watch connects again.</summary>
    public void Abort()
    {
        _stop.Cancel();
        _abort();
    }

    /// <summary>Sends until disposed, or until its farewell is said. <paramref name="states"/> gives the state of every station that this viewer sees, as frames.</summary>
    public async Task RunAsync(Func<LiveFrame, CancellationToken, Task> sendAsync, Func<LiveConnection, IReadOnlyList<LiveFrame>> states)
    {
        try
        {
            while (await _wake.Reader.WaitToReadAsync(_stop.Token))
            {
                _wake.Reader.TryRead(out _);
                while (TryTake(out var frame))
                {
                    foreach (var one in ReferenceEquals(frame, AllStates) ? states(this) : [frame])
                    {
                        await sendAsync(one, _stop.Token);
                        _metrics.Frame();
                    }

                    if (frame.Kind != FrameKind.Farewell) continue;
                    _close();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed: the viewer is gone.
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        foreach (var stationId in Watched) Unwatch(stationId);
        foreach (var siteId in WatchedSites) UnwatchSite(siteId);
        _wake.Writer.TryComplete();
    }

    /// <summary>The next frame in order of weight; <see cref="AllStates"/> where states were dropped.</summary>
    internal bool TryTake([NotNullWhen(true)] out LiveFrame? frame)
    {
        lock (_gate)
        {
            if (_facts.TryDequeue(out frame)) return true;
            if (_farewell is not null)
            {
                frame = _farewell;
                return true;
            }

            if (_allStates)
            {
                _allStates = false;
                frame = AllStates;
                return true;
            }

            if (_stations.TryDequeue(out frame) || _siteFrames.TryDequeue(out frame)) return true;
            frame = _overview;
            _overview = null;
            return frame is not null || _telemetry.TryDequeue(out frame);
        }
    }

    /// <summary>Stands for the state of every station that the viewer sees.</summary>
    internal static LiveFrame AllStates { get; } = new(FrameKind.Stations, LiveMethods.Stations, default);

    /// <summary>Removals stay: the state of every station that follows does not tell them.</summary>
    private void DropStates()
    {
        var kept = _stations.Where(frame => frame.Method == LiveMethods.Removed).ToArray();
        _metrics.Dropped("sent anew", _stations.Count - kept.Length);
        _stations.Clear();
        foreach (var frame in kept) _stations.Enqueue(frame);
        _allStates = true;
    }

    private void Wake() => _wake.Writer.TryWrite(true);
}

/// <summary>Methods of the client that the live view calls.</summary>
internal static class LiveMethods
{
    public const string Stations = "stations";
    public const string Removed = "removed";
    public const string Overview = "overview";
    public const string Alarm = "alarm";
    public const string Transaction = "transaction";
    public const string Samples = "samples";
    public const string Message = "message";
    public const string Site = "site";
    public const string Leave = "leave";
}
