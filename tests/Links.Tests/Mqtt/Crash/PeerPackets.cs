using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Tests.Mqtt.Crash;

/// <summary>The few packets that the crash test needs, written from the standard and not with the product's codec.</summary>
internal static class PeerPackets
{
    public static void Connect(ArrayBufferWriter<byte> to, MqttVersion version, string clientId, uint expiryS)
    {
        var body = new List<byte>();
        Text(body, "MQTT");
        body.AddRange([(byte)version, 0, 0, 60]); // Clean start 0, keep-alive 60 s.
        if (version == MqttVersion.V50)
        {
            body.AddRange([5, 0x11]); // Session Expiry Interval (5.0, 3.1.2.11.2).
            Number(body, expiryS);
        }

        Text(body, clientId);
        Packet(to, 0x10, body);
    }

    public static void Subscribe(ArrayBufferWriter<byte> to, MqttVersion version, ushort id, string filter)
    {
        var body = new List<byte>();
        Short(body, id);
        if (version == MqttVersion.V50) body.Add(0);
        Text(body, filter);
        body.Add(2);
        Packet(to, 0x82, body);
    }

    public static void Publish(ArrayBufferWriter<byte> to, MqttVersion version, byte qos, bool dup, ushort id, string topic, long sequence)
    {
        var body = new List<byte>();
        Text(body, topic);
        Short(body, id);
        if (version == MqttVersion.V50) body.Add(0);
        body.AddRange(Encoding.ASCII.GetBytes($"{sequence}"));
        Packet(to, (byte)(0x30 | (qos << 1) | (dup ? 8 : 0)), body);
    }

    /// <summary>PUBACK, PUBREC, PUBREL (0x62) or PUBCOMP.</summary>
    public static void Acknowledge(ArrayBufferWriter<byte> to, byte head, ushort id)
    {
        var span = to.GetSpan(4);
        (span[0], span[1]) = (head, 2);
        BinaryPrimitives.WriteUInt16BigEndian(span[2..], id);
        to.Advance(4);
    }

    public static bool TryRead(ref ReadOnlySequence<byte> input, out byte head, out byte[] body)
    {
        (head, body) = (0, []);
        var reader = new SequenceReader<byte>(input);
        if (!reader.TryRead(out head) || !TryReadLength(ref reader, out var length) || reader.Remaining < length) return false;
        body = input.Slice(reader.Position, length).ToArray();
        input = input.Slice(input.GetPosition(length, reader.Position));
        return true;
    }

    /// <summary>Topic, identifier and sequence number of a PUBLISH.</summary>
    public static (string Topic, ushort Id, long Sequence) ReadPublish(MqttVersion version, byte[] body)
    {
        var topicBytes = BinaryPrimitives.ReadUInt16BigEndian(body);
        var rest = new SequenceReader<byte>(new ReadOnlySequence<byte>(body.AsMemory(2 + topicBytes)));
        rest.TryReadBigEndian(out short id);
        if (version == MqttVersion.V50 && TryReadLength(ref rest, out var properties)) rest.Advance(properties);
        var sequence = long.Parse(Encoding.ASCII.GetString(rest.UnreadSequence));
        return (Encoding.UTF8.GetString(body, 2, topicBytes), (ushort)id, sequence);
    }

    private static bool TryReadLength(ref SequenceReader<byte> reader, out int length)
    {
        length = 0;
        for (var shift = 0; reader.TryRead(out var part); shift += 7)
        {
            length |= (part & 0x7F) << shift;
            if (part < 0x80) return true;
        }

        return false;
    }

    private static void Packet(ArrayBufferWriter<byte> to, byte head, List<byte> body)
    {
        to.Write([head]);
        for (var rest = body.Count; ; rest >>= 7)
        {
            to.Write([(byte)((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))]);
            if (rest <= 0x7F) break;
        }

        to.Write(body.ToArray());
    }

    private static void Text(List<byte> to, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Short(to, (ushort)bytes.Length);
        to.AddRange(bytes);
    }

    private static void Short(List<byte> to, ushort value) => to.AddRange([(byte)(value >> 8), (byte)value]);

    private static void Number(List<byte> to, uint value) => to.AddRange([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
}
