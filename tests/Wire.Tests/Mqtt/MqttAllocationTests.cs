using System.Buffers;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Tests.Mqtt;

/// <summary>Reading, writing and matching cost no memory.</summary>
public sealed class MqttAllocationTests
{
    [Fact]
    public void Reading_a_packet_costs_nothing_in_one_piece_or_several()
    {
        var whole = MqttCorpus.Packets.Select(p => (p, new ReadOnlySequence<byte>(p.Bytes))).ToArray();
        var pieces = MqttCorpus.Packets.Select(p => (p, MqttWire.Cut(p.Bytes, p.Bytes.Length / 2))).ToArray();
        Assert.Equal(0, Cost(() => ReadAll(whole)));
        Assert.Equal(0, Cost(() => ReadAll(pieces)));
    }

    [Fact]
    public void Writing_a_packet_costs_nothing()
    {
        var readers = MqttCorpus.Packets.Select(p =>
        {
            var reader = new MqttPacketReader();
            var input = new ReadOnlySequence<byte>(p.Bytes);
            Assert.Equal(MqttReadStatus.Packet, reader.TryRead(ref input, p.Version, p.Sender, MqttWire.MaxPacketBytes));
            return (p.Version, reader);
        }).ToArray();
        var writer = new ArrayBufferWriter<byte>(4096);
        Assert.Equal(0, Cost(() =>
        {
            foreach (var (version, reader) in readers)
            {
                writer.ResetWrittenCount();
                MqttWire.Write(writer, version, reader);
            }
        }));
    }

    [Fact]
    public void Matching_and_judging_topics_costs_nothing() => Assert.Equal(0, Cost(() =>
    {
        Assert.True(MqttTopic.Matches("pulsebms/+/rack-4/#"u8, "pulsebms/site-1/rack-4/telemetry"u8));
        Assert.True(MqttTopic.IsName("pulsebms/site-1/rack-4/telemetry"u8, out _));
        Assert.True(MqttTopic.IsFilter("$share/g/pulsebms/+/rack-4/#"u8, out _));
    }));

    [Fact]
    public void A_frame_for_many_receivers_costs_nothing()
    {
        var to = new byte[200];
        uint[] subscriptions = [7];
        Assert.Equal(0, Cost(() =>
        {
            var frame = new PublishFrame { Version = MqttVersion.V50, Topic = "a/b"u8, Payload = "hello"u8, Qos = MqttQos.AtLeastOnce, PacketId = 1, SubscriptionIds = subscriptions };
            if (frame.Size != frame.Write(to)) Assert.Fail("The size is not what was written.");
        }));
    }

    [Fact]
    public void A_returned_reader_is_rented_again_and_remembers_nothing()
    {
        var reader = MqttPacketReader.Rent();
        var input = new ReadOnlySequence<byte>(MqttCorpus.Bytes("30 07 \"a/b\" 'hi'"));
        Assert.Equal(MqttReadStatus.Packet, reader.TryRead(ref input, MqttVersion.V311, MqttRole.Client, MqttWire.MaxPacketBytes));
        reader.Return();
        var again = MqttPacketReader.Rent();
        Assert.Same(reader, again);
        Assert.Equal(MqttPacketType.None, again.Type);
        Assert.Equal(MqttText.Of(new PublishPacket()), MqttText.Of(again.Publish));
        again.Return();
        Assert.Equal(0, Cost(() => MqttPacketReader.Rent().Return()));
    }

    private static void ReadAll((MqttCorpus.Line Line, ReadOnlySequence<byte> Input)[] packets)
    {
        var reader = MqttPacketReader.Rent();
        foreach (var (line, input) in packets)
        {
            var rest = input;
            if (reader.TryRead(ref rest, line.Version, line.Sender, MqttWire.MaxPacketBytes) != MqttReadStatus.Packet) Assert.Fail(line.Text);
        }

        reader.Return();
    }

    /// <summary>The least bytes that one of several runs allocated: what the tiering of the runtime allocates beside it does not count.</summary>
    private static long Cost(Action action)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 50; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
