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

    /// <summary>
    /// The loop of a driver: a turn for whatever has come, and one when its time is due, until cancelled or until the subscription ends.
    /// </summary>
    /// <param name="turn">Takes the frames that are there, does what is due, and says in how long the next turn is due.</param>
    /// <param name="time">The clock of the turns.</param>
    /// <param name="ct">Ends it.</param>
    public async Task RunAsync(Func<TimeSpan> turn, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(turn);
        ArgumentNullException.ThrowIfNull(time);
        Task<bool>? readable = null;
        Task? due = null;
        while (!ct.IsCancellationRequested)
        {
            var next = turn();
            readable ??= WaitToReadAsync(ct).AsTask();
            // A delay is cut to whole milliseconds: the rest of one would be spent in circles.
            due ??= Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(next.TotalMilliseconds))), time, ct);
            await Task.WhenAny(readable, due);
            if (due.IsCompleted) due = null;
            if (!readable.IsCompleted) continue;
            if (readable.IsCanceled || !await readable) return;
            readable = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _owner.Remove(this);
        Complete();
    }

    internal void Deliver(in CanFrame frame, DateTimeOffset at) => _lane.TryWrite(new CanReceived(frame, at));

    internal void Complete() => _lane.Complete();
}
