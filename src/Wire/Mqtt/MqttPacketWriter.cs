using System.Buffers;
using System.Buffers.Binary;
using Busbar.Wire.Mqtt.Formatters;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Mqtt;

/// <summary>
/// Packets to bytes. Strict: what the standard does not allow throws <see cref="ArgumentException"/> with field, value and what is allowed, before the
/// first byte is written. Properties at their default are left out; 3.1.1 leaves out whatever only 5.0 has. Nothing is allocated. Thread safe as long
/// as nobody changes the packet.
/// </summary>
public static class MqttPacketWriter
{
    private delegate void Fields<in T>(ref PacketPen pen, T packet);

    /// <summary>Writes a CONNECT, whose own version must be the one given; returns the bytes written.</summary>
    public static int Write(IBufferWriter<byte> to, MqttVersion version, ConnectPacket packet) =>
        Write(to, MqttFixedHeader.FirstByte(MqttPacketType.Connect), packet, FieldsOf(version, packet));

    /// <summary>Writes a CONNACK; returns the bytes written. In 3.1.1 the code is translated (<see cref="MqttReturnCodes"/>).</summary>
    public static int Write(IBufferWriter<byte> to, MqttVersion version, ConnAckPacket packet) =>
        Write(to, MqttFixedHeader.FirstByte(MqttPacketType.ConnAck), packet, FieldsOf(version, packet));

    /// <summary>Writes a PUBLISH; returns the bytes written.</summary>
    public static int Write(IBufferWriter<byte> to, MqttVersion version, PublishPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return Write(to, MqttFixedHeader.FirstByte(packet.Qos, packet.Dup, packet.Retain), packet, FieldsOf(version, packet));
    }

    /// <summary>Writes a PUBACK, PUBREC, PUBREL or PUBCOMP; returns the bytes written.</summary>
    public static int Write(IBufferWriter<byte> to, MqttVersion version, AckPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return Write(to, MqttFixedHeader.FirstByte(packet.Type), packet, FieldsOf(version, packet));
    }

    /// <summary>Writes a SUBSCRIBE; returns the bytes written. Filters are checked (<see cref="MqttTopic.IsFilter"/>).</summary>
    public static int Write(IBufferWriter<byte> to, MqttVersion version, SubscribePacket packet) =>
        Write(to, MqttFixedHeader.FirstByte(MqttPacketType.Subscribe), packet, FieldsOf(version, packet));

    /// <summary>Writes a SUBACK; returns the bytes written. In 3.1.1 every refusal is 0x80.</summary>
    public static int Write(IBufferWriter<byte> to, MqttVersion version, SubAckPacket packet) =>
        Write(to, MqttFixedHeader.FirstByte(MqttPacketType.SubAck), packet, FieldsOf(version, packet));

    /// <summary>Writes an UNSUBSCRIBE; returns the bytes written. Filters are checked (<see cref="MqttTopic.IsFilter"/>).</summary>
    public static int Write(IBufferWriter<byte> to, MqttVersion version, UnsubscribePacket packet) =>
        Write(to, MqttFixedHeader.FirstByte(MqttPacketType.Unsubscribe), packet, FieldsOf(version, packet));

    /// <summary>Writes an UNSUBACK; returns the bytes written. In 3.1.1 without codes.</summary>
    public static int Write(IBufferWriter<byte> to, MqttVersion version, UnsubAckPacket packet) =>
        Write(to, MqttFixedHeader.FirstByte(MqttPacketType.UnsubAck), packet, FieldsOf(version, packet));

    /// <summary>Writes a DISCONNECT; returns the bytes written. In 3.1.1 without code.</summary>
    public static int Write(IBufferWriter<byte> to, MqttVersion version, DisconnectPacket packet) =>
        Write(to, MqttFixedHeader.FirstByte(MqttPacketType.Disconnect), packet, FieldsOf(version, packet));

    /// <summary>Writes an AUTH; returns the bytes written. 5.0 only.</summary>
    public static int Write(IBufferWriter<byte> to, MqttVersion version, AuthPacket packet) =>
        Write(to, MqttFixedHeader.FirstByte(MqttPacketType.Auth), packet, FieldsOf(version, packet));

