using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Live;

/// <summary>
/// Hands changes on to whoever listens: by callback, or into a bounded queue of its own (<see cref="LiveQueue"/>). Publishing never waits
/// and never throws; with no listener it costs one read. Samples and messages are made only for stations that somebody watches.
/// Thread safe.
/// </summary>
public sealed class LiveFeed(ILogger<LiveFeed> log) : ILiveFeed, ILiveSource
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, int> _watched = new(StringComparer.Ordinal);
    private volatile Listener[] _listeners = [];
    private volatile int _watches;

    /// <summary>True when somebody listens at all.</summary>
    public bool HasListeners => _listeners.Length > 0;

    /// <summary>Stations that somebody watches, in no order.</summary>
    public IReadOnlyList<string> Watched => [.. _watched.Keys];

    /// <inheritdoc/>
    public void Publish(LiveEvent change)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                listener.OnChange(change);
            }
            catch (Exception e)
            {
                // A listener's bug must not reach the station whose message this is.
                log.ListenerFailed(e, change.GetType().Name);
            }
        }
    }

    /// <inheritdoc/>
    public bool IsWatched(string stationId) => _watches > 0 && _watched.ContainsKey(stationId);

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<LiveEvent> onChange)
    {
        var listener = new Listener(onChange);
        lock (_gate) _listeners = [.. _listeners, listener];
        return new Ending(() => Remove(listener));
    }

    /// <summary>Listens into a queue of at most <paramref name="capacity"/> changes, which drops and counts the oldest when it is full.</summary>
    /// <param name="capacity">1 or more; default 1,024.</param>
    public LiveQueue Open(int capacity = 1_024) => new(this, capacity);

    /// <inheritdoc/>
    public IDisposable Watch(string stationId)
    {
        lock (_gate)
        {
            _watched.AddOrUpdate(stationId, 1, static (_, count) => count + 1);
            _watches++;
        }

        return new Ending(() => Unwatch(stationId));
    }

    private void Remove(Listener listener)
    {
        lock (_gate) _listeners = Array.FindAll(_listeners, l => !ReferenceEquals(l, listener));
    }

    private void Unwatch(string stationId)
    {
        lock (_gate)
        {
            _watches--;
            if (_watched.TryGetValue(stationId, out var count) && count > 1) _watched[stationId] = count - 1;
            else _watched.TryRemove(stationId, out _);
        }
    }

    private sealed record Listener(Action<LiveEvent> OnChange);

    /// <summary>Does its work once, however often it is disposed.</summary>
    private sealed class Ending(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
