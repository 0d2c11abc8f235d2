using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Busbar.Links.Transport;

/// <summary>
/// A TCP socket as a pipe, without the two queues and two pump tasks of the general solution: reading receives into, and flushing sends
/// from, one pooled array per direction that exists only while there are bytes in it. One reader and one writer at a time.
/// </summary>
internal sealed class SocketPipe : IDuplexPipe
{
    private readonly Socket _socket;
    private readonly Receiver _receiver;
    private readonly Sender _sender;
    private int _completed;

    public SocketPipe(Socket socket)
    {
        _socket = socket;
        socket.Blocking = false;
        _receiver = new Receiver(this);
        _sender = new Sender(this);
    }

    public PipeReader Input => _receiver;

    public PipeWriter Output => _sender;

    /// <summary>A broken socket as those above a pipe know it.</summary>
    private static IOException Broken(Exception e) => new(e is ObjectDisposedException ? "The connection was cut." : e.Message, e);

    private bool CompleteOne()
    {
        if (Interlocked.Increment(ref _completed) < 2) return false;
        _socket.Dispose();
        return true;
    }

    private sealed class Receiver(SocketPipe owner) : PipeReader
    {
        private const int MinReadBytes = 4096;

        private byte[]? _buffer;
        private int _start;
        private int _end;
        private bool _examined = true;
        private bool _ended;
        private bool _canceled;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            TryRead(out var result) ? new ValueTask<ReadResult>(result) : ReceiveAsync();

        public override bool TryRead(out ReadResult result)
        {
            var ready = (_end > _start && !_examined) || _ended || _canceled;
            result = ready ? Result() : default;
            return ready;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            if (_buffer is null) return;
            _start = consumed.GetInteger();
            _examined = examined.GetInteger() == _end;
            if (_start == _end) Release();
        }

        public override void CancelPendingRead()
        {
            _canceled = true;
            owner._socket.Dispose();
        }

        public override void Complete(Exception? exception = null)
        {
            Release();
            owner.CompleteOne();
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<ReadResult> ReceiveAsync()
        {
            // Wait for data before renting memory for it: most connections are silent most of the time.
            var received = 0;
            do
            {
                try
                {
                    if (_buffer is null || received < 0) await owner._socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None);
                    MakeRoom();
                    received = Receive(_buffer.AsSpan(_end));
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    throw Broken(e);
                }
            }
            while (received < 0);
            _end += received;
            _ended = received == 0;
            _examined = false;
            if (_start == _end) Release();
            return Result();
        }

        /// <summary>What is there now; -1 when nothing is, 0 at the end.</summary>
        private int Receive(Span<byte> to)
        {
            var received = owner._socket.Receive(to, SocketFlags.None, out var error);
            return error switch
            {
                SocketError.Success => received,
                SocketError.WouldBlock => -1,
                _ => throw new SocketException((int)error),
            };
        }

        private ReadResult Result()
        {
            var canceled = _canceled;
            _canceled = false;
            var buffer = _buffer is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
            return new ReadResult(buffer, canceled, _ended);
        }

        private void MakeRoom()
        {
            if (_buffer is null)
            {
                _buffer = ArrayPool<byte>.Shared.Rent(MinReadBytes);
                return;
            }

            if (_end < _buffer.Length) return;
            var waiting = _end - _start;
            var target = _start > 0 ? _buffer : ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(_start, waiting).CopyTo(target);
            if (target != _buffer) ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
            _start = 0;
            _end = waiting;
        }

        private void Release()
        {
            if (_buffer is null) return;
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
            _start = _end = 0;
            _examined = true;
        }
    }

    private sealed class Sender(SocketPipe owner) : PipeWriter
    {
        private const int MinBufferBytes = 1024;

        private byte[]? _buffer;
        private int _length;

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => _length;

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            MakeRoom(sizeHint);
            return _buffer.AsMemory(_length);
        }

        public override Span<byte> GetSpan(int sizeHint = 0)
        {
            MakeRoom(sizeHint);
            return _buffer.AsSpan(_length);
        }

        public override void Advance(int bytes)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, (_buffer?.Length ?? 0) - _length);
            _length += bytes;
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            _length == 0 ? default : SendAsync(_buffer.AsMemory(0, _length), cancellationToken);

        /// <summary>Bytes that nothing waits before are sent where they lie.</summary>
        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            if (_length == 0) return source.IsEmpty ? default : SendAsync(source, cancellationToken);
            source.Span.CopyTo(GetSpan(source.Length));
            Advance(source.Length);
            return FlushAsync(cancellationToken);
        }

        public override void CancelPendingFlush() => owner._socket.Dispose();

        /// <summary>Nothing more will be sent: while the other direction is still read, the peer is told so.</summary>
        public override void Complete(Exception? exception = null)
        {
            Release();
            if (owner.CompleteOne()) return;
            try
            {
                owner._socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It is broken already.
            }
        }

        private ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
        {
            try
            {
                var sent = owner._socket.Send(bytes.Span, SocketFlags.None, out var error);
                if (error is not (SocketError.Success or SocketError.WouldBlock)) throw new SocketException((int)error);
                if (error == SocketError.WouldBlock) sent = 0;
                if (sent < bytes.Length) return FinishAsync(bytes[sent..], ct);
                Release();
                return default;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return ValueTask.FromException<FlushResult>(Broken(e));
            }
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<FlushResult> FinishAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
        {
            try
            {
                while (!bytes.IsEmpty) bytes = bytes[await owner._socket.SendAsync(bytes, SocketFlags.None, ct)..];
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                throw Broken(e);
            }

            Release();
            return default;
        }

        private void MakeRoom(int sizeHint)
        {
            var needed = _length + Math.Max(sizeHint, 1);
            if (_buffer is not null && _buffer.Length >= needed) return;
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(MinBufferBytes, Math.Max(needed, _length * 2)));
            if (_buffer is not null)
            {
                _buffer.AsSpan(0, _length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_buffer);
            }

            _buffer = larger;
        }

        private void Release()
        {
            if (_buffer is null) return;
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
            _length = 0;
        }
    }
}
