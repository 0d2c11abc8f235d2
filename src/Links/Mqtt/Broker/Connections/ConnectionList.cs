using System.Collections.Concurrent;
using System.Net;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>Connections that there are, from TCP's accept on, and how many come from each address. Thread safe.</summary>
internal sealed class ConnectionList
{
    private readonly ConcurrentDictionary<BrokerConnection, bool> _all = new();
    private readonly ConcurrentDictionary<IPAddress, int> _perAddress = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>All that there are now.</summary>
    public IEnumerable<BrokerConnection> All => _all.Select(one => one.Key);

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
        Interlocked.Decrement(ref _count);
        if (connection.Remote is not { } address) return;
        if (_perAddress.AddOrUpdate(address, 0, static (_, count) => count - 1) == 0) _perAddress.TryRemove(new(address, 0));
    }
}
