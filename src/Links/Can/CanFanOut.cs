using System.Collections.Immutable;
using Busbar.Wire.Can;

namespace Busbar.Links.Can;

/// <summary>The subscriptions of one participant; delivery takes no lock.</summary>
internal sealed class CanFanOut
{
    private ImmutableArray<CanSubscription> _subscriptions = [];
    private long _received;
    private volatile bool _closed;

    public long Received => Interlocked.Read(ref _received);

    public CanSubscription Add(int capacity)
    {
        var subscription = new CanSubscription(this, capacity);
        ImmutableInterlocked.Update(ref _subscriptions, static (all, one) => all.Add(one), subscription);
        if (_closed) subscription.Complete();
        return subscription;
    }

    public void Remove(CanSubscription subscription) =>
        ImmutableInterlocked.Update(ref _subscriptions, static (all, one) => all.Remove(one), subscription);

    public void Deliver(in CanFrame frame, DateTimeOffset at)
    {
        Interlocked.Increment(ref _received);
        foreach (var subscription in _subscriptions) subscription.Deliver(frame, at);
    }

    public void Close()
    {
        _closed = true;
        foreach (var subscription in _subscriptions) subscription.Complete();
    }
}
