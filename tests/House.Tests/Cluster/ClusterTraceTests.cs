using Busbar.House.Tests.Running;
using Busbar.House.Tests.Tracing;
using Busbar.Tests;

namespace Busbar.House.Tests.Cluster;

/// <summary>One trace from a station's frame in one process, over RabbitMQ, to the commit in another, as a collector gets it over OTLP.</summary>
[Collection(nameof(OneCluster))]
public sealed class ClusterTraceTests(OneCluster one)
{
    [Fact]
    public async Task A_call_and_an_event_are_each_one_trace_over_two_processes_to_the_row_in_the_database()
    {
        var cluster = await one.ClusterAsync();
        using var client = await cluster.LogInAsync();
        using var station = await WirePeer.ConnectAsync(new Uri(cluster.Ocpp), "SPANNED");
        await station.AskAsync("""[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");
        await station.AskAsync("""[2,"start","StartTransaction",{"connectorId":1,"idTag":"TRACED","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}]""");
        await station.AskAsync("""[2,"value","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:01:00Z","sampledValue":[{"value":"4711"}]}]}]""");

        await HasWalkAsync("start", "StartTransaction");
        await HasWalkAsync("value", "MeterValues");
        Assert.Equal("TRACED", Assert.Single((await ClusterScript.GetAsync(client, "/api/v1/transactions?chargerId=SPANNED")).EnumerateArray()).GetProperty("idTag").GetString());
        Assert.Contains((await ClusterScript.GetAsync(client, "/api/v1/chargers/SPANNED/meter-values")).EnumerateArray(), v => v.GetProperty("value").GetDouble() is 4711);
    }

    /// <summary>From the commit parent by parent to the frame: gateway and bus in one process, bus, CMS and store in another.</summary>
    private async Task HasWalkAsync(string messageId, string action)
    {
        var walk = new List<OtlpSpan>();
        await Until.TrueAsync(() =>
        {
            var frame = one.Spans.FirstOrDefault(s =>
                s.Source == "Busbar.Gateway" && s.Name == action && s.Attributes.GetValueOrDefault("ocpp.message_id") == messageId && s.Attributes.GetValueOrDefault("busbar.station") == "SPANNED");
            if (frame is null) return false;
            var trace = one.Spans.Where(s => s.TraceId == frame.TraceId).ToLookup(s => s.SpanId, StringComparer.Ordinal);
            walk = [.. trace.SelectMany(s => s).Where(s => s.Source == "Busbar.Store").Select(commit => Upwards(commit, trace)).FirstOrDefault(up => up[^1] == frame) ?? []];
            return walk.Count > 0;
        }, () => $"{action} is no trace from frame to commit among {one.Spans.Count} spans");

        walk.Reverse();
        Assert.Equal("", walk[0].ParentId);
        var inGateway = walk.TakeWhile(s => s.Process == walk[0].Process).ToList();
        var inWorker = walk[inGateway.Count..];
        Assert.Single(inWorker.Select(s => s.Process).Distinct(StringComparer.Ordinal));
        Assert.NotEqual(walk[0].Process, inWorker[0].Process);
        Assert.Equal(["Busbar.Bus", "Busbar.Cms", "Busbar.Store"], inWorker.Select(s => s.Source));
        Assert.Equal(action, inWorker[1].Name);
    }

    private static List<OtlpSpan> Upwards(OtlpSpan from, ILookup<string, OtlpSpan> trace)
    {
        var up = new List<OtlpSpan>();
        for (var span = from; span is not null; span = trace[span.ParentId].FirstOrDefault()) up.Add(span);
        return up;
    }
}
