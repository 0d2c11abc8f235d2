using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Sites;

/// <summary>The role <c>site</c> of <c>busbar</c>: a file, its controller, and what the API shows and takes. Nobody is on the bus.</summary>
public sealed class SiteRoleTests
{
    [Fact]
    public async Task A_site_from_a_file_is_shown_commanded_and_ready()
    {
        using var folder = new TempFolder();
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none", "--site", SiteProgram.Example("one-gun"));
        Assert.Contains("site      one-gun", hub.Output, StringComparison.Ordinal);

        var site = await hub.GetAsync("/api/v1/sites/one-gun");
        Assert.True(site.GetProperty("online").GetBoolean());
        Assert.Equal(["lost", "lost"], site.GetProperty("modules").EnumerateArray().Select(m => m.GetProperty("state").GetString()));
        Assert.Equal("unknown", site.GetProperty("contactors")[0].GetProperty("state").GetString());

        await PutAsync(hub, "/api/v1/sites/one-gun/limit", new { limitW = 12_000 }, HttpStatusCode.NoContent);
        await PutAsync(hub, "/api/v1/sites/one-gun/policy", new { policy = "equal" }, HttpStatusCode.NoContent);
        await PutAsync(hub, "/api/v1/sites/one-gun/policy", new { policy = "fair" }, HttpStatusCode.BadRequest);
        await PutAsync(hub, "/api/v1/sites/one-gun/guns/GUN1/limit", new { limitW = 5_000 }, HttpStatusCode.NoContent);
        using (var stop = await hub.Client.PostAsync("/api/v1/sites/one-gun/guns/GUN1/stop", null, TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.Conflict, stop.StatusCode);
        using (var stop = await hub.Client.PostAsJsonAsync("/api/v1/sites/one-gun/emergency-stop", new { reason = "smoke" }, TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.NoContent, stop.StatusCode);
        site = await SeenAsync(hub, s => s.GetProperty("emergencyStop").GetProperty("active").GetBoolean() && s.GetProperty("policy").GetString() == "equal");
        Assert.Contains("smoke", site.GetProperty("emergencyStop").GetProperty("by").GetString()!, StringComparison.Ordinal);
        Assert.Equal(12_000, site.GetProperty("ownLimitW").GetDouble());
        using (var release = await hub.Client.DeleteAsync("/api/v1/sites/one-gun/emergency-stop", TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.NoContent, release.StatusCode);
        await SeenAsync(hub, s => !s.GetProperty("emergencyStop").GetProperty("active").GetBoolean());

        var ready = await hub.Client.GetStringAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Contains("site", ready, StringComparison.Ordinal);
        Assert.Equal(0, await hub.EndAsync());
        Assert.Contains("Site one-gun is stopped", hub.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_site_file_stops_the_start_with_its_line()
    {
        using var folder = new TempFolder();
        var wrong = Path.Combine(folder.Path, "site.json");
        await File.WriteAllTextAsync(wrong, "{\n  \"id\": \"x\",\n  \"limitKw\": 3\n}", TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => HubProcess.StartAsync(folder.Path, "demo", "--world", "none", "--site", wrong));
        Assert.Contains($"busbar: {wrong}, line 3: limitKw: there is no such key.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_of_seccs_out_of_range_is_refused_by_name()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "busbar.json"), """{ "Pep": { "Port": 70000 } }""", TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => HubProcess.StartWithoutPepPortAsync(folder.Path, "demo", "--world", "none"));
        Assert.Contains("Setting Pep:Port is \"70000\"", failure.Message, StringComparison.Ordinal);
    }

    private static async Task PutAsync(HubProcess hub, string path, object body, HttpStatusCode expected)
    {
        using var response = await hub.Client.PutAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
    }

    private static async Task<JsonElement> SeenAsync(HubProcess hub, Func<JsonElement, bool> isSo)
    {
        JsonElement site = default;
        await Until.TrueAsync(async () => isSo(site = await hub.GetAsync("/api/v1/sites/one-gun")), "the site shows what it was told");
        return site;
    }
}
