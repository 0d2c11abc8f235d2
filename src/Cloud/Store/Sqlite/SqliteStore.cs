using Busbar.Cloud.Store.Commit;
using Busbar.Cloud.Store.Messages;
using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;
using Busbar.Links.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>
/// The embedded store: facts in <c>busbar.db</c>, each durable before it is acknowledged, and the message log in <c>messages.db</c>.
/// Both lie in one folder that one process at a time holds. Thread safe.
/// </summary>
public sealed class SqliteStore : SqlStore
{
    private const int IdleAppends = 4_096;

    private readonly FolderLock _folder;
    private readonly SqliteWriteUnit _unit;
    private readonly GroupCommitWriter _writer;
    private readonly MessageLog _messages;
    private readonly ReadPool _facts;
    private readonly ReadPool _log;
    private readonly ObjectPool<AppendWrite> _appends;
    private readonly StoreMetrics _metrics;
    private readonly ILogger _logger;
    private int _disposed;

    private SqliteStore(FolderLock folder, OpenFiles files, StoreOptions options, TimeProvider time, ILogger logger)
        : base(options.AuditDays)
    {
        _folder = folder;
        _logger = logger;
        _metrics = new StoreMetrics();
        _unit = new SqliteWriteUnit(files.Facts, files.FactsSession, options, time, _metrics, () => _writer?.Wake());
        _appends = AppendWrite.Policy.PoolOf(_unit.Meters, IdleAppends);
        _facts = new ReadPool(new SqliteReads(files.Facts), options.Readers);
        _log = new ReadPool(new SqliteReads(files.Messages), options.Readers);
        _messages = new MessageLog(
            new SqliteMessages(files.Messages, files.MessagesSession, options, time), options, time, _metrics, TellMessages);
        _writer = new GroupCommitWriter(_unit, options.QueueLimit, options.BatchLimit, time, _metrics, TellFacts);
        _metrics.Watch(() => _writer.Queued, () => _messages.Queued);
        _logger.Opened(folder.Path);
    }

    /// <inheritdoc/>
    public override StoreHealth Health =>
        new(_writer.Trouble is null, _writer.Trouble, _writer.Queued, _writer.Batches, _writer.Writes, _messages.Dropped)
        {
            MessageLogTrouble = _messages.Trouble,
        };

    /// <summary>Takes the folder, brings both databases to this version's schema and opens them.</summary>
    /// <exception cref="StoreStartException">A setting, the folder or a database's version is not usable; the text says which and what to do.</exception>
    public static async Task<SqliteStore> OpenAsync(StoreOptions options, TimeProvider time, ILogger<SqliteStore> logger, CancellationToken ct = default)
    {
        options.Validate();
        return await Task.Run(() => Open(options, time, logger), ct);
    }

    /// <summary>Takes the folder, applies missing migrations and lets go again. Returns the names of those applied.</summary>
    /// <exception cref="StoreStartException">As for opening.</exception>
    public static async Task<IReadOnlyList<string>> MigrateAsync(StoreOptions options, TimeProvider time, CancellationToken ct = default)
    {
        options.Validate();
        return await Task.Run(() => Migrate(options, time), ct);
    }

    /// <summary>Commits what waits, closes both databases and frees the folder.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _writer.DisposeAsync();
        await _messages.DisposeAsync();
        _facts.Dispose();
        _log.Dispose();
        _logger.Closed(_writer.Writes, _writer.Batches, _messages.Dropped);
        _metrics.Dispose();
        _folder.Dispose();
    }

    /// <inheritdoc/>
    public override ValueTask<StartResult> StartTransactionAsync(StartFact fact, CancellationToken ct) => Write(fact.StationId, _ => _unit.Start(fact), ct);

    /// <inheritdoc/>
    public override void LogMessage(MessageRow message) => _messages.Add(message);

    internal override Task<T> ReadAsync<T>(Func<DbSession, T> read, CancellationToken ct) => _facts.ReadAsync(read, ct);

    private protected override async Task<T> ReadLogAsync<T>(Func<DbSession, T> read, CancellationToken ct)
    {
        await _messages.SettleAsync(ct);
        return await _log.ReadAsync(read, ct);
    }

    private protected override ValueTask<T> Write<T>(string key, Func<IWriteSide, T> work, CancellationToken ct, string? guard = null) =>
        _writer.WriteAsync(new FunctionWrite<T>(() => work(_unit)), ct);

    private protected override ValueTask Append(IReadOnlyList<MeterSample> samples, CancellationToken ct) =>
        _writer.WritePlainAsync(_appends.Get().With(samples), ct);

    private protected override void ForgetMessages(string stationId) => _messages.Forget(stationId);

    private static SqliteStore Open(StoreOptions options, TimeProvider time, ILogger logger)
    {
        var folder = DataFolder.Take(options.Folder);
        OpenFiles? files = null;
        try
        {
            files = new OpenFiles(folder, options, time);
            foreach (var migration in files.Applied) logger.Migrated(migration, folder.Path);
            return new SqliteStore(folder, files, options, time, logger);
        }
        catch (Exception e)
        {
            files?.Dispose();
            folder.Dispose();
            if (SqliteFailure.CauseOf(e, folder.Path) is { } cause) throw new StoreStartException(cause, e);
            throw;
        }
    }

    private static IReadOnlyList<string> Migrate(StoreOptions options, TimeProvider time)
    {
        using var folder = DataFolder.Take(options.Folder);
        using var files = new OpenFiles(folder, options, time);
        return files.Applied;
    }

    private void TellFacts(string? cause)
    {
        if (cause is null) _logger.WritableAgain();
        else _logger.Unwritable(cause);
    }

    private void TellMessages(string? cause)
    {
        if (cause is null) _logger.MessagesWritableAgain();
        else _logger.MessagesUnwritable(cause);
    }
}
