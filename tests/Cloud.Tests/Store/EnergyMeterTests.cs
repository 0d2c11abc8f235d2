using Busbar.Cloud.Store.Metering;

namespace Busbar.Cloud.Tests.Store;

public sealed class EnergyMeterTests
{
    [Fact]
    public void There_is_no_energy_before_a_second_reading()
    {
        Assert.Null(EnergyMeter.Begin(500, 0).EnergyWh);
        Assert.Equal(0, EnergyMeter.Begin(500, 0).Read(500, 1).EnergyWh);
    }

    [Fact]
    public void A_reading_that_is_not_newer_changes_nothing()
    {
        var meter = EnergyMeter.Begin(500, 10).Read(700, 20);
        Assert.Equal(meter, meter.Read(700, 20));
        Assert.Equal(meter, meter.Read(9000, 20));
        Assert.Equal(meter, meter.Read(600, 15));
    }

    [Theory]
    [InlineData(12_400, 12_360, 0, 0)] // 0.1 kWh shown against Wh: rounding
    [InlineData(12_345.6, 12_345, 0, 0)]
    [InlineData(1_000, 899, 899, 1)] // more than a step of rounding
    [InlineData(40, 5, 5, 1)] // small, but not nearly the same
    [InlineData(50_000, 0, 0, 1)]
    [InlineData(50_000, -5, 0, 1)] // a negative register adds nothing
    public void A_fall_is_rounding_or_a_new_count_from_zero(double from, double to, double energy, int resets)
    {
        var meter = EnergyMeter.Begin(from, 0).Read(to, 1);
        Assert.Equal((energy, resets), (meter.EnergyWh, meter.Resets));
    }

    [Fact]
    public void Rounding_back_and_forth_adds_up_to_nothing()
    {
        var meter = EnergyMeter.Begin(1000, 0);
        for (var i = 1; i < 100; i++) meter = meter.Read(i % 2 == 0 ? 1000 : 960, i);
        Assert.Equal((0d, 0), (meter.EnergyWh, meter.Resets));
    }

    [Theory]
    [InlineData(1000, 3000, 5000, 4000, 0)] // plain
    [InlineData(1000, 3000, 2990, 1990, 0)] // the stop rounds down
    [InlineData(1000, 3000, 0, 2000, 1)] // the stop could not be read: what was metered counts
    [InlineData(0, 20_000, 3000, 23_000, 1)] // the register started again before the stop
    public void At_the_stop_it_is_stop_minus_start_unless_the_register_started_again(double start, double sample, double stop, double energy, int resets)
    {
        var meter = EnergyMeter.Begin(start, 0).Read(sample, 1).Stop(start, stop, 2);
        Assert.Equal((energy, resets), (meter.EnergyWh, meter.Resets));
    }

    [Fact]
    public void Energy_never_falls_and_equals_the_sum_of_rises_over_random_registers()
    {
        var random = new Random(7);
        for (var run = 0; run < 500; run++)
        {
            var register = random.Next(0, 1_000_000);
            var meter = EnergyMeter.Begin(register, 0);
            double expected = 0;
            var resets = 0;
            for (var i = 1; i < 50; i++)
            {
                if (random.Next(10) == 0 && register > 1_000)
                {
                    register = random.Next(0, (register / 2) - 200);
                    expected += register;
                    resets++;
                }
                else
                {
                    var rise = random.Next(0, 5_000);
                    register += rise;
                    expected += rise;
                }

                var before = meter.EnergyWh ?? 0;
                meter = meter.Read(register, i);
                Assert.True(meter.EnergyWh >= before);
            }

            Assert.Equal((expected, resets), (meter.EnergyWh, meter.Resets));
        }
    }
}
