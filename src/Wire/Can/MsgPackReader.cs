using System.Buffers.Binary;

namespace Busbar.Wire.Can;

/// <summary>The families of MessagePack values, as far as a reader of frames must tell them apart.</summary>
internal enum MsgPackKind
{
    Nil,
    Boolean,
    Integer,
    Float,
    Text,
    Binary,
    Array,
    Map,
    Extension,
}

/// <summary>
/// A forward reader over one MessagePack document (msgpack.org specification, 2013 revision). It never throws and never
/// allocates: every method says false when the bytes end early or are not what was asked for.
/// </summary>
internal ref struct MsgPackReader(ReadOnlySpan<byte> bytes)
{
    // A frame is a flat map; deeper nesting can only be garbage or an attack on the stack.
    private const int MaxDepth = 8;

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Remaining => _rest.Length;

    public readonly bool TryPeek(out MsgPackKind kind)
    {
        kind = default;
        if (_rest.IsEmpty) return false;
        var head = _rest[0];
        kind = head switch
        {
            <= 0x7F or >= 0xE0 => MsgPackKind.Integer,
            <= 0x8F => MsgPackKind.Map,
            <= 0x9F => MsgPackKind.Array,
            <= 0xBF => MsgPackKind.Text,
            0xC0 => MsgPackKind.Nil,
            0xC2 or 0xC3 => MsgPackKind.Boolean,
            >= 0xC4 and <= 0xC6 => MsgPackKind.Binary,
            0xCA or 0xCB => MsgPackKind.Float,
            >= 0xCC and <= 0xD3 => MsgPackKind.Integer,
            >= 0xD9 and <= 0xDB => MsgPackKind.Text,
            0xDC or 0xDD => MsgPackKind.Array,
            0xDE or 0xDF => MsgPackKind.Map,
            _ => MsgPackKind.Extension, // C7-C9, D4-D8, and C1, which the specification never uses
        };
        return head != 0xC1;
    }

    public bool TryReadMap(out int pairs) => TryReadCount(0x80, 0x0F, 0xDE, out pairs);

    public bool TryReadArray(out int items) => TryReadCount(0x90, 0x0F, 0xDC, out items);

    public bool TryReadNil() => TryTakeByte(0xC0);

    public bool TryReadBoolean(out bool value)
    {
        value = false;
        if (TryTakeByte(0xC2)) return true;
        value = true;
        return TryTakeByte(0xC3);
    }

    /// <summary>Any integer; numbers over <see cref="long.MaxValue"/> are refused, no field needs them.</summary>
    public bool TryReadInteger(out long value)
    {
        value = 0;
        if (_rest.IsEmpty) return false;
        var head = _rest[0];
        if (head <= 0x7F || head >= 0xE0)
        {
            value = (sbyte)head;
            _rest = _rest[1..];
            return true;
        }

        var width = head switch { 0xCC or 0xD0 => 1, 0xCD or 0xD1 => 2, 0xCE or 0xD2 => 4, 0xCF or 0xD3 => 8, _ => 0 };
        if (width == 0 || _rest.Length < 1 + width) return false;
        var raw = _rest.Slice(1, width);
        ulong unsigned = 0;
        foreach (var b in raw) unsigned = (unsigned << 8) | b;
        if (head >= 0xD0) value = (long)(unsigned << (64 - 8 * width)) >> (64 - 8 * width);
        else if (unsigned > long.MaxValue) return false;
        else value = (long)unsigned;
        _rest = _rest[(1 + width)..];
        return true;
    }

    public bool TryReadFloat(out double value)
    {
        value = 0;
        if (_rest.Length >= 9 && _rest[0] == 0xCB)
        {
            value = BinaryPrimitives.ReadDoubleBigEndian(_rest[1..]);
            _rest = _rest[9..];
            return true;
        }

        if (_rest.Length < 5 || _rest[0] != 0xCA) return false;
        value = BinaryPrimitives.ReadSingleBigEndian(_rest[1..]);
        _rest = _rest[5..];
        return true;
    }

    /// <summary>The bytes of a text or binary value; peers older than the 2013 revision send data as text.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (_rest.IsEmpty) return false;
        var head = _rest[0];
        int prefix;
        uint length;
        if (head is >= 0xA0 and <= 0xBF)
        {
            prefix = 1;
            length = head & 0x1Fu;
        }
        else
        {
            var width = head switch { 0xC4 or 0xD9 => 1, 0xC5 or 0xDA => 2, 0xC6 or 0xDB => 4, _ => 0 };
            if (width == 0 || _rest.Length < 1 + width) return false;
            prefix = 1 + width;
            length = 0;
            foreach (var b in _rest.Slice(1, width)) length = (length << 8) | b;
        }

        if (length > _rest.Length - prefix) return false;
        value = _rest.Slice(prefix, (int)length);
        _rest = _rest[(prefix + (int)length)..];
        return true;
    }

    public bool TrySkip() => TrySkip(0);

    private bool TrySkip(int depth)
    {
        if (depth > MaxDepth || !TryPeek(out var kind)) return false;
        switch (kind)
        {
            case MsgPackKind.Nil: return TryReadNil();
            case MsgPackKind.Boolean: return TryReadBoolean(out _);
            case MsgPackKind.Float: return TryReadFloat(out _);
            case MsgPackKind.Text or MsgPackKind.Binary: return TryReadBytes(out _);
            case MsgPackKind.Integer: return TrySkipInteger();
            case MsgPackKind.Extension: return TrySkipExtension();
            case MsgPackKind.Array:
                if (!TryReadArray(out var items)) return false;
                for (; items > 0; items--)
                    if (!TrySkip(depth + 1)) return false;
                return true;
            default:
                if (!TryReadMap(out var pairs)) return false;
                for (; pairs > 0; pairs--)
                    if (!TrySkip(depth + 1) || !TrySkip(depth + 1)) return false;
                return true;
        }
    }

    private bool TrySkipInteger()
    {
        var head = _rest[0];
        return TryDrop(head switch { 0xCC or 0xD0 => 2, 0xCD or 0xD1 => 3, 0xCE or 0xD2 => 5, 0xCF or 0xD3 => 9, _ => 1 });
    }

    private bool TrySkipExtension()
    {
        var head = _rest[0];
        if (head is >= 0xD4 and <= 0xD8) return TryDrop(2 + (1L << (head - 0xD4)));
        var width = 1 << (head - 0xC7);
        if (_rest.Length < 1 + width) return false;
        long length = 0;
        foreach (var b in _rest.Slice(1, width)) length = (length << 8) | b;
        return TryDrop(1 + width + 1 + length);
    }

    private bool TryReadCount(byte fix, byte mask, byte head16, out int count)
    {
        count = 0;
        if (_rest.IsEmpty) return false;
        var head = _rest[0];
        if ((head & ~mask) == fix)
        {
            count = head & mask;
            _rest = _rest[1..];
            return true;
        }

        if (head == head16 && _rest.Length >= 3)
        {
            count = BinaryPrimitives.ReadUInt16BigEndian(_rest[1..]);
            _rest = _rest[3..];
            return true;
        }

        if (head != head16 + 1 || _rest.Length < 5) return false;
        var wide = BinaryPrimitives.ReadUInt32BigEndian(_rest[1..]);
        if (wide > (uint)_rest.Length) return false; // every item takes a byte at least
        count = (int)wide;
        _rest = _rest[5..];
        return true;
    }

    private bool TryTakeByte(byte expected)
    {
        if (_rest.IsEmpty || _rest[0] != expected) return false;
        _rest = _rest[1..];
        return true;
    }

    private bool TryDrop(long count)
    {
        if (count > _rest.Length) return false;
        _rest = _rest[(int)count..];
        return true;
    }
}
