using Busbar.Cloud.Store.Commit;
using Busbar.Cloud.Store.Messages;
using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// The store on PostgreSQL, which many processes write at once. Writes of a station go through one of a few lanes, each with a
/// connection and a group commit of its own. Thread safe.
/// </summary>
public sealed class PostgresStore : SqlStore
{
    private const int IdleAppends = 4_096;

    private readonly Lane[] _lanes;
    private readonly MessageLog _messages;
    private readonly PostgresUpkeep _upkeep;
    private readonly LeaderLock _leaders;
    private readonly ReadPool _reads;
    private readonly ReadPool _history;
    private readonly StoreMetrics _metrics;
    private readonly ILogger _logger;
    private string? _trouble;
    private int _disposed;

    private PostgresStore(PostgresDatabase database, PostgresDatabase? replica, StoreOptions options, TimeProvider time, ILogger logger)
        : base(options.AuditDays)
    {
        _logger = logger;
        _metrics = new StoreMetrics();
        _lanes = [.. Enumerable.Range(0, options.PostgresWriters).Select(_ => new Lane(database, options, time, _metrics, _ => TellFacts()))];
        _messages = new MessageLog(new PostgresMessages(database, time), options, time, _metrics, TellMessages);
        _reads = new ReadPool(database, options.Readers);
        _history = replica is null ? _reads : new ReadPool(replica, options.Readers);
        _metrics.Watch(() => _lanes.Sum(l => l.Writer.Queued), () => _messages.Queued);
        LoginKeys = new PostgresLoginKeys(database, time);
        _leaders = new LeaderLock(database, time);
        _upkeep = new PostgresUpkeep(options, time, logger);
        _logger.Opened(database.Name);
    }

    /// <inheritdoc/>
    public override StoreHealth Health =>
        new(
            Trouble is null, Trouble, _lanes.Sum(l => l.Writer.Queued), _lanes.Sum(l => l.Writer.Batches), _lanes.Sum(l => l.Writer.Writes),
            _messages.Dropped)
        {
            MessageLogTrouble = _messages.Trouble,
        };

    private string? Trouble => _lanes.Select(l => l.Writer.Trouble).FirstOrDefault(t => t is not null);

    /// <summary>Brings the database to this version's schema and opens it.</summary>
    /// <exception cref="StoreStartException">A setting or the database is not usable; the text says which and what to do.</exception>
    public static async Task<PostgresStore> OpenAsync(StoreOptions options, TimeProvider time, ILogger<PostgresStore> logger, CancellationToken ct = default)
    {
        options.Validate();
        return await Task.Run(() => Open(options, time, logger), ct);
    }

    /// <summary>Applies missing migrations. Returns the names of those applied.</summary>
    /// <exception cref="StoreStartException">As for opening.</exception>
    public static async Task<IReadOnlyList<string>> MigrateAsync(StoreOptions options, TimeProvider time, CancellationToken ct = default)
    {
        options.Validate();
        return await Task.Run(() => PostgresSchema.Migrate(DatabaseOf(options), time.GetUtcNow()), ct);
    }

