using System.Runtime.InteropServices;
using Busbar.Links.Mqtt.Broker.Storage.Sqlite;
using Busbar.Links.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Busbar.Links.Mqtt.Broker.Storage;

/// <summary>
/// The store in a file, <c>mqtt.db</c>. One thread takes all changes that wait, lets those that cancel each other vanish, writes the rest in one
/// transaction and then tells who waits: a lone change is durable at once, and under load a group is what came in during the commit before.
/// While the disk refuses, changes are kept, go on cancelling each other, and are tried again. Thread safe.
/// </summary>
public sealed class SqliteMqttStore : IMqttStore
{
    /// <summary>A list that grew beyond this is not kept.</summary>
    private const int KeptCapacity = 20_000;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    /// <summary>How long the end of the program waits for a disk that refuses.</summary>
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);

    private readonly MqttStoreFile _file;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PendingChanges _pending;
    private readonly Checkpointer _checkpointer;
    private readonly ITimer _retry;
    private readonly AutoResetEvent _wake = new(false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<IDurable> _waiting = [];

    private readonly OpenScopes _scopes = new();
    private readonly Action<long> _closeScope;
    private List<Entry> _incoming = [];
    private List<Entry> _taken = [];
    private long _takenEver;
    private bool _asleep;
    private bool _closing;
    private bool _refused;
    private volatile bool _retryDue;
    private TimeSpan _backoff;
    private long _closingSince;
    private long _changes;
    private long _commits;
    private volatile string? _trouble;

    private SqliteMqttStore(MqttStoreFile file, TimeProvider time, ILogger log)
    {
        (_file, _time, _log) = (file, time, log);
        _closeScope = CloseScope;
        _pending = new PendingChanges(file.Index.Sessions.ContainsKey);
        _checkpointer = new Checkpointer(file.File, file.Connection, Wake);
        _retry = time.CreateTimer(static o => ((SqliteMqttStore)o!).OnRetryDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        new Thread(Run) { IsBackground = true, Name = "Busbar MQTT store" }.Start();
    }

    /// <inheritdoc/>
    public string? Trouble => _trouble;

    /// <inheritdoc/>
    public Action<Action>? Telling { get; set; }

    /// <summary>Changes that became durable, those included that others cancelled.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Transactions.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Opens <c>mqtt.db</c>, makes it when absent, and reads it.</summary>
    /// <param name="folder">Its folder, made when absent; one process at a time may use it.</param>
    /// <param name="options">Settings.</param>
    /// <param name="time">Clock of the retries.</param>
    /// <param name="log">Log, events 4150 to 4199.</param>
    /// <param name="ct">Gives up before the file is read.</param>
    /// <exception cref="MqttStoreException">The folder or the file is not usable; the text says why and what to do.</exception>
    public static async Task<SqliteMqttStore> OpenAsync(string folder, MqttStoreOptions options, TimeProvider time, ILogger log, CancellationToken ct)
    {
        var file = await Task.Run(() => MqttStoreFile.Open(folder, options, time, log), ct);
        try
        {
            return new SqliteMqttStore(file, time, log);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was read before.</exception>
    public Task<StoredState> LoadAsync(CancellationToken ct) =>
        _file.TakeState() is { } state ? Task.FromResult(state) : throw new InvalidOperationException("The stored state is read once.");

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public void Append(StoreChange change, IDurable? then)
    {
        ArgumentNullException.ThrowIfNull(change);
        bool wake;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            _scopes.Note(_takenEver + _incoming.Count);
            _incoming.Add(new Entry(change, then));
            wake = IsToBeWoken();
        }

        if (wake) _wake.Set();
    }

    /// <inheritdoc/>
    public StoreScope Together()
    {
        lock (_gate) return new StoreScope(_closeScope, _scopes.Open());
    }

    /// <summary>Makes durable what was appended, and closes the file. When the disk refuses for ten seconds the rest is given up, which the log says.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (!_closing) _closingSince = _time.GetTimestamp();
            _closing = true;
        }

        OnRetryDue();
        await _ended.Task;
    }

    /// <summary>Runs a statement on the writing connection and returns its first value; tests look and make failures with it. On the store's thread, or while
    /// that sleeps.</summary>
    internal object? Execute(string sql) => _file.Execute(sql);

    private void Run()
    {
        while (true)
        {
            Fold();
            if (_pending.IsEmpty && _waiting.Count == 0 && !_refused)
            {
                _checkpointer.Step();
                if (IsOver()) break;
                Sleep();
            }
            else if (!_refused || _retryDue)
            {
                Commit();
            }
            else if (IsClosing() && _time.GetElapsedTime(_closingSince) > CloseLimit)
            {
                break;
            }
            else
            {
                Sleep();
            }
        }

        Close();
    }

    /// <summary>Takes what came in; while the disk refuses too, so that what waits cannot grow beyond the state itself.</summary>
    private void Fold()
    {
        lock (_gate) Take();
        foreach (var (change, then) in _taken)
        {
            _pending.Take(change);
            if (then is not null) _waiting.Add(then);
        }

        Interlocked.Add(ref _changes, _taken.Count);
        if (_taken.Capacity > KeptCapacity) _taken = [];
        else _taken.Clear();
    }

    /// <summary>All that came in, or what lies before the changes of open scopes.</summary>
    private void Take()
    {
        var count = Takeable();
        if (count == _incoming.Count)
        {
            (_taken, _incoming) = (_incoming, _taken);
        }
        else
        {
            _taken.AddRange(CollectionsMarshal.AsSpan(_incoming)[..count]);
            _incoming.RemoveRange(0, count);
        }

        _takenEver += count;
    }

    private int Takeable() => (int)Math.Min(_incoming.Count, _scopes.Begin - _takenEver);

    private void CloseScope(long number)
    {
        bool wake;
        lock (_gate)
        {
            _scopes.Close(number);
            wake = IsToBeWoken();
        }

        if (wake) _wake.Set();
    }

    /// <summary>The writer sleeps and there is something for it; it counts as awake from now on.</summary>
    private bool IsToBeWoken()
    {
        if (!_asleep || Takeable() == 0) return false;
        _asleep = false;
        return true;
    }

    private void Commit()
    {
        try
        {
            if (!_pending.IsEmpty)
            {
                _file.Writer.Write(_pending);
                Interlocked.Increment(ref _commits);
            }
        }
        catch (Exception e)
        {
            Refused(e);
            return;
        }

        _pending.Clear();
        Accepted();
        Tell();
        _checkpointer.Step();
    }

    private void Refused(Exception e)
    {
        (_refused, _retryDue) = (true, false);
        _backoff = _backoff == TimeSpan.Zero ? FirstRetry : TimeSpan.FromTicks(Math.Min(_backoff.Ticks * 2, LongestRetry.Ticks));
        var trouble = $"{_file.Describe(e)} Until it can be written, messages that must be kept are not acknowledged; it is tried again by itself.";
        if (_trouble != trouble) _log.Troubled(trouble);
        _trouble = trouble;
        _retry.Change(_backoff, Timeout.InfiniteTimeSpan);
    }

    private void Accepted()
    {
        if (!_refused) return;
        (_refused, _backoff, _trouble) = (false, TimeSpan.Zero, null);
        _log.Healed();
    }

    private void Tell()
    {
        if (_waiting.Count == 0) return;
        if (Telling is { } telling) Guarded(() => telling(TellAll));
        TellAll();
    }

    private void TellAll()
    {
        foreach (var one in _waiting) Guarded(one.Durable);
        _waiting.Clear();
    }

    private void Guarded(Action callback)
    {
        try
        {
            callback();
        }
        catch (Exception e)
        {
            _log.CallbackFailed(e);
        }
    }

    private void OnRetryDue()
    {
        _retryDue = true;
        Wake();
    }

    private void Wake() => _wake.Set();

    private void Sleep()
    {
        lock (_gate)
        {
            if (Takeable() > 0) return;
            _asleep = true;
        }

        _wake.WaitOne();
    }

    private bool IsClosing()
    {
        lock (_gate) return _closing;
    }

    /// <summary>Closing, and nothing is left: nothing can come either.</summary>
    private bool IsOver()
    {
        lock (_gate) return _closing && _incoming.Count == 0;
    }

    private void Close()
    {
        if (_refused) _log.GaveUp(_file.Path, _trouble);
        _retry.Dispose();
        _checkpointer.Dispose();
        _file.Dispose();
        _log.Closed(_file.Path, Changes, Commits);
        _ended.SetResult();
    }

    /// <summary>A change and who waits for it.</summary>
    private readonly record struct Entry(StoreChange Change, IDurable? Then);
}
