using System.Collections.Concurrent;
using System.Text;
using Busbar.House.Tests.Running;
using Busbar.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

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

    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ConcurrentQueue<(string Path, string Text)> _posts = new();

        private Collector(WebApplication app) => _app = app;

        public string Address => _app.Urls.First();

        public string? Key { get; private set; }

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var collector = new Collector(app);
            app.MapPost("/{**path}", collector.TakeAsync);
            await app.StartAsync();
            return collector;
        }

        /// <summary>Names are plain text in Protobuf.</summary>
        public bool Has(string path, string text) => _posts.Any(post => post.Path == path && post.Text.Contains(text, StringComparison.Ordinal));

        public async ValueTask DisposeAsync() => await _app.DisposeAsync();

        private async Task TakeAsync(HttpContext http)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            Key = http.Request.Headers["x-key"];
            _posts.Enqueue((http.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
        }
    }
}
