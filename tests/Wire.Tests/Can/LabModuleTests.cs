using Busbar.Wire.Can;

namespace Busbar.Wire.Tests.Can;

public sealed class LabModuleTests
{
    [Fact]
    public void The_four_messages_have_the_bytes_of_the_lab_s_document()
    {
        Assert.Equal("200#", LabModule.Start().ToString());
        Assert.Equal("201#", LabModule.Stop().ToString());
        Assert.Equal("210#6400", LabModule.Limit(100).ToString());
        Assert.Equal("300#1400", LabModule.Current(20).ToString());
        Assert.Equal("300#3412", LabModule.Current(0x1234).ToString());
    }

    [Theory]
    [InlineData("200#", LabModuleMessageKind.Start, 0)]
    [InlineData("200#01", LabModuleMessageKind.Start, 0)]
    [InlineData("201#0000", LabModuleMessageKind.Stop, 0)]
    [InlineData("210#6400", LabModuleMessageKind.Limit, 100)]
    [InlineData("300#FFFF", LabModuleMessageKind.Current, 65535)]
    [InlineData("300#0100AABB", LabModuleMessageKind.Current, 1)]
    public void A_message_reads_back(string text, LabModuleMessageKind kind, int currentA)
    {
        Assert.True(LabModule.TryRead(CanFrame.Parse(text), out var message));
        Assert.Equal(new LabModuleMessage(kind, currentA), message);
    }

    [Theory]
    [InlineData("202#")]
    [InlineData("210#64")]
    [InlineData("300#")]
    [InlineData("300#R2")]
    [InlineData("00000300#1400")]
    [InlineData("20000300#1400")]
    public void Other_frames_are_not_messages(string text) => Assert.False(LabModule.TryRead(CanFrame.Parse(text), out _));

    [Theory]
    [InlineData(-1)]
    [InlineData(65536)]
    public void A_current_that_the_field_cannot_carry_is_refused(int currentA)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LabModule.Limit(currentA));
        Assert.Throws<ArgumentOutOfRangeException>(() => LabModule.Current(currentA));
    }
}
