using System.Collections.Concurrent;
using System.Diagnostics;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Gateway;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Gateway;

/// <summary>Spans of the gateway: what a station asked and was told, and what it was asked.</summary>
public sealed class GatewayTraceTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;
    private readonly string _station = $"TRACED-{Guid.NewGuid():N}";

    public GatewayTraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GatewayMetrics.MeterName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private IEnumerable<Activity> Mine => _spans.Where(span => _station.Equals(span.GetTagItem("busbar.station")));

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_refused_call_is_a_span_with_the_error_that_the_station_got()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Cms.Answer = _ => new(CallAnswer.Refuse(OcppErrorCode.SecurityError, "not you"));
        await using var station = await rig.ConnectAsync(_station);
        await station.SendAsync("""[2,"x","Authorize",{"idTag":"T"}]""");
        await Until.TrueAsync(() => Mine.Any(), "the call is a span");
        var span = Assert.Single(Mine);
        Assert.Equal(("Authorize", ActivityKind.Server, ActivityStatusCode.Error, "not you"), (span.OperationName, span.Kind, span.Status, span.StatusDescription));
        Assert.Equal("SecurityError", span.GetTagItem("ocpp.error"));
        Assert.Equal("x", span.GetTagItem("ocpp.message_id"));
        Assert.Equal("ocpp1.6", span.GetTagItem("ocpp.version"));
    }

    [Fact]
    public async Task A_command_is_a_span_with_its_outcome_in_the_trace_of_who_asks()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await rig.ConnectAsync(_station);
        using var asker = new Activity("asker").Start();
        var command = new StationCommand(_station, ClearCacheRequest.Empty, TimeSpan.FromSeconds(1));
        await rig.Gateway.OnCommandAsync(command, CancellationToken.None);
        var span = Assert.Single(Mine);
        Assert.Equal(("command ClearCache", ActivityKind.Client, asker.TraceId, asker.SpanId), (span.OperationName, span.Kind, span.TraceId, span.ParentSpanId));
        Assert.Equal("TimedOut", span.GetTagItem("busbar.outcome"));
    }
}
