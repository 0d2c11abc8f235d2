using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Busbar.Links.WebSockets.Internal;

/// <summary>What <see cref="FrameReader.Read"/> found.</summary>
internal enum FrameEvent
{
    /// <summary>Nothing whole yet.</summary>
    NeedMore,

    /// <summary>A data message; see <see cref="FrameReader.Payload"/>.</summary>
    Message,

    /// <summary>A ping; its payload must go back.</summary>
    Ping,

    /// <summary>A pong.</summary>
    Pong,

    /// <summary>A close frame; see <see cref="FrameReader.CloseCode"/>.</summary>
    Close,

    /// <summary>The peer broke a rule; see <see cref="FrameReader.CloseCode"/> and <see cref="FrameReader.Text"/>.</summary>
    Fault,
}

/// <summary>
/// Bytes to messages, without I/O: unmasks, checks and joins frames. A message that is one frame in one piece of memory is
/// handed out where it lies; any other is joined in a pooled array that grows only with bytes really received.
/// </summary>
internal struct FrameReader(bool expectMasked, int maxMessageBytes)
{
    /// <summary>An unfinished frame up to this size is left to the transport's buffer; a larger one is drained as it comes, so that no
    /// back-pressure threshold of a transport can be smaller than a frame.</summary>
    private const int WaitForWholeFrameBytes = 4096;

    private const int MinAssemblyBytes = 1024;

    private byte[]? _assembly;
    private int _assembled;
    private Opcode _message;
    private bool _assemblyDelivered;
    private FrameHeader _frame;
    private long _frameLeft;

    /// <summary>The last message or the payload of the last ping; valid until the next call of <see cref="Read"/>.</summary>
    public ReadOnlyMemory<byte> Payload { get; private set; }

    /// <summary>Kind of the last message.</summary>
    public WebSocketMessageType MessageType { get; private set; }

    /// <summary>Code of the close frame received, or the code that answers a fault.</summary>
    public ushort CloseCode { get; private set; }

    /// <summary>Reason in the close frame received, or the fault in words.</summary>
    public string Text { get; private set; } = "";

    /// <summary>A message has begun and is not whole.</summary>
    public readonly bool InMessage => _frameLeft > 0 || _message != Opcode.Continuation;

    /// <summary>Takes the next event off <paramref name="buffer"/>. The buffer's memory is unmasked in place.</summary>
    public FrameEvent Read(ref ReadOnlySequence<byte> buffer)
    {
        ReleaseDelivered();
        while (true)
        {
            if (_frameLeft > 0)
            {
                Append(ref buffer);
                if (_frameLeft > 0) return FrameEvent.NeedMore;
                if (_frame.Fin) return DeliverAssembly();
            }

            if (!TryReadHeader(buffer, out var header)) return FrameEvent.NeedMore;
            if (Check(header) is { } broken) return Fault(WebSocketCloseCode.ProtocolError, broken);
            if (header.IsControl) return ReadControl(header, ref buffer);

            if (header.Length > maxMessageBytes - _assembled)
                return Fault(WebSocketCloseCode.MessageTooBig, $"Message of {_assembled + header.Length} bytes; at most {maxMessageBytes} are taken.");

            var available = buffer.Length - header.Bytes;
            if (available < header.Length && header.Length <= WaitForWholeFrameBytes) return FrameEvent.NeedMore;

            buffer = buffer.Slice(header.Bytes);
            if (_message == Opcode.Continuation)
            {
                _message = header.Opcode;
                if (header.Fin && buffer.FirstSpan.Length >= header.Length) return DeliverInPlace(header, ref buffer);
            }

            _frame = header;
            _frameLeft = header.Length;
            if (_frameLeft == 0 && header.Fin) return DeliverAssembly();
        }
    }

    /// <summary>Skips frames after the end, by length alone, until a close frame; true when one was found.</summary>
    public bool SkipToClose(ref ReadOnlySequence<byte> buffer)
    {
        ReleaseDelivered();
        while (true)
        {
            var skip = Math.Min(_frameLeft, buffer.Length);
            buffer = buffer.Slice(skip);
            _frameLeft -= skip;
            if (_frameLeft > 0 || !TryReadHeader(buffer, out var header)) return false;
            if (header.Opcode == Opcode.Close) return true;
            buffer = buffer.Slice(header.Bytes);
            _frameLeft = Math.Max(0, header.Length);
        }
    }

    /// <summary>Returns what is rented.</summary>
    public void Release()
    {
        _assemblyDelivered = true;
        ReleaseDelivered();
    }

    private static bool TryReadHeader(in ReadOnlySequence<byte> buffer, out FrameHeader header)
    {
        var first = buffer.FirstSpan;
        if (FrameHeader.TryRead(first, out header)) return true;
        if (first.Length >= FrameHeader.MaxBytes || buffer.IsSingleSegment) return false;
        Span<byte> joined = stackalloc byte[(int)Math.Min(FrameHeader.MaxBytes, buffer.Length)];
        buffer.Slice(0, joined.Length).CopyTo(joined);
        return FrameHeader.TryRead(joined, out header);
    }

