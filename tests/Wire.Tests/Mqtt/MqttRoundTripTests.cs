using System.Buffers;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Tests.Mqtt;

/// <summary>What we write, we read as it was, and its size is known before.</summary>
public sealed class MqttRoundTripTests
{
    private const int Rounds = 2_000;
    private readonly MqttPacketReader _reader = new();
    private readonly ArrayBufferWriter<byte> _writer = new();

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V50)]
    public void Every_packet_that_may_be_sent_comes_back_as_it_was(MqttVersion version)
    {
        var random = new MqttGenerator(new Random((int)version));
        for (var i = 0; i < Rounds; i++)
        {
            var sender = random.Coin() ? MqttRole.Client : MqttRole.Server;
            var connect = random.Connect(version);
            Check(MqttText.Of(connect), MqttPacketWriter.Size(version, connect), MqttPacketWriter.Write(_writer, version, connect), version, MqttRole.Client);
            var connAck = random.ConnAck(version);
            Check(MqttText.Of(connAck), MqttPacketWriter.Size(version, connAck), MqttPacketWriter.Write(_writer, version, connAck), version, MqttRole.Server);
            var publish = random.Publish(version);
            Check(MqttText.Of(publish), MqttPacketWriter.Size(version, publish), MqttPacketWriter.Write(_writer, version, publish), version, MqttRole.Server);
            var ack = random.Ack(version);
            Check(MqttText.Of(ack), MqttPacketWriter.Size(version, ack), MqttPacketWriter.Write(_writer, version, ack), version, sender);
            var subscribe = random.Subscribe(version);
            Check(MqttText.Of(subscribe), MqttPacketWriter.Size(version, subscribe), MqttPacketWriter.Write(_writer, version, subscribe), version, MqttRole.Client);
            var subAck = random.SubAck(version);
            Check(MqttText.Of(subAck), MqttPacketWriter.Size(version, subAck), MqttPacketWriter.Write(_writer, version, subAck), version, MqttRole.Server);
            var unsubscribe = random.Unsubscribe(version);
            Check(MqttText.Of(unsubscribe), MqttPacketWriter.Size(version, unsubscribe), MqttPacketWriter.Write(_writer, version, unsubscribe), version, MqttRole.Client);
            var unsubAck = random.UnsubAck(version);
            Check(MqttText.Of(unsubAck), MqttPacketWriter.Size(version, unsubAck), MqttPacketWriter.Write(_writer, version, unsubAck), version, MqttRole.Server);
            if (version == MqttVersion.V311) sender = MqttRole.Client;
            var disconnect = random.Disconnect(version, sender);
            Check(MqttText.Of(disconnect), MqttPacketWriter.Size(version, disconnect), MqttPacketWriter.Write(_writer, version, disconnect), version, sender);
            if (version == MqttVersion.V311) continue;
            var auth = random.Auth();
            Check(MqttText.Of(auth), MqttPacketWriter.Size(version, auth), MqttPacketWriter.Write(_writer, version, auth), version, sender);
        }
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V50)]
    public void A_frame_for_many_receivers_is_the_packet_that_the_writer_writes(MqttVersion version)
    {
        var random = new MqttGenerator(new Random(99));
        for (var i = 0; i < Rounds; i++)
        {
            var packet = random.Publish(version);
            var frame = new PublishFrame
            {
                Version = version, Topic = packet.Topic.Span, Payload = packet.Payload.Span, Qos = packet.Qos, Dup = packet.Dup, Retain = packet.Retain,
                PacketId = packet.PacketId, TopicAlias = packet.TopicAlias, MessageExpiryS = packet.MessageExpiryS,
                SubscriptionIds = packet.SubscriptionIds.ToArray(), ForwardedProperties = MqttProperties.Forwardable(packet),
            };
            _writer.ResetWrittenCount();
            MqttPacketWriter.Write(_writer, version, packet);
            var bytes = new byte[frame.Size];
            Assert.Equal(bytes.Length, frame.Write(bytes));
            Assert.Equal(Convert.ToHexString(_writer.WrittenSpan), Convert.ToHexString(bytes));
            if (packet.Qos == MqttQos.AtMostOnce) Assert.Equal(-1, frame.PacketIdOffset);
            else Assert.Equal(packet.PacketId, (bytes[frame.PacketIdOffset] << 8) | bytes[frame.PacketIdOffset + 1]);
        }
    }

    [Fact]
    public void The_properties_that_are_passed_on_come_back_in_their_order()
    {
        var random = new MqttGenerator(new Random(7));
        for (var i = 0; i < Rounds; i++)
        {
            var packet = random.Publish(MqttVersion.V50);
            var blob = MqttProperties.Forwardable(packet);
            var other = random.Publish(MqttVersion.V50);
            MqttProperties.ReadForwardable(blob, other);
            Assert.Equal(blob, MqttProperties.Forwardable(other));
            (packet.Topic, packet.Qos, packet.Retain, packet.Dup, packet.PacketId) = (other.Topic, other.Qos, other.Retain, other.Dup, other.PacketId);
            (packet.MessageExpiryS, packet.TopicAlias, packet.Payload) = (other.MessageExpiryS, other.TopicAlias, other.Payload);
            packet.SubscriptionIds.Clear();
            packet.SubscriptionIds.AddRange(other.SubscriptionIds);
            Assert.Equal(MqttText.Of(packet), MqttText.Of(other));
        }
    }

    [Theory]
    [InlineData("02 00000001")]
    [InlineData("01 02")]
    [InlineData("03 0005 61")]
    [InlineData("01 01 01 01")]
    [InlineData("08 \"a/#\"")]
    public void Properties_that_are_not_passed_on_or_are_broken_are_refused(string notation) =>
        Assert.Throws<ArgumentException>(() => MqttProperties.ReadForwardable(MqttCorpus.Bytes(notation), new PublishPacket()));

    [Fact]
    public void A_will_passes_on_what_a_publish_does()
    {
        var will = new MqttWill { Topic = "a"u8.ToArray(), PayloadFormat = 1, ContentType = "t"u8.ToArray(), DelayS = 5, MessageExpiryS = 6 };
        Assert.Equal(MqttCorpus.Bytes("01 01 03 \"t\""), MqttProperties.Forwardable(will));
        Assert.Empty(MqttProperties.Forwardable(new MqttWill { DelayS = 5 }));
    }

    [Fact]
    public void An_acknowledgement_without_properties_is_four_bytes_or_five()
    {
        Span<byte> bytes = stackalloc byte[MqttPacketWriter.MaxAckBytes];
        Assert.Equal(4, MqttPacketWriter.WriteAck(bytes, MqttVersion.V50, MqttPacketType.PubRel, 0x1234));
        Assert.Equal("62021234", Convert.ToHexString(bytes[..4]));
        Assert.Equal(5, MqttPacketWriter.WriteAck(bytes, MqttVersion.V50, MqttPacketType.PubAck, 1, MqttReasonCode.NotAuthorized));
        Assert.Equal("4003000187", Convert.ToHexString(bytes));
        Assert.Equal(4, MqttPacketWriter.WriteAck(bytes, MqttVersion.V311, MqttPacketType.PubRec, 1, MqttReasonCode.NotAuthorized));
        Assert.Equal("50020001", Convert.ToHexString(bytes[..4]));
    }

    private void Check(string words, int size, int written, MqttVersion version, MqttRole sender)
    {
        Assert.Equal(size, written);
        Assert.Equal(size, _writer.WrittenCount);
        var input = new ReadOnlySequence<byte>(_writer.WrittenMemory);
        var status = _reader.TryRead(ref input, version, sender, int.MaxValue);
        Assert.True(status == MqttReadStatus.Packet, $"{words}: {status} {_reader.Fault}");
        Assert.Equal(words, MqttText.Of(_reader));
        Assert.True(input.IsEmpty);
        _writer.ResetWrittenCount();
    }
}
