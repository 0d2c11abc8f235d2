using Busbar.Cloud.Live;

namespace Busbar.Cloud.Cms.Remote;

/// <summary>The live view of a process without a CMS: what workers tell, and which stations they shall tell in detail. Thread safe.</summary>
internal sealed class RemoteLive(LiveFeed feed) : ILiveSource
{
    /// <summary>What is watched has changed. Called on the thread that changed it; returns at once.</summary>
    public Action? OnWatched { get; set; }

    /// <summary>Stations that somebody watches.</summary>
    public IReadOnlyList<string> Watched => feed.Watched;

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<LiveEvent> onChange) => feed.Subscribe(onChange);

    /// <inheritdoc/>
    public IDisposable Watch(string stationId)
    {
        var watch = feed.Watch(stationId);
        OnWatched?.Invoke();
        return new Ending(watch, this);
    }

    private sealed class Ending(IDisposable watch, RemoteLive live) : IDisposable
    {
        public void Dispose()
        {
            watch.Dispose();
            live.OnWatched?.Invoke();
        }
    }
}
