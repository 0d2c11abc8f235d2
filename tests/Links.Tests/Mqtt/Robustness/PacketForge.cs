using System.Buffers;
using System.Text;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Tests.Mqtt.Robustness;

/// <summary>How a forged packet is wrong, if at all.</summary>
internal enum Forgery
{
    /// <summary>As the standard has it, though not always at the right time.</summary>
    Valid,

    /// <summary>A valid packet with some bytes changed, put in or left out, and the length to match.</summary>
    Mutated,

    /// <summary>Any first byte, any content, the right length.</summary>
    Random,

    /// <summary>The length does not fit what follows, or it is no length: the rest of the connection makes no sense.</summary>
    Torn,
}

/// <summary>Makes packets that a client should not send, and some that it may, PINGREQ excepted: that is what the storm asks for a sign of life with. The same seed makes the same packets. Not thread safe.</summary>
internal sealed class PacketForge(Random random)
{
    private static readonly string[] Names = ["a", "a/b", "a/b/c", "$SYS/broker/x", "a//c", "/", "ü/ö", "long/" + new string('x', 300), "$share/a"];
    private static readonly string[] Filters = ["a", "a/b", "+/b", "a/+/c", "#", "$share/g/a/#", "$share/h/+", "$SYS/#", "/", "+", "ü/#"];

    /// <summary>A CONNECT of one of a few clients, so that they take each other's sessions over.</summary>
    public byte[] Connect(MqttVersion version)
    {
        var packet = new ConnectPacket
        {
            Version = version,
            CleanStart = random.Next(2) == 0,
            KeepAliveS = (ushort)random.Next(0, 100),
            ClientId = Text($"storm-{random.Next(40)}"),
        };
        if (version == MqttVersion.V50)
        {
            packet.SessionExpiryS = (uint)random.Next(0, 100);
            packet.ReceiveMaximum = (ushort)random.Next(1, 100);
            packet.TopicAliasMaximum = (ushort)random.Next(0, 10);
            if (random.Next(4) == 0) packet.MaximumPacketSize = (uint)random.Next(20, 1000);
        }

        if (random.Next(3) == 0)
            packet.Will = new MqttWill { Topic = Text(Names[random.Next(3)]), Payload = Bytes(20), Qos = AnyQos(), Retain = random.Next(4) == 0, DelayS = version == MqttVersion.V50 ? 1u : 0 };
        return Written(writer => MqttPacketWriter.Write(writer, version, packet));
    }

    /// <summary>Any packet.</summary>
    public byte[] Packet(MqttVersion version, Forgery kind) => kind switch
    {
        Forgery.Valid => Valid(version),
        Forgery.Mutated => Mutated(Valid(version)),
        Forgery.Random => Framed((byte)random.Next(256), Bytes(random.Next(2) == 0 ? 8 : 200)),
        _ => Torn(Valid(version)),
    };

