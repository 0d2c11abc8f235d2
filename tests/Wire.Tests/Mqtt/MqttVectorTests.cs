using System.Buffers;
using Busbar.Wire.Mqtt;

namespace Busbar.Wire.Tests.Mqtt;

/// <summary>Packets made by hand from the layouts of the standards, in every version, with every property: read, written back, in pieces.</summary>
public sealed class MqttVectorTests
{
    private readonly MqttPacketReader _reader = new();

    public static TheoryData<string> Packets => [.. MqttCorpus.Packets.Select(p => p.Text)];

    [Theory]
    [MemberData(nameof(Packets))]
    public void A_packet_means_what_the_standard_says_and_is_written_byte_for_byte(string text)
    {
        var line = MqttCorpus.Find(MqttCorpus.Packets, text);
        var input = new ReadOnlySequence<byte>(line.Bytes);

        var status = _reader.TryRead(ref input, line.Version, line.Sender, MqttWire.MaxPacketBytes);

        Assert.True(status == MqttReadStatus.Packet, $"{status} {_reader.Fault}");
        Assert.True(input.IsEmpty);
        Assert.Equal(line.Meaning, MqttText.Of(_reader));
        var writer = new ArrayBufferWriter<byte>();
        var written = MqttWire.Write(writer, line.Version, _reader);
        Assert.Equal(writer.WrittenCount, written);
        if (line.IsCanonical) Assert.Equal(Convert.ToHexString(line.Bytes), Convert.ToHexString(writer.WrittenSpan));
        var again = new ReadOnlySequence<byte>(writer.WrittenMemory);
        Assert.Equal(MqttReadStatus.Packet, _reader.TryRead(ref again, line.Version, line.Sender, MqttWire.MaxPacketBytes));
        Assert.Equal(line.Meaning, MqttText.Of(_reader));
    }

    [Fact]
    public void Every_beginning_of_a_packet_needs_more()
    {
        foreach (var line in MqttCorpus.Packets)
        {
            for (var length = 0; length < line.Bytes.Length; length++)
            {
                var input = new ReadOnlySequence<byte>(line.Bytes, 0, length);
                var status = _reader.TryRead(ref input, line.Version, line.Sender, MqttWire.MaxPacketBytes);
                Assert.True(status == MqttReadStatus.NeedMore, $"{status} for the first {length} bytes of {line.Text}");
                Assert.Equal(length, input.Length);
            }
        }
    }

    [Fact]
    public void A_packet_in_pieces_means_the_same()
    {
        foreach (var line in MqttCorpus.Packets)
        {
            byte[] bytes = [.. line.Bytes, 0xD0, 0x00, 0xFF];
            for (var cut = 0; cut <= line.Bytes.Length; cut++) ReadsTheSame(line, MqttWire.Cut(bytes, cut));
            ReadsTheSame(line, MqttWire.Cut(bytes, 1, Math.Min(3, line.Bytes.Length)));
            ReadsTheSame(line, MqttWire.Cut(bytes, Enumerable.Range(0, bytes.Length)));
        }
    }

    [Fact]
    public void Packets_in_a_row_are_read_one_after_the_other_by_one_reader()
    {
        foreach (var side in MqttCorpus.Packets.GroupBy(p => (p.Version, p.Sender)))
        {
            var input = new ReadOnlySequence<byte>([.. side.SelectMany(p => p.Bytes)]);
            foreach (var line in side)
            {
                Assert.Equal(MqttReadStatus.Packet, _reader.TryRead(ref input, line.Version, line.Sender, MqttWire.MaxPacketBytes));
                Assert.Equal(line.Meaning, MqttText.Of(_reader));
            }

            Assert.Equal(MqttReadStatus.NeedMore, _reader.TryRead(ref input, side.Key.Version, side.Key.Sender, MqttWire.MaxPacketBytes));
        }
    }

    [Fact]
    public void A_packet_in_one_piece_is_not_copied_and_one_in_pieces_outlives_them()
    {
        var bytes = MqttCorpus.Bytes("30 0A \"a/b\" 'hello'");
        var input = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(MqttReadStatus.Packet, _reader.TryRead(ref input, MqttVersion.V311, MqttRole.Client, MqttWire.MaxPacketBytes));
        Assert.True(_reader.Publish.Payload.Span.Overlaps(bytes));

        input = MqttWire.Cut(bytes, 6);
        Assert.Equal(MqttReadStatus.Packet, _reader.TryRead(ref input, MqttVersion.V311, MqttRole.Client, MqttWire.MaxPacketBytes));
        Array.Clear(bytes);
        Assert.Equal("PUBLISH topic=a/b payload=hello", MqttText.Of(_reader));
    }

    [Fact]
    public void The_corpus_has_every_packet_and_every_property()
    {
        var kinds = MqttCorpus.Packets.GroupBy(p => p.Version).ToDictionary(g => g.Key, g => g.Select(p => (MqttPacketType)(p.Bytes[0] >> 4)).ToHashSet());
        Assert.Equal(15, kinds[MqttVersion.V50].Count);
        Assert.Equal(14, kinds[MqttVersion.V311].Count);
        Assert.All(Enum.GetValues<MqttReasonCode>(), code => Assert.Contains(MqttCorpus.Packets, p => p.Meaning.Contains($"{code}", StringComparison.Ordinal)));
    }

    private void ReadsTheSame(MqttCorpus.Line line, ReadOnlySequence<byte> input)
    {
        var status = _reader.TryRead(ref input, line.Version, line.Sender, MqttWire.MaxPacketBytes);
        Assert.True(status == MqttReadStatus.Packet, $"{status} {_reader.Fault} for {line.Text}");
        Assert.Equal(line.Meaning, MqttText.Of(_reader));
        Assert.Equal((byte[])[0xD0, 0x00, 0xFF], input.ToArray());
    }
}
