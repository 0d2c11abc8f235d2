using Busbar.Wire.Mqtt.Formatters;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Mqtt;

/// <summary>
/// The properties that a server passes on unchanged with a message: payload format, content type, response topic, correlation data and user properties
/// (3.3.2.3), encoded as in 5.0 without their length. Thread safe.
/// </summary>
public static class MqttProperties
{
    /// <summary>The properties of a PUBLISH that go on to subscribers; empty when there are none.</summary>
    public static byte[] Forwardable(PublishPacket packet) => Encode(packet);

    /// <summary>The properties of a will that go on to subscribers; empty when there are none.</summary>
    public static byte[] Forwardable(MqttWill will) => Encode(will);

    /// <summary>Reads what <see cref="Forwardable(PublishPacket)"/> wrote into a packet, whose own such properties are overwritten.</summary>
    /// <exception cref="ArgumentException">The bytes are not such properties; the packet is half filled then.</exception>
    public static void ReadForwardable(ReadOnlyMemory<byte> bytes, PublishPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        packet.PayloadFormat = 0;
        packet.ContentType = null;
        packet.ResponseTopic = null;
        packet.CorrelationData = null;
        packet.UserProperties.Clear();
        if (bytes.IsEmpty) return;
        var cursor = new PacketCursor(bytes, MqttPacketType.Publish, MqttVersion.V50, MqttRole.Server);
        cursor.BeginBareProperties(PropertySet.Forwarded);
        while (cursor.NextProperty(out var id)) MqttFormatterV50.ReadContent(ref cursor, id, packet);
        if (cursor.Failed) throw new ArgumentException(cursor.Fault.Text, nameof(bytes));
    }

    private static byte[] Encode<T>(T content)
        where T : class, IMqttContent
    {
        ArgumentNullException.ThrowIfNull(content);
        var measure = PacketPen.Measuring();
        MqttFormatterV50.WriteContent(ref measure, content);
        if (measure.Count == 0) return [];
        var bytes = new byte[measure.Count];
        var pen = PacketPen.Writing(bytes);
        MqttFormatterV50.WriteContent(ref pen, content);
        return bytes;
    }
}
