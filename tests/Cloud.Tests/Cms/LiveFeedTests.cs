using Busbar.Cloud.Live;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Cms;

public sealed class LiveFeedTests
{
    private readonly LiveFeed _feed = new(NullLogger<LiveFeed>.Instance);

    [Fact]
    public void A_queue_that_nobody_reads_drops_the_oldest_and_counts_them_and_the_others_notice_nothing()
    {
        using var slow = _feed.Open(capacity: 3);
        using var fast = _feed.Open(capacity: 100);
        for (var i = 0; i < 10; i++) _feed.Publish(Removed(i));
        Assert.Equal((7, 0), (slow.Dropped, fast.Dropped));
        Assert.True(slow.TryRead(out var oldest));
        Assert.Equal("7", oldest!.StationId);
        for (var i = 0; i < 10; i++) Assert.True(fast.TryRead(out var change) && change!.StationId == $"{i}");
    }

    [Fact]
    public void A_listener_that_fails_does_not_reach_the_one_who_publishes_nor_the_next_listener()
    {
        using var bad = _feed.Subscribe(_ => throw new InvalidOperationException("a bug"));
        using var good = _feed.Open();
        _feed.Publish(Removed(1));
        Assert.True(good.TryRead(out _));
    }

    [Fact]
    public async Task Who_has_left_gets_nothing_more_and_its_reading_ends()
    {
        var queue = _feed.Open();
        _feed.Publish(Removed(1));
        queue.Dispose();
        _feed.Publish(Removed(2));
        var read = new List<string?>();
        await foreach (var change in queue.ReadAllAsync(CancellationToken.None)) read.Add(change.StationId);
        Assert.Equal(["1"], read);
        Assert.False(_feed.HasListeners);
    }

    [Fact]
    public void A_station_is_watched_until_its_last_watcher_has_left()
    {
        Assert.False(_feed.IsWatched("A"));
        var first = _feed.Watch("A");
        var second = _feed.Watch("A");
        using var other = _feed.Watch("B");
        Assert.True(_feed.IsWatched("A"));
        first.Dispose();
        first.Dispose();
        Assert.True(_feed.IsWatched("A"));
        second.Dispose();
        Assert.False(_feed.IsWatched("A"));
        Assert.True(_feed.IsWatched("B"));
    }

    [Fact]
    public void A_queue_has_room_for_at_least_one() => Assert.Throws<ArgumentOutOfRangeException>(() => _feed.Open(0));

    [Fact]
    public async Task Listeners_may_come_and_go_while_changes_are_published()
    {
        var ends = new CancellationTokenSource();
        var publisher = Task.Run(() =>
        {
            for (var i = 0; !ends.IsCancellationRequested; i++) _feed.Publish(Removed(i));
        });
        await Parallel.ForAsync(0, 200, (_, _) =>
        {
            using var queue = _feed.Open(10);
            using var watch = _feed.Watch("A");
            SpinWait.SpinUntil(() => queue.TryRead(out _), Until.Patience);
            return ValueTask.CompletedTask;
        });
        await ends.CancelAsync();
        await publisher;
        Assert.False(_feed.HasListeners);
        Assert.False(_feed.IsWatched("A"));
        ends.Dispose();
    }

    private static StationRemoved Removed(int i) => new($"{i}", DateTimeOffset.UnixEpoch);
}
