using System.Buffers.Binary;
using System.Text.Unicode;

namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>
/// Reads the fields of one packet from front to back. The first fault sticks: what is read after it is empty, and loops over the rest end,
/// so formatters read field after field and look at <see cref="Failed"/> only where a value decides what comes next.
/// </summary>
internal ref partial struct PacketCursor
{
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private int _end;
    private PropertySet _set;
    private ulong _seen;
    private int _endBehindProperties;
    private bool _inProperties;

    /// <param name="body">The packet without its fixed header.</param>
    public PacketCursor(ReadOnlyMemory<byte> body, MqttPacketType type, MqttVersion version, MqttRole sender)
    {
        _memory = body;
        _bytes = body.Span;
        _end = _bytes.Length;
        Type = type;
        Version = version;
        Sender = sender;
    }

    /// <summary>The packet that is read, for the words of a fault.</summary>
    public MqttPacketType Type { get; }

    /// <summary>Whose rules are named in a fault; of a CONNECT known only when its head has been read.</summary>
    public MqttVersion Version { get; set; }

    /// <summary>Who wrote the packet.</summary>
    public MqttRole Sender { get; }

    /// <summary>Whether a fault was found.</summary>
    public bool Failed { get; private set; }

    /// <summary>The first fault; meaningless without <see cref="Failed"/>.</summary>
    public MqttFault Fault { get; private set; }

    /// <summary>Nothing is left to read.</summary>
    public readonly bool AtEnd => _at >= _end;

    /// <summary>Refuses the packet, unless it is refused already.</summary>
    public void Fail(MqttReasonCode code, string text, string clause)
    {
        if (!Failed)
        {
            Failed = true;
            Fault = new MqttFault(code, $"{MqttNames.Of(Type)}: {text}", clause);
        }

        _at = _end;
    }

    public byte Byte(string field)
    {
        if (_end - _at < 1) return (byte)Short(field);
        return _bytes[_at++];
    }

    public ushort UInt16(string field)
    {
        if (_end - _at < 2) return (ushort)Short(field);
        var value = BinaryPrimitives.ReadUInt16BigEndian(_bytes[_at..]);
        _at += 2;
        return value;
    }

    public uint UInt32(string field)
    {
        if (_end - _at < 4) return (uint)Short(field);
        var value = BinaryPrimitives.ReadUInt32BigEndian(_bytes[_at..]);
        _at += 4;
        return value;
    }

    /// <summary>A variable byte integer (1.5.5): 0 to 268,435,455.</summary>
    public uint VarInt(string field)
    {
        switch (MqttVarInt.TryRead(_bytes[_at.._end], out var value, out var length))
        {
            case MqttVarIntStatus.NeedMore:
                return (uint)Short(field);
            case MqttVarIntStatus.TooLong:
                Fail(MqttReasonCode.MalformedPacket, $"{field} has more than 4 bytes.", "1.5.5");
                return 0;
            case MqttVarIntStatus.NotMinimal:
                Fail(MqttReasonCode.MalformedPacket, $"{field} {value} is written with {length} bytes, which is more than it needs.", "MQTT-1.5.5-1");
                return 0;
            default:
                _at += length;
                return value;
        }
    }

    /// <summary>Bytes with a length of two bytes before them (1.5.6).</summary>
    public ReadOnlyMemory<byte> Binary(string field)
    {
        int length = UInt16(field);
        if (_end - _at < length)
        {
            Short(field);
            return default;
        }

        var value = _memory.Slice(_at, length);
        _at += length;
        return value;
    }

    /// <summary>A UTF-8 string (1.5.4): well-formed, without U+0000, kept as it is, byte order mark included.</summary>
    public ReadOnlyMemory<byte> Text(string field)
    {
        int length = UInt16(field);
        if (_end - _at < length)
        {
            Short(field);
            return default;
        }

        var bytes = _bytes.Slice(_at, length);
        if (!Utf8.IsValid(bytes))
        {
            Fail(MqttReasonCode.MalformedPacket, $"{field} is not well-formed UTF-8.", Of("MQTT-1.5.4-1", "MQTT-1.5.3-1"));
            return default;
        }

        if (bytes.Contains((byte)0))
        {
            Fail(MqttReasonCode.MalformedPacket, $"{field} has a U+0000.", Of("MQTT-1.5.4-2", "MQTT-1.5.3-2"));
            return default;
        }

        var value = _memory.Slice(_at, length);
        _at += length;
        return value;
    }

    /// <summary>A packet identifier: 1 to 65,535 (5.0 and 3.1.1: 2.2.1 and 2.3.1).</summary>
    public ushort PacketId(string clause)
    {
        var value = UInt16("Packet Identifier");
        if (value == 0) Fail(MqttReasonCode.ProtocolError, "Packet Identifier is 0; 1 to 65,535 is allowed.", clause);
        return value;
    }

    /// <summary>A topic name: a UTF-8 string that is not empty and has no wildcards.</summary>
    public ReadOnlyMemory<byte> TopicName(string field, string clause)
    {
        var topic = Text(field);
        if (Failed) return default;
        if (topic.IsEmpty) Fail(MqttReasonCode.TopicNameInvalid, $"{field} is empty; 1 to 65,535 bytes are allowed.", "MQTT-4.7.3-1");
        if (MqttTopic.HasWildcard(topic.Span)) Fail(MqttReasonCode.TopicNameInvalid, $"{field} has a wildcard.", clause);
        return topic;
    }

    /// <summary>All that is left: the payload of a PUBLISH.</summary>
    public ReadOnlyMemory<byte> Rest()
    {
        var value = _memory[_at.._end];
        _at = _end;
        return value;
    }

    /// <summary>Refuses a packet that goes on where it should end.</summary>
    public void ExpectEnd(string clause)
    {
        if (_at < _end) Fail(MqttReasonCode.MalformedPacket, $"{_end - _at} bytes follow the last field.", clause);
    }

    /// <summary>The clause of the version that is read.</summary>
    public readonly string Of(string v50, string v311) => Version == MqttVersion.V50 ? v50 : v311;

    private int Short(string field)
    {
        Fail(MqttReasonCode.MalformedPacket, $"{field} reaches past the end of the {(_inProperties ? "properties" : "packet")}.", Of("2.1.4", "2.2.3"));
        return 0;
    }
}
