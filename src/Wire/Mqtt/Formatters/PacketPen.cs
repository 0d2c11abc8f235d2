using System.Buffers.Binary;
using System.Text.Unicode;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>
/// Writes the fields of one packet from front to back. The same formatter first measures, with a pen that checks every value and writes nothing,
/// and then writes: sizes and bytes cannot disagree, and a packet that must not be sent throws before its first byte.
/// </summary>
internal ref struct PacketPen
{
    private readonly Span<byte> _to;
    private readonly bool _measures;
    private int _at;

    private PacketPen(Span<byte> to, bool measures)
    {
        _to = to;
        _measures = measures;
    }

    /// <summary>A pen that checks and counts.</summary>
    public static PacketPen Measuring() => new(default, measures: true);

    /// <summary>A pen that writes to a span of the measured size.</summary>
    public static PacketPen Writing(Span<byte> to) => new(to, measures: false);

    /// <summary>Bytes so far.</summary>
    public readonly int Count => _at;

    public void Byte(byte value)
    {
        if (!_measures) _to[_at] = value;
        Advance(1);
    }

    public void UInt16(ushort value)
    {
        if (!_measures) BinaryPrimitives.WriteUInt16BigEndian(_to[_at..], value);
        Advance(2);
    }

    public void UInt32(uint value)
    {
        if (!_measures) BinaryPrimitives.WriteUInt32BigEndian(_to[_at..], value);
        Advance(4);
    }

    public void VarInt(uint value)
    {
        if (!_measures) MqttVarInt.Write(_to[_at..], value);
        Advance(MqttVarInt.Size(value));
    }

    /// <summary>Bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        if (!_measures) bytes.CopyTo(_to[_at..]);
        Advance(bytes.Length);
    }

    /// <summary>Bytes with their length before them, at most 65,535.</summary>
    public void Binary(string field, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > ushort.MaxValue) throw new ArgumentException($"{field} has {bytes.Length} bytes; at most 65,535 are allowed.", nameof(bytes));
        UInt16((ushort)bytes.Length);
        Raw(bytes);
    }

    /// <summary>A UTF-8 string.</summary>
    public void Text(string field, ReadOnlySpan<byte> utf8)
    {
        if (_measures && (!Utf8.IsValid(utf8) || utf8.Contains((byte)0)))
            throw new ArgumentException($"{field} is not well-formed UTF-8 without U+0000 [MQTT-1.5.4-1].", nameof(utf8));
        Binary(field, utf8);
    }

    /// <summary>A topic name: not empty, no wildcards.</summary>
    public void TopicName(string field, ReadOnlySpan<byte> utf8)
    {
        if (_measures && !MqttTopic.IsName(utf8, out var fault)) throw new ArgumentException($"{field}: {fault.Text} [{fault.Clause}]", nameof(utf8));
        Binary(field, utf8);
    }

    /// <summary>A topic filter: not empty, wildcards where they may stand.</summary>
    public void TopicFilter(ReadOnlySpan<byte> utf8)
    {
        if (_measures && !MqttTopic.IsFilter(utf8, out var fault)) throw new ArgumentException($"Topic Filter: {fault.Text} [{fault.Clause}]", nameof(utf8));
        Binary("Topic Filter", utf8);
    }

    /// <summary>A packet identifier, 1 to 65,535.</summary>
    public void PacketId(ushort value)
    {
        if (value == 0) throw new ArgumentException("PacketId is 0; 1 to 65,535 is allowed.", nameof(value));
        UInt16(value);
    }

    /// <summary>Begins properties; give the answer to <see cref="EndProperties"/>.</summary>
    public int BeginProperties()
    {
        var mark = _at;
        Advance(1);
        return mark;
    }

    /// <summary>Ends properties: their length goes before them, and they move up when it needs more than one byte.</summary>
    public void EndProperties(int mark)
    {
        var length = _at - mark - 1;
        var more = MqttVarInt.Size((uint)length) - 1;
        if (!_measures)
        {
            if (more != 0) _to.Slice(mark + 1, length).CopyTo(_to[(mark + 1 + more)..]);
            MqttVarInt.Write(_to[mark..], (uint)length);
        }

        Advance(more);
    }

    public void Byte(PropertyId id, byte value)
    {
        Byte((byte)id);
        Byte(value);
    }

    public void UInt16(PropertyId id, ushort value)
    {
        Byte((byte)id);
        UInt16(value);
    }

    public void UInt32(PropertyId id, uint value)
    {
        Byte((byte)id);
        UInt32(value);
    }

    /// <summary>A property of two bytes that must not be 0.</summary>
    public void NonZero(PropertyId id, ushort value)
    {
        if (value == 0) throw new ArgumentException($"{id} is 0; 1 to 65,535 is allowed.", nameof(value));
        UInt16(id, value);
    }

    /// <summary>A property of four bytes that must not be 0.</summary>
    public void NonZero(PropertyId id, uint value)
    {
        if (value == 0) throw new ArgumentException($"{id} is 0; 1 to 4,294,967,295 is allowed.", nameof(value));
        UInt32(id, value);
    }

    /// <summary>A subscription identifier, 1 to 268,435,455.</summary>
    public void SubscriptionId(uint value)
    {
        if (value is 0 or > MqttVarInt.Max) throw new ArgumentException($"SubscriptionIdentifier is {value}; 1 to 268,435,455 is allowed.", nameof(value));
        Byte((byte)PropertyId.SubscriptionIdentifier);
        VarInt(value);
    }

    /// <summary>A UTF-8 string; nothing for null.</summary>
    public void Text(PropertyId id, ReadOnlyMemory<byte>? utf8)
    {
        if (utf8 is not { } text) return;
        Byte((byte)id);
        Text(MqttNames.Of(id), text.Span);
    }

    public void TopicName(PropertyId id, ReadOnlySpan<byte> utf8)
    {
        Byte((byte)id);
        TopicName(MqttNames.Of(id), utf8);
    }

    public void Binary(PropertyId id, ReadOnlySpan<byte> bytes)
    {
        Byte((byte)id);
        Binary(MqttNames.Of(id), bytes);
    }

    public void UserProperties(MqttUserProperties properties)
    {
        for (var i = 0; i < properties.Count; i++)
        {
            var (name, value) = properties[i];
            Byte((byte)PropertyId.UserProperty);
            Text("UserProperty's name", name.Span);
            Text("UserProperty's value", value.Span);
        }
    }

    /// <summary>Method and data of enhanced authentication; data only with a method.</summary>
    public void Authentication(ReadOnlyMemory<byte>? method, ReadOnlyMemory<byte>? data)
    {
        if (data is not null && method is null)
            throw new ArgumentException("AuthenticationData is set without AuthenticationMethod; both or the method alone are allowed.", nameof(data));
        Text(PropertyId.AuthenticationMethod, method);
        if (data is { } bytes) Binary(PropertyId.AuthenticationData, bytes.Span);
    }

    private void Advance(int count)
    {
        if (count > MqttVarInt.Max - _at) throw new ArgumentException("The packet has more than 268,435,455 bytes behind its fixed header.", nameof(count));
        _at += count;
    }
}
