using Busbar.Cloud.Store.Commit;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>
/// What a store on an SQL database does with a call: which statements it runs, among the writes that share a commit or as a read.
/// The database decides where they run. Thread safe.
/// </summary>
public abstract partial class SqlStore : IStore
{
    private readonly int _auditDays;

    /// <param name="auditDays">Days that the audit log is kept; 0 for ever.</param>
    private protected SqlStore(int auditDays) => _auditDays = auditDays;

    /// <inheritdoc/>
    public abstract StoreHealth Health { get; }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <inheritdoc/>
    public virtual Task<Leadership?> TryLeadAsync(string task, CancellationToken ct) => Task.FromResult<Leadership?>(Leadership.Alone);

    /// <inheritdoc/>
    public virtual Task ProbeAsync(CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual ILoginKeys? LoginKeys => null;

    /// <inheritdoc/>
    public abstract void LogMessage(MessageRow message);

    /// <summary>Runs statements of its own among the writes; tests make failures with it.</summary>
    internal ValueTask WriteAsync(Action<DbSession> work) => Write("", side => work(side.Session), CancellationToken.None);

    /// <summary>Runs a read that sees every completed write.</summary>
    internal abstract Task<T> ReadAsync<T>(Func<DbSession, T> read, CancellationToken ct);

    /// <summary>Runs a read of history, which may lag behind the writes where the database has replicas.</summary>
    private protected virtual Task<T> ReadHistoryAsync<T>(Func<DbSession, T> read, CancellationToken ct) => ReadAsync(read, ct);

    /// <summary>Runs a read of the message log that sees what was handed over before.</summary>
    private protected abstract Task<T> ReadLogAsync<T>(Func<DbSession, T> read, CancellationToken ct);

    /// <summary>
    /// Runs a write; writes of one key (a station, mostly) run in the order in which they were asked for.
    /// <paramref name="guard"/>: see <see cref="WriteOperation.Guard"/>.
    /// </summary>
    private protected abstract ValueTask<T> Write<T>(string key, Func<IWriteSide, T> work, CancellationToken ct, string? guard = null);

    /// <summary>The hot write: samples of one message, all of one station.</summary>
    private protected abstract ValueTask Append(IReadOnlyList<MeterSample> samples, CancellationToken ct);

    /// <summary>Removes the exchanges of a station from the message log, in the background.</summary>
    private protected abstract void ForgetMessages(string stationId);

    private protected async ValueTask Write(string key, Action<IWriteSide> work, CancellationToken ct) => await Write(
        key,
        side =>
        {
            work(side);
            return true;
        },
        ct);
}
