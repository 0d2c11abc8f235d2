using Busbar.Cloud.Gateway;

namespace Busbar.Cloud.Tests.Gateway;

public sealed class GatewayOptionsTests
{
    [Fact]
    public void The_defaults_are_allowed() => new GatewayOptions().Validate();

    [Theory]
    [InlineData("Port", 70000, "0 to 65535")]
    [InlineData("MaxMessageBytes", 10, "1024 to 16777216")]
    [InlineData("MaxConnections", 0, "1 to 1000000")]
    [InlineData("DefaultSubProtocol", "ocpp9", "ocpp1.6")]
    [InlineData("Address", "here", "an IP address")]
    public void A_wrong_setting_is_named_with_its_value_and_what_is_allowed(string key, object value, string allowed)
    {
        var options = new GatewayOptions();
        typeof(GatewayOptions).GetProperty(key)!.SetValue(options, value);
        var error = Assert.Throws<ArgumentException>(options.Validate);
        Assert.Contains($"Ocpp:{key}", error.Message, StringComparison.Ordinal);
        Assert.Contains(value.ToString()!, error.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_out_of_range_is_named_too()
    {
        var error = Assert.Throws<ArgumentException>(() => new GatewayOptions { PingInterval = TimeSpan.FromDays(2) }.Validate());
        Assert.Contains("Ocpp:PingInterval", error.Message, StringComparison.Ordinal);
    }
}
