using Busbar.Wire.Can;

namespace Busbar.Wire.Tests.Can;

public sealed class CanFrameTests
{
    [Fact]
    public void A_frame_takes_sixteen_bytes_and_no_heap() =>
        Assert.Equal(16, System.Runtime.CompilerServices.Unsafe.SizeOf<CanFrame>());

    [Theory]
    [InlineData(0x800u, CanFlags.None, 0, 0, CanFaultKind.OutOfRange)]
    [InlineData(0x2000_0000u, CanFlags.Extended, 0, 0, CanFaultKind.OutOfRange)]
    [InlineData(0xFFFF_FFFFu, CanFlags.Error, 0, 0, CanFaultKind.OutOfRange)]
    [InlineData(1u, CanFlags.None, 9, 9, CanFaultKind.OutOfRange)]
    [InlineData(1u, CanFlags.None, -1, 0, CanFaultKind.OutOfRange)]
    [InlineData(1u, CanFlags.None, 3, 2, CanFaultKind.LengthMismatch)]
    [InlineData(1u, CanFlags.Remote, 2, 2, CanFaultKind.LengthMismatch)]
    public void Parts_that_make_no_frame_are_refused_with_the_reason(uint id, CanFlags flags, int length, int dataLength, CanFaultKind expected)
    {
        Assert.False(CanFrame.TryCreate(id, flags, length, new byte[dataLength], out _, out var fault));
        Assert.Equal(expected, fault!.Kind);
        Assert.NotEmpty(fault.Text);
    }

    [Fact]
    public void Data_reads_back_byte_by_byte_and_is_zero_past_its_end()
    {
        var frame = CanFrame.Standard(0x123, [0x11, 0x22, 0x33]);

        Assert.Equal(3, frame.Length);
        Assert.Equal([0x11, 0x22, 0x33, 0, 0, 0, 0, 0], Enumerable.Range(0, 8).Select(i => frame[i]));
        Assert.Equal(0x2211, frame.ReadUInt16LittleEndian(0));
        Assert.Equal(0x332211ul, frame.DataLittleEndian);
        var copy = new byte[8];
        Assert.Equal(3, frame.CopyTo(copy));
        Assert.Equal([0x11, 0x22, 0x33, 0, 0, 0, 0, 0], copy);
        Assert.Throws<ArgumentOutOfRangeException>(() => frame[8]);
        Assert.Throws<ArgumentException>(() => frame.CopyTo(new byte[2]));
    }

    [Fact]
    public void Frames_are_equal_only_when_every_part_is()
    {
        var frame = CanFrame.Standard(0x123, [1, 0]);

        Assert.Equal(frame, CanFrame.Standard(0x123, [1, 0]));
        Assert.True(frame == CanFrame.Standard(0x123, [1, 0]));
        Assert.NotEqual(frame, CanFrame.Standard(0x123, [1]));
        Assert.NotEqual(frame, CanFrame.Standard(0x124, [1, 0]));
        Assert.NotEqual(frame, CanFrame.Extended(0x123, [1, 0]));
        Assert.True(CanFrame.Remote(0x123, extended: false, 0) != CanFrame.Standard(0x123, []));
    }

    [Theory]
    [InlineData("300#1400")]
    [InlineData("7FF#")]
    [InlineData("02204000#1262000000000000")]
    [InlineData("00000123#AB")]
    [InlineData("123#R")]
    [InlineData("123#R4")]
    [InlineData("1ABCDEF0#R8")]
    [InlineData("20000004#0000000000000000")]
    public void The_compact_text_form_survives_the_round_trip(string text) => Assert.Equal(text, CanFrame.Parse(text).ToString());

    [Fact]
    public void Dots_between_data_bytes_and_small_letters_are_read() =>
        Assert.Equal(CanFrame.Standard(0x1a0, [0xDE, 0xAD, 0xBE]), CanFrame.Parse("1a0#de.adBE"));

    [Theory]
    [InlineData("", CanFaultKind.WrongShape)]
    [InlineData("300", CanFaultKind.WrongShape)]
    [InlineData("30#14", CanFaultKind.WrongShape)]
    [InlineData("3000#14", CanFaultKind.WrongShape)]
    [InlineData("GGG#14", CanFaultKind.WrongShape)]
    [InlineData("+30#14", CanFaultKind.WrongShape)]
    [InlineData("300#1", CanFaultKind.WrongShape)]
    [InlineData("300#1x", CanFaultKind.WrongShape)]
    [InlineData("300#.14", CanFaultKind.WrongShape)]
    [InlineData("300#14..15", CanFaultKind.WrongShape)]
    [InlineData("300#001122334455667788", CanFaultKind.OutOfRange)]
    [InlineData("FFF#00", CanFaultKind.OutOfRange)]
    [InlineData("FFFFFFFF#00", CanFaultKind.OutOfRange)]
    [InlineData("300#R9", CanFaultKind.OutOfRange)]
    [InlineData("300#R44", CanFaultKind.WrongShape)]
    [InlineData("300#Rx", CanFaultKind.WrongShape)]
    [InlineData("300##1001122", CanFaultKind.FdUnsupported)]
    public void Text_that_is_no_frame_is_refused_with_the_reason(string text, CanFaultKind expected)
    {
        Assert.False(CanFrame.TryParse(text, out _, out var fault));
        Assert.Equal(expected, fault!.Kind);
        var thrown = Assert.Throws<FormatException>(() => CanFrame.Parse(text));
        Assert.Contains(fault.Text, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_line_is_what_candump_writes()
    {
        var at = DateTimeOffset.UnixEpoch.AddSeconds(1753).AddMicroseconds(250_001);

        Assert.Equal("(1753.250001) memory:my_lab 300#1400", CandumpText.FormatLine(CanFrame.Standard(0x300, [20, 0]), at, "memory:my lab"));
    }

    [Fact]
    public void Any_text_is_either_a_frame_that_prints_alike_or_a_fault()
    {
        var random = new Random(7);
        const string Alphabet = "0123456789abcdefABCDEF#R.x";
        for (var round = 0; round < 20_000; round++)
        {
            var text = new string(Enumerable.Range(0, random.Next(24)).Select(_ => Alphabet[random.Next(Alphabet.Length)]).ToArray());
            if (CanFrame.TryParse(text, out var frame, out var fault))
                Assert.Equal(frame, CanFrame.Parse(frame.ToString()));
            else
                Assert.NotNull(fault);
        }
    }
}
