using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Busbar.Links.Lanes;

/// <summary>What a full lane does with one more item.</summary>
public enum LanePolicy
{
    /// <summary><see cref="Lane{T}.TryWrite"/> refuses it, <see cref="Lane{T}.WriteAsync"/> waits.</summary>
    Wait,

    /// <summary>The oldest item gives way and is counted.</summary>
    DropOldest,
}

/// <summary>A bounded queue between a writer and one reader that says what it drops. Any number of writers; one reader. Thread safe.</summary>
/// <typeparam name="T">Item.</typeparam>
public sealed class Lane<T>
{
    private readonly Channel<T> _channel;
    private long _dropped;

    /// <summary>An empty lane.</summary>
    /// <param name="capacity">Most items that wait; at least 1.</param>
    /// <param name="policy">What happens when it is full.</param>
    public Lane(int capacity, LanePolicy policy)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
        var options = new BoundedChannelOptions(capacity)
        {
            SingleReader = true,
            FullMode = policy == LanePolicy.DropOldest ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait,
        };
        _channel = Channel.CreateBounded<T>(options, _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Most items that wait.</summary>
    public int Capacity { get; }

    /// <summary>Items that wait now.</summary>
    public int Count => _channel.Reader.Count;

    /// <summary>Items that gave way since the start (<see cref="LanePolicy.DropOldest"/> only).</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Adds an item; false when the lane is complete, or full under <see cref="LanePolicy.Wait"/>.</summary>
    public bool TryWrite(T item) => _channel.Writer.TryWrite(item);

    /// <summary>Adds an item, waiting for room under <see cref="LanePolicy.Wait"/>.</summary>
    /// <exception cref="ChannelClosedException">The lane is complete.</exception>
    public ValueTask WriteAsync(T item, CancellationToken ct) => _channel.Writer.WriteAsync(item, ct);

    /// <summary>Takes the oldest item; false when none waits.</summary>
    public bool TryRead([MaybeNullWhen(false)] out T item) => _channel.Reader.TryRead(out item);

    /// <summary>Waits for an item; false when the lane is complete and empty.</summary>
    public ValueTask<bool> WaitToReadAsync(CancellationToken ct) => _channel.Reader.WaitToReadAsync(ct);

    /// <summary>All items, oldest first, until the lane is complete and empty.</summary>
    public IAsyncEnumerable<T> ReadAllAsync(CancellationToken ct) => _channel.Reader.ReadAllAsync(ct);

    /// <summary>No more items will come; what waits can still be read.</summary>
    public void Complete() => _channel.Writer.TryComplete();
}
