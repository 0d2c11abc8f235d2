using Busbar.Cloud.Api;
using Microsoft.Extensions.DependencyInjection;

namespace Busbar.Cloud.Tests.Api;

public sealed class ApiOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(new ApiOptions().Validate());

    [Fact]
    public void A_setting_out_of_bounds_is_named_with_its_value_and_what_is_allowed()
    {
        Assert.Equal(
            "Http:SessionLifetime is 00:00:59; allowed: 00:01:00 to 30.00:00:00.",
            Assert.Single(new ApiOptions { SessionLifetime = TimeSpan.FromSeconds(59) }.Validate()));
        Assert.Contains("Http:LiveInterval", Assert.Single(new ApiOptions { LiveInterval = TimeSpan.FromSeconds(11) }.Validate()), StringComparison.Ordinal);
        Assert.Contains("Data", Assert.Single(new ApiOptions { DataFolder = "" }.Validate()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://ops.example.com", true)]
    [InlineData("http://ops.example.com:8443", true)]
    [InlineData("ops.example.com", false)]
    [InlineData("https://ops.example.com/console", false)]
    [InlineData("ftp://ops.example.com", false)]
    [InlineData("*", false)]
    public void An_allowed_origin_is_a_scheme_and_a_host(string origin, bool allowed) =>
        Assert.Equal(allowed, new ApiOptions { AllowedOrigins = [origin] }.Validate().Count == 0);

    [Theory]
    [InlineData("10.0.0.7", true)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("fd00::/8", true)]
    [InlineData("10.0.0.7/8", false)]
    [InlineData("proxy.example.com", false)]
    public void A_trusted_proxy_is_an_address_or_a_network(string proxy, bool allowed) =>
        Assert.Equal(allowed, new ApiOptions { TrustedProxies = [proxy] }.Validate().Count == 0);

    [Fact]
    public void Invalid_options_stop_the_start() =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddBusbarApi(new ApiOptions { DataFolder = "" }));
}
