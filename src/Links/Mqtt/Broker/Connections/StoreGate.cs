using Busbar.Links.Mqtt.Broker.Storage;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>Opens once everything that it was told to wait for is durable, and whoever made it has said that this is all. Thread safe.</summary>
internal abstract class StoreGate : IDurable
{
    private int _remaining = 1;

    public bool IsOpen => Volatile.Read(ref _remaining) == 0;

    /// <summary>One more thing to wait for.</summary>
    public StoreGate Add()
    {
        Interlocked.Increment(ref _remaining);
        return this;
    }

    /// <summary>One thing less to wait for; the maker calls it too, when no more are added.</summary>
    public void Durable()
    {
        if (Interlocked.Decrement(ref _remaining) == 0) OnOpen();
    }

    protected abstract void OnOpen();
}

/// <summary>A gate that a program waits at.</summary>
internal sealed class TaskGate : StoreGate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Opened => _opened.Task;

    protected override void OnOpen() => _opened.TrySetResult();
}
