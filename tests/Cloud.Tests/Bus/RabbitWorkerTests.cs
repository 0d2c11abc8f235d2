using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>Who has which shard.</summary>
[Collection(RabbitCollection.Name)]
public sealed class RabbitWorkerTests : IAsyncLifetime
{
    private readonly RabbitRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.BeginAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Shards_move_to_a_drained_workers_neighbour_and_are_never_with_both()
    {
        var (a, b) = (new TestCms(), new TestCms());
        var first = await _rig.WorkerAsync(a);
        await RabbitRig.AllShardsAsync(first);
        Assert.Equal([0, 1, 2, 3], a.Shards.Order());
        var second = await _rig.WorkerAsync(b);
        await RabbitRig.AllShardsAsync(first, second);
        Assert.Empty(a.Shards.Intersect(b.Shards));
        await first.DrainAsync(CancellationToken.None);
        Assert.Empty(a.Shards);
        await RabbitRig.UntilAsync(() => second.Shards.Count == 4, "the other has all");
        Assert.Equal([0, 1, 2, 3], b.Shards.Order());
    }

    [Fact]
    public async Task Another_number_of_shards_is_refused_with_both_numbers()
    {
        await _rig.WorkerAsync(new TestCms());
        var refused = await Assert.ThrowsAsync<BusUnfitException>(() => _rig.WorkerAsync(new TestCms(), options: _rig.Options with { Shards = 8 }));
        Assert.Equal("Bus:Shards is 8, but this broker was set up for 4 shards; allowed: 4, or another virtual host.", refused.Message);
    }

    [Fact]
    public async Task A_shard_that_cannot_be_loaded_is_tried_again()
    {
        var failures = 2;
        var cms = new TestCms { Load = shard => shard == 1 && Interlocked.Decrement(ref failures) >= 0 ? throw new TimeoutException("the store is away") : Task.CompletedTask };
        await RabbitRig.AllShardsAsync(await _rig.WorkerAsync(cms));
        Assert.True(failures < 0);
    }

    [Fact]
    public void Every_worker_comes_to_the_same_owner_and_a_new_one_takes_only_its_share()
    {
        var time = new FakeTime();
        string[] ids = ["a", "b", "c", "d"];
        int[] OwnersAmong(params string[] alive)
        {
            var boards = alive.Select(own =>
            {
                var board = new WorkerBoard(own, time, NullLogger.Instance);
                foreach (var other in alive) board.Hear(new Cloud.Bus.Format.WorkerNews(other, false, []));
                return board;
            }).ToArray();
            return [.. Enumerable.Range(0, 1024).Select(shard => Array.FindIndex(boards, b => b.IsOurs(shard, false)) is var owner && boards.Count(b => b.IsOurs(shard, false)) == 1 ? owner : -1)];
        }

        var three = OwnersAmong("a", "b", "c");
        var four = OwnersAmong(ids);
        Assert.DoesNotContain(-1, three);
        Assert.DoesNotContain(-1, four);
        Assert.All(Enumerable.Range(0, 1024), shard => Assert.True(four[shard] == 3 || four[shard] == three[shard], $"shard {shard} moved for nothing"));
        Assert.All(Enumerable.Range(0, 4), owner => Assert.InRange(four.Count(o => o == owner), 200, 320));
    }

    [Fact]
    public void A_silent_or_draining_worker_owns_nothing()
    {
        var time = new FakeTime();
        var board = new WorkerBoard("a", time, NullLogger.Instance);
        board.Hear(new Cloud.Bus.Format.WorkerNews("b", false, []));
        Assert.Contains(Enumerable.Range(0, 64), shard => !board.IsOurs(shard, false));
        Assert.True(board.Hear(new Cloud.Bus.Format.WorkerNews("b", true, [])).Changed);
        Assert.All(Enumerable.Range(0, 64), shard => Assert.True(board.IsOurs(shard, false)));
        board.Hear(new Cloud.Bus.Format.WorkerNews("b", false, []));
        time.Advance(WorkerBoard.AliveFor + TimeSpan.FromMilliseconds(1));
        Assert.True(board.Expire());
        Assert.All(Enumerable.Range(0, 64), shard => Assert.True(board.IsOurs(shard, false)));
        Assert.All(Enumerable.Range(0, 64), shard => Assert.False(board.IsOurs(shard, draining: true)));
    }
}
