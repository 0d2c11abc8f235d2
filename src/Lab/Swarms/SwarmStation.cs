using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;
using Busbar.Links.Timing;

namespace Busbar.Lab.Swarms;

/// <summary>
/// One station of a swarm: a socket, a small buffer and a place in its script. It has no thread and no timer: the swarm's wheel wakes it
/// and its socket's answers move it on. All members may be called from any thread; <see cref="_gate"/> makes them one at a time.
/// </summary>
internal sealed partial class SwarmStation : DeadlineWheel.Entry
{
    private const int PayloadAt = SwarmFrames.MaxHeader;
    private const int ScratchBytes = 4096;
    private const int MaxReceive = 1024 * 1024;
    private const string Abandoned = "left open";

    [ThreadStatic]
    private static byte[]? t_scratch;

    private readonly Lock _gate = new();
    private readonly Swarm _swarm;
    private readonly Random _random;
    private readonly Misbehaviour _misbehaviour;
    private readonly SessionKind _kind;
    private Socket? _socket;
    private byte[] _buffer = [];
    private int _buffered;
    private ReadOnlyMemory<byte> _unsent;
    private bool _isUpgraded;
    private bool _isBooted;
    private bool _isAwaiting;
    private bool _isLeaving;
    private long _number;
    private long _sentAt;

    public SwarmStation(Swarm swarm, int index, Misbehaviour misbehaviour, SessionKind kind)
    {
        _swarm = swarm;
        _misbehaviour = misbehaviour;
        _kind = kind;
        _random = new Random(unchecked((swarm.Options.Seed * 1_000_003) + index));
        Id = string.Create(CultureInfo.InvariantCulture, $"{swarm.Options.Prefix}{index:D5}");
    }

    public string Id { get; }

    public bool IsBooted => Volatile.Read(ref _isBooted);

    private bool DeservesErrors => _misbehaviour.EarnsErrors();

    /// <summary>Opens a connection and serves it to its end. Does not throw for what the peer or the link does.</summary>
    public async Task RunConnectionAsync(CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        string? failure = null;
        try
        {
            using (var patience = CancellationTokenSource.CreateLinkedTokenSource(ct))
            {
                patience.CancelAfter(_swarm.Options.CallTimeout);
                await socket.ConnectAsync(_swarm.Options.Url.Host, _swarm.Options.Url.Port, patience.Token);
                await socket.SendAsync(SwarmFrames.UpgradeRequest(_swarm.Options.Url, Id, _swarm.Options.Password), SocketFlags.None, patience.Token);
            }

            socket.Blocking = false;
            Attach(socket);
            failure = await ReceiveAsync(socket, ct);
            if (ReferenceEquals(failure, Abandoned))
            {
                _swarm.Abandon(socket);
                _swarm.ConnectLater(this, ReconnectDelay());
                return;
            }
        }
        catch (OperationCanceledException)
        {
            failure = ct.IsCancellationRequested ? null : "connect: timeout";
        }
        catch (SocketException e)
        {
            failure = $"socket: {e.SocketErrorCode}";
        }
        catch (ObjectDisposedException)
        {
            // Dropped by ourselves; the reason was counted there.
        }

        if (failure is not null && !_isLeaving && !ct.IsCancellationRequested) _swarm.Statistics.Fail(failure, DeservesErrors);
        Detach(socket);
        socket.Dispose();
        if (!ct.IsCancellationRequested) _swarm.ConnectLater(this, ReconnectDelay());
    }

