using System.Buffers.Binary;
using Busbar.Wire.Mqtt.Formatters;

namespace Busbar.Wire.Mqtt;

/// <summary>
/// A PUBLISH on its way to many receivers: topic, payload and the properties that are passed on are bytes already and are trusted, so nothing is
/// checked but what is cheap. 3.1.1 leaves the properties out. Frames of the same fields differ only in the two bytes at <see cref="PacketIdOffset"/>.
/// </summary>
public readonly ref struct PublishFrame
{
    /// <summary>Version of the receiver.</summary>
    public required MqttVersion Version { get; init; }

    /// <summary>Topic name, valid UTF-8; empty only in 5.0 with <see cref="TopicAlias"/>.</summary>
    public required ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>The message itself.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Quality of service. Default at most once.</summary>
    public MqttQos Qos { get; init; }

    /// <summary>A repeated delivery. Default false.</summary>
    public bool Dup { get; init; }

    /// <summary>RETAIN flag. Default false.</summary>
    public bool Retain { get; init; }

    /// <summary>1 to 65,535; 0 with QoS 0, or to be filled in at <see cref="PacketIdOffset"/>.</summary>
    public ushort PacketId { get; init; }

    /// <summary>5.0: 1 to 65,535; 0 for none.</summary>
    public ushort TopicAlias { get; init; }

    /// <summary>5.0: seconds that are left of the message; null never expires.</summary>
    public uint? MessageExpiryS { get; init; }

    /// <summary>5.0: identifiers of the subscriptions that matched, 1 to 268,435,455 each. Default none.</summary>
    public ReadOnlySpan<uint> SubscriptionIds { get; init; }

    /// <summary>5.0: what <see cref="MqttProperties"/> made. Default none.</summary>
    public ReadOnlySpan<byte> ForwardedProperties { get; init; }

    /// <summary>Bytes of the whole packet.</summary>
    public int Size
    {
        get
        {
            var body = BodyBytes(PropertyBytes());
            return 1 + MqttVarInt.Size((uint)body) + body;
        }
    }

    /// <summary>Where the packet identifier stands in the packet; -1 with QoS 0.</summary>
    public int PacketIdOffset
    {
        get
        {
            if (Qos == MqttQos.AtMostOnce) return -1;
            return 1 + MqttVarInt.Size((uint)BodyBytes(PropertyBytes())) + 2 + Topic.Length;
        }
    }

    /// <summary>Writes the packet and returns its bytes. The span must have <see cref="Size"/> bytes or more.</summary>
    public int Write(Span<byte> to)
    {
        var propertyBytes = PropertyBytes();
        var body = BodyBytes(propertyBytes);
        to[0] = MqttFixedHeader.FirstByte(Qos, Dup, Retain);
        var at = 1 + MqttVarInt.Write(to[1..], (uint)body);
        BinaryPrimitives.WriteUInt16BigEndian(to[at..], (ushort)Topic.Length);
        Topic.CopyTo(to[(at + 2)..]);
        at += 2 + Topic.Length;
        if (Qos != MqttQos.AtMostOnce)
        {
            BinaryPrimitives.WriteUInt16BigEndian(to[at..], PacketId);
            at += 2;
        }

        if (Version == MqttVersion.V50) at = WriteProperties(to, at, propertyBytes);
        Payload.CopyTo(to[at..]);
        return at + Payload.Length;
    }

    private int WriteProperties(Span<byte> to, int at, int propertyBytes)
    {
        at += MqttVarInt.Write(to[at..], (uint)propertyBytes);
        if (MessageExpiryS is { } expiry)
        {
            to[at] = (byte)PropertyId.MessageExpiryInterval;
            BinaryPrimitives.WriteUInt32BigEndian(to[(at + 1)..], expiry);
            at += 5;
        }

        if (TopicAlias != 0)
        {
            to[at] = (byte)PropertyId.TopicAlias;
            BinaryPrimitives.WriteUInt16BigEndian(to[(at + 1)..], TopicAlias);
            at += 3;
        }

        foreach (var id in SubscriptionIds)
        {
            to[at++] = (byte)PropertyId.SubscriptionIdentifier;
            at += MqttVarInt.Write(to[at..], id);
        }

        ForwardedProperties.CopyTo(to[at..]);
        return at + ForwardedProperties.Length;
    }

    private int PropertyBytes()
    {
        if (Version != MqttVersion.V50) return 0;
        var bytes = ForwardedProperties.Length + (MessageExpiryS is null ? 0 : 5) + (TopicAlias == 0 ? 0 : 3);
        foreach (var id in SubscriptionIds) bytes += 1 + MqttVarInt.Size(id);
        return bytes;
    }

    private int BodyBytes(int propertyBytes)
    {
        if (Topic.Length > MqttTopic.MaxBytes) throw new InvalidOperationException($"Topic has {Topic.Length} bytes; at most 65,535 are allowed.");
        var bytes = 2L + Topic.Length + (Qos == MqttQos.AtMostOnce ? 0 : 2) + Payload.Length;
        if (Version == MqttVersion.V50) bytes += MqttVarInt.Size((uint)propertyBytes) + propertyBytes;
        if (bytes > MqttVarInt.Max) throw new InvalidOperationException($"The PUBLISH has {bytes} bytes behind its fixed header; at most 268,435,455 are allowed.");
        return (int)bytes;
    }
}
