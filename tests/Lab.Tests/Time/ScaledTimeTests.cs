using Busbar.Lab.Time;
using Busbar.Tests;

namespace Busbar.Lab.Tests.Time;

public sealed class ScaledTimeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.009)]
    [InlineData(1001)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_speed_out_of_range_is_refused(double speed)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new ScaledTime(speed));
        Assert.Contains("0.01 to 1000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_clocks_run_at_the_speed()
    {
        var real = new FakeTime();
        var scaled = new ScaledTime(60, real);
        Assert.Equal(real.GetUtcNow(), scaled.GetUtcNow());
        var began = scaled.GetTimestamp();
        real.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromMinutes(10), scaled.GetElapsedTime(began));
        Assert.Equal(real.GetUtcNow() + TimeSpan.FromSeconds(590), scaled.GetUtcNow());
    }

    [Fact]
    public void A_stepped_wall_clock_beneath_does_not_move_it()
    {
        var real = new FakeTime();
        var scaled = new ScaledTime(2, real);
        var before = scaled.GetUtcNow();
        real.StepWallClock(TimeSpan.FromHours(5));
        Assert.Equal(before, scaled.GetUtcNow());
    }

    [Fact]
    public void Timers_fire_when_their_scaled_time_has_come_and_never_early()
    {
        var real = new FakeTime();
        var scaled = new ScaledTime(100, real);
        var fired = 0;
        using var timer = scaled.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        real.Advance(TimeSpan.FromMilliseconds(49));
        Assert.Equal(0, fired);
        real.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, fired);
        real.Advance(TimeSpan.FromMilliseconds(30));
        Assert.Equal(4, fired);
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        real.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(4, fired);
    }

    [Fact]
    public async Task A_delay_lasts_its_scaled_time()
    {
        var real = new FakeTime();
        var scaled = new ScaledTime(0.5, real);
        var delay = Task.Delay(TimeSpan.FromSeconds(1), scaled);
        real.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.False(delay.IsCompleted);
        real.Advance(TimeSpan.FromMilliseconds(1));
        await delay;
    }

    [Fact]
    public void A_period_shorter_than_a_timer_can_give_stays_a_period()
    {
        var real = new FakeTime();
        var fired = 0;
        using var timer = new ScaledTime(1000, real).CreateTimer(_ => fired++, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(10));
        real.Advance(TimeSpan.FromMilliseconds(5));
        Assert.InRange(fired, 5, 6);
    }

    [Fact]
    public void At_speed_one_it_is_the_clock_beneath()
    {
        var real = new FakeTime();
        Assert.Same(real, ScaledTime.At(1, real));
        Assert.IsType<ScaledTime>(ScaledTime.At(2, real));
    }
}
