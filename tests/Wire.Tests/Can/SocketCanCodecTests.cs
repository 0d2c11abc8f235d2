using Busbar.Wire.Can;

namespace Busbar.Wire.Tests.Can;

public sealed class SocketCanCodecTests
{
    [Theory]
    [InlineData("123#AABB", "23010000 02000000 AABB000000000000")]
    [InlineData("02204000#1262000000000000", "00402082 08000000 1262000000000000")]
    [InlineData("7FF#R4", "FF070040 04000000 0000000000000000")]
    [InlineData("20000040#0000000000000000", "40000020 08000000 0000000000000000")]
    public void A_frame_has_the_bytes_of_the_kernel(string frame, string bytes)
    {
        if (!BitConverter.IsLittleEndian) Assert.Skip("The vectors are those of a little-endian machine.");
        var written = new byte[SocketCanCodec.FrameBytes];
        SocketCanCodec.Write(written, CanFrame.Parse(frame));
        Assert.Equal(bytes.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(written));
        Assert.True(SocketCanCodec.TryRead(written, out var back, out var fault), fault?.Text);
        Assert.Equal(CanFrame.Parse(frame), back);
    }

    [Theory]
    [InlineData("", CanFaultKind.Truncated)]
    [InlineData("230100000200", CanFaultKind.Truncated)]
    [InlineData("230100000900000000000000000000000", CanFaultKind.FdUnsupported)]
    [InlineData("23010000090000000000000000000000", CanFaultKind.OutOfRange)]
    [InlineData("FFFF0000000000000000000000000000", CanFaultKind.OutOfRange)]
    public void Bytes_that_are_no_classic_frame_are_refused_with_their_kind(string hex, CanFaultKind kind)
    {
        Assert.False(SocketCanCodec.TryRead(Convert.FromHexString(hex.Length % 2 == 0 ? hex : hex + "0"), out _, out var fault));
        Assert.Equal(kind, fault!.Kind);
    }
}
