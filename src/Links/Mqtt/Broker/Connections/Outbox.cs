using System.Buffers;
using System.IO.Pipelines;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>
/// Bytes on their way to one client. Whoever has something for the client appends it and goes on; nobody ever waits here. What has gathered leaves in
/// one write at the end of the <see cref="FlushScope"/> of the thread that filled it. While the transport is full, what comes gathers
/// until the write is done. Holds no memory while it is empty. Thread safe.
/// </summary>
internal sealed class Outbox(BrokerConnection owner, TimeProvider time) : IBufferWriter<byte>, IThreadPoolWorkItem
{
    private const int FirstBytes = 256;

    /// <summary>A client that was sent something so short a time ago gets the next together with what others have for it: one write instead of many.</summary>
    private static readonly TimeSpan GatherTime = TimeSpan.FromMicroseconds(200);

    private readonly Lock _gate = new();
    private readonly long _gatherTicks = (long)(GatherTime.TotalSeconds * time.TimestampFrequency);
    private PipeWriter? _output;
    private byte[]? _buffer;
    private int _length;
    private int _inTransit;
    private bool _sending;
    private bool _noted;
    private bool _queued;
    private bool _finishing;
    private bool _ended;
    private bool _completed;
    private long _flushedAt = long.MinValue / 2;
    private long _writeSince;

    /// <summary>Bytes that wait, those that the transport has not taken yet included.</summary>
    public int Pending => Volatile.Read(ref _length) + Volatile.Read(ref _inTransit);

    /// <summary>Bytes that the transport has taken.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Packets appended.</summary>
    public long Packets { get; private set; }

    /// <summary>PUBLISH packets appended.</summary>
    public long Messages { get; private set; }

    /// <summary>Monotonic timestamp since when the transport has had no room; 0 while it has.</summary>
    public long WriteSince => Volatile.Read(ref _writeSince);

    /// <summary>Says where it sends to; before anything is appended.</summary>
    public void Open(PipeWriter output) => _output = output;

    /// <summary>Appends a PUBLISH that is encoded already, with its packet identifier put in at <paramref name="idAt"/>; 0 for none. False when more than
    /// <paramref name="limit"/> bytes wait, or nothing more is taken.</summary>
    public bool TryAppend(ReadOnlySpan<byte> publish, int idAt, ushort packetId, int limit)
    {
        lock (_gate)
        {
            if (_finishing || _length + _inTransit > limit) return false;
            var to = GetSpan(publish.Length);
            publish.CopyTo(to);
            if (idAt > 0) (to[idAt], to[idAt + 1]) = ((byte)(packetId >> 8), (byte)packetId);
            _length += publish.Length;
            Messages++;
            Note();
            return true;
        }
    }

    /// <summary>Appends a PUBLISH whose fields differ from client to client.</summary>
    public void Append(in PublishFrame publish)
    {
        lock (_gate)
        {
            if (_finishing) return;
            _length += publish.Write(GetSpan(publish.Size));
            Messages++;
            Note();
        }
    }

    /// <summary>Appends PUBACK, PUBREC, PUBREL or PUBCOMP.</summary>
    public void Append(MqttVersion version, MqttPacketType type, ushort packetId, MqttReasonCode code)
    {
        lock (_gate)
        {
            if (_finishing) return;
            _length += MqttPacketWriter.WriteAck(GetSpan(MqttPacketWriter.MaxAckBytes), version, type, packetId, code);
            Note();
        }
    }

    /// <summary>Appends a whole packet.</summary>
    public void Append(ReadOnlySpan<byte> packet)
    {
        lock (_gate)
        {
            if (_finishing) return;
            packet.CopyTo(GetSpan(packet.Length));
            _length += packet.Length;
            Note();
        }
    }

    /// <summary>Appends a PINGRESP.</summary>
    public void AppendPingResp()
    {
        lock (_gate)
        {
            if (_finishing) return;
            MqttPacketWriter.WritePingResp(this);
            Note();
        }
    }