    private readonly string? Check(in FrameHeader header)
    {
        if (header.HasReservedBits) return "A reserved bit is set; no extension was agreed.";
        if (header.Masked != expectMasked) return expectMasked ? "Frames of a client must be masked." : "Frames of a server must not be masked.";
        if (header.Length < 0) return "The top bit of a 64-bit length must be 0.";
        switch (header.Opcode)
        {
            case Opcode.Continuation:
                return _message == Opcode.Continuation ? "A continuation without a message to continue." : null;
            case Opcode.Text or Opcode.Binary:
                return _message == Opcode.Continuation ? null : "A new message before the last one ended.";
            case Opcode.Close or Opcode.Ping or Opcode.Pong:
                if (!header.Fin) return "Control frames must not be fragmented.";
                return header.Length > FrameHeader.MaxControlPayload ? $"Control frame of {header.Length} bytes; at most 125 are allowed." : null;
            default:
                return $"Opcode {(int)header.Opcode} is reserved.";
        }
    }

    private FrameEvent ReadControl(in FrameHeader header, ref ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < header.Bytes + header.Length) return FrameEvent.NeedMore;
        var payload = header.Length == 0 ? [] : new byte[header.Length];
        buffer.Slice(header.Bytes, header.Length).CopyTo(payload);
        Masking.Apply(payload, header.Mask, 0);
        buffer = buffer.Slice(header.Bytes + header.Length);
        Payload = payload;
        return header.Opcode switch
        {
            Opcode.Ping => FrameEvent.Ping,
            Opcode.Pong => FrameEvent.Pong,
            _ => ReadClose(payload),
        };
    }

    private FrameEvent ReadClose(ReadOnlySpan<byte> payload)
    {
        if (payload.Length == 0)
        {
            CloseCode = WebSocketCloseCode.NoStatus;
            Text = "";
            return FrameEvent.Close;
        }

        if (payload.Length == 1) return Fault(WebSocketCloseCode.ProtocolError, "A close frame of one byte; its code needs two.");
        var code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!WebSocketCloseCode.MayBeSent(code)) return Fault(WebSocketCloseCode.ProtocolError, $"Close code {code} may not be sent.");
        if (!Utf8.IsValid(payload[2..])) return Fault(WebSocketCloseCode.InvalidPayload, "The reason of the close frame is not UTF-8.");
        CloseCode = code;
        Text = Encoding.UTF8.GetString(payload[2..]);
        return FrameEvent.Close;
    }

    private FrameEvent DeliverInPlace(in FrameHeader header, ref ReadOnlySequence<byte> buffer)
    {
        var memory = MemoryMarshal.AsMemory(buffer.First)[..(int)header.Length];
        if (header.Masked) Masking.Apply(memory.Span, header.Mask, 0);
        buffer = buffer.Slice(header.Length);
        return Deliver(memory);
    }

    private FrameEvent DeliverAssembly()
    {
        _assemblyDelivered = true;
        return Deliver(_assembly.AsMemory(0, _assembled));
    }

    private FrameEvent Deliver(ReadOnlyMemory<byte> message)
    {
        MessageType = (WebSocketMessageType)_message;
        _message = Opcode.Continuation;
        if (MessageType == WebSocketMessageType.Text && !Utf8.IsValid(message.Span))
            return Fault(WebSocketCloseCode.InvalidPayload, "The text is not UTF-8.");
        Payload = message;
        return FrameEvent.Message;
    }

    private FrameEvent Fault(ushort code, string text)
    {
        CloseCode = code;
        Text = text;
        return FrameEvent.Fault;
    }

    private void Append(ref ReadOnlySequence<byte> buffer)
    {
        var take = (int)Math.Min(_frameLeft, buffer.Length);
        if (take == 0) return;
        EnsureRoom(take);
        var part = _assembly.AsSpan(_assembled, take);
        buffer.Slice(0, take).CopyTo(part);
        if (_frame.Masked) Masking.Apply(part, _frame.Mask, _frame.Length - _frameLeft);
        buffer = buffer.Slice(take);
        _assembled += take;
        _frameLeft -= take;
    }

    private void EnsureRoom(int more)
    {
        var needed = _assembled + more;
        if (_assembly is not null && _assembly.Length >= needed) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(MinAssemblyBytes, Math.Max(needed, Math.Min(_assembled * 2, maxMessageBytes))));
        if (_assembly is not null)
        {
            _assembly.AsSpan(0, _assembled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_assembly);
        }

        _assembly = larger;
    }

    private void ReleaseDelivered()
    {
        Payload = default;
        if (!_assemblyDelivered) return;
        _assemblyDelivered = false;
        _assembled = 0;
        if (_assembly is null) return;
        ArrayPool<byte>.Shared.Return(_assembly);
        _assembly = null;
    }
}
