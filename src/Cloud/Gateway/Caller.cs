using System.Net;

namespace Busbar.Cloud.Gateway;

/// <summary>
/// Who is at the other end of a connection: the peer of TCP, and the station behind it where the peer is a trusted proxy. Holds its place in the quota of
/// its address. For one thread at a time.
/// </summary>
internal sealed class Caller
{
    private readonly ConnectionQuota _quota;
    private readonly TrustedProxies _proxies;
    private readonly EndPoint? _peer;
    private readonly bool _isProxy;
    private bool _counted;

    /// <summary>A connection that has just been accepted. A proxy's own connections are not counted: they are many stations'.</summary>
    public Caller(EndPoint? peer, TrustedProxies proxies, ConnectionQuota quota)
    {
        _peer = peer is IPEndPoint ip ? new IPEndPoint(TrustedProxies.Plain(ip.Address), ip.Port) : peer;
        _proxies = proxies;
        _quota = quota;
        Address = (_peer as IPEndPoint)?.Address;
        _isProxy = proxies.Trusts(Address);
        if (!_isProxy) Count();
    }

    /// <summary>Address of the station as far as it is known; null for a transport without addresses.</summary>
    public IPAddress? Address { get; private set; }

    /// <summary>Takes what a trusted proxy says of where the request came from; anybody else's word changes nothing.</summary>
    public void Forwarded(IReadOnlyList<string> forwardedFor)
    {
        if (!_isProxy) return;
        Address = _proxies.AddressOf(Address, forwardedFor);
        Count();
    }

    /// <summary>The connection has ended.</summary>
    public void Leave()
    {
        if (_counted) _quota.Discount(Address);
        _counted = false;
    }

    /// <summary>As the log has it: <c>203.0.113.7:41000</c>, or <c>203.0.113.7 through 10.0.0.2:50112</c>.</summary>
    public override string ToString() => _isProxy ? $"{Address} through {_peer}" : $"{_peer}";

    private void Count()
    {
        _quota.Count(Address);
        _counted = true;
    }
}
