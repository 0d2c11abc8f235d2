using Busbar.Hub.Hosting;
using Busbar.Hub.Settings;

namespace Busbar.House.Tests.Settings;

public sealed class OtlpOptionsTests
{
    [Fact]
    public void The_defaults_are_allowed_and_off() => Assert.False(new OtlpOptions().Checked().IsOn);

    [Theory]
    [InlineData("collector:4317")]
    [InlineData("ftp://collector")]
    [InlineData("/collector")]
    public void An_endpoint_that_is_none_stops_the_start(string endpoint) => Refused("Otlp:Endpoint", endpoint, new OtlpOptions { Endpoint = endpoint });

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void A_share_of_traces_is_0_to_1(double share) => Refused("Otlp:TraceShare", $"{share}", new OtlpOptions { TraceShare = share });

    [Theory]
    [InlineData("00:00:00.5")]
    [InlineData("01:00:01")]
    public void Metrics_are_sent_every_second_to_every_hour(string interval) =>
        Refused("Otlp:MetricInterval", $"{TimeSpan.Parse(interval, System.Globalization.CultureInfo.InvariantCulture)}", new OtlpOptions { MetricInterval = TimeSpan.Parse(interval, System.Globalization.CultureInfo.InvariantCulture) });

    private static void Refused(string key, string value, OtlpOptions options)
    {
        var error = Assert.Throws<SettingException>(options.Checked);
        Assert.Equal(key, error.Key);
        Assert.Contains($"\"{value}\"", error.Message, StringComparison.Ordinal);
    }
}
