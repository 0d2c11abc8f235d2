using System.Threading.Channels;

namespace Busbar.Cloud.Store.Commit;

/// <summary>
/// Group commit: callers queue writes; one thread takes all that wait, runs them in one transaction and completes them when it is
/// durable. A lone write is committed at once; under load the batch is whatever came in during the commit before. The queue is
/// bounded and nothing is ever dropped from it: past its limit callers wait for room. A write that fails for a reason of its own
/// fails alone; when the database refuses, the whole batch fails and the next one is a new attempt. Thread safe.
/// </summary>
/// <remarks>The thread is its own because a commit blocks for the disk: on a pool thread it would take a core's worth of callers with it.</remarks>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly ICommitUnit _unit;
    private readonly TimeProvider _time;
    private readonly StoreMetrics _metrics;
    private readonly Action<string?> _healthChanged;
    private readonly int _batchLimit;
    private readonly Channel<WriteOperation> _queue;
    private readonly AutoResetEvent _wake = new(false);
    private readonly List<WriteOperation> _batch = [];
    private readonly List<(WriteOperation Operation, Exception? Error)> _outcomes = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly ITimer _tick;
    private int _asleep;
    private int _ticked;
    private bool _upkeepRests;
    private long _batches;
    private long _writes;
    private volatile string? _trouble;

    public GroupCommitWriter(
        ICommitUnit unit, int queueLimit, int batchLimit, TimeProvider time, StoreMetrics metrics, Action<string?> healthChanged)
    {
        _unit = unit;
        _time = time;
        _metrics = metrics;
        _healthChanged = healthChanged;
        _batchLimit = batchLimit;
        _queue = Channel.CreateBounded<WriteOperation>(
            new BoundedChannelOptions(queueLimit) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        _thread = new Thread(Run) { IsBackground = true, Name = "Busbar store writer" };
        _tick = time.CreateTimer(static o => ((GroupCommitWriter)o!).OnTick(), this, Tick, Tick);
        _thread.Start();
    }

    /// <summary>Why writes fail; null while they succeed.</summary>
    public string? Trouble => _trouble;

    /// <summary>Writes that wait now.</summary>
    public int Queued => _queue.Reader.Count;

    public long Batches => Interlocked.Read(ref _batches);

    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>Queues a write; completes when it is durable.</summary>
    public ValueTask<T> WriteAsync<T>(WriteOperation<T> write, CancellationToken ct)
    {
        if (ct.IsCancellationRequested) return ValueTask.FromCanceled<T>(ct);
        write.WatchFor(ct);
        write.Trace = StoreTrace.Begin(_time);
        return TryQueue(write) ? write.AsValueTask() : WriteWhenRoomAsync(write, ct);
    }

    /// <summary>The same for a write without a result.</summary>
    public ValueTask WritePlainAsync<T>(WriteOperation<T> write, CancellationToken ct)
    {
        if (ct.IsCancellationRequested) return ValueTask.FromCanceled(ct);
        write.WatchFor(ct);
        write.Trace = StoreTrace.Begin(_time);
        return TryQueue(write) ? write.AsPlainValueTask() : WritePlainWhenRoomAsync(write, ct);
    }

    /// <summary>Has the writer look for upkeep.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _asleep, 0) == 1) _wake.Set();
    }

    /// <summary>Takes no further writes, commits those that wait, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
        {
            await _ended.Task;
            return;
        }

        await _tick.DisposeAsync();
        _wake.Set();
        await _ended.Task;
    }

    private static StoreUnavailableException Closed() => new("The store is closed.");

    private bool TryQueue(WriteOperation write)
    {
        if (!_queue.Writer.TryWrite(write)) return false;
        Wake();
        return true;
    }

    private async ValueTask<T> WriteWhenRoomAsync<T>(WriteOperation<T> write, CancellationToken ct)
    {
        await WaitForRoomAsync(write, ct);
        return await write.AsValueTask();
    }

    private async ValueTask WritePlainWhenRoomAsync<T>(WriteOperation<T> write, CancellationToken ct)
    {
        await WaitForRoomAsync(write, ct);
        await write.AsPlainValueTask();
    }

    private async ValueTask WaitForRoomAsync(WriteOperation write, CancellationToken ct)
    {
        try
        {
            await _queue.Writer.WriteAsync(write, ct);
        }
        catch (ChannelClosedException)
        {
            throw Closed();
        }

        Wake();
    }

    private void OnTick()
    {
        Volatile.Write(ref _ticked, 1);
        Wake();
    }

    private void Run()
    {
        while (true)
        {
            TakeBatch();
            if (_batch.Count > 0) CommitBatch();
            else if (_queue.Reader.Completion.IsCompleted) break;
            if (Interlocked.Exchange(ref _ticked, 0) == 1) OnTicked();
            var more = !_upkeepRests && Attempt(() => _unit.Upkeep(_batch.Count == 0));
            if (_batch.Count == 0 && !more) Sleep();
            _batch.Clear();
        }

        _unit.Dispose();
        _ended.SetResult();
    }

    private void TakeBatch()
    {
        while (_batch.Count < _batchLimit && _queue.Reader.TryRead(out var write))
            if (write.TryTake()) _batch.Add(write);
    }

    private void Sleep()
    {
        Interlocked.Exchange(ref _asleep, 1);
        if (_queue.Reader.TryPeek(out _) || _queue.Reader.Completion.IsCompleted || Volatile.Read(ref _ticked) == 1) Volatile.Write(ref _asleep, 0);
        else _wake.WaitOne();
    }

    private void CommitBatch()
    {
        var started = _time.GetTimestamp();
        for (var attempt = 1; Try() is { } error; attempt++)
        {
            if (_unit.MayRepeat(error, attempt)) continue;
            if (_unit.CauseOf(error) is { } cause) FailAll(cause, error);
            else CommitOneByOne();
            return;
        }

        Note(started, _batch.Count);
        foreach (var write in _batch) write.Succeed();
    }

    /// <summary>Runs the batch; what went wrong, after everything was undone.</summary>
    private Exception? Try()
    {
        try
        {
            _unit.Begin(_batch);
            foreach (var write in _batch) write.Execute();
            _unit.Commit();
            return null;
        }
        catch (Exception e)
        {
            _unit.Rollback();
            return e;
        }
    }

    /// <summary>Finds the write that spoils the batch: each runs where it can be undone alone.</summary>
    private void CommitOneByOne()
    {
        var started = _time.GetTimestamp();
        _outcomes.Clear();
        try
        {
            _unit.Begin(_batch);
            foreach (var write in _batch) _outcomes.Add((write, RunAlone(write)));
            _unit.Commit();
        }
        catch (Exception e)
        {
            _unit.Rollback();
            FailAll(_unit.CauseOf(e) ?? e.Message, e);
            return;
        }

        Note(started, _outcomes.Count(o => o.Error is null));
        foreach (var (write, error) in _outcomes)
        {
            if (error is null) write.Succeed();
            else write.Fail(error);
        }

        _outcomes.Clear();
    }

    private Exception? RunAlone(WriteOperation write)
    {
        _unit.BeginStep();
        try
        {
            write.Execute();
            _unit.KeepStep();
            return null;
        }
        catch (Exception e) when (_unit.CauseOf(e) is null)
        {
            _unit.UndoStep();
            return e;
        }
    }

    private void FailAll(string cause, Exception e)
    {
        SetTrouble(cause);
        _metrics.FailedBatches.Add(1);
        foreach (var write in _batch) write.Fail(new StoreUnavailableException(cause, e));
    }

    private void Note(long started, int writes)
    {
        _metrics.CommitSeconds.Record(_time.GetElapsedTime(started).TotalSeconds);
        _metrics.BatchSize.Record(writes);
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _writes, writes);
        SetTrouble(null);
    }

    private void OnTicked()
    {
        _upkeepRests = false;
        if (_trouble is null) return;
        Attempt(() =>
        {
            _unit.Probe();
            SetTrouble(null);
            return false;
        });
    }

    /// <summary>Runs work that no caller waits for: when it fails, health says so and upkeep rests until the next tick.</summary>
    private bool Attempt(Func<bool> work)
    {
        try
        {
            return work();
        }
        catch (Exception e)
        {
            _unit.Rollback();
            _upkeepRests = true;
            SetTrouble(_unit.CauseOf(e) ?? $"The store's upkeep failed: {e.Message}");
            return false;
        }
    }

    private void SetTrouble(string? cause)
    {
        if (_trouble == cause) return;
        _trouble = cause;
        _healthChanged(cause);
    }
}
