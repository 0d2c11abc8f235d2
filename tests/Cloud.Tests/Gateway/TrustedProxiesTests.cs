using System.Net;
using Busbar.Cloud.Gateway;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Gateway;

/// <summary>Whose X-Forwarded-For is believed, and how far.</summary>
public sealed class TrustedProxiesTests
{
    private static readonly string[] Trusted = ["10.0.0.0/8", "127.0.0.1", "fd00::/8"];

    [Theory]
    [InlineData("203.0.113.9", "198.51.100.1", "203.0.113.9")]
    [InlineData("203.0.113.9", "10.0.0.1", "203.0.113.9")]
    [InlineData("203.0.113.9", "198.51.100.1, 10.0.0.1", "203.0.113.9")]
    [InlineData("2001:db8::1", "10.0.0.1", "2001:db8::1")]
    public void A_stranger_s_word_is_not_believed(string peer, string forwardedFor, string expected) => Check(peer, forwardedFor, expected);

    [Theory]
    [InlineData("unknown")]
    [InlineData("_hidden")]
    [InlineData("1")]
    [InlineData("010.1.1.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("203.0.113.9.1")]
    [InlineData("<script>")]
    [InlineData("203.0.113.7:port:more")]
    [InlineData("''")]
    public void Garbage_is_nobody_and_what_stands_before_it_is_not_read(string garbage)
    {
        Check("10.0.0.1", garbage, "10.0.0.1");
        Check("10.0.0.1", $"198.51.100.1, {garbage}", "10.0.0.1");
        Check("10.0.0.1", $"198.51.100.1, {garbage}, 10.0.0.2", "10.0.0.2");
        Check("10.0.0.1", $"{garbage}, 203.0.113.7", "203.0.113.7");
    }

    [Theory]
    [InlineData("10.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "203.0.113.7, 10.0.0.2, 10.0.0.3", "203.0.113.7")]
    [InlineData("10.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.2", "203.0.113.7")]
    [InlineData("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    [InlineData("10.0.0.1", "203.0.113.7:4711", "203.0.113.7")]
    [InlineData("127.0.0.1", "2001:db8::7", "2001:db8::7")]
    [InlineData("127.0.0.1", "[2001:db8::7]:4711", "2001:db8::7")]
    [InlineData("fd00::1", "::ffff:203.0.113.7", "203.0.113.7")]
    public void The_last_address_that_is_not_a_trusted_proxy_s_counts(string peer, string forwardedFor, string expected) => Check(peer, forwardedFor, expected);

    [Fact]
    public void Without_trusted_proxies_nobody_is_believed() =>
        Assert.Equal(IPAddress.Loopback, new TrustedProxies([]).AddressOf(IPAddress.Loopback, ["203.0.113.7"]));

    [Theory]
    [InlineData("")]
    [InlineData("here")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.1")]
    [InlineData("*")]
    public void A_network_that_is_none_stops_the_start_with_its_text(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => new GatewayOptions { TrustedProxies = ["10.0.0.0/8", text] }.Validate());
        Assert.Contains($"Ocpp:TrustedProxies is {text};", error.Message, StringComparison.Ordinal);
        Assert.Contains("10.0.0.0/8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spoofed_header_of_a_station_reaches_neither_admission_nor_log()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await RawStation.ConnectAsync(rig.Port, "/ocpp/CP1", "X-Forwarded-For: 203.0.113.7\r\n");
        Assert.Equal(IPAddress.Loopback, Assert.Single(rig.Cms.Admissions).RemoteAddress);
        Assert.DoesNotContain(rig.Log, line => line.Contains("203.0.113.7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_admission_and_log_have_the_station_s_address()
    {
        await using var rig = await GatewayRig.StartAsync(o => o.TrustedProxies = ["127.0.0.0/8"]);
        await using var station = await RawStation.ConnectAsync(rig.Port, "/ocpp/CP1", "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 203.0.113.7, 127.0.0.9\r\n");
        await station.HeartbeatAsync();
        Assert.Equal(IPAddress.Parse("203.0.113.7"), Assert.Single(rig.Cms.Admissions).RemoteAddress);
        Assert.Contains(rig.Log, line => line.StartsWith("2020: Station CP1 connected from 203.0.113.7 through 127.0.0.1:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_quota_counts_stations_behind_a_proxy_by_their_own_addresses_and_forgets_them()
    {
        await using var rig = await GatewayRig.StartAsync(o =>
        {
            o.TrustedProxies = ["127.0.0.1"];
            o.MaxConnectionsPerAddress = 1;
        });
        await using (var first = await RawStation.ConnectAsync(rig.Port, "/ocpp/CP1", "X-Forwarded-For: 203.0.113.7\r\n"))
        {
            await using var elsewhere = await RawStation.ConnectAsync(rig.Port, "/ocpp/CP2", "X-Forwarded-For: 203.0.113.8\r\n");
            await using var second = await RawStation.OpenTcpAsync(rig.Port);
            var answer = await second.AskHttpAsync(RawStation.Request("/ocpp/CP3", extra: "X-Forwarded-For: 203.0.113.7\r\n"));
            Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
            Assert.Contains("203.0.113.7", answer, StringComparison.Ordinal);
        }

        await Until.TrueAsync(() => rig.Gateway.ConnectionCount == 0, "both stations have left");
        await using var again = await RawStation.ConnectAsync(rig.Port, "/ocpp/CP3", "X-Forwarded-For: 203.0.113.7\r\n");
        await again.HeartbeatAsync();
    }

    private static void Check(string peer, string forwardedFor, string expected) => Assert.Equal(
        IPAddress.Parse(expected),
        new TrustedProxies(Trusted).AddressOf(IPAddress.Parse(peer), forwardedFor.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));
}
