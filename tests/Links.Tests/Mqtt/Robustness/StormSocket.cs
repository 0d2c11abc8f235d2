using System.Net;
using System.Net.Sockets;
using Busbar.Tests;

namespace Busbar.Links.Tests.Mqtt.Robustness;

/// <summary>A TCP connection to a broker that takes packets in by their length alone. Used by one task at a time.</summary>
internal sealed class StormSocket : IDisposable
{
    /// <summary>How long a broker may take for an answer before it counts as hung.</summary>

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    private StormSocket()
    {
    }

    public static async Task<StormSocket> OpenAsync(IPEndPoint broker)
    {
        var socket = new StormSocket();
        using var deadline = new CancellationTokenSource(Until.Patience);
        await socket._socket.ConnectAsync(broker, deadline.Token);
        return socket;
    }

    /// <summary>False when the broker has cut the connection.</summary>
    public async Task<bool> SendAsync(byte[] bytes)
    {
        using var deadline = new CancellationTokenSource(Until.Patience);
        try
        {
            for (var sent = 0; sent < bytes.Length;) sent += await _socket.SendAsync(bytes.AsMemory(sent), SocketFlags.None, deadline.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException("The broker neither reads nor cuts the connection.", e);
        }
    }

    /// <summary>The next packet: its first byte and its content; null when the broker has cut the connection.</summary>
    public async Task<(byte First, ReadOnlyMemory<byte> Content)?> ReadAsync()
    {
        using var deadline = new CancellationTokenSource(Until.Patience);
        try
        {
            while (true)
            {
                if (TryTake() is { } packet) return packet;
                MakeRoom();
                var received = await _socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, deadline.Token);
                if (received == 0) return null;
                _end += received;
            }
        }
        catch (SocketException)
        {
            return null;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException("The broker neither answers nor cuts the connection.", e);
        }
    }

    /// <summary>Goes away without a word, and without leaving its port to wait.</summary>
    public void Reset() => _socket.Close(timeout: 0);

    public void Dispose() => _socket.Dispose();

    private (byte First, ReadOnlyMemory<byte> Content)? TryTake()
    {
        var length = 0;
        for (var at = _start + 1; at < _end; at++)
        {
            length |= (_buffer[at] & 127) << (7 * (at - _start - 1));
            if (_buffer[at] > 127) continue;
            if (_end - at - 1 < length) return null;
            var packet = (_buffer[_start], (ReadOnlyMemory<byte>)_buffer.AsMemory(at + 1, length));
            _start = at + 1 + length;
            return packet;
        }

        return null;
    }

    private void MakeRoom()
    {
        if (_start == _end) _start = _end = 0;
        if (_end < _buffer.Length) return;
        var target = _start > _buffer.Length / 2 ? _buffer : new byte[_buffer.Length * 2];
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        (_buffer, _start, _end) = (target, 0, _end - _start);
    }
}