    /// <summary>Sends a close frame and forgets the connection.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_socket is not { } socket || _isLeaving) return;
            Span<byte> frame = stackalloc byte[SwarmFrames.MaxHeader + 2];
            frame[^2] = 1000 >> 8;
            frame[^1] = 1000 & 0xFF;
            var begin = SwarmFrames.Finish(frame, SwarmFrames.MaxHeader, 2, opcode: 8);
            if (_isUpgraded && _unsent.IsEmpty) socket.Send(frame[begin..], SocketFlags.None, out _);
            Leave();
        }
    }

    protected override void OnDue()
    {
        lock (_gate)
        {
            if (_socket is null || _isLeaving) return;
            if (!_unsent.IsEmpty && !Push())
            {
                Wait(TimeSpan.FromMilliseconds(100));
                return;
            }

            if (_isAwaiting && _swarm.Time.GetElapsedTime(_sentAt) is var waited && WaitsForAnswers)
            {
                if (waited < _swarm.Options.CallTimeout) Wait(_swarm.Options.CallTimeout - waited);
                else Drop("timeout");
                return;
            }

            if (_isBooted && _swarm.Meters is not null) Wait(_swarm.Options.CallTimeout);
            else if (_isBooted && HasOwnRhythm) Misbehave();
            else Act();
        }
    }

    private void Wait(TimeSpan delay) => _swarm.Wheel.Schedule(this, delay);

    private TimeSpan Between(double fromS, double toS) => TimeSpan.FromSeconds(fromS + (_random.NextDouble() * (toS - fromS)));

    private void Attach(Socket socket)
    {
        lock (_gate)
        {
            _socket = socket;
            _buffer = new byte[1024];
            _buffered = 0;
            _unsent = default;
            _isUpgraded = false;
            _isAwaiting = false;
            _isLeaving = false;
            _isStuck = false;
            Wait(_swarm.Options.CallTimeout);
        }
    }

    private void Detach(Socket socket)
    {
        lock (_gate)
        {
            if (_socket != socket) return;
            _socket = null;
            _buffer = [];
            _swarm.Wheel.Cancel(this);
            if (_isUpgraded) _swarm.Statistics.Connect(-1);
            if (_isBooted) _swarm.Statistics.Boot(-1);
            _isUpgraded = false;
            Volatile.Write(ref _isBooted, false);
        }
    }

    private void Drop(string reason)
    {
        _swarm.Statistics.Fail(reason, DeservesErrors);
        Leave();
    }

    /// <summary>Cuts the connection ourselves; its loop ends without counting that as a failure.</summary>
    private void Leave()
    {
        _isLeaving = true;
        _socket?.Dispose();
    }

    private async Task<string?> ReceiveAsync(Socket socket, CancellationToken ct)
    {
        while (true)
        {
            if (_misbehaviour == Misbehaviour.NeverReads && IsBooted)
            {
                await Task.Delay(TimeSpan.FromMinutes(2), _swarm.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return ct.IsCancellationRequested ? null : "never read for two minutes";
            }

            var read = await socket.ReceiveAsync(_buffer.AsMemory(_buffered), SocketFlags.None, ct);
            if (read == 0) return "closed without a close frame";
            lock (_gate)
            {
                _buffered += read;
                if (TakeAll() is { } end) return end;
                if (_socket != socket) return Abandoned;
            }
        }
    }

    /// <summary>Takes every whole frame from the buffer. Not null: the connection has ended, with what there is to say of it.</summary>
    private string? TakeAll()
    {
        var at = 0;
        if (!_isUpgraded)
        {
            if (!SwarmFrames.TryReadUpgradeAnswer(_buffer.AsSpan(0, _buffered), out var status, out at)) return Grow();
            if (status != 101) return $"upgrade: HTTP {status}";
            _isUpgraded = true;
            _swarm.Statistics.Connect(1);
            OnUpgraded();
        }

        while (SwarmFrames.TryRead(_buffer.AsSpan(at, _buffered - at), out var kind, out var payload, out var consumed))
        {
            at += consumed;
            switch (kind)
            {
                case SwarmFrameKind.Text:
                    OnText(payload);
                    break;
                case SwarmFrameKind.Ping:
                    SendControl(payload, opcode: 10);
                    break;
                case SwarmFrameKind.Close:
                    var code = payload.Length >= 2 ? (payload[0] << 8) | payload[1] : 1005;
                    SendControl(payload.Length >= 2 ? payload[..2] : default, opcode: 8);
                    return string.Create(CultureInfo.InvariantCulture, $"closed by peer: {code} {Encoding.UTF8.GetString(payload.Length > 2 ? payload[2..Math.Min(payload.Length, 62)] : default)}").TrimEnd();
            }
        }

        _buffer.AsSpan(at, _buffered - at).CopyTo(_buffer);
        _buffered -= at;
        return Grow();
    }

    private string? Grow()
    {
        if (_buffered < _buffer.Length) return null;
        if (_buffer.Length >= MaxReceive) return "a message over 1 MiB came";
        Array.Resize(ref _buffer, _buffer.Length * 4);
        return null;
    }

    private void OnText(ReadOnlySpan<byte> text)
    {
        var reply = SwarmReply.Read(text, out var id, out var rest);
        switch (reply.Type)
        {
            case 2:
                OnCommand(id, SwarmReply.NextText(rest), rest);
                break;
            case 3 when Settles(reply):
                _swarm.Statistics.Answer(_swarm.Time.GetElapsedTime(_sentAt));
                OnAnswer(rest);
                break;
            case 4 when Settles(reply):
                _swarm.Statistics.Fail($"CALLERROR {Encoding.UTF8.GetString(SwarmReply.NextText(rest))}", DeservesErrors);
                OnRefusal();
                break;
            case 3 when !DeservesErrors && _misbehaviour != Misbehaviour.NumericIds:
                _swarm.Statistics.Fail("answer to nothing", isDeserved: false);
                break;
            case 4 when DeservesErrors:
                _swarm.Statistics.Fail($"CALLERROR {Encoding.UTF8.GetString(SwarmReply.NextText(rest))}", isDeserved: true);
                break;
        }
    }

    private bool Settles(SwarmReply reply)
    {
        if (!_isAwaiting || reply.Number != _number) return false;
        _isAwaiting = false;
        return true;
    }

    private static Span<byte> Scratch() => t_scratch ??= new byte[ScratchBytes];


    private void SendControl(ReadOnlySpan<byte> payload, byte opcode)
    {
        if (payload.Length > 125) return;
        Span<byte> frame = stackalloc byte[SwarmFrames.MaxHeader + 125];
        payload.CopyTo(frame[SwarmFrames.MaxHeader..]);
        var begin = SwarmFrames.Finish(frame, SwarmFrames.MaxHeader, payload.Length, opcode);
        Send(frame[begin..(SwarmFrames.MaxHeader + payload.Length)]);
    }

    /// <summary>Sends bytes; what the socket does not take at once is kept and pushed later, as long as nothing is kept already.</summary>
    private bool Send(ReadOnlySpan<byte> bytes)
    {
        if (_socket is not { } socket || _isLeaving || _isStuck || !_unsent.IsEmpty) return false;
        var sent = socket.Send(bytes, SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock)) return false;
        if (sent < bytes.Length) _unsent = bytes[sent..].ToArray();
        return true;
    }

    /// <summary>Sends more of what is kept; true when nothing is left.</summary>
    private bool Push()
    {
        while (!_unsent.IsEmpty)
        {
            var sent = _socket!.Send(_unsent.Span, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock) return false;
            if (error != SocketError.Success)
            {
                _unsent = default;
                return true;
            }

            _unsent = _unsent[sent..];
        }

        return true;
    }
}
