using System.Text.Json;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Demo;

/// <summary>What a stranger sees in the first minute after <c>busbar demo</c>.</summary>
public sealed class DemoTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Within_a_minute_current_swings_the_anomaly_is_raised_with_evidence_and_a_command_is_answered_by_the_charger()
    {
        using var folder = new TempFolder();
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo");

        await Until.TrueAsync(async () =>
        {
            var values = (await CurrentsAsync(hub)).ToArray();
            return values.Length > 10 && values.Max() > 30 && values.SkipWhile(v => v < 30).Any(v => v < 20);
        }, "LAB-1's current goes up and down", Minute);
        var alarm = await Until.GetAsync<JsonElement>(async () =>
            (await hub.GetAsync("/api/v1/alarms?open=true&chargerId=LAB-1")).EnumerateArray()
                .Where(a => a.GetProperty("kind").GetString() == "anomaly.oscillation").Select(a => (JsonElement?)a).FirstOrDefault(), "the swings are found", Minute);
        var evidence = alarm.GetProperty("evidence");
        Assert.True(evidence.GetProperty("statistic").GetDouble() >= evidence.GetProperty("threshold").GetDouble());
        Assert.True(evidence.GetProperty("windowS").GetDouble() > 0);

        var (status, reply) = await hub.CommandAsync("LAB-1", "ChangeAvailability", new { connectorId = 0, type = "Inoperative" });
        Assert.Equal(200, status);
        Assert.Contains(reply.GetProperty("response").GetProperty("status").GetString(), (string[])["Accepted", "Scheduled"]);
        var logged = await hub.GetAsync("/api/v1/chargers/LAB-1/messages?action=ChangeAvailability");
        Assert.Equal("ChangeAvailability", logged.EnumerateArray().First().GetProperty("action").GetString());
        await Until.TrueAsync(async () =>
            (await hub.GetAsync("/api/v1/chargers")).EnumerateArray().Any(c =>
                c.GetProperty("id").GetString()!.StartsWith("SIM-", StringComparison.Ordinal) && c.GetProperty("powerW") is { ValueKind: JsonValueKind.Number } p && p.GetDouble() > 1000), "somebody charges at a simulated charger", Minute);
    }

    [Fact]
    public async Task What_operators_and_machines_probe_is_there()
    {
        using var folder = new TempFolder();
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        Assert.Equal("Healthy", (await hub.GetAsync("/health/ready")).GetProperty("status").GetString());
        Assert.StartsWith("3.1", (await hub.GetAsync("/openapi/v1.json")).GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Contains("busbar_gateway_", await hub.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("<div id=\"root\"", await hub.Client.GetStringAsync("/", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var (status, _) = await hub.CommandAsync("NOBODY", "Reset", new { type = "Soft" });
        Assert.Equal(404, status);
    }

    private static async Task<IEnumerable<double>> CurrentsAsync(HubProcess hub)
    {
        using var response = await hub.Client.GetAsync("/api/v1/chargers/LAB-1/meter-values?measurand=Current.Import&limit=1000");
        if (!response.IsSuccessStatusCode) return [];
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return [.. document.RootElement.EnumerateArray().Select(p => p.GetProperty("value").GetDouble())];
    }
}
