using System.Net;
using Busbar.Cloud.Sites;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Tests.Api;

/// <summary>Sites over REST.</summary>
public sealed class ApiSiteTests : IAsyncLifetime
{
    private readonly FakeSites _sites = new();
    private ApiHost _host = null!;
    private ApiClient _operator = null!;

    public async ValueTask InitializeAsync()
    {
        _sites.Put(FakeSites.Site("S"));
        _host = await ApiHost.StartAsync(new ApiHostSetup { Sites = _sites });
        _operator = await _host.LogInAsync(Role.Operator);
    }

    public async ValueTask DisposeAsync()
    {
        _operator.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_site_controller_the_list_is_empty_and_no_site_is_known()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var client = host.Anonymous();
        Assert.Equal("[]", (await client.GetJsonAsync("/api/v1/sites")).GetRawText());
        await client.GetProblemAsync("/api/v1/sites/S", HttpStatusCode.NotFound);
        await client.JsonAsync(HttpMethod.Post, "/api/v1/sites/S/emergency-stop", HttpStatusCode.NotFound, """{"reason":"smoke"}""");
    }

    [Fact]
    public async Task A_site_is_listed_in_short_and_shown_whole_with_the_names_of_the_contract()
    {
        _sites.Put(FakeSites.Site("A"));
        var list = await _operator.GetJsonAsync("/api/v1/sites?limit=1");
        var first = Assert.Single(list.EnumerateArray());
        Assert.Equal(("A", 2, 1, 3, 6), (
            first.GetProperty("id").GetString(), first.GetProperty("guns").GetInt32(), first.GetProperty("charging").GetInt32(),
            first.GetProperty("modules").GetInt32(), first.GetProperty("contactors").GetInt32()));
        Assert.Equal("S", Assert.Single((await _operator.GetJsonAsync("/api/v1/sites?after=A")).EnumerateArray()).GetProperty("id").GetString());

        var site = await _operator.GetJsonAsync("/api/v1/sites/S");
        Assert.Equal(
            ["id", "name", "online", "policy", "policies", "limit", "ownLimitW", "totals", "feeders", "modules", "contactors", "guns", "events", "emergencyStop"],
            site.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["id", "family", "bus", "address", "serial", "gun", "state", "setVoltageV", "setCurrentA", "voltageV", "currentA", "powerW", "maxPowerW", "temperatureC", "errors", "lostFrames"],
            site.GetProperty("modules")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["id", "connectorId", "state", "seccConnected", "operative", "vehicle", "target", "measured", "demandW", "allocatedW", "limit", "ownLimitW", "modules", "since",
             "isolation", "outputContactor", "temperatureC", "fault"],
            site.GetProperty("guns")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(["id", "from", "to", "state", "cycles", "wearPct"], site.GetProperty("contactors")[0].EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Words_of_sites_are_in_camel_case()
    {
        var site = FakeSites.Site("W");
        _sites.Put(site with
        {
            Guns = [site.Guns[0] with { State = SiteGunState.CableCheck }, site.Guns[1]],
            Contactors = [site.Contactors[0] with { State = SiteContactorState.StuckOpen }],
        });
        var shown = await _operator.GetJsonAsync("/api/v1/sites/W");
        Assert.Equal("cableCheck", shown.GetProperty("guns")[0].GetProperty("state").GetString());
        Assert.Equal("stuckOpen", shown.GetProperty("contactors")[0].GetProperty("state").GetString());
        Assert.Equal("warning", shown.GetProperty("modules")[0].GetProperty("errors")[0].GetProperty("severity").GetString());
        Assert.Equal("info", shown.GetProperty("events")[0].GetProperty("severity").GetString());
        Assert.Equal("valid", shown.GetProperty("guns")[0].GetProperty("isolation").GetProperty("status").GetString());
    }

    public static TheoryData<string, string, string?, string> Commands() => new()
    {
        { "POST", "emergency-stop", """{"reason":"smoke"}""", "EmergencyStopSite { Reason = smoke }" },
        { "DELETE", "emergency-stop", null, "ReleaseEmergencyStop { }" },
        { "PUT", "limit", """{"limitW":50000}""", "SetSiteLimit { LimitW = 50000 }" },
        { "PUT", "limit", """{"limitW":null}""", "SetSiteLimit { LimitW =  }" },
        { "PUT", "policy", """{"policy":"first-come"}""", "SetSitePolicy { Policy = first-come }" },
        { "PUT", "guns/G2/limit", """{"limitW":0}""", "SetGunLimit { Gun = G2, LimitW = 0 }" },
        { "POST", "guns/G1/stop", null, "StopGun { Gun = G1 }" },
        { "POST", "modules/M3/recover", null, "RecoverModule { Module = M3 }" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_reaches_the_site_with_the_user_and_is_in_the_log(string method, string path, string? body, string command)
    {
        using var response = await _operator.SendAsync(new HttpMethod(method), $"/api/v1/sites/S/{path}", body);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        var (site, sent, by) = Assert.Single(_sites.Commands);
        Assert.Equal(("S", command, "operator"), (site, sent.ToString(), by));
        Assert.Contains(_host.Log, line => line.StartsWith("Information", StringComparison.Ordinal) && line.Contains(command, StringComparison.Ordinal) && line.Contains("by operator", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST", "emergency-stop", "{}", "reason", "missing")]
    [InlineData("POST", "emergency-stop", """{"reason":""}""", "reason", "1 to 200 characters")]
    [InlineData("PUT", "limit", """{"limitW":-1}""", "limitW", "'-1' is not allowed. Give an integer from 0 to 100000000")]
    [InlineData("PUT", "limit", """{"limitW":"50 kW"}""", "limitW", "50 kW")]
    [InlineData("PUT", "limit", """{"limit":50}""", "limit", "Give limitW")]
    [InlineData("PUT", "policy", """{"policy":"loudest"}""", "policy", "'loudest' is not allowed. Give equal, first-come.")]
    [InlineData("PUT", "guns/G1/limit", """{"limitW":1e9}""", "limitW", "100000000")]
    public async Task A_value_that_is_not_allowed_is_named_with_what_is_and_nothing_is_sent(string method, string path, string body, string field, string text)
    {
        var problem = await _operator.JsonAsync(new HttpMethod(method), $"/api/v1/sites/S/{path}", HttpStatusCode.BadRequest, body);
        Assert.Contains(text, problem.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
        Assert.Empty(_sites.Commands);
    }

    [Theory]
    [InlineData("POST", "S/guns/G9/stop", "No gun of site S has the id 'G9'. There is G1, G2.")]
    [InlineData("POST", "S/modules/G1/recover", "No module of site S has the id 'G1'. There is M1, M2, M3.")]
    [InlineData("POST", "X/guns/G1/stop", "No site has the id 'X'.")]
    public async Task What_is_not_there_is_a_404_that_names_it(string method, string path, string text)
    {
        var problem = await _operator.JsonAsync(new HttpMethod(method), $"/api/v1/sites/{path}", HttpStatusCode.NotFound);
        Assert.Equal(text, problem.GetProperty("detail").GetString());
        Assert.Empty(_sites.Commands);
    }

    [Theory]
    [InlineData(SiteOutcome.NotNow, HttpStatusCode.Conflict)]
    [InlineData(SiteOutcome.NoAnswer, HttpStatusCode.GatewayTimeout)]
    [InlineData(SiteOutcome.Unknown, HttpStatusCode.NotFound)]
    [InlineData(SiteOutcome.NotAllowed, HttpStatusCode.BadRequest)]
    public async Task What_the_site_refuses_is_told_in_its_own_words_and_is_in_the_log(SiteOutcome outcome, HttpStatusCode status)
    {
        _sites.Reply = new SiteReply(outcome, "The loop is open.", outcome == SiteOutcome.NotAllowed ? "limitW" : null);
        var problem = await _operator.JsonAsync(HttpMethod.Put, "/api/v1/sites/S/limit", status, """{"limitW":1}""");
        Assert.Contains("The loop is open.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains(_host.Log, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains($"({outcome}): The loop is open.", StringComparison.Ordinal));
        using var metrics = await _operator.GetAsync("/metrics");
        Assert.Contains(
            $"busbar_site_commands_total{{command=\"SetSiteLimit\",outcome=\"{outcome}\"}}",
            await metrics.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_has_the_words_of_sites_as_they_are_written()
    {
        var schemas = (await _operator.GetJsonAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");
        Assert.Equal(
            ["standby", "connected", "cableCheck", "preCharge", "charge", "postCharge", "transition", "fault"],
            schemas.GetProperty("SiteGunState").GetProperty("enum").EnumerateArray().Select(word => word.GetString()!));
        Assert.Equal(["valueW", "source"], schemas.GetProperty("SiteLimit").GetProperty("properties").EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task A_viewer_reads_and_commands_nothing()
    {
        using var viewer = await _host.LogInAsync(Role.Viewer);
        await viewer.GetJsonAsync("/api/v1/sites/S");
        await viewer.JsonAsync(HttpMethod.Post, "/api/v1/sites/S/emergency-stop", HttpStatusCode.Forbidden, """{"reason":"smoke"}""");
        Assert.Empty(_sites.Commands);
    }

    [Fact]
    public async Task Metrics_have_the_sums_of_all_sites()
    {
        _sites.Put(FakeSites.Site("T") with { Online = false });
        using var response = await _operator.GetAsync("/metrics");
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');
        // Instruments of hosts of other tests in this process are added by the collector, so a line is there with at least our share.
        foreach (var line in (string[])["busbar_site_sites{online=\"true\"} ", "busbar_site_sites{online=\"false\"} ", "busbar_site_guns ", "busbar_site_guns_charging ", "busbar_site_modules ",
            "busbar_site_faults ", "busbar_site_emergency_stops ", "busbar_site_power_watts{kind=\"demand\"} ", "busbar_site_power_watts{kind=\"delivered\"} "])
            Assert.Contains(lines, one => one.StartsWith(line, StringComparison.Ordinal));
    }
}
