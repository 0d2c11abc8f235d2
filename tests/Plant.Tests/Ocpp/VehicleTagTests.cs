using Busbar.Plant.Ocpp;

namespace Busbar.Plant.Tests.Ocpp;

public sealed class VehicleTagTests
{
    [Theory]
    [InlineData("00:11:22:aa:bb:cc", "VID:001122AABBCC")]
    [InlineData("001122AABBCC", "VID:001122AABBCC")]
    [InlineData("1234567890abcdef", "VID:1234567890ABCDEF")]
    [InlineData("", null)]
    [InlineData(" -: ", null)]
    [InlineData("00:00:00:00:00:00", null)]
    public void It_is_what_central_systems_know_from_autocharge(string vehicleId, string? tag) => Assert.Equal(tag, VehicleTag.Of(vehicleId));

    [Fact]
    public void Long_identifiers_that_differ_at_their_ends_do_not_become_one()
    {
        var one = VehicleTag.Of("WMIV1234567890ABCDEX1")!;
        var other = VehicleTag.Of("WMIV1234567890ABCDEX2")!;
        Assert.NotEqual(one, other);
        Assert.Equal(VehicleTag.MaxLength, one.Length);
        Assert.Equal(one, VehicleTag.Of("wmiv-1234567890-abcdex1"));
    }
}
