using System.Buffers;
using System.IO.Pipelines;

namespace Busbar.Links.Mqtt.Client.Internal;

/// <summary>
/// What one connection has to send: packets are written into one pooled array while another one is on its way, so everything that gathers goes in one
/// send. Everything under the client's lock, but <see cref="FlushAsync"/>.
/// </summary>
internal sealed class LinkOutput(PipeWriter output, Lock gate, TimeProvider time) : IBufferWriter<byte>
{
    private const int SmallestArray = 4096;

    /// <summary>Most bytes of one write: a WebSocket message that a server with a small limit takes.</summary>
    private const int LargestWrite = 64 * 1024;

    private byte[]? _array;
    private int _count;
    private bool _isFlushing;

    /// <summary>Bytes that wait for the send under way to end.</summary>
    public int Waiting => _count;

    /// <summary>When the last send began, by the clock's timestamp.</summary>
    public long SentAt { get; private set; } = time.GetTimestamp();

    /// <summary>A send has been under way since <see cref="SentAt"/>.</summary>
    public bool IsFlushing => _isFlushing;

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _array.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _array.AsSpan(_count);
    }

    /// <summary>Whether the caller has to call <see cref="FlushAsync"/>: something waits, and no send is under way that would take it along.</summary>
    public bool TryBeginFlush()
    {
        if (_isFlushing || _count == 0) return false;
        SentAt = time.GetTimestamp();
        return _isFlushing = true;
    }

    /// <summary>Sends what waits, and what comes meanwhile. After <see cref="TryBeginFlush"/>, outside the lock.</summary>
    /// <exception cref="IOException">The link broke.</exception>
    public async Task FlushAsync()
    {
        while (true)
        {
            byte[] array;
            int count;
            lock (gate)
            {
                if (_count == 0)
                {
                    _isFlushing = false;
                    return;
                }

                (array, count, _array, _count) = (_array!, _count, null, 0);
                SentAt = time.GetTimestamp();
            }

            for (var at = 0; at < count; at += LargestWrite)
            {
                var result = await output.WriteAsync(array.AsMemory(at, Math.Min(LargestWrite, count - at)));
                if (result.IsCompleted) throw new IOException("The server takes no more.");
            }

            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private void Grow(int more)
    {
        if (_array is null)
        {
            _array = ArrayPool<byte>.Shared.Rent(Math.Max(more, SmallestArray));
            return;
        }

        if (_array.Length - _count >= more) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_array.Length * 2, _count + more));
        _array.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
