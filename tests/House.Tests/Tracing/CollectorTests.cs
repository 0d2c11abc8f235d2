using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Tracing;

/// <summary><c>Otlp:Endpoint</c> sends traces and metrics of a real process to a collector, here one that keeps what it gets.</summary>
public sealed class CollectorTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Traces_and_metrics_reach_the_collector()
    {
        await using var collector = await Collector.StartAsync();
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "busbar.json"),
            $$"""{ "Otlp": { "Endpoint": "{{collector.Address}}", "Protocol": "Http", "Headers": "x-key=secret", "MetricInterval": "00:00:01" } }""");
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        using var station = await WirePeer.ConnectAsync(hub, "TRACED");
        await station.AskAsync("""[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");

        foreach (var (path, text) in ((string, string)[])[("/v1/traces", "BootNotification"), ("/v1/traces", "Busbar.Store"), ("/v1/metrics", "busbar.gateway.connections"), ("/v1/metrics", "busbar.store.commit.duration")])
            await Until.TrueAsync(() => collector.Has(path, text), $"{path} got {text}");
        Assert.Equal("secret", collector.Key);
    }

    [Fact]
    public async Task A_hub_whose_collector_is_away_does_its_work_and_ends_in_time()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "busbar.json"), """{ "Otlp": { "Endpoint": "http://127.0.0.1:1", "Protocol": "Http" } }""");
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        using (var station = await WirePeer.ConnectAsync(hub, "TRACED")) await station.HeartbeatAsync();
        Assert.Equal(0, await hub.EndAsync());
    }
}
