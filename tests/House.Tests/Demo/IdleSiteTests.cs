using System.Text.Json;
using System.Text.RegularExpressions;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Demo;

/// <summary><c>busbar demo --world idle-site</c>: modules and guns with a test plug each, for SECCs of one's own.</summary>
public sealed partial class IdleSiteTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Somebody_elses_SECCs_charge_at_the_guns_that_were_asked_for()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/websockets")) Assert.Skip("Debian's python3-websockets is not installed; scripts/setup-test.sh does it.");
        using var folder = new TempFolder();
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "idle-site", "--guns", "8");
        var site = (await hub.GetAsync("/api/v1/sites")).EnumerateArray().Single();
        Assert.Equal((8, 18), (site.GetProperty("guns").GetInt32(), site.GetProperty("modules").GetInt32()));
        await Until.TrueAsync(async () =>
            (await hub.GetAsync($"/api/v1/sites/{site.GetProperty("id").GetString()}")).GetProperty("modules").EnumerateArray().All(m => m.GetProperty("state").GetString() == "off"), "every module is heard");

        await using var peer = new PeerProcess(
            "/usr/bin/python3", [Path.Combine(Repo.Root, "tests", "peers", "python", "pep", "secc.py"), SeccLine().Match(hub.Output).Groups[1].Value,
            "GUN1", "GUN4", "GUN8", "--seconds", "5", "--current", "50", "--voltage", "400"]);
        var results = await peer.StepAsync("done", TimeSpan.FromSeconds(120));
        output.WriteLine(results.ToString());
        if (results.GetProperty("ok").GetInt32() < 3 && hub.Output.Contains("has not turned for", StringComparison.Ordinal)) Assert.Skip("The machine was too busy for a site.");
        Assert.Equal(3, results.GetProperty("ok").GetInt32());
        Assert.Equal(0, results.GetProperty("breaches").GetArrayLength());
        Assert.True(results.GetProperty("energyWh").GetDouble() > 3 * 400 * 50 * 2 / 3600.0, results.ToString());
        Assert.DoesNotContain(hub.Output.Split('\n'), line => line.Contains("law broken", StringComparison.Ordinal));
        var transactions = (await hub.GetAsync($"/api/v1/transactions?chargerId={site.GetProperty("id").GetString()}")).EnumerateArray().Count();
        Assert.Equal(3, transactions);
    }

    [GeneratedRegex(@"seccs\s+(ws://[\d.:]+)/<")]
    private static partial Regex SeccLine();
}
