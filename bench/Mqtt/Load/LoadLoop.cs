using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Busbar.Bench.Mqtt.Load;

/// <summary>What a load does with the packets that come.</summary>
internal abstract class Workload
{
    /// <summary>A message came to a client. <paramref name="packetId"/> is 0 with QoS 0.</summary>
    public abstract void OnPublish(Client client, byte qos, ushort packetId, ReadOnlySpan<byte> payload);

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP came, as <see cref="Frames"/> names them.</summary>
    public abstract void OnAck(Client client, byte type, ushort packetId);

    /// <summary>Everything that was there to read has been read: time to send more.</summary>
    public abstract void OnBatchEnd();
}

/// <summary>Thousands of connections on one thread. Disposing it cuts them.</summary>
internal sealed class LoadLoop(IPEndPoint server, byte version) : IDisposable
{
    /// <summary>Connections that are opened before the server's answers are read: fewer than any server's backlog.</summary>
    private const int ConnectAtOnce = 50;

    /// <summary>Connections of one source address. The kernel looks for a free port one by one: with many in use that takes longer than all else.</summary>
    private const int PerAddress = 250;

    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(20);

    private readonly Epoll _epoll = new();
    private readonly List<Client> _clients = [];
    private readonly byte[] _buffer = new byte[256 * 1024];

    /// <summary>Ports of a run before are still waiting for stragglers, so each run has addresses of its own.</summary>
    private readonly byte _network = (byte)Random.Shared.Next(1, 255);
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private Workload? _load;
    private string? _filter;
    private byte _filterQos;

    public byte Version => version;

    public IReadOnlyList<Client> Clients => _clients;

    /// <summary>Opens connections, each subscribed to what <paramref name="filter"/> says for its number; null for none.</summary>
    public void Connect(int count, Func<int, string?> filter, byte qos)
    {
        _filterQos = qos;
        for (var i = 0; i < count; i++)
        {
            // Loopback has sixteen million addresses, and each has its own ports.
            var address = new IPAddress([127, _network, (byte)(_clients.Count / PerAddress), 1]);
            var client = new Client(_epoll, _clients.Count, server, IPAddress.IsLoopback(server.Address) ? address : null);
            _clients.Add(client);
            client.Append(Frames.Connect(version, $"load-{_run}-{client.Key}"));
            client.Flush();
            _filter = filter(i);
            if (_filter is not null)
            {
                client.Append(Frames.Subscribe(version, _filter, qos));
                client.Flush();
            }

            if (i % ConnectAtOnce == ConnectAtOnce - 1 || i == count - 1) AwaitReady();
        }
    }

    /// <summary>Runs until the condition, asked after every batch, is true; false when the time was over first.</summary>
    public bool Run(Workload load, TimeSpan atMost, Func<bool>? until = null, int idleMs = 10)
    {
        _load = load;
        var start = Stopwatch.GetTimestamp();
        load.OnBatchEnd();
        while (until?.Invoke() != true)
        {
            if (Stopwatch.GetElapsedTime(start) >= atMost) return false;
            Turn(idleMs);
            load.OnBatchEnd();
        }

        return true;
    }

    public void Dispose()
    {
        foreach (var client in _clients) client.Dispose();
        _epoll.Dispose();
    }

    private void AwaitReady()
    {
        var start = Stopwatch.GetTimestamp();
        for (var first = Math.Max(0, _clients.Count - ConnectAtOnce); first < _clients.Count;)
        {
            if (_clients[first].Ready) first++;
            else if (Stopwatch.GetElapsedTime(start) > ConnectDeadline)
                throw new InvalidOperationException($"Client {first} was not served within {ConnectDeadline.TotalSeconds:0} s.");
            else Turn(idleMs: 10);
        }
    }

    private void Turn(int idleMs)
    {
        var count = _epoll.Wait(idleMs);
        for (var i = 0; i < count; i++)
        {
            var (key, readable, writable) = _epoll.Event(i);
            if (readable) Read(_clients[key]);
            if (writable) _clients[key].Flush();
        }
    }

    private void Read(Client client)
    {
        var waiting = 0;
        if (client.Partial is { } partial)
        {
            partial.CopyTo(_buffer, 0);
            waiting = partial.Length;
            client.Partial = null;
        }

        var received = client.Socket.Receive(_buffer.AsSpan(waiting), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) received = 0;
        else if (error != SocketError.Success || received == 0) throw new InvalidOperationException($"The server cut client {client.Key} ({error}).");
        var bytes = _buffer.AsSpan(0, waiting + received);
        var taken = Take(client, bytes);
        if (taken < bytes.Length) client.Partial = bytes[taken..].ToArray();
        client.Flush();
    }

    private int Take(Client client, ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (TryReadLength(bytes[at..], out var headBytes, out var bodyBytes) && bytes.Length - at >= headBytes + bodyBytes)
        {
            Dispatch(client, bytes[at], bytes.Slice(at + headBytes, bodyBytes));
            at += headBytes + bodyBytes;
        }

        return at;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> bytes, out int headBytes, out int bodyBytes)
    {
        bodyBytes = 0;
        for (headBytes = 1; headBytes < bytes.Length;)
        {
            var next = bytes[headBytes];
            bodyBytes |= (next & 127) << (7 * (headBytes - 1));
            headBytes++;
            if (next < 128) return true;
        }

        return false;
    }

    private void Dispatch(Client client, byte first, ReadOnlySpan<byte> body)
    {
        switch (first & 0xF0)
        {
            case Frames.Publish:
                var qos = (byte)((first >> 1) & 3);
                var at = 2 + BinaryPrimitives.ReadUInt16BigEndian(body);
                var packetId = qos == 0 ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(body[at..]);
                if (qos > 0) at += 2;
                if (version == 5)
                {
                    TryReadLength(body[(at - 1)..], out var lengthBytes, out var propertyBytes);
                    at += lengthBytes - 1 + propertyBytes;
                }

                _load!.OnPublish(client, qos, packetId, body[at..]);
                break;
            case Frames.ConnAck:
                if (body[1] != 0) throw new InvalidOperationException($"The server refused client {client.Key} with code {body[1]}.");
                client.Ready = _filter is null;
                break;
            case Frames.SubAck:
                if (body[^1] != _filterQos) throw new InvalidOperationException($"The server granted client {client.Key} {body[^1]} for QoS {_filterQos}.");
                client.Ready = true;
                break;
            case Frames.PubAck or Frames.PubRec or 0x60 or Frames.PubComp:
                if (body.Length > 2 && body[2] >= 0x80) throw new InvalidOperationException($"The server refused a message of client {client.Key} with code {body[2]}.");
                _load!.OnAck(client, first, BinaryPrimitives.ReadUInt16BigEndian(body));
                break;
            default:
                throw new InvalidOperationException($"The server sent client {client.Key} a packet that begins with {first:X2}.");
        }
    }
}
