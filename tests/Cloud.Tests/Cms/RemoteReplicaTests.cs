using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Cms.Remote;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Cms;

/// <summary>What an API process knows of the fleet when messages are lost, late, or told by two workers.</summary>
public sealed class RemoteReplicaTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_API_process_is_complete_when_every_shard_was_read_and_not_before()
    {
        await using var world = await ClusterWorld.StartAsync();
        for (var i = 0; i < 20; i++) await world.Of($"CP{i}").BootAsync($"CP{i}");
        var bus = new MemoryOperatorBus(ClusterWorld.Shards);
        bus.Workers.Add(world.Bus.Workers[0]);
        var (replica, keeper) = Api(bus, world);
        Assert.Equal(ClusterWorld.Shards, replica.Missing);
        await keeper.ReadDueAsync(Ct);
        Assert.Equal(2, replica.Missing);
        bus.Workers.Add(world.Bus.Workers[1]);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await keeper.ReadDueAsync(Ct);
        Assert.True(replica.IsComplete);
        Assert.Equal(20, replica.Stations.Count);
    }

    [Fact]
    public async Task A_shard_larger_than_a_page_is_read_whole()
    {
        await using var world = await ClusterWorld.StartAsync();
        var edit = new StationEdit(Registration.Accepted, null, null, null, null);
        var ids = Enumerable.Range(0, 20_000).Select(i => $"CP{i}").Where(id => Shard.Of(id, ClusterWorld.Shards) == 1).Take(2_500).ToArray();
        foreach (var id in ids) await world.Of(id).Cms.SaveStationAsync(id, edit, Ct);
        var (replica, keeper) = Api(world.Bus, world);
        await keeper.ReadDueAsync(Ct);
        Assert.Equal(ids.Order(StringComparer.Ordinal), replica.Stations.Select(s => s.Id));
    }

    [Fact]
    public async Task A_change_that_was_lost_is_found_within_a_second_and_the_shard_read_anew()
    {
        await using var world = await ClusterWorld.StartAsync();
        await world.Of("CP1").BootAsync("CP1");
        await world.SettleAsync();
        world.Bus.Loses = () => true;
        await world.Of("CP1").ReportAsync(world.Of("CP1").StatusOf(ChargePointStatus.Faulted, error: ChargePointErrorCode.GroundFailure), id: "CP1");
        await world.Of("CP1").BeatAsync();
        world.Bus.Loses = () => false;
        Assert.Empty(world.Cms.FindStation("CP1")!.Connectors);
        await world.SettleAsync();
        Assert.Equal("Faulted", Assert.Single(world.Cms.FindStation("CP1")!.Connectors).Status);
    }

    [Fact]
    public async Task A_deletion_that_was_lost_is_found_too()
    {
        await using var world = await ClusterWorld.StartAsync();
        await world.Of("CP1").BootAsync("CP1");
        await world.SettleAsync();
        world.Bus.Loses = () => true;
        await world.Of("CP1").Cms.DeleteStationAsync("CP1", Ct);
        world.Bus.Loses = () => false;
        Assert.NotNull(world.Cms.FindStation("CP1"));
        var heard = new List<LiveEvent>();
        using var subscription = world.Live.Subscribe(heard.Add);
        await world.SettleAsync();
        Assert.Null(world.Cms.FindStation("CP1"));
        Assert.Contains(heard, e => e is StationRemoved { Id: "CP1" });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_a_shard_changes_hands_the_new_owners_word_counts_and_what_the_old_one_said_comes_too_late(bool died)
    {
        await using var world = await ClusterWorld.StartAsync();
        var id = Enumerable.Range(0, 1000).Select(i => $"CP{i}").First(i => Shard.Of(i, ClusterWorld.Shards) == 0);
        await world.Of(id).BootAsync(id);
        await world.SettleAsync();
        var (old, next) = (world.Bus.Workers[0], world.Bus.Workers[1]);
        world.Bus.Delays = true;
        await old.ReportAsync(old.StatusOf(ChargePointStatus.Faulted, error: ChargePointErrorCode.GroundFailure), id: id);
        await old.BeatAsync(TimeSpan.FromSeconds(1));
        world.Bus.Delays = false;
        await world.MoveAsync(0, old, next, died);
        await next.ReportAsync(next.StatusOf(ChargePointStatus.Available), epoch: world.Store.Station(id)!.Epoch, id: id);
        await world.SettleAsync();
        Assert.Equal("Available", Assert.Single(world.Cms.FindStation(id)!.Connectors).Status);
        world.Bus.DeliverDelayed();
        Assert.Equal("Available", Assert.Single(world.Cms.FindStation(id)!.Connectors).Status);
        await world.SettleAsync();
        Assert.Equal("Available", Assert.Single(world.Cms.FindStation(id)!.Connectors).Status);
        Assert.Equal(1, world.Cms.Overview.Stations);
    }

    [Fact]
    public async Task A_worker_that_is_gone_counts_no_more_and_its_stations_stay_on_the_screen()
    {
        await using var world = await ClusterWorld.StartAsync();
        for (var i = 0; i < 20; i++) await world.Of($"CP{i}").BootAsync($"CP{i}");
        await world.SettleAsync();
        Assert.Equal(20, world.Cms.Overview.Stations);
        world.Bus.Workers.RemoveAt(1);
        world.Time.Advance(FleetSum.Alive);
        await world.SettleAsync();
        Assert.Equal(world.Bus.Workers[0].Cms.Stations.Count, world.Cms.Overview.Stations);
        Assert.Equal(20, world.Cms.Stations.Count);
    }

    [Fact]
    public async Task After_any_walk_with_losses_delays_and_moves_every_view_is_the_owners()
    {
        var random = new Random(17);
        await using var world = await ClusterWorld.StartAsync(CmsRig.Defaults with { WatchCurrent = false });
        var owners = new[] { 0, 0, 1, 1 };
        var ids = Enumerable.Range(0, 30).Select(i => $"CP{i}").ToArray();
        for (var step = 0; step < 1_500; step++)
        {
            var id = ids[random.Next(ids.Length)];
            var rig = world.Of(id);
            switch (random.Next(12))
            {
                case < 3: await rig.BootAsync(id); break;
                case < 6 when rig.Cms.FindStation(id) is { } known:
                    await rig.ReportAsync(rig.StatusOf((ChargePointStatus)random.Next(9), 1 + random.Next(2)), epoch: world.Store.Station(known.Id)!.Epoch, id: id);
                    break;
                case 6: await world.Cms.DeleteStationAsync(id, Ct); break;
                case 7: await world.Cms.SaveStationAsync(id, new StationEdit(null, $"step {step}", null, null, null), Ct); break;
                case 8: await rig.BeatAsync(TimeSpan.FromMilliseconds(200)); break;
                case 9:
                    var lossy = random.Next(3) == 0;
                    world.Bus.Loses = () => lossy && random.Next(4) == 0;
                    if (!(world.Bus.Delays = random.Next(3) == 0)) world.Bus.DeliverDelayed();
                    break;
                case 10:
                    var shard = random.Next(ClusterWorld.Shards);
                    await world.MoveAsync(shard, world.Bus.Workers[owners[shard]], world.Bus.Workers[1 - owners[shard]], died: random.Next(2) == 0);
                    owners[shard] = 1 - owners[shard];
                    break;
                default: await world.SettleAsync(); break;
            }
        }

        (world.Bus.Delays, world.Bus.Loses) = (false, () => false);
        world.Bus.DeliverDelayed();
        for (var i = 0; i < 3; i++) await world.SettleAsync();
        var expected = world.Bus.Workers.SelectMany(w => w.Cms.Stations).OrderBy(s => s.Id, StringComparer.Ordinal).ToArray();
        Assert.Equal(expected.Select(s => s with { Connectors = [] }), world.Cms.Stations.Select(s => s with { Connectors = [] }));
        Assert.Equal(expected.SelectMany(s => s.Connectors), world.Cms.Stations.SelectMany(s => s.Connectors));
        Assert.Equal(expected.Length, world.Cms.Overview.Stations);
    }

    [Fact]
    public async Task Changes_that_come_while_a_snapshot_is_read_count_more_than_the_snapshot()
    {
        await using var world = await ClusterWorld.StartAsync();
        var ids = Enumerable.Range(0, 1000).Select(i => $"CP{i}").Where(i => Shard.Of(i, ClusterWorld.Shards) == 2).Take(3).ToArray();
        foreach (var id in ids) await world.Of(id).BootAsync(id);
        await world.Of(ids[0]).BeatAsync();
        var (replica, keeper) = Api(world.Bus, world);
        var rig = world.Of(ids[0]);
        var edited = 0;
        world.Bus.OnCall = kind =>
        {
            if (kind != OperatorKinds.Snapshot || Interlocked.Exchange(ref edited, 1) == 1) return;
            // Told before the snapshot is made, and heard before it arrives.
            Assert.True(rig.Cms.DeleteStationAsync(ids[0], Ct).AsTask().IsCompletedSuccessfully);
            Assert.True(rig.Cms.SaveStationAsync(ids[1], new StationEdit(null, "new name", null, null, null), Ct).AsTask().IsCompletedSuccessfully);
            Assert.True(rig.BeatAsync(TimeSpan.Zero).IsCompletedSuccessfully);
        };
        await keeper.ReadDueAsync(Ct);
        await keeper.ReadDueAsync(Ct);
        Assert.False(replica.TryFind(ids[0], out _));
        Assert.True(replica.TryFind(ids[1], out var named));
        Assert.Equal("new name", named.DisplayName);
        Assert.True(replica.TryFind(ids[2], out _));
    }

    [Fact]
    public async Task A_command_whose_worker_died_over_it_is_not_sent_again()
    {
        await using var world = await ClusterWorld.StartAsync();
        await world.Of("CP1").BootAsync("CP1");
        world.Of("CP1").Gateway.Answer<RemoteStartTransactionRequest>(_ => new RemoteStartTransactionResponse { Status = RemoteStartStopStatus.Accepted });
        world.Bus.Redelivers = true;
        var reply = await world.Cms.CommandAsync("CP1", new RemoteStartTransactionRequest { IdTag = "TAG1" }, "ann", Ct);
        Assert.Equal(CommandOutcome.TimedOut, reply.Outcome);
        Assert.Single(world.Of("CP1").Gateway.All<RemoteStartTransactionRequest>());
    }

    [Fact]
    public async Task What_a_dead_API_process_watched_is_not_watched_for_ever()
    {
        await using var world = await ClusterWorld.StartAsync();
        await world.Of("CP1").BootAsync("CP1");
        using var watch = world.Live.Watch("CP1");
        await world.SettleAsync();
        Assert.True(world.Of("CP1").Feed.IsWatched("CP1"));
        Assert.All(world.Bus.Workers, worker => Assert.True(worker.Feed.IsWatched("CP1")));
        world.Time.Advance(WatchLeases.Lasts);
        foreach (var worker in world.Bus.Workers) worker.Get<ChangeTeller>().TellNews();
        Assert.All(world.Bus.Workers, worker => Assert.False(worker.Feed.IsWatched("CP1")));
    }

    [Fact]
    public void The_power_of_the_last_hour_is_the_sum_of_what_workers_noted_each_at_its_own_moments()
    {
        var time = new Busbar.Tests.FakeTime();
        var sum = new FleetSum(time);
        var start = time.GetUtcNow();
        sum.Take(News("a", 100, [.. Enumerable.Range(0, 6).Select(i => new FleetPower(start.AddSeconds(10 * i), 100))]));
        sum.Take(News("b", 50, [.. Enumerable.Range(2, 4).Select(i => new FleetPower(start.AddSeconds((10 * i) - 3), 50))]));
        Assert.Equal([100.0, 100, 150, 150, 150, 150], sum.Overview().Power.Select(p => p.PowerW));
        Assert.Equal(150, sum.Overview().PowerW);
        sum.Take(News("b", 60, []));
        Assert.Equal((6, 160.0), (sum.Overview().Power.Count, sum.Overview().PowerW));

        static WorkerNews News(string id, double powerW, IReadOnlyList<FleetPower> power) =>
            new(id, new FleetOverview(1, 1, 0, 0, powerW, 0, 0, 0, 0, null, 0, power), [new ShardMark(0, "t", 0)], new Dictionary<string, long>());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"at\":1}")]
    [InlineData("{\"at\":\"2026-01-01T00:00:00Z\",\"mark\":{\"shard\":99,\"term\":\"x\",\"sequence\":1},\"removed\":\"CP1\"}")]
    [InlineData("{\"at\":\"2026-01-01T00:00:00Z\",\"mark\":{\"shard\":-1,\"term\":\"x\",\"sequence\":1},\"removed\":\"CP1\"}")]
    [InlineData("{\"at\":\"2026-01-01T00:00:00Z\",\"tomorrow\":{}}")]
    public async Task A_change_that_cannot_be_read_harms_nothing(string body)
    {
        await using var world = await ClusterWorld.StartAsync();
        await world.Of("CP1").BootAsync("CP1");
        await world.SettleAsync();
        world.Bus.OnChange!(System.Text.Encoding.UTF8.GetBytes(body));
        Assert.NotNull(world.Cms.FindStation("CP1"));
    }

    private static (FleetReplica Replica, ReplicaKeeper Keeper) Api(MemoryOperatorBus bus, ClusterWorld world)
    {
        var feed = new LiveFeed(NullLogger<LiveFeed>.Instance);
        var replica = new FleetReplica(ClusterWorld.Shards, feed, world.Time);
        return (replica, new ReplicaKeeper(bus, replica, new FleetSum(world.Time), feed, new RemoteLive(feed), world.Time, NullLogger<ReplicaKeeper>.Instance));
    }
}
