using System.Buffers;
using System.Globalization;
using Busbar.Wire.Mqtt;

namespace Busbar.Wire.Tests.Mqtt;

/// <summary>Every rule on malformed packets and protocol errors, with the reason code that it calls for and the clause that says so.</summary>
public sealed class MqttMalformedTests
{
    private readonly MqttPacketReader _reader = new();

    public static TheoryData<string> Malformed => [.. MqttCorpus.Malformed.Select(p => p.Text)];

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_packet_that_breaks_a_rule_is_refused_by_its_code_and_clause(string text)
    {
        var line = MqttCorpus.Find(MqttCorpus.Malformed, text);
        var input = new ReadOnlySequence<byte>(line.Bytes);

        Assert.Equal(MqttReadStatus.Fault, _reader.TryRead(ref input, line.Version, line.Sender, MqttWire.MaxPacketBytes));

        Assert.Equal(line.Meaning, $"{_reader.Fault.Code} {_reader.Fault.Clause}");
        Assert.InRange(_reader.Fault.Text.Length, 10, 200);
        Assert.Equal(line.Bytes.Length, input.Length);
    }

    [Fact]
    public void A_packet_that_breaks_a_rule_is_refused_in_pieces_too_and_no_beginning_of_it_is_a_packet()
    {
        foreach (var line in MqttCorpus.Malformed)
        {
            for (var cut = 0; cut < line.Bytes.Length; cut++)
            {
                var pieces = MqttWire.Cut(line.Bytes, cut);
                Assert.Equal(MqttReadStatus.Fault, _reader.TryRead(ref pieces, line.Version, line.Sender, MqttWire.MaxPacketBytes));
                Assert.Equal(line.Meaning, $"{_reader.Fault.Code} {_reader.Fault.Clause}");
                var beginning = new ReadOnlySequence<byte>(line.Bytes, 0, cut);
                Assert.NotEqual(MqttReadStatus.Packet, _reader.TryRead(ref beginning, line.Version, line.Sender, MqttWire.MaxPacketBytes));
            }
        }
    }

    [Theory]
    [InlineData("10 0C \"MQTT\" 04 02 003C 0000", null, MqttVersion.V311)]
    [InlineData("10 0D \"MQTT\" 05 02 003C 00 0000", null, MqttVersion.V50)]
    [InlineData("10 0E \"MQIsdp\" 03 02 003C 0000", MqttReasonCode.UnsupportedProtocolVersion, MqttVersion.V311)]
    [InlineData("10 0C \"MQTT\" 03 02 003C 0000", MqttReasonCode.UnsupportedProtocolVersion, MqttVersion.V311)]
    [InlineData("10 0C \"MQTT\" 84 02 003C 0000", MqttReasonCode.UnsupportedProtocolVersion, MqttVersion.V311)]
    [InlineData("10 0C \"MQTT\" 06 02 003C 0000", MqttReasonCode.UnsupportedProtocolVersion, MqttVersion.V50)]
    [InlineData("10 0C \"MQTT\" 7F 02 003C 0000", MqttReasonCode.UnsupportedProtocolVersion, MqttVersion.V50)]
    [InlineData("10 0D \"MQTT\" 05 03 003C 00 0000", MqttReasonCode.MalformedPacket, MqttVersion.V50)]
    [InlineData("10 0C \"MQTT\" 04 03 003C 0000", MqttReasonCode.MalformedPacket, MqttVersion.V311)]
    [InlineData("10 0C \"HTTP\" 04 02 003C 0000", MqttReasonCode.UnsupportedProtocolVersion, null)]
    [InlineData("10 06 \"MQTT\"", MqttReasonCode.MalformedPacket, null)]
    [InlineData("11 00", MqttReasonCode.MalformedPacket, null)]
    [InlineData("10 FF7F", MqttReasonCode.PacketTooLarge, null)]
    public void The_version_in_which_a_refused_connect_is_answered_is_known(string notation, MqttReasonCode? code, MqttVersion? answer)
    {
        var before = new ReadOnlySequence<byte>(MqttCorpus.Bytes("10 0D \"MQTT\" 05 02 003C 00 0000"));
        Assert.Equal(MqttReadStatus.Packet, _reader.TryRead(ref before, MqttVersion.V50, MqttRole.Client, MqttWire.MaxPacketBytes));
        var input = new ReadOnlySequence<byte>(MqttCorpus.Bytes(notation));

        var status = _reader.TryRead(ref input, MqttVersion.V311, MqttRole.Client, MqttWire.MaxPacketBytes);

        Assert.Equal(code is null ? MqttReadStatus.Packet : MqttReadStatus.Fault, status);
        Assert.Equal(answer, _reader.AnswerVersion);
        if (code is not null) Assert.Equal(code, _reader.Fault.Code);
    }

    [Theory]
    [InlineData("30 05 \"a/b\"", 7, MqttReadStatus.Packet)]
    [InlineData("30 05 \"a/b\"", 6, MqttReadStatus.Fault)]
    [InlineData("30 05", 6, MqttReadStatus.Fault)]
    [InlineData("30 05", 7, MqttReadStatus.NeedMore)]
    [InlineData("30 FFFFFF7F", int.MaxValue, MqttReadStatus.NeedMore)]
    [InlineData("30 FFFFFF7F", 268_435_460, MqttReadStatus.NeedMore)]
    [InlineData("30 FFFFFF7F", 268_435_459, MqttReadStatus.Fault)]
    public void The_limit_counts_the_whole_packet_and_is_judged_by_its_header(string notation, int maxPacketBytes, MqttReadStatus expected)
    {
        var input = new ReadOnlySequence<byte>(MqttCorpus.Bytes(notation));
        Assert.Equal(expected, _reader.TryRead(ref input, MqttVersion.V311, MqttRole.Client, maxPacketBytes));
        if (expected == MqttReadStatus.Fault) Assert.Contains(maxPacketBytes.ToString(CultureInfo.InvariantCulture), _reader.Fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_names_packet_field_value_and_what_is_allowed()
    {
        var input = new ReadOnlySequence<byte>(MqttCorpus.Bytes("10 14 \"MQTT\" 05 02 003C 03 21 0000 \"abcd\""));
        Assert.Equal(MqttReadStatus.Fault, _reader.TryRead(ref input, MqttVersion.V50, MqttRole.Client, MqttWire.MaxPacketBytes));
        Assert.Equal(new MqttFault(MqttReasonCode.ProtocolError, "CONNECT: ReceiveMaximum is 0; 1 to 65,535 is allowed.", "3.1.2.11"), _reader.Fault);
    }

    [Fact]
    public void In_one_packet_every_byte_value_in_every_place_is_read_or_refused()
    {
        foreach (var line in MqttCorpus.Packets.Where(p => p.Bytes.Length < 64))
        {
            for (var at = 0; at < line.Bytes.Length; at++)
            {
                for (var value = 0; value < 256; value++)
                {
                    byte[] bytes = [.. line.Bytes];
                    bytes[at] = (byte)value;
                    var input = new ReadOnlySequence<byte>(bytes);
                    var status = _reader.TryRead(ref input, line.Version, line.Sender, MqttWire.MaxPacketBytes);
                    if (status == MqttReadStatus.Fault) Assert.NotEmpty(_reader.Fault.Clause);
                }
            }
        }
    }
}
