using System.Collections.Concurrent;
using System.Net;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>Connections that there are, from TCP's accept on, and how many come from each address. Thread safe.</summary>
internal sealed class ConnectionList
{
    private readonly ConcurrentDictionary<BrokerConnection, bool> _all = new();
    private readonly ConcurrentDictionary<IPAddress, int> _perAddress = new();
    private readonly TaskCompletionSource _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private bool _closing;

    public int Count => Volatile.Read(ref _count);

    /// <summary>All that there are now.</summary>
    public IEnumerable<BrokerConnection> All => _all.Select(one => one.Key);

    /// <summary>Completes when the last connection is gone; no more may be added.</summary>
    public Task EmptiedAsync()
    {
        Volatile.Write(ref _closing, true);
        Interlocked.MemoryBarrier();
        if (Count == 0) _emptied.TrySetResult();
        return _emptied.Task;
    }

    /// <summary>Adds a connection; returns how many there are now from its address, 0 when that is not known.</summary>
    public int Add(BrokerConnection connection)
    {
        _all.TryAdd(connection, true);
        Interlocked.Increment(ref _count);
        return connection.Remote is { } address ? _perAddress.AddOrUpdate(address, 1, static (_, count) => count + 1) : 0;
    }

    public void Remove(BrokerConnection connection)
    {
        if (!_all.TryRemove(connection, out _)) return;
        if (Interlocked.Decrement(ref _count) == 0 && Volatile.Read(ref _closing)) _emptied.TrySetResult();
        if (connection.Remote is not { } address) return;
        if (_perAddress.AddOrUpdate(address, 0, static (_, count) => count - 1) == 0) _perAddress.TryRemove(new(address, 0));
    }
}
