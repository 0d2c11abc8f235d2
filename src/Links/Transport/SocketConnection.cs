using System.Collections;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Busbar.Links.Transport;

/// <summary>An accepted TCP connection as Kestrel wants to see it. The feature collection is the connection itself with a short list: Kestrel sets four.</summary>
internal sealed class SocketConnection : ConnectionContext, IFeatureCollection
{
    private const int UsualFeatures = 4;

    private static long s_lastId;

    private readonly Socket _socket;
    private KeyValuePair<Type, object>[] _features = [];
    private int _featureCount;
    private string? _id;

    public SocketConnection(Socket socket)
    {
        _socket = socket;
        socket.NoDelay = true;
        RemoteEndPoint = socket.RemoteEndPoint;
        Transport = new SocketPipe(socket);
    }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId
    {
        get => _id ??= Interlocked.Increment(ref s_lastId).ToString("X");
        set => _id = value;
    }

    public override IFeatureCollection Features => this;

    public override IDictionary<object, object?> Items
    {
        get => field ??= new Dictionary<object, object?>();
        set;
    }

    public override EndPoint? RemoteEndPoint { get; set; }

    bool IFeatureCollection.IsReadOnly => false;

    int IFeatureCollection.Revision => _featureCount;

    object? IFeatureCollection.this[Type key]
    {
        get => Find(key) is var at and >= 0 ? _features[at].Value : null;
        set => Set(key, value);
    }

    /// <summary>Cuts the connection; what the peer has not read is dropped, so that one that does not read leaves nothing behind.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => _socket.Close(timeout: 0);

    public override async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await base.DisposeAsync();
    }

    TFeature? IFeatureCollection.Get<TFeature>()
        where TFeature : default => Find(typeof(TFeature)) is var at and >= 0 ? (TFeature)_features[at].Value : default;

    void IFeatureCollection.Set<TFeature>(TFeature? instance)
        where TFeature : default => Set(typeof(TFeature), instance);

    IEnumerator<KeyValuePair<Type, object>> IEnumerable<KeyValuePair<Type, object>>.GetEnumerator() => _features.Take(_featureCount).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<KeyValuePair<Type, object>>)this).GetEnumerator();

    private int Find(Type key)
    {
        for (var i = 0; i < _featureCount; i++)
            if (_features[i].Key == key) return i;
        return -1;
    }

    private void Set(Type key, object? value)
    {
        var at = Find(key);
        if (value is null)
        {
            if (at >= 0) _features[at] = _features[--_featureCount];
            return;
        }

        if (at < 0)
        {
            if (_featureCount == _features.Length) Array.Resize(ref _features, Math.Max(UsualFeatures, _featureCount * 2));
            at = _featureCount++;
        }

        _features[at] = new KeyValuePair<Type, object>(key, value);
    }
}
