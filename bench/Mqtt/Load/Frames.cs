using System.Buffers.Binary;
using System.Text;

namespace Busbar.Bench.Mqtt.Load;

/// <summary>The few packets that a load client writes, made by hand so that the broker's own codec is not judged by itself.</summary>
internal static class Frames
{
    public const byte ConnAck = 0x20;
    public const byte Publish = 0x30;
    public const byte PubAck = 0x40;
    public const byte PubRec = 0x50;
    public const byte PubRel = 0x62;
    public const byte PubComp = 0x70;
    public const byte SubAck = 0x90;

    /// <summary>Bytes of an acknowledgement.</summary>
    public const int AckBytes = 4;

    private const byte V5 = 5;

    /// <summary>CONNECT with a new session and no keep-alive.</summary>
    public static byte[] Connect(byte version, string clientId)
    {
        var body = new List<byte> { 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', version, 0b10, 0, 0 };
        if (version == V5) body.AddRange([3, 0x21, 0xFF, 0xFF]);
        AddText(body, clientId);
        return Packet(0x10, body);
    }

    /// <summary>SUBSCRIBE to one filter, with packet identifier 1.</summary>
    public static byte[] Subscribe(byte version, string filter, byte qos)
    {
        var body = new List<byte> { 0, 1 };
        if (version == V5) body.Add(0);
        AddText(body, filter);
        body.Add(qos);
        return Packet(0x82, body);
    }

    /// <summary>PUBLISH up to its payload, with room for the packet identifier at <paramref name="packetIdAt"/> when it has one.</summary>
    public static byte[] PublishHead(byte version, string topic, byte qos, int payloadBytes, out int packetIdAt)
    {
        var body = new List<byte>();
        AddText(body, topic);
        var identifierAt = body.Count;
        if (qos > 0) body.AddRange([0, 0]);
        if (version == V5) body.Add(0);
        var packet = Packet((byte)(Publish | (qos << 1)), body, payloadBytes);
        packetIdAt = packet.Length - body.Count + identifierAt;
        return packet;
    }

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP that says yes.</summary>
    public static void WriteAck(Span<byte> to, byte type, ushort packetId)
    {
        to[0] = type;
        to[1] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], packetId);
    }

    private static void AddText(List<byte> to, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        to.Add((byte)(bytes.Length >> 8));
        to.Add((byte)bytes.Length);
        to.AddRange(bytes);
    }

    private static byte[] Packet(byte first, List<byte> body, int moreBytes = 0)
    {
        var packet = new List<byte> { first };
        var left = body.Count + moreBytes;
        do
        {
            packet.Add((byte)(left > 127 ? (left & 127) | 128 : left));
            left >>= 7;
        }
        while (left > 0);
        packet.AddRange(body);
        return [.. packet];
    }
}
