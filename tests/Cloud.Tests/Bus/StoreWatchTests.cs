using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Format;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>When a worker leaves its shards to others for its store's sake, and when it takes them again: second by second, without a broker.</summary>
public sealed class StoreWatchTests : IDisposable
{
    private const int PatienceS = 30;

    private readonly FakeTime _time = new();
    private readonly BusMetrics _metrics = new();
    private readonly WorkerBoard _board;
    private readonly StoreWatch _watch;

    public StoreWatchTests()
    {
        _board = new WorkerBoard("a", _time, NullLogger.Instance);
        _watch = new StoreWatch(new StoreProbe(_ => ValueTask.FromResult<string?>(null), TimeSpan.FromSeconds(PatienceS)), _board, _metrics, _time, NullLogger.Instance);
    }

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void It_yields_after_its_patience_when_another_could_use_its_store_all_the_time()
    {
        Assert.Equal(PatienceS, SecondsUntil(yields: true, own: _ => false, other: _ => true));
        Assert.Contains("away", _watch.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_is_away_for_all_makes_nobody_yield()
    {
        // The other has not noticed yet: it still says what was true before.
        for (var second = 0; second < 3 * PatienceS; second++) Pass(own: false, () => Hear(ago: TimeSpan.FromSeconds(second + 1)));
        Assert.False(_watch.Yields);
        Assert.Null(SecondsUntil(yields: true, own: _ => false, other: _ => false));
    }

    [Fact]
    public void A_store_that_comes_back_to_another_first_makes_nobody_yield()
    {
        for (var second = 0; second < 3 * PatienceS; second++) Pass(own: false, () => Hear(null));
        Assert.Null(SecondsUntil(yields: true, own: second => second > PatienceS - 2, other: _ => true));
    }

    [Fact]
    public void A_worker_that_leaves_or_does_not_say_is_nobody_to_yield_to()
    {
        for (var second = 0; second < 3 * PatienceS; second++)
        {
            Pass(own: false, () =>
            {
                _board.Hear(new WorkerNews("b", true, [], TimeSpan.Zero));
                _board.Hear(new WorkerNews("c", false, []));
            });
        }

        Assert.False(_watch.Yields);
    }

    [Fact]
    public void It_takes_shards_again_when_its_store_was_usable_without_a_break_for_its_patience()
    {
        SecondsUntil(yields: true, own: _ => false, other: _ => true);
        Assert.Null(SecondsUntil(yields: false, own: second => second % 10 != 9, other: _ => true));
        Assert.Equal(PatienceS, SecondsUntil(yields: false, own: _ => true, other: _ => true));
        Assert.Null(_watch.Why);
    }

    [Fact]
    public void It_takes_shards_at_once_when_nobody_else_would_serve()
    {
        SecondsUntil(yields: true, own: _ => false, other: _ => true);
        Assert.Null(SecondsUntil(yields: false, own: _ => false, other: _ => false));
        Assert.Equal(0, SecondsUntil(yields: false, own: _ => true, other: _ => false));
    }

    [Fact]
    public void A_link_that_fails_now_and_then_moves_nothing() => Assert.Null(SecondsUntil(yields: true, own: second => second % 20 == 0, other: _ => true));

    [Fact]
    public async Task A_store_that_does_not_answer_is_in_trouble_from_the_moment_that_it_was_asked()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<string?>();
        var probe = new StoreProbe(
            _ =>
            {
                asked.TrySetResult();
                return new(never.Task);
            },
            TimeSpan.FromSeconds(PatienceS));
        var watch = new StoreWatch(probe, _board, _metrics, _time, NullLogger.Instance);
        using var end = new CancellationTokenSource();
        var running = watch.RunAsync(end.Token);
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await Until.TrueAsync(() => _time.Armed > 0, "the answer is waited for");
        for (var second = 0; second <= PatienceS; second++)
        {
            Hear(TimeSpan.Zero);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await Until.TrueAsync(
            () =>
            {
                watch.Judge();
                return watch.Yields;
            },
            "it yields");
        Assert.Contains("no answer within 15 s", watch.Why, StringComparison.Ordinal);
        await end.CancelAsync();
        await running;
    }

    /// <summary>Lets seconds pass, up to five times the patience, until it yields or does so no more; after how many that was, null for never.</summary>
    private int? SecondsUntil(bool yields, Func<int, bool> own, Func<int, bool> other)
    {
        for (var second = 0; second < 5 * PatienceS; second++)
        {
            Pass(own(second), () => Hear(other(second) ? TimeSpan.Zero : null));
            if (_watch.Yields == yields) return second;
        }

        return null;
    }

    private void Pass(bool own, Action hear)
    {
        _watch.Note(_time.GetTimestamp(), own ? null : "away");
        hear();
        _watch.Judge();
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private void Hear(TimeSpan? ago) => _board.Hear(new WorkerNews("b", false, [], ago));
}
