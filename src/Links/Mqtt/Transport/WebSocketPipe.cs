using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Busbar.Links.WebSockets;

namespace Busbar.Links.Mqtt.Transport;

/// <summary>
/// MQTT over WebSocket as a pipe, either role: binary messages both ways, whose borders mean nothing (MQTT-6.0.0-2); text ends the connection
/// (MQTT-6.0.0-1). Completing the output says goodbye; the connection is let go when both directions are complete. Waits without a buffer. One
/// reader and one writer at a time.
/// </summary>
internal sealed class WebSocketPipe : IDuplexPipe
{
    private readonly WebSocketConnection _socket;
    private readonly MessageReader _reader;
    private readonly MessageWriter _writer;
    private int _completed;

    public WebSocketPipe(WebSocketConnection socket)
    {
        _socket = socket;
        _reader = new MessageReader(this);
        _writer = new MessageWriter(this);
    }

    public PipeReader Input => _reader;

    public PipeWriter Output => _writer;

    /// <summary>True for the second direction, with which the connection goes.</summary>
    private bool CompleteOne()
    {
        if (Interlocked.Increment(ref _completed) < 2) return false;
        _ = _socket.DisposeAsync().AsTask();
        return true;
    }

    private sealed class MessageReader(WebSocketPipe owner) : PipeReader
    {
        private ReadOnlySequence<byte> _current;
        private byte[]? _kept;
        private int _keptLength;
        private bool _isExamined = true;
        private bool _isBorrowed;
        private bool _ended;

        public override bool TryRead(out ReadResult result)
        {
            var ready = !_isExamined || _ended;
            result = ready ? Result() : default;
            return ready;
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (TryRead(out var ready)) return ready;
            Keep();
            while (!_ended)
            {
                while (owner._socket.TryRead(out var message))
                {
                    if (message.Type == WebSocketMessageType.Text)
                    {
                        await owner._socket.CloseAsync(WebSocketCloseCode.UnsupportedData, "MQTT comes in binary messages.");
                        continue;
                    }

                    if (message.Payload.IsEmpty) continue;
                    Take(message.Payload);
                    return Result();
                }

                _ended = !await owner._socket.WaitToReadAsync();
            }

            return Result();
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            _isExamined = _current.Slice(examined).IsEmpty;
            _current = _current.Slice(consumed);
            if (_current.IsEmpty) Release();
        }

        /// <summary>Cuts the connection.</summary>
        public override void CancelPendingRead() => owner._socket.Abort("Reading was given up.");

        public override void Complete(Exception? exception = null)
        {
            Release();
            _ended = true;
            owner.CompleteOne();
        }

        private ReadResult Result() => new(_current, isCanceled: false, _ended);

        /// <summary>What is left lies in the WebSocket's buffer, which the next read reuses: it is copied.</summary>
        private void Keep()
        {
            if (!_isBorrowed || _current.IsEmpty) return;
            _isBorrowed = false;
            Append(_current);
        }

        private void Take(ReadOnlyMemory<byte> payload)
        {
            _isExamined = false;
            if (_current.IsEmpty)
            {
                (_current, _isBorrowed) = (new ReadOnlySequence<byte>(payload), true);
                return;
            }

            Append(new ReadOnlySequence<byte>(payload));
        }

        private void Append(in ReadOnlySequence<byte> more)
        {
            var there = _kept is null ? 0 : (int)_current.Length;
            var needed = there + (int)more.Length;
            var target = ArrayPool<byte>.Shared.Rent(needed);
            if (there > 0) _current.CopyTo(target);
            more.CopyTo(target.AsSpan(there));
            if (_kept is not null) ArrayPool<byte>.Shared.Return(_kept);
            (_kept, _keptLength) = (target, needed);
            _current = new ReadOnlySequence<byte>(_kept, 0, _keptLength);
        }

        private void Release()
        {
            if (_kept is not null) ArrayPool<byte>.Shared.Return(_kept);
            (_kept, _keptLength, _current, _isExamined, _isBorrowed) = (null, 0, default, true, false);
        }
    }

    private sealed class MessageWriter(WebSocketPipe owner) : PipeWriter
    {
        private readonly ArrayBufferWriter<byte> _gathered = new();

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => _gathered.WrittenCount;

        public override void Advance(int bytes) => _gathered.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => _gathered.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => _gathered.GetSpan(sizeHint);

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            if (_gathered.WrittenCount == 0) return default;
            var sent = await owner._socket.SendAsync(_gathered.WrittenMemory, WebSocketMessageType.Binary);
            _gathered.ResetWrittenCount();
            return new FlushResult(isCanceled: false, isCompleted: !sent);
        }

        /// <summary>Bytes that nothing waits before go as one message.</summary>
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            if (_gathered.WrittenCount == 0) return new FlushResult(isCanceled: false, isCompleted: !await owner._socket.SendAsync(source, WebSocketMessageType.Binary));
            _gathered.Write(source.Span);
            return await FlushAsync(cancellationToken);
        }

        /// <summary>Cuts the connection.</summary>
        public override void CancelPendingFlush() => owner._socket.Abort("Writing was given up.");

        public override void Complete(Exception? exception = null)
        {
            if (owner.CompleteOne()) return;
            _ = owner._socket.CloseAsync(WebSocketCloseCode.Normal, "").AsTask();
        }
    }
}
