using System.Threading.Channels;

namespace Busbar.Cloud.Live;

/// <summary>
/// One listener's changes, waiting to be read. Bounded: a reader that does not keep up loses the oldest, and <see cref="Dropped"/> counts
/// them; nobody else notices. One reader; disposing ends it.
/// </summary>
public sealed class LiveQueue : IDisposable
{
    private readonly Channel<LiveEvent> _changes;
    private readonly IDisposable _subscription;
    private long _dropped;

    internal LiveQueue(LiveFeed feed, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        var options = new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _changes = Channel.CreateBounded<LiveEvent>(options, _ => Interlocked.Increment(ref _dropped));
        _subscription = feed.Subscribe(change => _changes.Writer.TryWrite(change));
    }

    /// <summary>Changes that were dropped because the reader did not keep up.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Changes in order, until this is disposed.</summary>
    public IAsyncEnumerable<LiveEvent> ReadAllAsync(CancellationToken ct) => _changes.Reader.ReadAllAsync(ct);

    /// <summary>The next change, if one waits.</summary>
    public bool TryRead(out LiveEvent? change) => _changes.Reader.TryRead(out change);

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription.Dispose();
        _changes.Writer.TryComplete();
    }
}
