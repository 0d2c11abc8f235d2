using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Busbar.Bench.Mqtt.Load;

/// <summary>One MQTT connection of the load. It has memory only while bytes wait in it. Used by the thread of its <see cref="LoadLoop"/>.</summary>
internal sealed class Client : IDisposable
{
    private readonly Epoll _epoll;
    private byte[]? _out;
    private int _outStart;
    private int _outEnd;
    private bool _watchesRoom;

    public Client(Epoll epoll, int key, IPEndPoint to, IPAddress? from)
    {
        _epoll = epoll;
        Key = key;
        Socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null) Socket.Bind(new IPEndPoint(from, 0));
        Socket.Connect(to);
        Socket.Blocking = false;
        epoll.Add(Socket, key);
    }

    /// <summary>Place in the loop's list.</summary>
    public int Key { get; }

    public Socket Socket { get; }

    /// <summary>Connected and, if it wanted to, subscribed.</summary>
    public bool Ready { get; set; }

    /// <summary>Beginning of a packet whose rest has not come yet; null for none.</summary>
    public byte[]? Partial { get; set; }

    /// <summary>Room for a packet, sent by the next <see cref="Flush"/>.</summary>
    public Span<byte> Append(int bytes)
    {
        if (_out is null || _out.Length - _outEnd < bytes)
        {
            var waiting = _outEnd - _outStart;
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, (waiting + bytes) * 2));
            if (_out is not null)
            {
                _out.AsSpan(_outStart, waiting).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_out);
            }

            (_out, _outStart, _outEnd) = (larger, 0, waiting);
        }

        _outEnd += bytes;
        return _out.AsSpan(_outEnd - bytes, bytes);
    }

    public void Append(ReadOnlySpan<byte> packet) => packet.CopyTo(Append(packet.Length));

    /// <summary>Sends what the socket takes; the rest goes when it has room again.</summary>
    public void Flush()
    {
        if (_out is null) return;
        var sent = Socket.Send(_out.AsSpan(_outStart, _outEnd - _outStart), SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock)) throw new SocketException((int)error);
        _outStart += error == SocketError.Success ? sent : 0;
        var full = _outStart < _outEnd;
        if (!full)
        {
            ArrayPool<byte>.Shared.Return(_out);
            _out = null;
            _outStart = _outEnd = 0;
        }

        if (full == _watchesRoom) return;
        _watchesRoom = full;
        _epoll.WatchRoom(Socket, Key, full);
    }

    public void Dispose() => Socket.Dispose();
}
