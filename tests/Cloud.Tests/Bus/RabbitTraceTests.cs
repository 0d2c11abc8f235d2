using System.Collections.Concurrent;
using System.Diagnostics;
using Busbar.Cloud.Bus;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>A trace goes through the broker by its <c>traceparent</c> header: nothing else of the sender's reaches the worker.</summary>
[Collection(RabbitCollection.Name)]
public sealed class RabbitTraceTests : IAsyncLifetime
{
    private readonly RabbitRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.BeginAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task What_a_worker_does_is_a_child_of_what_the_gateway_did()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BusMetrics.MeterName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var seen = new ConcurrentDictionary<string, Activity?>(StringComparer.Ordinal);
        var cms = new TestCms
        {
            Call = (_, _) =>
            {
                seen["call"] = Activity.Current;
                return ValueTask.FromResult(CallAnswer.Of(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted } }));
            },
            Event = (_, _) =>
            {
                seen["event"] = Activity.Current;
                return ValueTask.CompletedTask;
            },
        };
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(cms));
        var gateway = await _rig.GatewayAsync(new TestGateway());

        using var frame = new Activity("a station's frame").SetIdFormat(ActivityIdFormat.W3C).Start();
        await gateway.CallAsync(new StationCall("CP1", 1, new AuthorizeRequest { IdTag = "T" }, MessageId.FromSequence(1), DateTimeOffset.UnixEpoch), CancellationToken.None);
        await gateway.PublishAsync(new StationLinkTrouble("CP1", 1, DateTimeOffset.UnixEpoch, "n", "1"), CancellationToken.None);
        await RabbitRig.UntilAsync(() => seen.ContainsKey("event"), "the event is taken");

        foreach (var path in (string[])["call", "event"])
        {
            var span = Assert.IsType<Activity>(seen[path]);
            Assert.Equal(frame.TraceId, span.TraceId);
            Assert.True(span.HasRemoteParent, $"the {path} has no parent beyond the broker");
            Assert.NotEqual(default, span.ParentSpanId);
        }

        Assert.Equal(frame.SpanId, seen["event"]!.ParentSpanId);
    }
}
