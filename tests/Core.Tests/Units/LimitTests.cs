using Busbar.Core.Units;

namespace Busbar.Core.Tests.Units;

public sealed class LimitTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(double.NegativeInfinity)]
    public void A_limit_that_is_no_amount_is_refused_with_its_source_and_value(double value)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => Limit.Watts(value, "fuse F3"));
        Assert.Contains("fuse F3", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("allowed: 0 or more", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_needs_a_source() => Assert.Throws<ArgumentException>(() => Limit.Amperes(16, ""));

    [Fact]
    public void The_default_allows_nothing()
    {
        Assert.Equal(0, default(Limit).Value);
        Assert.Equal("not set", default(Limit).Source);
        Assert.Equal(0, Limit.Min(default, Limit.Watts(1, "x")).Value);
    }

    [Fact]
    public void Min_keeps_the_source_of_what_binds_and_the_first_of_two_equal()
    {
        var cable = Limit.Amperes(200, "cable");
        var vehicle = Limit.Amperes(125, "vehicle");
        Assert.Equal("vehicle", Limit.Min(cable, vehicle).Source);
        Assert.Equal("vehicle", Limit.Min(vehicle, cable).Source);
        Assert.Equal("cable", Limit.Min(cable, Limit.Amperes(200, "module")).Source);
        Assert.Equal("cable", Limit.Min(Limit.Unlimited(LimitUnit.Ampere), cable).Source);
    }

    [Fact]
    public void Limits_in_different_units_are_not_compared() =>
        Assert.Throws<ArgumentException>(() => Limit.Min(Limit.Watts(1, "a"), Limit.Amperes(1, "b")));

    [Theory]
    [InlineData(16, 230, 3, 11_040)]
    [InlineData(16, 230, 1, 3_680)]
    [InlineData(125, 400, 1, 50_000)]
    [InlineData(0, 230, 3, 0)]
    public void Watts_and_amperes_convert_both_ways_with_voltage_and_phases(double amperes, double voltageV, int phases, double watts)
    {
        Assert.Equal(Limit.Watts(watts, "s"), Limit.Amperes(amperes, "s").To(LimitUnit.Watt, voltageV, phases));
        Assert.Equal(Limit.Amperes(amperes, "s"), Limit.Watts(watts, "s").To(LimitUnit.Ampere, voltageV, phases));
    }

    [Fact]
    public void No_limit_stays_none_in_any_unit() => Assert.True(Limit.Unlimited(LimitUnit.Ampere).To(LimitUnit.Watt, 230, 3).IsUnlimited);

    [Theory]
    [InlineData(0, 3)]
    [InlineData(-230, 3)]
    [InlineData(230, 0)]
    public void A_conversion_without_voltage_or_phases_is_refused(double voltageV, int phases) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Limit.Watts(1, "s").To(LimitUnit.Ampere, voltageV, phases));

    [Fact]
    public void Its_text_says_value_unit_and_source() => Assert.Equal("43000 W (ring 2)", Limit.Watts(43_000, "ring 2").ToString());
}
