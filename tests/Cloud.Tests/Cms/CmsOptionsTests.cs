using Busbar.Cloud.Cms;
using Microsoft.Extensions.DependencyInjection;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(new CmsOptions().Validate());

    [Fact]
    public void A_wrong_setting_is_named_with_its_value_and_what_is_allowed()
    {
        var fault = Assert.Single(new CmsOptions { HeartbeatInterval = TimeSpan.FromSeconds(1) }.Validate());
        Assert.Equal("Cms:HeartbeatInterval is 00:00:01; allowed: 00:00:10 to 1.00:00:00.", fault);
    }

    [Fact]
    public void Every_wrong_setting_is_named()
    {
        var options = new CmsOptions
        {
            UnknownStations = (UnknownStationPolicy)9, PasswordIterations = 1, MaxStations = 0, MaxConnectorId = 5000, BootRetryInterval = TimeSpan.Zero,
            IntervalJitter = 2, BackgroundCalls = 0, LiveInterval = TimeSpan.Zero, ClockSkewAlarm = TimeSpan.FromSeconds(1), NominalVoltageV = 12, MaxLoggedBytes = 1,
            MaxWatched = 0,
        };
        Assert.Equal(12, options.Validate().Count);
    }

    [Fact]
    public void Zero_switches_an_alarm_off() =>
        Assert.Empty(new CmsOptions { ClockSkewAlarm = TimeSpan.Zero, OfflineAlarmAfter = TimeSpan.Zero }.Validate());

    [Fact]
    public void A_wrong_setting_stops_the_start()
    {
        var e = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddBusbarCms(new CmsOptions { MaxConnectorId = 0 }));
        Assert.Contains("Cms:MaxConnectorId is 0; allowed: 1 to 1024.", e.Message, StringComparison.Ordinal);
    }
}
