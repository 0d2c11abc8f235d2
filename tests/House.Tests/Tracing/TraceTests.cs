using System.Collections.Concurrent;
using System.Diagnostics;
using Busbar.House.Tests.Running;
using Busbar.Hub.Hosting;
using Busbar.Hub.Settings;
using Busbar.Tests;

namespace Busbar.House.Tests.Tracing;

/// <summary>One trace from a station's frame to the commit of what it says, and none where nobody listens.</summary>
public sealed class TraceTests
{
    private static readonly string[] Rooms = ["Busbar.Gateway", "Busbar.Bus", "Busbar.Cms", "Busbar.Store"];

    [Fact]
    public async Task A_call_is_one_trace_from_the_frame_over_the_CMS_to_the_commit()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        using var folder = new TempFolder();
        await using var hub = await StartAsync(folder);
        using var station = await ConnectAsync(hub, "TRACED");
        await station.AskAsync("""[2,"s","StartTransaction",{"connectorId":1,"idTag":"DEMO","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}]""");

        var (call, cms, commit) = await WalkAsync(spans, "StartTransaction");
        Assert.Equal(ActivityKind.Server, call.Kind);
        Assert.Equal(default, call.ParentSpanId);
        Assert.Equal("s", call.GetTagItem("ocpp.message_id"));
        Assert.Equal("TRACED", cms.GetTagItem("busbar.station"));
        Assert.Equal(ActivityStatusCode.Unset, commit.Status);
    }

    [Fact]
    public async Task An_event_is_one_trace_to_its_commit_too_and_the_next_one_is_another()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        using var folder = new TempFolder();
        await using var hub = await StartAsync(folder);
        using var station = await ConnectAsync(hub, "TRACED");
        await station.AskAsync("""[2,"a","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]""");
        await station.AskAsync("""[2,"b","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":"7"}]}]}]""");

        var (first, _, _) = await WalkAsync(spans, "StatusNotification");
        var (second, _, _) = await WalkAsync(spans, "MeterValues");
        Assert.NotEqual(first.TraceId, second.TraceId);
    }

    [Fact]
    public async Task Without_an_endpoint_nobody_listens()
    {
        using var folder = new TempFolder();
        await using var hub = await StartAsync(folder);
        foreach (var room in Rooms)
        {
            using var source = new ActivitySource(room);
            Assert.False(source.HasListeners(), $"Somebody listens to {room}.");
        }
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => Rooms.Contains(source.Name, StringComparer.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static async Task<HubHost> StartAsync(TempFolder folder)
    {
        var file = Path.Combine(folder.Path, "busbar.json");
        await File.WriteAllTextAsync(file, "{}");
        var settings = SettingsSource.Read(file, [new("Http:Port", "0"), new("Ocpp:Port", "0"), new("Ocpp:Address", "127.0.0.1"), new("Mqtt:Enabled", "false"), new("Data", Path.Combine(folder.Path, "data"))]);
        return await HubHost.StartAsync(new HubOptions(settings, Demo: true), CancellationToken.None);
    }

    private static async Task<WirePeer> ConnectAsync(HubHost hub, string id)
    {
        var station = await WirePeer.ConnectAsync(new Uri($"ws://{hub.OcppEndPoint}"), id);
        await station.AskAsync("""[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");
        return station;
    }

    /// <summary>The three spans of a station's message, each the child of the one before.</summary>
    private static async Task<(Activity Call, Activity Cms, Activity Commit)> WalkAsync(ConcurrentQueue<Activity> spans, string action)
    {
        (Activity?, Activity?, Activity?) walk = default;
        await Until.TrueAsync(() =>
        {
            var call = spans.FirstOrDefault(span => span.Source.Name == "Busbar.Gateway" && span.OperationName == action);
            var cms = spans.FirstOrDefault(span => span.Source.Name == "Busbar.Cms" && span.TraceId == call?.TraceId && span.ParentSpanId == call.SpanId);
            var commit = spans.FirstOrDefault(span => span.Source.Name == "Busbar.Store" && span.TraceId == cms?.TraceId && span.ParentSpanId == cms.SpanId);
            walk = (call, cms, commit);
            return Task.FromResult(commit is not null);
        }, $"{action} is a trace of gateway, CMS and store");
        return (walk.Item1!, walk.Item2!, walk.Item3!);
    }
}