    /// <summary>The same packet with some bytes of its first byte and content changed.</summary>
    public byte[] Mutated(byte[] packet)
    {
        var content = packet[HeadBytes(packet)..].ToList();
        var first = packet[0];
        for (var left = random.Next(1, 6); left > 0; left--)
        {
            var at = random.Next(content.Count + 1);
            switch (random.Next(5))
            {
                case 0:
                    first ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    content.Insert(at, (byte)random.Next(256));
                    break;
                case 2 when at < content.Count:
                    content.RemoveRange(at, Math.Min(random.Next(1, 5), content.Count - at));
                    break;
                case 3 when at < content.Count:
                    content[at] = random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => (byte)random.Next(256) };
                    break;
                default:
                    if (at < content.Count) content[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return Framed(first, [.. content]);
    }

    private byte[] Torn(byte[] packet)
    {
        switch (random.Next(3))
        {
            case 0:
                return Bytes(random.Next(1, 100));
            case 1:
                return packet[..random.Next(1, packet.Length)];
            default:
                for (var i = 1; i < Math.Min(packet.Length, 5); i++) packet[i] = (byte)random.Next(256);
                return packet;
        }
    }

    private byte[] Valid(MqttVersion version)
    {
        var code = random.Next(100);
        return code switch
        {
            < 50 => Publish(version),
            < 65 => Subscribe(version),
            < 72 => Unsubscribe(version),
            < 96 => Ack(version),
            < 98 => Connect(version),
            _ => Written(writer => MqttPacketWriter.Write(writer, version, new DisconnectPacket())),
        };
    }

    private byte[] Publish(MqttVersion version)
    {
        var qos = AnyQos();
        var packet = new PublishPacket
        {
            Qos = qos,
            Dup = qos != MqttQos.AtMostOnce && random.Next(4) == 0,
            Retain = random.Next(5) == 0,
            Topic = Text(Names[random.Next(Names.Length)]),
            PacketId = qos == MqttQos.AtMostOnce ? (ushort)0 : AnyId(),
            Payload = Bytes(random.Next(20) == 0 ? 4000 : 30),
        };
        if (version == MqttVersion.V50)
        {
            if (random.Next(2) == 0) packet.MessageExpiryS = (uint)random.Next(1, 5);
            if (random.Next(3) == 0) packet.TopicAlias = (ushort)random.Next(1, 70);
            if (random.Next(3) == 0) packet.ResponseTopic = Text("a/answer");
            if (random.Next(3) == 0) packet.CorrelationData = Bytes(10);
            if (random.Next(3) == 0) packet.UserProperties.Add(Text("name"), Text("value"));
        }

        return Written(writer => MqttPacketWriter.Write(writer, version, packet));
    }

    private byte[] Subscribe(MqttVersion version)
    {
        var packet = new SubscribePacket { PacketId = AnyId() };
        if (version == MqttVersion.V50 && random.Next(2) == 0) packet.SubscriptionId = (uint)random.Next(1, 1000);
        for (var left = random.Next(1, 4); left > 0; left--)
            packet.Subscriptions.Add(new MqttSubscription(Text(Filters[random.Next(Filters.Length)]), AnyQos()));
        return Written(writer => MqttPacketWriter.Write(writer, version, packet));
    }

    private byte[] Unsubscribe(MqttVersion version)
    {
        var packet = new UnsubscribePacket { PacketId = AnyId() };
        packet.Filters.Add(Text(Filters[random.Next(Filters.Length)]));
        return Written(writer => MqttPacketWriter.Write(writer, version, packet));
    }

    private byte[] Ack(MqttVersion version)
    {
        var bytes = new byte[MqttPacketWriter.MaxAckBytes];
        var type = (MqttPacketType)random.Next((int)MqttPacketType.PubAck, (int)MqttPacketType.PubComp + 1);
        return bytes[..MqttPacketWriter.WriteAck(bytes, version, type, AnyId())];
    }

    private ushort AnyId() => (ushort)random.Next(1, random.Next(4) == 0 ? 65536 : 20);

    private MqttQos AnyQos() => (MqttQos)random.Next(3);

    private byte[] Bytes(int atMost)
    {
        var bytes = new byte[random.Next(atMost + 1)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static ReadOnlyMemory<byte> Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var writer = new ArrayBufferWriter<byte>();
        write(writer);
        return writer.WrittenSpan.ToArray();
    }

    private static byte[] Framed(byte first, byte[] content)
    {
        var packet = new List<byte> { first };
        for (var left = content.Length; ; left >>= 7)
        {
            packet.Add((byte)(left > 127 ? (left & 127) | 128 : left));
            if (left <= 127) break;
        }

        packet.AddRange(content);
        return [.. packet];
    }

    private static int HeadBytes(byte[] packet)
    {
        var at = 1;
        while (packet[at++] > 127)
        {
        }

        return at;
    }
}
