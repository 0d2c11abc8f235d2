using System.Collections.Concurrent;
using System.Globalization;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Store;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using RabbitMQ.Client;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>The event path: nothing that was confirmed is lost, nothing of a station is reordered.</summary>
[Collection(RabbitCollection.Name)]
public sealed class RabbitEventTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RabbitRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.BeginAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_events_of_fifty_stations_keep_their_order_while_a_worker_dies()
    {
        const int Stations = 50, Each = 200;
        var taken = new ConcurrentQueue<(string Station, int Number, bool Redelivered)>();
        TestCms Cms() => new()
        {
            Event = async (e, ct) =>
            {
                await Task.Delay(Random.Shared.Next(3), ct);
                taken.Enqueue((e.StationId, Number(e), e.Redelivered));
            },
        };
        var gateway = await _rig.GatewayAsync(new TestGateway());
        var (dying, staying) = (await _rig.WorkerAsync(Cms()), await _rig.WorkerAsync(Cms()));
        await RabbitRig.AllShardsAsync(dying, staying);
        Assert.InRange(dying.Shards.Count, 0, 4);

        var publishing = Task.WhenAll(Enumerable.Range(0, Stations).Select(async s =>
        {
            for (var n = 0; n < Each; n++) await gateway.PublishAsync(Event($"CP{s}", n), CancellationToken.None);
        }));
        await RabbitRig.UntilAsync(() => taken.Count > 3_000, "a third is taken");
        await (dying.Shards.Count > 0 ? dying : staying).DisposeAsync();
        await publishing;
        await RabbitRig.UntilAsync(() => taken.Select(t => (t.Station, t.Number)).Distinct().Count() == Stations * Each, "every event is taken");

        foreach (var station in taken.GroupBy(t => t.Station))
        {
            var first = new List<int>();
            foreach (var (_, number, redelivered) in station)
            {
                if (first.Contains(number)) Assert.True(redelivered, $"{station.Key} {number} came twice and does not say so");
                else first.Add(number);
            }

            Assert.Equal(Enumerable.Range(0, Each), first);
        }
    }

    [Fact]
    public async Task What_was_confirmed_survives_a_broker_that_dies_under_load()
    {
        var options = _rig.Options with { PublishDeadline = TimeSpan.FromMinutes(3) };
        var taken = new ConcurrentDictionary<(string, int), bool>();
        var cms = new TestCms
        {
            Event = (e, _) =>
            {
                taken[(e.StationId, Number(e))] = true;
                return ValueTask.CompletedTask;
            },
        };
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(cms, options: options));
        var gateway = await _rig.GatewayAsync(new TestGateway(), options);
        var confirmed = new ConcurrentDictionary<(string, int), bool>();
        using var enough = new CancellationTokenSource();
        var publishing = Enumerable.Range(0, 20).Select(async s =>
        {
            for (var n = 0; !enough.IsCancellationRequested; n++)
            {
                await gateway.PublishAsync(Event($"CP{s}", n), CancellationToken.None);
                confirmed[($"CP{s}", n)] = true;
            }
        }).ToArray();
        Task UntilAsync(Func<bool> condition, string what) => RabbitRig.UntilAsync(
            () => Array.Find(publishing, p => p.IsFaulted) is { } failed ? throw failed.Exception! : condition(),
            () => $"{what}: {confirmed.Count} confirmed, {taken.Count} taken, gateway ready: {gateway.IsReady}\n{_rig.Log}\n{_rig.Server.Log()}");
        await UntilAsync(() => confirmed.Count > 100, "load is on");
        await _rig.Server.KillAsync();
        await UntilAsync(() => !gateway.IsReady, "the gateway sees that the broker is gone");
        await _rig.Server.StartAsync();
        var before = confirmed.Count;
        await UntilAsync(() => confirmed.Count > before + 100, "load is on again");
        await enough.CancelAsync();
        await Task.WhenAll(publishing);
        await UntilAsync(() => confirmed.Keys.All(taken.ContainsKey), "every confirmed event is taken");
        Assert.True(gateway.IsReady);
    }

    [Fact]
    public async Task An_event_waits_while_the_database_is_away_and_is_never_a_dead_letter()
    {
        var tries = 0;
        var cms = new TestCms { Event = (e, _) => e.StationId == "CP1" && Interlocked.Increment(ref tries) <= 8 ? throw new StoreUnavailableException("away") : ValueTask.CompletedTask };
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(cms, isTransient: CmsFailures.Passes, options: _rig.Options with { Attempts = 2 }));
        var gateway = await _rig.GatewayAsync(new TestGateway());
        var api = await _rig.OperatorAsync();
        await gateway.PublishAsync(Event("CP1", 1), CancellationToken.None);
        await gateway.PublishAsync(Event("CP1", 2), CancellationToken.None);
        await RabbitRig.UntilAsync(() => cms.Taken.Count(e => e.StationId == "CP1") == 2, "both are taken once the database is back");
        Assert.Empty(await LettersAsync(api.DeadLetters, 0));
    }

    [Fact]
    public async Task What_no_queue_takes_is_published_again_until_one_does_or_its_time_is_over()
    {
        var cms = new TestCms();
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(cms));
        var gateway = await _rig.GatewayAsync(new TestGateway());
        var shard = Shard.Of("CP1", _rig.Options.Shards);
        await using var channel = await (await _rig.StrangerAsync()).CreateChannelAsync();
        await channel.QueueUnbindAsync($"cms.events.{shard}", "cms.events", $"event.{shard}.#");
        var refusals = 0;
        using var counted = new System.Diagnostics.Metrics.MeterListener();
        counted.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "busbar.bus.resent" or "busbar.bus.events.still") listener.EnableMeasurementEvents(instrument);
        };
        counted.SetMeasurementEventCallback<long>((_, by, _, _) => Interlocked.Add(ref refusals, (int)by));
        var still = new Dictionary<int, double>();
        counted.SetMeasurementEventCallback<double>((_, seconds, labels, _) => still[(int)labels[0].Value!] = seconds);
        counted.Start();
        double StillFor(int number)
        {
            counted.RecordObservableInstruments();
            return still[number];
        }

        var published = gateway.PublishAsync(Event("CP1", 1), CancellationToken.None).AsTask();
        await RabbitRig.UntilAsync(() => Volatile.Read(ref refusals) > 1, "it was refused and tried again");
        Assert.False(published.IsCompleted);
        Assert.True(StillFor(shard) > 0);
        Assert.Equal(0, StillFor((shard + 1) % _rig.Options.Shards));
        await channel.QueueBindAsync($"cms.events.{shard}", "cms.events", $"event.{shard}.#");
        await published;
        Assert.Equal(0, StillFor(shard));
        await RabbitRig.UntilAsync(() => cms.Taken.Count == 1, "it is taken");
        Assert.True(cms.Taken.Single().Redelivered);

        var hasty = await _rig.GatewayAsync(new TestGateway(), _rig.Options with { PublishDeadline = TimeSpan.FromSeconds(1) });
        await channel.QueueUnbindAsync($"cms.events.{shard}", "cms.events", $"event.{shard}.#");
        var failure = await Assert.ThrowsAsync<BusUnavailableException>(async () => await hasty.PublishAsync(Event("CP1", 2), CancellationToken.None));
        Assert.Contains("no queue is bound", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_the_CMS_fails_over_is_a_dead_letter_with_its_reason_and_can_be_replayed()
    {
        var healed = false;
        var cms = new TestCms { Event = (e, _) => e.StationId == "BAD" && !Volatile.Read(ref healed) ? throw new InvalidOperationException("cannot be stored") : ValueTask.CompletedTask };
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(cms, options: _rig.Options with { Attempts = 3 }));
        var gateway = await _rig.GatewayAsync(new TestGateway());
        var api = await _rig.OperatorAsync();
        await gateway.PublishAsync(Event("BAD", 1), CancellationToken.None);
        await gateway.PublishAsync(Event("GOOD", 2), CancellationToken.None);
        await RabbitRig.UntilAsync(() => cms.Taken.Any(e => e.StationId == "GOOD"), "the good one is taken");

        var letter = Assert.Single(await LettersAsync(api.DeadLetters, 1));
        Assert.Equal(("trouble", "BAD", 3), (letter.Type, letter.StationId, letter.Attempts));
        Assert.Contains("cannot be stored", letter.Why, StringComparison.Ordinal);
        Assert.NotNull(letter.FirstSeen);
        Assert.NotNull(letter.DeadSince);
        Assert.False(await api.DeadLetters.ReplayAsync("another", CancellationToken.None));
        Assert.Equal(letter.Id, Assert.Single(await LettersAsync(api.DeadLetters, 1)).Id);

        Volatile.Write(ref healed, true);
        Assert.True(await api.DeadLetters.ReplayAsync(letter.Id, CancellationToken.None));
        await RabbitRig.UntilAsync(() => cms.Taken.Any(e => e.StationId == "BAD"), "the replayed one is taken");
        Assert.True(cms.Taken.Single(e => e.StationId == "BAD").Redelivered);
        Assert.Empty(await LettersAsync(api.DeadLetters, 0));
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_dead_letter_and_can_be_discarded()
    {
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(new TestCms()));
        var api = await _rig.OperatorAsync();
        var stranger = await _rig.StrangerAsync();
        await using (var channel = await stranger.CreateChannelAsync())
        {
            await channel.BasicPublishAsync("cms.events", "event.2.CP1", false, new BasicProperties { Type = "report" }, "nonsense"u8.ToArray());
            var newer = new BasicProperties { Type = "trouble", Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["schema"] = 2 } };
            await channel.BasicPublishAsync("cms.events", "event.2.CP1", false, newer, """{"station":"CP1"}"""u8.ToArray());
        }

        var letters = await LettersAsync(api.DeadLetters, 2);
        Assert.Contains("not JSON", letters[0].Why, StringComparison.Ordinal);
        Assert.Contains("schema 2; this program reads up to 1", letters[1].Why, StringComparison.Ordinal);
        Assert.True(await api.DeadLetters.DiscardAsync(letters[0].Id, CancellationToken.None));
        Assert.Equal(letters[1].Id, Assert.Single(await LettersAsync(api.DeadLetters, 1)).Id);
    }

    [Fact]
    public async Task A_failure_that_passes_is_waited_for_and_nothing_of_the_station_overtakes()
    {
        var left = 8;
        var cms = new TestCms { Event = (e, _) => Number(e) == 0 && Interlocked.Decrement(ref left) > 0 ? throw new TimeoutException("the store is away") : ValueTask.CompletedTask };
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(cms, options: _rig.Options with { Attempts = 2 }));
        var gateway = await _rig.GatewayAsync(new TestGateway());
        for (var n = 0; n < 5; n++) await gateway.PublishAsync(Event("CP1", n), CancellationToken.None);
        await RabbitRig.UntilAsync(() => cms.Taken.Count == 5, "all are taken");
        Assert.Equal(Enumerable.Range(0, 5), cms.Taken.Select(Number));
    }

    [Fact]
    public async Task What_the_CMS_refuses_is_done_with()
    {
        var cms = new TestCms
        {
            Event = (e, _) => Number(e) == 0 ? throw new EventRefusedException(new OcppFault(OcppErrorCode.SecurityError, "", "not yet accepted")) : ValueTask.CompletedTask,
        };
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(cms));
        var gateway = await _rig.GatewayAsync(new TestGateway());
        var api = await _rig.OperatorAsync();
        for (var n = 0; n < 2; n++) await gateway.PublishAsync(Event("CP1", n), CancellationToken.None);
        await RabbitRig.UntilAsync(() => cms.Taken.Count == 1, "the other is taken");
        Assert.Empty(await LettersAsync(api.DeadLetters, 0));
    }

    private static StationLinkTrouble Event(string station, int number) => new(station, 1, At, "n", number.ToString(CultureInfo.InvariantCulture));

    private static int Number(StationEvent e) => int.Parse(((StationLinkTrouble)e).Text, CultureInfo.InvariantCulture);

    /// <summary>The letters, once there are as many as expected.</summary>
    private static async Task<IReadOnlyList<DeadLetter>> LettersAsync(IDeadLetters dead, int count)
    {
        IReadOnlyList<DeadLetter> letters = [];
        await Until.TrueAsync(
            async () =>
            {
                (letters, var total) = await dead.ListAsync(100, CancellationToken.None);
                return letters.Count == count && total == count;
            },
            () => $"there are {letters.Count} dead letters; {count} are expected");
        return letters;
    }
}
