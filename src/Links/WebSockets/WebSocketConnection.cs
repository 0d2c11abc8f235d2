using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Busbar.Links.Timing;
using Busbar.Links.WebSockets.Internal;

namespace Busbar.Links.WebSockets;

/// <summary>
/// A WebSocket (RFC 6455, no extensions) over a pipe that is past its handshake, for either role. Nothing is allocated per message and an
/// idle connection holds no buffer. One reader at a time calls <see cref="WaitToReadAsync"/> and <see cref="TryRead"/>; any thread may send,
/// close or abort.
/// </summary>
/// <remarks>
/// <para>Reading drives the connection: pings are answered, the close handshake is run and buffered messages are flushed in
/// <see cref="WaitToReadAsync"/>. The loop is</para>
/// <code>
/// while (await socket.WaitToReadAsync())
///     while (socket.TryRead(out var message)) { ... socket.TryBuffer(answer, ...); }
/// </code>
/// <para>so that all answers to one batch of input leave in one write. Compression (permessage-deflate) is never agreed to: it triples
/// the memory of a connection. Text that is not UTF-8 closes with 1007, as the RFC demands; whether it is JSON is for the layer above.</para>
/// </remarks>
public sealed partial class WebSocketConnection : IAsyncDisposable
{
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly Action? _abort;
    private readonly WebSocketOptions _options;
    private readonly TimeProvider _time;
    private readonly DeadlineWheel _wheel;
    private readonly Watch _watch;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private FrameReader _frames;
    private ReadOnlySequence<byte> _buffer;
    private bool _holdsBuffer;
    private bool _inputEnded;
    private ReadOnlyMemory<byte>? _pongDue;
    private Phase _phase;
    private WebSocketClosure? _closure;

    private long _lastReceived;

    /// <summary>Takes over <paramref name="transport"/>, which must be past the handshake; what is written to it and not flushed, such as the handshake's
    /// answer, leaves with the first flush.</summary>
    /// <param name="transport">Both directions of the byte stream.</param>
    /// <param name="role">Which end this is.</param>
    /// <param name="options">Limits; <see cref="WebSocketOptions.Default"/> when null.</param>
    /// <param name="time">Clock of all deadlines.</param>
    /// <param name="subProtocol">The sub-protocol agreed in the handshake; null for none.</param>
    /// <param name="abort">Cuts the transport at once, from any thread; null when completing the pipe does.</param>
    public WebSocketConnection(
        IDuplexPipe transport, WebSocketRole role, WebSocketOptions? options, TimeProvider time, string? subProtocol = null, Action? abort = null)
    {
        _input = transport.Input;
        _output = transport.Output;
        _options = options ?? WebSocketOptions.Default;
        _time = time;
        _abort = abort;
        Role = role;
        SubProtocol = subProtocol;
        SilenceLimitWithoutPong = _options.SilenceLimitWithoutPong;
        _frames = new FrameReader(expectMasked: role == WebSocketRole.Server, _options.MaxMessageBytes);
        _lastReceived = time.GetTimestamp();
        _unflushedBytes = _output.CanGetUnflushedBytes ? (int)_output.UnflushedBytes : 0;
        _wheel = DeadlineWheel.For(time);
        _watch = new Watch(this);
        _watch.Arm();
    }

    private enum Phase
    {
        Open,
        PeerClosed,
        Failed,
        Ended,
    }

    /// <summary>Which end this is.</summary>
    public WebSocketRole Role { get; }

    /// <summary>The sub-protocol agreed in the handshake; null for none.</summary>
    public string? SubProtocol { get; }

    /// <summary>How it ended; null while it has not. Stays what it was first set to.</summary>
    public WebSocketClosure? Closure => Volatile.Read(ref _closure);

    /// <summary>Bytes received since the handshake, framing included.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Bytes sent since the handshake, framing included.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Bytes framed by <see cref="TryBuffer"/> and not yet handed to the transport.</summary>
    public int UnflushedBytes => Volatile.Read(ref _unflushedBytes);

    /// <summary>The peer has answered a ping.</summary>
    public bool HasPonged { get; private set; }

    /// <summary>Silence after which a peer that has never answered a ping is taken for dead; zero never. Set it to three times the heartbeat
    /// interval once that is agreed. Starts as <see cref="WebSocketOptions.SilenceLimitWithoutPong"/>.</summary>
    public TimeSpan SilenceLimitWithoutPong { get; set; }

    /// <summary>Time since the last byte was received.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _lastReceived));

