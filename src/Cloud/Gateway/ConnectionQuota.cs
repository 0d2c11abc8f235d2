using System.Collections.Concurrent;
using System.Net;

namespace Busbar.Cloud.Gateway;

/// <summary>Counts handshakes under way, so that a fleet that comes back at once is taken in step by step, and connections per address where that is limited. Thread safe.</summary>
internal sealed class ConnectionQuota(GatewayOptions options)
{
    private readonly ConcurrentDictionary<IPAddress, int> _perAddress = new();
    private int _handshakes;

    /// <summary>Handshakes under way.</summary>
    public int Handshakes => Volatile.Read(ref _handshakes);

    /// <summary>Enters a handshake; dispose the permit at its end.</summary>
    public Permit Enter() => new(this, Interlocked.Increment(ref _handshakes) > options.MaxHandshakes);

    /// <summary>A connection of this address has opened.</summary>
    public void Count(IPAddress? address)
    {
        if (options.MaxConnectionsPerAddress > 0 && address is not null) _perAddress.AddOrUpdate(address, 1, static (_, count) => count + 1);
    }

    /// <summary>A connection of this address has ended.</summary>
    public void Discount(IPAddress? address)
    {
        if (options.MaxConnectionsPerAddress <= 0 || address is null) return;
        if (_perAddress.AddOrUpdate(address, 0, static (_, count) => count - 1) == 0) _perAddress.TryRemove(new(address, 0));
    }

    /// <summary>Are more connections of this address open than allowed?</summary>
    public bool IsOver(IPAddress? address) =>
        options.MaxConnectionsPerAddress > 0 && address is not null && _perAddress.TryGetValue(address, out var count) && count > options.MaxConnectionsPerAddress;

    /// <summary>A handshake under way.</summary>
    public readonly struct Permit(ConnectionQuota owner, bool isRefused) : IDisposable
    {
        /// <summary>Too many are under way.</summary>
        public bool IsRefused { get; } = isRefused;

        /// <inheritdoc/>
        public void Dispose() => Interlocked.Decrement(ref owner._handshakes);
    }
}
