using System.Net;
using System.Net.Sockets;
using Busbar.House.Tests.Running;

namespace Busbar.House.Tests.Sites;

/// <summary><c>busbar-site run</c>: a controller with nobody on its bus, which says so, and ends when it is asked to.</summary>
public sealed class SiteRunTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task It_tells_how_the_site_is_and_ends_safely_when_asked(string signal)
    {
        using var folder = new TempFolder();
        await using var site = await SiteProgram.StartAsync("--site", SiteProgram.Example("one-gun"), "--data", folder.Path, "--pep-port", "0", "--http", "127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = site.Status };
        Assert.Contains("one-gun is controlled", await http.GetStringAsync("/health", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var metrics = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("""busbar_module_online{module="M2"} 0""", metrics, StringComparison.Ordinal);
        Assert.Contains("""busbar_site_emergency_stop{site="one-gun"} 0""", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("busbar_gun_voltage_volts{", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", metrics, StringComparison.Ordinal);

        Assert.Equal(0, await site.EndAsync(signal));
        Assert.Contains("guns are wound down", site.Output, StringComparison.Ordinal);
        Assert.Contains("Site one-gun is stopped", site.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_and_nothing_is_left_running()
    {
        using var folder = new TempFolder();
        using var taken = new TcpListener(IPAddress.Any, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (code, _, error) = await SiteProgram.RunAsync("run", "--site", SiteProgram.Example("one-gun"), "--data", folder.Path, "--pep-port", $"{port}");
        Assert.Equal(1, code);
        Assert.Contains($"{port}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bus_that_cannot_be_opened_is_told()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "site.json");
        var text = await File.ReadAllTextAsync(SiteProgram.Example("one-gun"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text.Replace("memory:one-gun", "udp:not-an-address:1", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var (code, _, error) = await SiteProgram.RunAsync("run", "--site", file, "--data", folder.Path, "--pep-port", "0");
        Assert.Equal(1, code);
        Assert.Contains("not-an-address", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Option '--site' is required.")]
    [InlineData("--pep-port is 70000; allowed: 0 to 65535.", "--site", "x.json", "--pep-port", "70000")]
    [InlineData("--http is 9464:x; allowed: ADDRESS:PORT", "--site", "x.json", "--http", "9464:x")]
    [InlineData("x.json", "--site", "x.json")]
    public async Task A_wrong_flag_is_refused_by_name(string said, params string[] flags)
    {
        var (code, _, error) = await SiteProgram.RunAsync(["run", .. flags]);
        Assert.Equal(1, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }
}