    /// <summary>
    /// Sends what is buffered, then waits for input. True: call <see cref="TryRead"/> until it is false, then this again. False: the connection
    /// has ended, the close handshake is done and <see cref="Closure"/> says why; dispose it.
    /// </summary>
    public ValueTask<bool> WaitToReadAsync()
    {
        if (_holdsBuffer)
        {
            _holdsBuffer = false;
            _input.AdvanceTo(_buffer.Start, _buffer.End);
            _buffer = default;
        }

        return WaitAsync();
    }

    /// <summary>Takes the next whole message that is already here; false when there is none.</summary>
    public bool TryRead(out WebSocketMessage message)
    {
        while (_holdsBuffer && _phase == Phase.Open)
        {
            switch (_frames.Read(ref _buffer))
            {
                case FrameEvent.Message:
                    _watch.MessageEnded();
                    if (Volatile.Read(ref _closeSent)) continue;
                    message = new WebSocketMessage(_frames.MessageType, _frames.Payload);
                    return true;
                case FrameEvent.Ping:
                    _pongDue = _frames.Payload;
                    continue;
                case FrameEvent.Pong:
                    HasPonged = true;
                    continue;
                case FrameEvent.Close:
                    _phase = Phase.PeerClosed;
                    SetClosure(_frames.CloseCode, _frames.Text, byPeer: true);
                    break;
                case FrameEvent.Fault:
                    _phase = Phase.Failed;
                    SetClosure(_frames.CloseCode, _frames.Text, byPeer: false);
                    break;
                case FrameEvent.NeedMore:
                    NotePartialMessage();
                    message = default;
                    return false;
            }
        }

        message = default;
        return false;
    }

    /// <summary>Cuts the connection without a close frame. Later calls do nothing. Thread safe.</summary>
    public void Abort(string reason)
    {
        SetClosure(WebSocketCloseCode.Abnormal, reason, byPeer: false);
        if (Interlocked.Exchange(ref _aborted, true)) return;
        Volatile.Write(ref _closeSent, true);
        if (_abort is not null) _abort();
        else
        {
            _input.CancelPendingRead();
            _output.CancelPendingFlush();
        }
    }

    /// <summary>Releases buffers and completes the transport; a transport that is still open is then closed by its owner. Call it once, after
    /// the reader has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        SetClosure(WebSocketCloseCode.Abnormal, "Disposed.", byPeer: false);
        _phase = Phase.Ended;
        _closeSent = true;
        _watch.Disarm();
        if (_holdsBuffer)
        {
            _holdsBuffer = false;
            _input.AdvanceTo(_buffer.End);
        }

        _buffer = default;
        _frames.Release();
        await _input.CompleteAsync();
        await CompleteOutputAsync();
    }

    /// <summary>Is it how a broken or aborted transport makes itself known?</summary>
    internal static bool IsLinkFailure(Exception e) =>
        e is IOException or OperationCanceledException or ObjectDisposedException;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync()
    {
        try
        {
            if (_pongDue is { } pong && _phase == Phase.Open)
            {
                _pongDue = null;
                await SendControlAsync(Opcode.Pong, pong);
            }

            if (Volatile.Read(ref _unflushedBytes) > 0) await FlushAsync();
            if (_phase == Phase.Open && !_inputEnded && !Volatile.Read(ref _aborted))
            {
                _watch.ReadingBegan();
                var result = await _input.ReadAsync();
                _watch.ReadingEnded();
                if (Take(result)) return true;
            }

            if (_phase == Phase.Open) SetClosure(WebSocketCloseCode.Abnormal, "The peer closed TCP within a message.", byPeer: true);
            else await EndAsync();
        }
        catch (Exception e) when (IsLinkFailure(e))
        {
            SetClosure(WebSocketCloseCode.Abnormal, e.Message, byPeer: true);
        }

        _phase = Phase.Ended;
        return false;
    }

    /// <summary>Keeps what was read; false when the input has ended and nothing new came.</summary>
    private bool Take(in ReadResult result)
    {
        _buffer = result.Buffer;
        _holdsBuffer = true;
        _inputEnded = result.IsCompleted;
        if (result.IsCanceled && Volatile.Read(ref _aborted)) return false;
        Volatile.Write(ref _lastReceived, _time.GetTimestamp());
        if (!_inputEnded || !_buffer.IsEmpty) return true;
        SetClosure(WebSocketCloseCode.Abnormal, "The peer closed TCP without a close frame.", byPeer: true);
        return false;
    }

    private void SetClosure(ushort code, string reason, bool byPeer) =>
        Interlocked.CompareExchange(ref _closure, new WebSocketClosure(code, reason, byPeer), null);
}
