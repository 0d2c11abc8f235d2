using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Commit;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Store;

public sealed class GroupCommitWriterTests : IAsyncDisposable
{
    private readonly Unit _unit = new();
    private readonly FakeTime _time = new();
    private readonly StoreMetrics _metrics = new();
    private readonly List<string?> _health = [];
    private GroupCommitWriter? _writer;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private GroupCommitWriter Writer => _writer ??= Make(queueLimit: 1000, batchLimit: 100);

    public async ValueTask DisposeAsync()
    {
        _unit.Release();
        if (_writer is not null) await _writer.DisposeAsync();
        _metrics.Dispose();
        _unit.Dispose();
    }

    [Fact]
    public async Task Writes_that_wait_share_one_commit_in_the_order_they_came()
    {
        var first = await HoldAsync();
        var writes = Enumerable.Range(0, 50).Select(i => WriteAsync(() => _unit.Add(i))).ToList();
        _unit.Release();
        await Task.WhenAll([first, .. writes]);
        Assert.Equal(Enumerable.Range(0, 50), _unit.Committed);
        Assert.Equal((2, 51), (Writer.Batches, Writer.Writes));
    }

    [Fact]
    public async Task A_batch_is_no_larger_than_allowed()
    {
        var first = await HoldAsync();
        var writes = Enumerable.Range(0, 250).Select(i => WriteAsync(() => _unit.Add(i))).ToList();
        _unit.Release();
        await Task.WhenAll([first, .. writes]);
        Assert.Equal(4, Writer.Batches);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_before_its_commit()
    {
        _unit.HoldCommits();
        var write = WriteAsync(() => _unit.Add(1));
        await _unit.CommitReached.WaitAsync(Ct);
        Assert.False(write.IsCompleted);
        _unit.Release();
        await write;
    }

    [Fact]
    public async Task A_full_queue_makes_callers_wait_and_drops_nothing()
    {
        _writer = Make(queueLimit: 10, batchLimit: 100);
        var first = await HoldAsync();
        var writes = Enumerable.Range(0, 100).Select(i => WriteAsync(() => _unit.Add(i))).ToList();
        Assert.Equal(10, Writer.Queued);
        Assert.All(writes, w => Assert.False(w.IsCompleted));
        _unit.Release();
        await Task.WhenAll([first, .. writes]);
        Assert.Equal(Enumerable.Range(0, 100), _unit.Committed);
    }

    [Fact]
    public async Task A_caller_that_gives_up_leaves_the_queue_and_its_write_is_not_kept()
    {
        using var quit = new CancellationTokenSource();
        var first = await HoldAsync();
        var kept = WriteAsync(() => _unit.Add(1));
        var left = Writer.WriteAsync(new FunctionWrite<bool>(() => _unit.Add(2)), quit.Token).AsTask();
        await quit.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        _unit.Release();
        await Task.WhenAll(first, kept);
        Assert.Equal([1], _unit.Committed);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Writer.WriteAsync(new FunctionWrite<bool>(() => _unit.Add(3)), quit.Token).AsTask());
    }

    [Fact]
    public async Task A_caller_that_waits_for_room_can_give_up()
    {
        _writer = Make(queueLimit: 1, batchLimit: 1);
        using var quit = new CancellationTokenSource();
        var first = await HoldAsync();
        var second = WriteAsync(() => _unit.Add(1));
        var third = Writer.WriteAsync(new FunctionWrite<bool>(() => _unit.Add(2)), quit.Token).AsTask();
        await quit.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        _unit.Release();
        await Task.WhenAll(first, second);
        Assert.Equal([1], _unit.Committed);
    }

