using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>Workers whose store goes away and comes back: who has the shards.</summary>
[Collection(RabbitCollection.Name)]
public sealed class RabbitStoreTests : IAsyncLifetime
{
    private readonly RabbitRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.BeginAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_worker_whose_store_is_away_leaves_its_stations_to_one_whose_store_is_not_and_gets_them_back()
    {
        var ((a, storeA), (b, storeB)) = ((new TestCms(), new TestStore()), (new TestCms(), new TestStore()));
        a.Call = (_, _) => throw new TimeoutException("the store is away");
        var (first, second) = (await _rig.WorkerAsync(a, store: storeA.Probe), await _rig.WorkerAsync(b, store: storeB.Probe));
        await RabbitRig.AllShardsAsync(first, second);
        var (gateway, share) = (await _rig.GatewayAsync(new TestGateway()), first.Shards);
        storeA.Trouble = "nobody answers";
        await RabbitRig.UntilAsync(() => second.Shards.Count == 4, () => $"the other has all\n{_rig.Log}");
        Assert.Empty(first.Shards);
        Assert.Contains("nobody answers", first.WhyItYields, StringComparison.Ordinal);
        foreach (var number in Enumerable.Range(0, 20))
        {
            var call = new StationCall($"CP{number}", 1, new AuthorizeRequest { IdTag = "TAG" }, MessageId.Parse("1"), DateTimeOffset.UnixEpoch);
            Assert.NotNull((await gateway.CallAsync(call, CancellationToken.None)).Response);
        }

        var (logged, exchanges) = (a.Taken.Count, 0);
        for (; b.Taken.Count == 0 || exchanges < 300; exchanges++)
        {
            await gateway.PublishAsync(
                new StationExchanged("CP1", 1, DateTimeOffset.UnixEpoch, true, "Heartbeat", "1", "{}"u8.ToArray(), "{}"u8.ToArray(), null, null, TimeSpan.Zero, Leniency.None),
                CancellationToken.None);
            if (exchanges % 10 == 0) await Task.Delay(1, CancellationToken.None);
        }

        Assert.Equal(logged, a.Taken.Count);
        storeA.Trouble = null;
        await RabbitRig.UntilAsync(() => first.Shards.SequenceEqual(share) && second.Shards.Count == 4 - share.Count, () => $"they share the shards as before\n{_rig.Log}");
        Assert.Null(first.WhyItYields);
        await RabbitRig.UntilAsync(() => a.Taken.Count + b.Taken.Count == exchanges, "all of the message log is taken");
    }

    [Fact]
    public async Task While_the_store_is_away_for_all_nobody_gives_anything_up()
    {
        var (a, b, store) = (new TestCms(), new TestCms(), new TestStore());
        var (first, second) = (await _rig.WorkerAsync(a, store: store.Probe), await _rig.WorkerAsync(b, store: store.Probe));
        await RabbitRig.AllShardsAsync(first, second);
        var (share, released) = (first.Shards, a.Releases + b.Releases);
        for (var round = 0; round < 2; round++)
        {
            store.Trouble = "the database is stopped";
            var asked = store.Asked;
            await RabbitRig.UntilAsync(() => store.Asked >= asked + 6, "both were asked three times, which is longer than their patience");
            store.Trouble = null;
            asked = store.Asked;
            await RabbitRig.UntilAsync(() => store.Asked >= asked + 4, "both know that it is back");
        }

        Assert.Equal(share, first.Shards);
        Assert.Equal(released, a.Releases + b.Releases);
    }

    [Fact]
    public async Task A_worker_alone_keeps_its_shards_without_a_store()
    {
        var (cms, store) = (new TestCms(), new TestStore());
        var worker = await _rig.WorkerAsync(cms, store: store.Probe);
        await RabbitRig.AllShardsAsync(worker);
        store.Trouble = "the database is stopped";
        var asked = store.Asked;
        await RabbitRig.UntilAsync(() => store.Asked >= asked + 4, "it was asked for longer than the worker's patience");
        Assert.Equal((4, 0), (worker.Shards.Count, cms.Releases));
    }

    /// <summary>A store that says what the test wants.</summary>
    private sealed class TestStore
    {
        private volatile string? _trouble;
        private int _asked;

        public string? Trouble
        {
            get => _trouble;
            set => _trouble = value;
        }

        public int Asked => Volatile.Read(ref _asked);

        public StoreProbe Probe => new(
            _ =>
            {
                Interlocked.Increment(ref _asked);
                return ValueTask.FromResult(Trouble);
            },
            TimeSpan.FromMilliseconds(500));
    }
}
