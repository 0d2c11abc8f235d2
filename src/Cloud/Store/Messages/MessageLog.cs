using System.Collections.Concurrent;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Messages;

/// <summary>
/// Writes the message log on a thread of its own. A lone exchange is written at once; under load they are gathered for
/// <see cref="StoreOptions.MessageFlush"/> so that those of one station share a page of the index. When it cannot be written the lane fills and drops; facts are not concerned. Thread safe.
/// </summary>
internal sealed class MessageLog : IAsyncDisposable
{
    /// <summary>So many are written without waiting for the time to come.</summary>
    private const int EnoughRows = 4_096;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly MessageLane _lane;
    private readonly IMessageTable _table;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly StoreMetrics _metrics;
    private readonly Action<string?> _troubleChanged;
    private readonly AutoResetEvent _wake = new(false);
    private readonly ITimer _timer;
    private readonly ConcurrentQueue<TaskCompletionSource> _waiters = new();
    private readonly ConcurrentQueue<string> _forgotten = new();
    private readonly List<MessageRow> _taken = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _notBefore = long.MinValue;
    private volatile bool _closing;
    private volatile bool _settled = true;
    private volatile string? _trouble;

    public MessageLog(
        IMessageTable table, StoreOptions options, TimeProvider time, StoreMetrics metrics, Action<string?> troubleChanged)
    {
        _table = table;
        _lane = new MessageLane(options.MessageQueueLimit);
        _options = options;
        _time = time;
        _metrics = metrics;
        _troubleChanged = troubleChanged;
        _timer = time.CreateTimer(static o => ((MessageLog)o!)._wake.Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        new Thread(Run) { IsBackground = true, Name = "Busbar message log" }.Start();
    }

    public long Dropped => _lane.Dropped;

    public int Queued => _lane.Count;

    /// <summary>Why exchanges are not written; null while they are.</summary>
    public string? Trouble => _trouble;

    /// <summary>Hands over an exchange; never waits.</summary>
    public void Add(MessageRow row)
    {
        if (_closing) return;
        var (count, dropped) = _lane.Add(row);
        if (dropped > 0) _metrics.DroppedMessages.Add(dropped);
        if (count is 1 or EnoughRows) _wake.Set();
    }

    /// <summary>Completes when what was handed over before has been written, or cannot be now.</summary>
    public Task SettleAsync(CancellationToken ct)
    {
        if (_closing || (_lane.Count == 0 && _settled)) return Task.CompletedTask;
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Enqueue(waiter);
        if (_ended.Task.IsCompleted) Release(_waiters);
        _wake.Set();
        return waiter.Task.WaitAsync(ct);
    }

    /// <summary>Removes all exchanges of a station that have been handed over, in the background.</summary>
    public void Forget(string stationId)
    {
        _forgotten.Enqueue(stationId);
        _wake.Set();
    }

    public async ValueTask DisposeAsync()
    {
        if (_closing)
        {
            await _ended.Task;
            return;
        }

        _closing = true;
        _wake.Set();
        await _ended.Task;
        await _timer.DisposeAsync();
    }

    private void Run()
    {
        while (!_closing)
        {
            _wake.WaitOne();
            var due = _time.GetTimestamp() >= _notBefore || _lane.Count >= EnoughRows;
            if (due || _closing || !_waiters.IsEmpty || !_forgotten.IsEmpty) Write();
            if (_lane.Count > 0 || _taken.Count > 0) _timer.Change(UntilDue(), Timeout.InfiniteTimeSpan);
        }

        Write();
        _lane.CountDropped(_taken.Count + _lane.Count);
        _table.Dispose();
        _ended.SetResult();
        Release(_waiters);
    }

    private TimeSpan UntilDue()
    {
        var now = _time.GetTimestamp();
        return now >= _notBefore ? TimeSpan.Zero : _time.GetElapsedTime(now, _notBefore);
    }

    /// <summary>Writes what waits now and tells those who wait for it.</summary>
    private void Write()
    {
        var waiters = new ConcurrentQueue<TaskCompletionSource>();
        while (_waiters.TryDequeue(out var waiter)) waiters.Enqueue(waiter);
        var pause = _options.MessageFlush;
        try
        {
            _settled = false;
            var left = _lane.Count + _taken.Count;
            for (var written = 1; left > 0 && written > 0; left -= written) written = WriteSome();
            RemoveForgotten();
            SetTrouble(null);
        }
        catch (Exception e)
        {
            SetTrouble(_table.CauseOf(e) ?? DropTaken(e));
            pause = RetryAfter;
        }

        _settled = _taken.Count == 0;
        _notBefore = _time.GetTimestamp() + (long)(pause.TotalSeconds * _time.TimestampFrequency);
        Release(waiters);
    }

    private static void Release(ConcurrentQueue<TaskCompletionSource> waiters)
    {
        while (waiters.TryDequeue(out var waiter)) waiter.SetResult();
    }

    private int WriteSome()
    {
        _lane.Take(_taken, EnoughRows);
        _table.Append(_taken);
        var written = _taken.Count;
        _taken.Clear();
        _metrics.LoggedMessages.Add(written);
        return written;
    }

    private void RemoveForgotten()
    {
        while (_forgotten.TryPeek(out var stationId))
        {
            _table.RemoveOfStation(stationId);
            _forgotten.TryDequeue(out _);
        }
    }

    /// <summary>Exchanges that the database takes offence at would come back for ever.</summary>
    private string DropTaken(Exception e)
    {
        _lane.CountDropped(_taken.Count);
        _metrics.DroppedMessages.Add(_taken.Count);
        _taken.Clear();
        return $"The message log refused exchanges, which were dropped: {e.Message}";
    }

    private void SetTrouble(string? cause)
    {
        if (_trouble == cause) return;
        _trouble = cause;
        _troubleChanged(cause);
    }
}
