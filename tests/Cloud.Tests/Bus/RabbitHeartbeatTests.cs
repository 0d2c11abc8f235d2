using System.Collections.Concurrent;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>Heartbeats: nobody waits for the broker's disk, and the worker of each station hears of it all the same.</summary>
[Collection(RabbitCollection.Name)]
public sealed class RabbitHeartbeatTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RabbitRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.BeginAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Every_station_that_was_heard_is_told_to_the_worker_that_has_it_and_no_event_is_written()
    {
        const int Stations = 500;
        var seen = new ConcurrentDictionary<string, StationReported>(StringComparer.Ordinal);
        var wrong = new ConcurrentQueue<string>();
        RabbitWorker? first = null, second = null;
        TestCms Cms(Func<RabbitWorker?> own) => new()
        {
            Event = (e, _) =>
            {
                if (e is not StationReported { Request: HeartbeatRequest } report) return ValueTask.CompletedTask;
                if (own() is { } worker && !worker.Shards.Contains(Shard.Of(e.StationId, 4))) wrong.Enqueue(e.StationId);
                seen[e.StationId] = report;
                return ValueTask.CompletedTask;
            },
        };
        first = await _rig.WorkerAsync(Cms(() => first));
        second = await _rig.WorkerAsync(Cms(() => second));
        await RabbitRig.AllShardsAsync(first, second);
        var gateway = await _rig.GatewayAsync(new TestGateway());
        var events = await ListenAsync();

        for (var n = 0; n < Stations; n++) Assert.True(gateway.PublishAsync(Heartbeat($"CP{n}", n), CancellationToken.None).AsTask().IsCompletedSuccessfully);
        await RabbitRig.UntilAsync(() => seen.Count == Stations, () => $"{seen.Count} of {Stations} stations were heard");
        Assert.Empty(wrong);
        for (var n = 0; n < Stations; n++) Assert.Equal((n, At.AddSeconds(n)), (seen[$"CP{n}"].Epoch, seen[$"CP{n}"].At));

        await gateway.PublishAsync(new StationLinkTrouble("CP1", 1, At, "n", "written"), CancellationToken.None);
        await RabbitRig.UntilAsync(() => !events.IsEmpty, "an event is written");
        Assert.Equal(["trouble"], events);
    }

    [Fact]
    public async Task Of_a_station_that_was_heard_twice_in_between_the_latest_is_told()
    {
        _rig.Options = _rig.Options with { SeenInterval = TimeSpan.FromSeconds(1) };
        var seen = new ConcurrentQueue<DateTimeOffset>();
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(new TestCms
        {
            Event = (e, _) =>
            {
                seen.Enqueue(e.At);
                return ValueTask.CompletedTask;
            },
        }));
        var gateway = await _rig.GatewayAsync(new TestGateway());
        for (var n = 0; n < 1_000; n++) await gateway.PublishAsync(Heartbeat("CP1", n), CancellationToken.None);
        await RabbitRig.UntilAsync(() => seen.Contains(At.AddSeconds(999)), "the last one is told");
        Assert.True(seen.Count < 100, $"1,000 Heartbeats of one station were {seen.Count} messages to the CMS.");
    }

    private static StationReported Heartbeat(string station, int number) => new(station, number, At.AddSeconds(number), new HeartbeatRequest(), MessageId.FromSequence((ulong)number));

    /// <summary>Types of everything that goes over the exchange of events.</summary>
    private async Task<ConcurrentQueue<string>> ListenAsync()
    {
        var channel = await (await _rig.StrangerAsync()).CreateChannelAsync();
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, "cms.events", "event.#");
        var types = new ConcurrentQueue<string>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            types.Enqueue(delivery.BasicProperties.Type ?? "");
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return types;
    }
}
