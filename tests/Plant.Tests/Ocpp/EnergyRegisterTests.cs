using Busbar.Plant.Ocpp;

namespace Busbar.Plant.Tests.Ocpp;

public sealed class EnergyRegisterTests
{
    private readonly EnergyRegister _register = new(maxW: 360_000);

    [Fact]
    public void It_is_the_boards_while_that_counts_up()
    {
        Assert.Equal(0, _register.Wh);
        Assert.True(Hear(123_456, 0));
        Assert.True(Hear(123_556, 1));
        Assert.Equal(123_556, _register.Wh);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(50_000_000)]
    public void A_board_that_forgets_or_is_another_one_changes_nothing(long boardWh)
    {
        Hear(1_000, 0);
        Assert.False(Hear(boardWh, 1));
        Assert.Equal((1_000, 1), (_register.Wh, _register.Jumps));
        Assert.True(Hear(boardWh + 60, 2));
        Assert.Equal(1_060, _register.Wh);
    }

    [Fact]
    public void What_flows_while_nobody_looks_counts_and_what_a_silent_board_claims_does_not()
    {
        Hear(1_000, 0);
        Assert.True(Hear(1_000 + 6_000, 60));
        Assert.True(Hear(null, 61));
        Assert.Equal(7_000, _register.Wh);
        // 10 s at most power are 1,000 Wh.
        Assert.True(Hear(8_000, 3_600));
        Hear(null, 3_601);
        Assert.False(Hear(9_001, 7_200));
        Assert.Equal(8_000, _register.Wh);
    }

    [Fact]
    public void Whatever_boards_say_it_never_goes_back_nor_faster_than_the_gun_can()
    {
        var random = new Random(1);
        var (last, at) = (0L, 0.0);
        Hear(0, 0);
        for (var step = 0; step < 10_000; step++)
        {
            var passed = random.NextDouble() * 20;
            at += passed;
            Hear(random.Next(5) == 0 ? null : random.NextInt64(0, 100_000_000), at);
            Assert.InRange(_register.Wh - last, 0, (long)Math.Ceiling(100 * (at + 10)));
            last = _register.Wh;
        }
    }

    private bool Hear(long? boardWh, double seconds) => _register.Hear(boardWh, TimeSpan.FromSeconds(seconds));
}
