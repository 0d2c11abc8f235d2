using System.Threading.Channels;
using Busbar.Wire.Can;

namespace Busbar.Links.Can;

/// <summary>
/// The lane of one listener on a bus: bounded, dropping the oldest frame when it is full. For one reader; disposing it, or
/// closing the bus, ends <see cref="ReadAllAsync"/>.
/// </summary>
public sealed class CanSubscription : IDisposable
{
    private readonly Channel<CanReceived> _lane;
    private readonly CanFanOut _owner;
    private long _dropped;

    internal CanSubscription(CanFanOut owner, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1_000_000);
        _owner = owner;
        _lane = Channel.CreateBounded<CanReceived>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Frames dropped because the reader was too slow.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes the next frame if there is one.</summary>
    public bool TryRead(out CanReceived received) => _lane.Reader.TryRead(out received);

    /// <summary>Waits for a frame; false when the subscription has ended and is empty.</summary>
    public ValueTask<bool> WaitToReadAsync(CancellationToken ct = default) => _lane.Reader.WaitToReadAsync(ct);

    /// <summary>All frames from now on, until the subscription or the bus ends.</summary>
    public IAsyncEnumerable<CanReceived> ReadAllAsync(CancellationToken ct = default) => _lane.Reader.ReadAllAsync(ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        _owner.Remove(this);
        Complete();
    }

    internal void Deliver(in CanFrame frame, DateTimeOffset at) => _lane.Writer.TryWrite(new CanReceived(frame, at));

    internal void Complete() => _lane.Writer.TryComplete();
}
