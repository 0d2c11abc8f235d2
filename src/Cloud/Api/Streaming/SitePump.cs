using System.Text.Json;
using System.Threading.Channels;
using Busbar.Cloud.Sites;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary>
/// The live view of sites: while somebody watches one, looks at it at most five times a second and offers what changed to its viewers, serialised
/// once. While nobody does, it neither looks nor wakes. Thread safe.
/// </summary>
internal sealed class SitePump(IServiceProvider services, TimeProvider time, ILogger<SitePump> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly ISites? _sites = services.GetService<ISites>();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Feed> _feeds = new(StringComparer.Ordinal);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>
    /// Lets a viewer follow a site, and gives the picture that its changes build on. Again for one that follows already: only the picture, after a gap.
    /// Null when there is no such site, or when the viewer has too many.
    /// </summary>
    public WatchedSiteShape? Watch(LiveConnection connection, string siteId, out bool tooMany)
    {
        tooMany = false;
        lock (_gate)
        {
            if (!_feeds.TryGetValue(siteId, out var feed))
            {
                if (_sites?.Find(siteId) is not { } site) return null;
                feed = new Feed(site);
                feed.Subscription = _sites.Watch(siteId, () => feed.Changed = true);
                _feeds.Add(siteId, feed);
                // What changed between the picture and the subscription.
                feed.Changed = true;
            }

            if (!feed.Viewers.Contains(connection))
            {
                tooMany = !connection.TryWatchSite(siteId, () => new Viewing(this, siteId, connection));
                if (tooMany)
                {
                    RemoveIfUnwatched(siteId, feed);
                    return null;
                }

                feed.Viewers.Add(connection);
            }

            _wake.Writer.TryWrite(true);
            return new WatchedSiteShape(feed.Seq, feed.Site);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _wake.Reader.WaitToReadAsync(stoppingToken))
            {
                _wake.Reader.TryRead(out _);
                while (LookAtAll()) await Task.Delay(Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The program stops.
        }
    }

    /// <summary>One round; false when nobody watches any more.</summary>
    private bool LookAtAll()
    {
        (string Id, Feed Feed)[] feeds;
        lock (_gate) feeds = [.. _feeds.Select(pair => (pair.Key, pair.Value))];
        foreach (var (id, feed) in feeds)
        {
            try
            {
                if (feed.Changed) Look(id, feed);
            }
            catch (Exception e)
            {
                log.SiteLiveFailed(e, id);
            }
        }

        return feeds.Length > 0;
    }

    private void Look(string id, Feed feed)
    {
        feed.Changed = false;
        if (_sites!.Find(id) is not { } site) return;
        LiveFrame frame;
        LiveConnection[] viewers;
        var before = feed.Site;
        var change = SiteChange.Between(before, site);
        if (change is { IsEmpty: true }) return;
        lock (_gate)
        {
            // Rows that come or go are told by a gap, after which every viewer asks for the whole.
            feed.Seq += change is null ? 2 : 1;
            feed.Site = site;
            var shape = SiteChangeShape.Of(id, feed.Seq, change ?? new SiteChange(SiteHeadView.Of(site), [], [], [], [], []));
            frame = new LiveFrame(FrameKind.Site, LiveMethods.Site, new RawJson(JsonSerializer.SerializeToUtf8Bytes(shape, ApiJson.Default.SiteChangeShape)));
            viewers = [.. feed.Viewers];
        }

        foreach (var viewer in viewers) viewer.Offer(frame);
    }

    private void Leave(string siteId, LiveConnection connection)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(siteId, out var feed)) return;
            feed.Viewers.Remove(connection);
            RemoveIfUnwatched(siteId, feed);
        }
    }

    private void RemoveIfUnwatched(string siteId, Feed feed)
    {
        if (feed.Viewers.Count > 0) return;
        feed.Subscription?.Dispose();
        _feeds.Remove(siteId);
    }

    /// <summary>A site that somebody watches. Guarded by the gate but for <see cref="Changed"/>.</summary>
    private sealed class Feed(SiteView site)
    {
        private volatile bool _changed;

        public HashSet<LiveConnection> Viewers { get; } = [];

        public IDisposable? Subscription { get; set; }

        public SiteView Site { get; set; } = site;

        public long Seq { get; set; }

        public bool Changed
        {
            get => _changed;
            set => _changed = value;
        }
    }

    private sealed class Viewing(SitePump pump, string siteId, LiveConnection connection) : IDisposable
    {
        public void Dispose() => pump.Leave(siteId, connection);
    }
}