    /// <summary>Writes a PINGREQ; returns the bytes written.</summary>
    public static int WritePingReq(IBufferWriter<byte> to) => WriteBare(to, MqttPacketType.PingReq);

    /// <summary>Writes a PINGRESP; returns the bytes written.</summary>
    public static int WritePingResp(IBufferWriter<byte> to) => WriteBare(to, MqttPacketType.PingResp);

    /// <summary>Most bytes that <see cref="WriteAck"/> writes.</summary>
    public const int MaxAckBytes = 5;

    /// <summary>Writes a PUBACK, PUBREC, PUBREL or PUBCOMP without properties; returns the bytes written: 4, or 5 with a code other than success (5.0).</summary>
    public static int WriteAck(Span<byte> to, MqttVersion version, MqttPacketType type, ushort packetId, MqttReasonCode code = MqttReasonCode.Success)
    {
        if (type is < MqttPacketType.PubAck or > MqttPacketType.PubComp)
            throw new ArgumentException($"Type is {type}; PubAck, PubRec, PubRel or PubComp is allowed.", nameof(type));
        if (packetId == 0) throw new ArgumentException("PacketId is 0; 1 to 65,535 is allowed.", nameof(packetId));
        if (!ReasonCodes.InAck(type, code)) throw new ArgumentException($"{type}: Code is {code} (0x{(byte)code:X2}), which this packet cannot carry.", nameof(code));
        var withCode = version == MqttVersion.V50 && code != MqttReasonCode.Success;
        to[0] = MqttFixedHeader.FirstByte(type);
        to[1] = withCode ? (byte)3 : (byte)2;
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], packetId);
        if (!withCode) return 4;
        to[4] = (byte)code;
        return 5;
    }

    /// <summary>Bytes that the packet has when written, fixed header included. Throws as writing does.</summary>
    public static int Size(MqttVersion version, ConnectPacket packet) => Size(packet, FieldsOf(version, packet));

    /// <inheritdoc cref="Size(MqttVersion, ConnectPacket)"/>
    public static int Size(MqttVersion version, ConnAckPacket packet) => Size(packet, FieldsOf(version, packet));

    /// <inheritdoc cref="Size(MqttVersion, ConnectPacket)"/>
    public static int Size(MqttVersion version, PublishPacket packet) => Size(packet, FieldsOf(version, packet));

    /// <inheritdoc cref="Size(MqttVersion, ConnectPacket)"/>
    public static int Size(MqttVersion version, AckPacket packet) => Size(packet, FieldsOf(version, packet));

    /// <inheritdoc cref="Size(MqttVersion, ConnectPacket)"/>
    public static int Size(MqttVersion version, SubscribePacket packet) => Size(packet, FieldsOf(version, packet));

    /// <inheritdoc cref="Size(MqttVersion, ConnectPacket)"/>
    public static int Size(MqttVersion version, SubAckPacket packet) => Size(packet, FieldsOf(version, packet));

    /// <inheritdoc cref="Size(MqttVersion, ConnectPacket)"/>
    public static int Size(MqttVersion version, UnsubscribePacket packet) => Size(packet, FieldsOf(version, packet));

    /// <inheritdoc cref="Size(MqttVersion, ConnectPacket)"/>
    public static int Size(MqttVersion version, UnsubAckPacket packet) => Size(packet, FieldsOf(version, packet));

    /// <inheritdoc cref="Size(MqttVersion, ConnectPacket)"/>
    public static int Size(MqttVersion version, DisconnectPacket packet) => Size(packet, FieldsOf(version, packet));

    /// <inheritdoc cref="Size(MqttVersion, ConnectPacket)"/>
    public static int Size(MqttVersion version, AuthPacket packet) => Size(packet, FieldsOf(version, packet));

    private static Fields<ConnectPacket> FieldsOf(MqttVersion version, ConnectPacket _) => version == MqttVersion.V50 ? MqttFormatterV50.Write : MqttFormatterV311.Write;

    private static Fields<ConnAckPacket> FieldsOf(MqttVersion version, ConnAckPacket _) => version == MqttVersion.V50 ? MqttFormatterV50.Write : MqttFormatterV311.Write;

    private static Fields<PublishPacket> FieldsOf(MqttVersion version, PublishPacket packet)
    {
        if (packet.Qos > MqttQos.ExactlyOnce) throw new ArgumentException($"PUBLISH: Qos is {(byte)packet.Qos}; 0, 1 or 2 is allowed.", nameof(packet));
        if (packet.Qos == MqttQos.AtMostOnce && packet.Dup) throw new ArgumentException("PUBLISH: Dup is true with QoS 0; false is allowed [MQTT-3.3.1-2].", nameof(packet));
        if (packet.Qos == MqttQos.AtMostOnce && packet.PacketId != 0)
            throw new ArgumentException($"PUBLISH: PacketId is {packet.PacketId} with QoS 0; 0 is allowed [MQTT-2.2.1-2].", nameof(packet));
        return version == MqttVersion.V50 ? MqttFormatterV50.Write : MqttFormatterV311.Write;
    }

    private static Fields<AckPacket> FieldsOf(MqttVersion version, AckPacket _) => version == MqttVersion.V50 ? MqttFormatterV50.Write : MqttFormatterV311.Write;

    private static Fields<SubscribePacket> FieldsOf(MqttVersion version, SubscribePacket _) => version == MqttVersion.V50 ? MqttFormatterV50.Write : MqttFormatterV311.Write;

    private static Fields<SubAckPacket> FieldsOf(MqttVersion version, SubAckPacket _) => version == MqttVersion.V50 ? MqttFormatterV50.Write : MqttFormatterV311.Write;

    private static Fields<UnsubscribePacket> FieldsOf(MqttVersion version, UnsubscribePacket _) => version == MqttVersion.V50 ? MqttFormatterV50.Write : MqttFormatterV311.Write;

    private static Fields<UnsubAckPacket> FieldsOf(MqttVersion version, UnsubAckPacket _) => version == MqttVersion.V50 ? MqttFormatterV50.Write : MqttFormatterV311.Write;

    private static Fields<DisconnectPacket> FieldsOf(MqttVersion version, DisconnectPacket _) => version == MqttVersion.V50 ? MqttFormatterV50.Write : MqttFormatterV311.Write;

    private static Fields<AuthPacket> FieldsOf(MqttVersion version, AuthPacket packet)
    {
        if (version != MqttVersion.V50) throw new ArgumentException($"AUTH: version is {version}; V50 is allowed.", nameof(version));
        ArgumentNullException.ThrowIfNull(packet);
        return MqttFormatterV50.Write;
    }

    private static int Size<T>(T packet, Fields<T> fields)
    {
        var body = Measure(packet, fields);
        return 1 + MqttVarInt.Size((uint)body) + body;
    }

    private static int Measure<T>(T packet, Fields<T> fields)
    {
        ArgumentNullException.ThrowIfNull(packet);
        var pen = PacketPen.Measuring();
        fields(ref pen, packet);
        return pen.Count;
    }

    private static int Write<T>(IBufferWriter<byte> to, byte firstByte, T packet, Fields<T> fields)
    {
        ArgumentNullException.ThrowIfNull(to);
        var body = Measure(packet, fields);
        var head = 1 + MqttVarInt.Size((uint)body);
        var bytes = to.GetSpan(head + body);
        bytes[0] = firstByte;
        MqttVarInt.Write(bytes[1..], (uint)body);
        var pen = PacketPen.Writing(bytes.Slice(head, body));
        fields(ref pen, packet);
        to.Advance(head + body);
        return head + body;
    }

    private static int WriteBare(IBufferWriter<byte> to, MqttPacketType type)
    {
        ArgumentNullException.ThrowIfNull(to);
        var bytes = to.GetSpan(2);
        bytes[0] = MqttFixedHeader.FirstByte(type);
        bytes[1] = 0;
        to.Advance(2);
        return 2;
    }
}