    /// <summary>Nothing more is taken; when all has left, the client gets the end of the stream.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            if (_finishing) return;
            _finishing = true;
            NoteEnd();
        }
    }

    /// <summary>The connection is over: what waits is dropped.</summary>
    public void End()
    {
        bool sending;
        lock (_gate)
        {
            sending = _sending;
            Drop();
        }

        // A write that is under way fails or ends by itself, and then completes the output.
        if (!sending) CompleteOutput();
    }

    /// <summary>Sends what has gathered, on this thread, or soon when the client was sent something just now.</summary>
    public void Flush()
    {
        var now = time.GetTimestamp();
        if (now - Volatile.Read(ref _flushedAt) < _gatherTicks && !Volatile.Read(ref _finishing)) FlushSoon();
        else Send();
    }

    /// <summary>Sends on the thread pool.</summary>
    public void FlushSoon()
    {
        if (!Interlocked.Exchange(ref _queued, true)) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _queued, false);
        using var scope = FlushScope.Enter();
        Send();
    }

    void IBufferWriter<byte>.Advance(int count) => _length += count;

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_length);
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => GetSpan(sizeHint);

    private Span<byte> GetSpan(int sizeHint)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_length);
    }

    private void MakeRoom(int sizeHint)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (_buffer is not null && _buffer.Length >= needed) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBytes, Math.Max(needed, _length * 2)));
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }

    /// <summary>Something was appended: sees to it that it leaves.</summary>
    private void Note()
    {
        Packets++;
        NoteEnd();
    }

    private void NoteEnd()
    {
        if (_noted || _sending) return;
        _noted = true;
        if (!FlushScope.TryAdd(this)) FlushSoon();
    }

    private void Send()
    {
        while (TryTake(out var bytes, out var length))
        {
            ValueTask<FlushResult> write;
            try
            {
                write = _output!.WriteAsync(bytes.AsMemory(0, length));
            }
            catch (Exception e)
            {
                write = ValueTask.FromException<FlushResult>(e);
            }

            if (!write.IsCompleted)
            {
                Volatile.Write(ref _writeSince, Math.Max(1, time.GetTimestamp()));
                owner.WriteBegan();
                _ = FinishAsync(write, bytes, length);
                return;
            }

            if (!TrySettle(write, bytes, length)) return;
        }
    }

    /// <summary>Waits for a transport that was full, then goes on. Whatever the transport throws ends this client's connection and no other: the thread is a
    /// neighbour's.</summary>
    private async Task FinishAsync(ValueTask<FlushResult> write, byte[] bytes, int length)
    {
        Exception? failure = null;
        try
        {
            await write;
        }
        catch (Exception e)
        {
            failure = e;
        }

        Volatile.Write(ref _writeSince, 0);
        using var scope = FlushScope.Enter();
        if (TrySettle(failure is null ? default : ValueTask.FromException<FlushResult>(failure), bytes, length)) Send();
    }

    /// <summary>Takes what has gathered; false when there is nothing or another thread is sending, which then takes it.</summary>
    private bool TryTake(out byte[] bytes, out int length)
    {
        (bytes, length) = ([], 0);
        lock (_gate)
        {
            _noted = false;
            if (_sending || _ended) return false;
            if (_length > 0)
            {
                (bytes, length) = (_buffer!, _length);
                (_buffer, _inTransit) = (null, _length);
                _length = 0;
                _sending = true;
                Volatile.Write(ref _flushedAt, time.GetTimestamp());
                return true;
            }

            if (!_finishing) return false;
            _ended = true;
        }

        CompleteOutput();
        return false;
    }

    /// <summary>A write is done; false when it failed and nothing more will leave.</summary>
    private bool TrySettle(ValueTask<FlushResult> write, byte[] bytes, int length)
    {
        Exception? failure = null;
        try
        {
            if (write.GetAwaiter().GetResult() is { IsCompleted: true } or { IsCanceled: true }) failure = new IOException("The client has closed the connection.");
        }
        catch (Exception e)
        {
            failure = e;
        }

        ArrayPool<byte>.Shared.Return(bytes);
        bool ended;
        lock (_gate)
        {
            _sending = false;
            _inTransit = 0;
            BytesSent += length;
            if (failure is not null) Drop();
            ended = _ended;
        }

        if (ended) CompleteOutput();
        else owner.OnSent();
        if (failure is not null) owner.Abort(failure.Message);
        return !ended;
    }

    private void CompleteOutput()
    {
        if (!Interlocked.Exchange(ref _completed, true)) _output?.Complete();
    }

    private void Drop()
    {
        (_finishing, _ended) = (true, true);
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = (null, 0);
    }
}
