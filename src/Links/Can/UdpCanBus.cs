using System.Net;
using System.Net.Sockets;
using Busbar.Wire.Can;

namespace Busbar.Links.Can;

/// <summary>
/// One participant on python-can's <c>udp_multicast</c> bus. It sends from a socket of its own with a port that no other
/// participant has, and so knows its own frames when the group echoes them: python-can, which sends from the shared port, does not.
/// </summary>
internal sealed class UdpCanBus : ICanBus
{
    private static readonly TimeSpan RestAfterError = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;
    private readonly CanFanOut _fanOut = new();
    private readonly Socket _sender;
    private readonly Socket _receiver;
    private readonly SocketAddress _group;
    private readonly SocketAddress _self;
    private readonly CanOutbox _outbox;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _receiving;
    private readonly byte[] _datagram = new byte[UdpMulticastCodec.MaxWrittenBytes];
    private long _sent;
    private long _echoes;
    private long _malformed;
    private long _unknownKeys;
    private long _sendErrors;
    private string? _lastFault;
    private volatile bool _sendFailed;
    private int _closed;

    private UdpCanBus(string name, UdpCanSockets sockets, int rate, TimeProvider time)
    {
        Name = name;
        _time = time;
        _sender = sockets.Sender;
        _receiver = sockets.Receiver;
        _group = sockets.Group.Serialize();
        _self = ((IPEndPoint)_sender.LocalEndPoint!).Serialize();
        _outbox = new CanOutbox(name, rate, time, CarryAsync);
        _receiving = Task.Run(ReceiveAsync);
    }

    public string Name { get; }

    public CanBusState State =>
        Volatile.Read(ref _closed) != 0 ? CanBusState.Closed : _sendFailed ? CanBusState.ErrorPassive : CanBusState.ErrorActive;

    public CanBusStatistics Statistics => new(
        Interlocked.Read(ref _sent), _fanOut.Received, _outbox.Refused, Interlocked.Read(ref _echoes), Interlocked.Read(ref _malformed),
        Interlocked.Read(ref _unknownKeys), Interlocked.Read(ref _sendErrors), Volatile.Read(ref _lastFault));

    public static UdpCanBus Open(CanAddress address, TimeProvider time)
    {
        var options = UdpCanOptions.Parse(address);
        return new UdpCanBus(address.Name, UdpCanSockets.Open(address, options), options.Rate, time);
    }

    public bool TrySend(in CanFrame frame) => _outbox.TrySend(frame);

    public ValueTask SendAsync(CanFrame frame, CancellationToken ct = default) => _outbox.SendAsync(frame, ct);

    public CanSubscription Subscribe(int capacity = 1024) => _fanOut.Add(capacity);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        await _outbox.DisposeAsync();
        await _closing.CancelAsync();
        await _receiving;
        _sender.Dispose();
        _receiver.Dispose();
        _closing.Dispose();
        _fanOut.Close();
    }

    private async ValueTask CarryAsync(CanFrame frame, CancellationToken ct)
    {
        var seconds = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        var length = UdpMulticastCodec.Write(_datagram, frame, seconds);
        try
        {
            await _sender.SendToAsync(_datagram.AsMemory(0, length), SocketFlags.None, _group, ct);
            Interlocked.Increment(ref _sent);
            _sendFailed = false;
        }
        catch (SocketException error)
        {
            Interlocked.Increment(ref _sendErrors);
            Volatile.Write(ref _lastFault, $"sending to {Name}: {error.Message}");
            _sendFailed = true;
        }
    }

    private async Task ReceiveAsync()
    {
        // One byte more than is allowed, so that a longer datagram shows.
        var buffer = new byte[UdpMulticastCodec.MaxDatagramBytes + 1];
        var from = new SocketAddress(_receiver.AddressFamily);
        while (true)
        {
            int length;
            try
            {
                length = await _receiver.ReceiveFromAsync(buffer, SocketFlags.None, from, _closing.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException error)
            {
                // An interface that went away; it may come back.
                Fault($"receiving from {Name}: {error.Message}");
                if (!await RestAsync()) return;
                continue;
            }

            Take(buffer.AsSpan(0, length), from);
        }
    }

    private async ValueTask<bool> RestAsync()
    {
        await Task.Delay(RestAfterError, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_closing.IsCancellationRequested;
    }

    private void Take(ReadOnlySpan<byte> datagram, SocketAddress from)
    {
        if (IsSelf(from))
        {
            Interlocked.Increment(ref _echoes);
            return;
        }

        if (datagram.Length > UdpMulticastCodec.MaxDatagramBytes)
        {
            Fault($"datagram on {Name}: over {UdpMulticastCodec.MaxDatagramBytes} bytes");
            return;
        }

        if (!UdpMulticastCodec.TryRead(datagram, out var frame, out var info, out var fault))
        {
            Fault($"datagram on {Name}: {fault!.Text}");
            return;
        }

        if (info.UnknownKeys > 0) Interlocked.Add(ref _unknownKeys, info.UnknownKeys);
        _fanOut.Deliver(frame, _time.GetUtcNow());
    }

    private void Fault(string text)
    {
        Interlocked.Increment(ref _malformed);
        Volatile.Write(ref _lastFault, text);
    }

    /// <summary>Same port and same address; the other parts of a socket address (flow, scope, padding) may differ for one sender.</summary>
    private bool IsSelf(SocketAddress from)
    {
        var (offset, length) = from.Family == AddressFamily.InterNetwork ? (4, 4) : (8, 16);
        var theirs = from.Buffer.Span;
        var ours = _self.Buffer.Span;
        return theirs.Slice(2, 2).SequenceEqual(ours.Slice(2, 2)) && theirs.Slice(offset, length).SequenceEqual(ours.Slice(offset, length));
    }
}
