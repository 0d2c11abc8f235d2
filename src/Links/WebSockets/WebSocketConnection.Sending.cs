using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Busbar.Links.WebSockets.Internal;

namespace Busbar.Links.WebSockets;

public sealed partial class WebSocketConnection
{
    /// <summary>Frames up to this size are written into one piece of the output's memory.</summary>
    private const int OnePieceBytes = 2048;

    private const int MaxReasonBytes = FrameHeader.MaxControlPayload - sizeof(ushort);

    private int _unflushedBytes;
    private bool _closeSent;
    private bool _aborted;
    private bool _outputCompleted;

    /// <summary>Frames a message into the output without sending it: the next <see cref="WaitToReadAsync"/>, <see cref="FlushAsync"/> or
    /// <see cref="SendAsync"/> does. Never waits. Thread safe.</summary>
    public BufferOutcome TryBuffer(ReadOnlySpan<byte> payload, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        if (Volatile.Read(ref _closeSent)) return BufferOutcome.Closed;
        if (!_gate.Wait(0)) return BufferOutcome.Busy;
        try
        {
            if (_closeSent) return BufferOutcome.Closed;
            WriteFrame((Opcode)type, payload);
            Volatile.Write(ref _unflushedBytes, _unflushedBytes + payload.Length + 1);
            return BufferOutcome.Buffered;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// Sends a message; completes when the transport has room again, so that a peer that does not read slows its sender. False: the
    /// connection no longer sends. A peer that makes no room within <see cref="WebSocketOptions.WriteTimeout"/> is cut off. Thread safe.
    /// </summary>
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> payload, WebSocketMessageType type = WebSocketMessageType.Text) =>
        SendFrameAsync((Opcode)type, payload);

    /// <summary>Sends what <see cref="TryBuffer"/> has collected. Thread safe.</summary>
    public ValueTask FlushAsync()
    {
        if (Volatile.Read(ref _unflushedBytes) == 0) return ValueTask.CompletedTask;
        if (!_gate.Wait(0)) return FlushWhenFreeAsync();
        var flush = StartFlush();
        if (!flush.IsCompletedSuccessfully) return FinishFlushAsync(flush);
        flush.GetAwaiter().GetResult();
        _gate.Release();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Starts the close handshake; completes when the close frame is on its way. Messages that arrive afterwards are dropped and
    /// <see cref="WaitToReadAsync"/> ends when the peer answers or <see cref="WebSocketOptions.CloseTimeout"/> is over. Does nothing when the connection is already
    /// closing. Thread safe.
    /// </summary>
    /// <param name="code">Close code, see <see cref="WebSocketCloseCode"/>.</param>
    /// <param name="reason">Reason in words; cut to 123 bytes of UTF-8 (RFC 6455, 5.5).</param>
    public async ValueTask CloseAsync(ushort code, string reason)
    {
        if (!WebSocketCloseCode.MayBeSent(code)) throw new ArgumentOutOfRangeException(nameof(code), code, "Close codes are 1000 to 1003, 1007 to 1014 and 3000 to 4999.");
        SetClosure(code, reason, byPeer: false);
        _watch.ExpectClose();
        try
        {
            await SendCloseAsync(code, reason);
        }
        catch (Exception e) when (IsLinkFailure(e))
        {
            Abort(e.Message);
        }
    }

    private async ValueTask SendCloseAsync(ushort code, string reason)
    {
        var payload = new byte[FrameHeader.MaxControlPayload];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        Encoding.UTF8.GetEncoder().Convert(reason, payload.AsSpan(sizeof(ushort), MaxReasonBytes), flush: true, out _, out var written, out _);
        var length = code == WebSocketCloseCode.NoStatus ? 0 : sizeof(ushort) + written;
        await SendFrameAsync(Opcode.Close, payload.AsMemory(0, length));
    }

    /// <summary>Runs the end of the connection: our close frame if it is still owed, then the peer's side of the farewell.</summary>
    private async ValueTask EndAsync()
    {
        if (_holdsBuffer)
        {
            _holdsBuffer = false;
            _input.AdvanceTo(_buffer.Start);
            _buffer = default;
        }

        _watch.ExpectClose();
        if (Closure is { } closure && !Volatile.Read(ref _closeSent))
            await SendCloseAsync(_phase == Phase.PeerClosed ? _frames.CloseCode : closure.Code, _phase == Phase.PeerClosed ? "" : closure.Reason);

        // A server whose peer has said goodbye closes TCP; everyone else reads on until the peer does, because closing with
        // unread input makes TCP reset the connection and the close frame may be lost.
        if (_phase == Phase.PeerClosed && Role == WebSocketRole.Server) return;
        await DrainAsync();
    }

    private async ValueTask DrainAsync()
    {
        while (!Volatile.Read(ref _aborted))
        {
            var result = await _input.ReadAsync();
            var rest = result.Buffer;
            var ended = _phase == Phase.Failed ? _frames.SkipToClose(ref rest) : SkipAll(ref rest);
            _input.AdvanceTo(rest.Start, rest.End);
            if (ended || result.IsCompleted || result.IsCanceled) return;
        }

        static bool SkipAll(ref ReadOnlySequence<byte> rest)
        {
            rest = rest.Slice(rest.End);
            return false;
        }
    }

    private ValueTask<bool> SendFrameAsync(Opcode opcode, ReadOnlyMemory<byte> payload)
    {
        if (Volatile.Read(ref _closeSent)) return new ValueTask<bool>(false);
        if (!_gate.Wait(0)) return SendWhenFreeAsync(opcode, payload);
        ValueTask<FlushResult> flush;
        try
        {
            if (_closeSent)
            {
                _gate.Release();
                return new ValueTask<bool>(false);
            }

            WriteFrame(opcode, payload.Span);
            _closeSent = opcode == Opcode.Close;
        }
        catch
        {
            _gate.Release();
            throw;
        }

        flush = StartFlush();
        if (!flush.IsCompletedSuccessfully) return FinishSendAsync(flush);
        flush.GetAwaiter().GetResult();
        _gate.Release();
        return new ValueTask<bool>(true);
    }

    private async ValueTask SendControlAsync(Opcode opcode, ReadOnlyMemory<byte> payload) => await SendFrameAsync(opcode, payload);

    private async ValueTask<bool> SendWhenFreeAsync(Opcode opcode, ReadOnlyMemory<byte> payload)
    {
        await _gate.WaitAsync();
        try
        {
            if (_closeSent)
            {
                _gate.Release();
                return false;
            }

            WriteFrame(opcode, payload.Span);
            _closeSent = opcode == Opcode.Close;
        }
        catch
        {
            _gate.Release();
            throw;
        }

        return await FinishSendAsync(StartFlush());
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FinishSendAsync(ValueTask<FlushResult> flush)
    {
        await FinishFlushAsync(flush);
        return true;
    }

    private async ValueTask FlushWhenFreeAsync()
    {
        await _gate.WaitAsync();
        await FinishFlushAsync(StartFlush());
    }

    /// <summary>Call with the gate held; a failure comes with the task.</summary>
    private ValueTask<FlushResult> StartFlush()
    {
        if (_outputCompleted) return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, isCompleted: true));
        _unflushedBytes = 0;
        try
        {
            return _output.FlushAsync();
        }
        catch (Exception e) when (IsLinkFailure(e))
        {
            return ValueTask.FromException<FlushResult>(e);
        }
    }

    /// <summary>Waits for the peer to make room, then opens the gate.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FinishFlushAsync(ValueTask<FlushResult> flush)
    {
        _watch.WriteBegan();
        try
        {
            await flush;
        }
        finally
        {
            _watch.WriteEnded();
            _gate.Release();
        }
    }

    private async ValueTask CompleteOutputAsync()
    {
        if (!_gate.Wait(0))
        {
            // A sender waits for a peer that does not read: cut it, and its flush ends.
            Abort("Disposed while sending.");
            await _gate.WaitAsync();
        }

        _outputCompleted = true;
        _gate.Release();
        await _output.CompleteAsync();
    }

    /// <summary>Call with the gate held.</summary>
    private void WriteFrame(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        if (_outputCompleted) return;
        uint? mask = Role == WebSocketRole.Client ? Masking.NewKey() : null;
        var headBytes = FrameHeader.SizeFor(payload.Length, mask is not null);
        BytesSent += headBytes + payload.Length;
        if (headBytes + payload.Length <= OnePieceBytes)
        {
            var whole = _output.GetSpan(headBytes + payload.Length);
            FrameHeader.Write(whole, opcode, payload.Length, mask);
            var body = whole.Slice(headBytes, payload.Length);
            payload.CopyTo(body);
            if (mask is { } key) Masking.Apply(body, key, 0);
            _output.Advance(headBytes + payload.Length);
            return;
        }

        FrameHeader.Write(_output.GetSpan(headBytes), opcode, payload.Length, mask);
        _output.Advance(headBytes);
        for (var at = 0; at < payload.Length;)
        {
            var piece = _output.GetSpan();
            var take = Math.Min(piece.Length, payload.Length - at);
            payload.Slice(at, take).CopyTo(piece);
            if (mask is { } key) Masking.Apply(piece[..take], key, at);
            _output.Advance(take);
            at += take;
        }
    }
}
