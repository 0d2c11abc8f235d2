using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Cluster;

/// <summary>SIGTERM to one more process of a running cluster: it is told first, then nothing is cut off, then it ends with 0.</summary>
[Collection(nameof(OneCluster))]
public sealed class ClusterDrainTests(OneCluster one)
{
    private const string DelayOfScript = "\"DrainDelay\": \"00:00:03\"";
    private const string RateOfScript = "\"DrainRate\": 200";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task An_API_process_serves_until_it_is_known_to_end_sends_viewers_away_finishes_its_requests_and_ends()
    {
        var cluster = await one.ClusterAsync();
        using var folder = new TempFolder();
        await using var api = await StartAsync(cluster, folder, "api", cluster.Settings.Replace(DelayOfScript, "\"DrainDelay\": \"00:00:10\"", StringComparison.Ordinal));
        var cookies = new CookieContainer();
        using var client = await cluster.LogInAsync(api.Http, cookies);
        using var station = await WirePeer.ConnectAsync(new Uri(cluster.Ocpp), "DRAINED");
        await station.AskAsync("""[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");
        await Until.TrueAsync(() => IsConnectedAsync(client, "DRAINED"), "the station is shown as connected", Patience);
        using var viewer = await LiveViewer.ConnectAsync(api.Http, cookies);
        await viewer.UntilAsync("overview");

        var command = client.PostAsJsonAsync("/api/v1/chargers/DRAINED/commands/ClearCache", new { });
        var asked = JsonSerializer.Deserialize<JsonElement>((await station.ReceiveAsync())!);
        await api.AskToEndAsync();
        await Until.TrueAsync(async () => await ClusterScript.ReadinessAsync(api.Http) == HttpStatusCode.ServiceUnavailable, "it says that it is not ready", Patience);
        Assert.True(await IsConnectedAsync(client, "DRAINED"), "It serves on.");

        Assert.Contains("connect again", (await viewer.UntilAsync("leave")).GetString(), StringComparison.Ordinal);
        Assert.True(await viewer.UntilClosedAsync(), "The client was not told that it may connect again.");
        using (var again = await LiveViewer.ConnectAsync(cluster.Http, cookies)) await again.UntilAsync("overview");

        Assert.False(command.IsCompleted);
        await station.SendAsync($$"""[3,"{{asked[1].GetString()}}",{"status":"Accepted"}]""");
        using var answer = await command;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, await api.ExitCodeAsync());
    }

    [Fact]
    public async Task A_gateway_closes_its_stations_at_its_rate_and_ends()
    {
        const int RatePerS = 10;
        const int Stations = 30;
        var cluster = await one.ClusterAsync();
        using var folder = new TempFolder();
        await using var gateway = await StartAsync(cluster, folder, "gateway", cluster.Settings.Replace(RateOfScript, $"\"DrainRate\": {RatePerS}", StringComparison.Ordinal));
        var stations = new List<WirePeer>();
        for (var i = 0; i < Stations; i++) stations.Add(await WirePeer.ConnectAsync(gateway, $"RATED-{i}"));
        await stations[0].AskAsync("""[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");

        var since = Stopwatch.StartNew();
        await gateway.AskToEndAsync();
        var codes = await Task.WhenAll(stations.Select(EndAsync));
        var took = since.Elapsed;
        Assert.All(codes, code => Assert.Equal(1001, code));

        // One at once, the others after their pause.
        var least = TimeSpan.FromSeconds((Stations - 1.0) / RatePerS);
        Assert.True(took >= least, $"{Stations} stations were closed within {took}: faster than {RatePerS} a second.");
        Assert.Equal(0, await gateway.ExitCodeAsync());

        static async Task<int?> EndAsync(WirePeer station)
        {
            var code = await station.ReadToCloseAsync();
            station.Dispose();
            return code;
        }
    }

    /// <summary>One more process with these settings; returns once it is ready.</summary>
    private static async Task<HubProcess> StartAsync(ClusterScript cluster, TempFolder folder, string role, string settings)
    {
        Assert.NotEqual(cluster.Settings, settings);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "busbar.json"), settings);
        var process = await HubProcess.StartAsync(folder.Path, "hub", "--roles", role);
        await Until.TrueAsync(async () => await ClusterScript.ReadinessAsync(process.Http) == HttpStatusCode.OK, $"the {role} is ready", Patience);
        return process;
    }

    private static async Task<bool> IsConnectedAsync(HttpClient client, string id)
    {
        using var response = await client.GetAsync($"/api/v1/chargers/{id}");
        return response.IsSuccessStatusCode && (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("connected").GetBoolean();
    }
}