    /// <summary>Commits what waits and closes every connection.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _upkeep.DisposeAsync();
        await Task.WhenAll(_lanes.Select(l => l.Writer.DisposeAsync().AsTask()));
        await _messages.DisposeAsync();
        _reads.Dispose();
        _history.Dispose();
        var health = Health;
        _logger.Closed(health.CommittedWrites, health.CommittedBatches, health.DroppedMessages);
        _metrics.Dispose();
    }

    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    public override Task<Leadership?> TryLeadAsync(string task, CancellationToken ct) => _leaders.TryLeadAsync(task, ct);

    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    /// <remarks>To cancel a statement needs a connection too; without one it ends by its own timeout, and the caller waits no longer than he wants.</remarks>
    public override Task ProbeAsync(CancellationToken ct) => _reads.ReadAsync(static db => db.Number("SELECT 1"), CancellationToken.None).WaitAsync(ct);

    /// <inheritdoc/>
    public override ILoginKeys LoginKeys { get; }

    /// <inheritdoc/>
    public override ValueTask<StartResult> StartTransactionAsync(StartFact fact, CancellationToken ct)
    {
        var lane = LaneOf(fact.StationId);
        return lane.Writer.WriteAsync(new StartWrite(lane.Unit, fact), ct);
    }

    /// <inheritdoc/>
    public override void LogMessage(MessageRow message) => _messages.Add(message);

    /// <summary>A round of upkeep now, whoever leads; tests do not wait for its time.</summary>
    internal Task UpkeepAsync(CancellationToken ct) => _upkeep.RoundAsync(ct);

    internal override Task<T> ReadAsync<T>(Func<DbSession, T> read, CancellationToken ct) => _reads.ReadAsync(read, ct);

    private protected override Task<T> ReadHistoryAsync<T>(Func<DbSession, T> read, CancellationToken ct) => _history.ReadAsync(read, ct);

    private protected override async Task<T> ReadLogAsync<T>(Func<DbSession, T> read, CancellationToken ct)
    {
        await _messages.SettleAsync(ct);
        return await _history.ReadAsync(read, ct);
    }

    private protected override ValueTask<T> Write<T>(string key, Func<IWriteSide, T> work, CancellationToken ct, string? guard = null)
    {
        var lane = LaneOf(key);
        return lane.Writer.WriteAsync(new FunctionWrite<T>(() => work(lane.Unit), guard), ct);
    }

    private protected override ValueTask Append(IReadOnlyList<MeterSample> samples, CancellationToken ct)
    {
        var lane = LaneOf(samples[0].StationId);
        return lane.Writer.WritePlainAsync(lane.Appends.Get().With(samples), ct);
    }

    private protected override void ForgetMessages(string stationId) => _messages.Forget(stationId);

    private static PostgresStore Open(StoreOptions options, TimeProvider time, ILogger logger)
    {
        var database = DatabaseOf(options);
        foreach (var migration in PostgresSchema.Migrate(database, time.GetUtcNow())) logger.Migrated(migration, database.Name);
        var replica = string.IsNullOrEmpty(options.PostgresReplica)
            ? null
            : new PostgresDatabase("Store:PostgresReplica", options.PostgresReplica, options.LockWait, options.PostgresTimeout);
        return new PostgresStore(database, replica, options, time, logger);
    }

    private static PostgresDatabase DatabaseOf(StoreOptions options) =>
        new("Store:Postgres", options.Postgres, options.LockWait, options.PostgresTimeout);

    private Lane LaneOf(string key) => _lanes[(int)((uint)key.GetHashCode(StringComparison.Ordinal) % (uint)_lanes.Length)];

    private void TellFacts()
    {
        var trouble = Trouble;
        if (Interlocked.Exchange(ref _trouble, trouble) == trouble) return;
        if (trouble is null) _logger.WritableAgain();
        else _logger.Unwritable(trouble);
    }

    private void TellMessages(string? cause)
    {
        if (cause is null) _logger.MessagesWritableAgain();
        else _logger.MessagesUnwritable(cause);
    }

    /// <summary>A connection with its group commit.</summary>
    private sealed class Lane
    {
        public Lane(PostgresDatabase database, StoreOptions options, TimeProvider time, StoreMetrics metrics, Action<string?> healthChanged)
        {
            Unit = new PostgresWriteUnit(database, options, time, metrics);
            Appends = AppendWrite.Policy.PoolOf(Unit, IdleAppends);
            Writer = new GroupCommitWriter(Unit, options.QueueLimit, options.BatchLimit, time, metrics, healthChanged);
        }

        public PostgresWriteUnit Unit { get; }

        public ObjectPool<AppendWrite> Appends { get; }

        public GroupCommitWriter Writer { get; }
    }
}
