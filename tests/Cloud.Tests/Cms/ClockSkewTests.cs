using Busbar.Cloud.Cms.Stations;

namespace Busbar.Cloud.Tests.Cms;

public sealed class ClockSkewTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nothing_is_known_before_three_times_in_pace()
    {
        var skew = default(ClockSkew);
        for (var i = 0; i < 3; i++) skew.Take(Start.AddSeconds(i * 60), Start.AddSeconds(i * 60));
        Assert.Null(skew.Milliseconds);
        skew.Take(Start.AddSeconds(180), Start.AddSeconds(180));
        Assert.Equal(0, skew.Milliseconds);
    }

    [Fact]
    public void A_flushed_queue_does_not_make_a_clock_slow()
    {
        var skew = default(ClockSkew);
        for (var i = 0; i < 200; i++) Assert.False(skew.Take(Start.AddMinutes(i - 200), Start.AddMilliseconds(i * 20)));
        Assert.Null(skew.Milliseconds);
        for (var i = 0; i < 5; i++) skew.Take(Start.AddMinutes(i + 1).AddSeconds(3), Start.AddMinutes(i + 1));
        Assert.Equal(3000, skew.Milliseconds);
    }

    [Fact]
    public void One_absurd_time_changes_nothing()
    {
        var skew = default(ClockSkew);
        for (var i = 0; i < 9; i++) skew.Take(Start.AddMinutes(i).AddSeconds(1), Start.AddMinutes(i));
        Assert.False(skew.Take(Start.AddYears(70), Start.AddMinutes(9)));
        Assert.Equal(1000, skew.Milliseconds);
    }

    [Fact]
    public void A_clock_keeps_pace_only_after_a_minute_and_three_messages_of_it()
    {
        var skew = default(ClockSkew);
        Assert.False(skew.Take(Start.AddHours(-5), Start));
        Assert.False(skew.Take(Start.AddHours(-5).AddSeconds(30), Start.AddSeconds(30)));
        Assert.False(skew.Take(Start.AddHours(-5).AddSeconds(60), Start.AddSeconds(60)));
        Assert.True(skew.Take(Start.AddHours(-5).AddSeconds(61), Start.AddSeconds(61)));
        Assert.False(skew.Take(Start, Start.AddSeconds(62)));
        Assert.False(skew.Take(Start.AddSeconds(-1), Start.AddSeconds(63)));
        for (var i = 1; i < 4; i++) Assert.False(skew.Take(Start.AddSeconds(i), Start.AddSeconds(63 + i)));
    }

    [Fact]
    public void A_replay_of_close_messages_is_not_the_present()
    {
        var skew = default(ClockSkew);
        for (var i = 0; i < 10; i++) skew.Take(Start.AddSeconds(i * 10), Start.AddSeconds(i * 10));
        var now = Start.AddSeconds(100);
        for (var i = 0; i < 9; i++) Assert.False(skew.Take(Start.AddSeconds(i * 2), now));
    }

    [Theory]
    [InlineData(7200, true)]
    [InlineData(-3600, true)]
    [InlineData(20_700, true)]
    [InlineData(3_630, true)]
    [InlineData(30, false)]
    [InlineData(4_200, false)]
    [InlineData(60 * 60 * 20, false)]
    public void A_time_zone_is_told_from_a_bad_clock(int seconds, bool zone) =>
        Assert.Equal(zone, ClockWatch.LooksLikeAZone(TimeSpan.FromSeconds(seconds)));
}
