using System.Net;
using System.Net.Sockets;

namespace Busbar.Cloud.Api;

/// <summary>
/// Slows guessing down: five failures of one user from one address lock that pair for 30 s, doubling with each further failure up to
/// 15 min; fifty failures from one address lock the address alike. A stranger elsewhere cannot lock a user out. IPv6 addresses count
/// by their /64, which is what one subscriber has. Bounded; thread safe.
/// </summary>
internal sealed class LoginGuard(TimeProvider time)
{
    /// <summary>Pairs that are remembered; the least recently used is forgotten beyond it.</summary>
    public const int Capacity = 10_000;

    public const int FailuresPerUser = 5;
    public const int FailuresPerAddress = 50;

    private static readonly TimeSpan FirstLock = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Forget = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Address, string User), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>How long to wait before this login may be tried; null for now.</summary>
    public TimeSpan? Wait(IPAddress? address, string user)
    {
        var network = Network(address);
        lock (_gate) return Longest(Left(network, Key(user)), Left(network, ""));
    }

    public void Failed(IPAddress? address, string user)
    {
        var network = Network(address);
        lock (_gate)
        {
            Count(network, Key(user), FailuresPerUser);
            Count(network, "", FailuresPerAddress);
        }
    }

    /// <summary>The pair starts anew; the address does not, or one good account would cover the guessing of others.</summary>
    public void Succeeded(IPAddress? address, string user)
    {
        lock (_gate)
        {
            if (_entries.Remove((Network(address), Key(user)), out var node)) _byUse.Remove(node);
        }
    }

    private static string Key(string user) => user.ToUpperInvariant();

    private static string Network(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
    }

    private static TimeSpan? Longest(TimeSpan? a, TimeSpan? b) => a is null || b > a ? b : a;

    private TimeSpan? Left(string network, string user)
    {
        if (!_entries.TryGetValue((network, user), out var node)) return null;
        var left = node.Value.Lock - time.GetElapsedTime(node.Value.At);
        return left > TimeSpan.Zero ? left : null;
    }

    private void Count(string network, string user, int allowed)
    {
        var key = (network, user);
        if (_entries.TryGetValue(key, out var node))
        {
            _byUse.Remove(node);
            if (time.GetElapsedTime(node.Value.At) > Forget) node.Value = new Entry(key, 0, default, TimeSpan.Zero);
        }
        else
        {
            if (_entries.Count >= Capacity) Drop(_byUse.First!);
            node = _entries[key] = new LinkedListNode<Entry>(new Entry(key, 0, default, TimeSpan.Zero));
        }

        var failures = node.Value.Failures + 1;
        node.Value = new Entry(key, failures, time.GetTimestamp(), LockAfter(failures - allowed));
        _byUse.AddLast(node);
    }

    private static TimeSpan LockAfter(int beyond)
    {
        if (beyond < 0) return TimeSpan.Zero;
        var wait = FirstLock * Math.Pow(2, Math.Min(beyond, 10));
        return wait < LongestLock ? wait : LongestLock;
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
    }

    private readonly record struct Entry((string Address, string User) Key, int Failures, long At, TimeSpan Lock);
}