    [Fact]
    public async Task A_write_with_a_fault_of_its_own_fails_alone()
    {
        var first = await HoldAsync();
        var good = WriteAsync(() => _unit.Add(1));
        var bad = WriteAsync(() =>
        {
            _unit.Add(2);
            throw new InvalidOperationException("its own fault");
        });
        var late = WriteAsync(() => _unit.Add(3));
        _unit.Release();
        await Task.WhenAll(first, good, late);
        Assert.Equal("its own fault", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        Assert.Equal([1, 3], _unit.Committed);
        Assert.Null(Writer.Trouble);
    }

    [Fact]
    public async Task A_refusing_database_fails_the_whole_batch_and_the_next_batch_is_a_new_attempt()
    {
        var first = await HoldAsync();
        _unit.Refusal = "disk full";
        var writes = Enumerable.Range(0, 3).Select(i => WriteAsync(() => _unit.Add(i))).ToList();
        _unit.Release();
        var failed = await Assert.ThrowsAsync<StoreUnavailableException>(() => first);
        Assert.Equal("disk full", failed.Message);
        foreach (var write in writes) await Assert.ThrowsAsync<StoreUnavailableException>(() => write);
        Assert.Equal("disk full", Writer.Trouble);
        _unit.Refusal = null;
        await WriteAsync(() => _unit.Add(9));
        Assert.Equal([9], _unit.Committed);
        Assert.Null(Writer.Trouble);
        Assert.Equal(["disk full", null], _health);
    }

    [Fact]
    public async Task Health_recovers_by_a_probe_without_any_write()
    {
        _unit.Refusal = "disk full";
        await Assert.ThrowsAsync<StoreUnavailableException>(() => WriteAsync(() => _unit.Add(1)));
        _time.Advance(TimeSpan.FromSeconds(1));
        await _unit.Probed.WaitAsync(Ct);
        Assert.Equal("disk full", Writer.Trouble);
        _unit.Refusal = null;
        _time.Advance(TimeSpan.FromSeconds(1));
        await _unit.Probed.WaitAsync(Ct);
        await Until.TrueAsync(() => Writer.Trouble is null);
    }

    [Fact]
    public async Task Failing_upkeep_rests_until_the_next_tick_and_does_not_stop_writes()
    {
        await WriteAsync(() => _unit.Add(1));
        _unit.UpkeepFault = new InvalidOperationException("odd");
        await WriteAsync(() => _unit.Add(2));
        await Until.TrueAsync(() => Writer.Trouble is not null);
        var calls = _unit.UpkeepCalls;
        await WriteAsync(() => _unit.Add(3));
        await WriteAsync(() => _unit.Add(4));
        Assert.Equal(calls, _unit.UpkeepCalls);
        _unit.UpkeepFault = null;
        _time.Advance(TimeSpan.FromSeconds(1));
        await Until.TrueAsync(() => _unit.UpkeepCalls > calls);
        Assert.Equal([1, 2, 3, 4], _unit.Committed);
    }

    [Fact]
    public async Task Closing_commits_what_waits_and_refuses_what_comes_later()
    {
        var first = await HoldAsync();
        var waiting = WriteAsync(() => _unit.Add(1));
        var closing = Writer.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => WriteAsync(() => _unit.Add(2)));
        _unit.Release();
        await Task.WhenAll(first, waiting, closing);
        Assert.Equal([1], _unit.Committed);
        Assert.True(_unit.IsDisposed);
        await Writer.DisposeAsync();
    }

    private GroupCommitWriter Make(int queueLimit, int batchLimit) =>
        new(_unit, queueLimit, batchLimit, _time, _metrics, cause => _health.Add(cause));

    private Task<bool> WriteAsync(Func<bool> work) => Writer.WriteAsync(new FunctionWrite<bool>(work), Ct).AsTask();

    /// <summary>Gets the writer to stand inside a write of its own batch until <see cref="Unit.Release"/>.</summary>
    private async Task<Task> HoldAsync()
    {
        var held = WriteAsync(_unit.Hold);
        await _unit.Held.WaitAsync(Ct);
        return held;
    }

    private sealed class Unit : ICommitUnit
    {
        private readonly List<int> _open = [];
        private readonly ManualResetEventSlim _gate = new(false);
        private bool _holdCommits;
        private int _mark;

        public SemaphoreSlim Held { get; } = new(0);

        public SemaphoreSlim CommitReached { get; } = new(0);

        public SemaphoreSlim Probed { get; } = new(0);

        public List<int> Committed { get; } = [];

        public string? Refusal { get; set; }

        public Exception? UpkeepFault { get; set; }

        public int UpkeepCalls { get; private set; }

        public bool IsDisposed { get; private set; }

        public bool Add(int value)
        {
            _open.Add(value);
            return true;
        }

        public bool Hold()
        {
            Held.Release();
            _gate.Wait(Ct);
            return true;
        }

        public void HoldCommits() => _holdCommits = true;

        public void Release() => _gate.Set();

        public void Begin(IReadOnlyList<WriteOperation> batch) => _open.Clear();

        public void Commit()
        {
            if (_holdCommits)
            {
                CommitReached.Release();
                _gate.Wait(Ct);
            }

            if (Refusal is { } cause) throw new IOException(cause);
            Committed.AddRange(_open);
        }

        public void Rollback() => _open.Clear();

        public void BeginStep() => _mark = _open.Count;

        public void KeepStep()
        {
        }

        public void UndoStep() => _open.RemoveRange(_mark, _open.Count - _mark);

        public bool MayRepeat(Exception error, int attempt) => false;

        public string? CauseOf(Exception error) => error is IOException ? error.Message : null;

        public void Probe()
        {
            Probed.Release();
            if (Refusal is { } cause) throw new IOException(cause);
        }

        public bool Upkeep(bool idle)
        {
            UpkeepCalls++;
            if (UpkeepFault is { } fault) throw fault;
            return false;
        }

        public void Dispose()
        {
            IsDisposed = true;
            Held.Dispose();
            CommitReached.Dispose();
            Probed.Dispose();
        }
    }
}
