using Busbar.Links.Lanes;
using Busbar.Wire.Can;

namespace Busbar.Links.Can;

/// <summary>
/// The lane of one listener on a bus: bounded, dropping the oldest frame when it is full. For one reader; disposing it, or
/// closing the bus, ends <see cref="ReadAllAsync"/>.
/// </summary>
public sealed class CanSubscription : IDisposable
{
    private readonly Lane<CanReceived> _lane;
    private readonly CanFanOut _owner;

    internal CanSubscription(CanFanOut owner, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1_000_000);
        _owner = owner;
        _lane = new Lane<CanReceived>(capacity, LanePolicy.DropOldest);
    }

    /// <summary>Frames dropped because the reader was too slow.</summary>
    public long Dropped => _lane.Dropped;

    /// <summary>Takes the next frame if there is one.</summary>
    public bool TryRead(out CanReceived received) => _lane.TryRead(out received);

    /// <summary>Waits for a frame; false when the subscription has ended and is empty.</summary>
    public ValueTask<bool> WaitToReadAsync(CancellationToken ct = default) => _lane.WaitToReadAsync(ct);

    /// <summary>All frames from now on, until the subscription or the bus ends.</summary>
    public IAsyncEnumerable<CanReceived> ReadAllAsync(CancellationToken ct = default) => _lane.ReadAllAsync(ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        _owner.Remove(this);
        Complete();
    }

    internal void Deliver(in CanFrame frame, DateTimeOffset at) => _lane.TryWrite(new CanReceived(frame, at));

    internal void Complete() => _lane.Complete();
}
