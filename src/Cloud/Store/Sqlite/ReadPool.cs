using System.Collections.Concurrent;
using Busbar.Cloud.Store.Sql;
using Busbar.Links.Sqlite;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>
/// A few read-only connections, each used by one read at a time; further reads wait in line. Reads run on pool threads, see every
/// completed commit, never hold up the writer, and a cancelled one stops within the statement. Thread safe.
/// </summary>
internal sealed class ReadPool(SqliteFile file, int connections) : IDisposable
{
    private readonly SemaphoreSlim _room = new(connections);
    private readonly ConcurrentBag<DbSession> _idle = [];
    private volatile bool _closed;

    /// <summary>Runs a read.</summary>
    public async Task<T> ReadAsync<T>(Func<DbSession, T> read, CancellationToken ct)
    {
        if (_closed) throw new StoreUnavailableException("The store is closed.");
        await _room.WaitAsync(ct);
        try
        {
            return await Task.Run(() => Run(read, ct), CancellationToken.None);
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var session)) session.Dispose();
    }

    private T Run<T>(Func<DbSession, T> read, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        DbSession? session = null;
        try
        {
            session = _idle.TryTake(out var idle) ? idle : file.ReadSession();
            var handle = ((SqliteConnection)session.Connection).Handle!;
            using (ct.UnsafeRegister(static h => sqlite3_interrupt((SQLitePCL.sqlite3)h!), handle)) return read(session);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLITE_INTERRUPT && ct.IsCancellationRequested)
        {
            throw new OperationCanceledException("The read was cancelled.", e, ct);
        }
        catch (Exception e) when (SqliteFailure.CauseOf(e, file.Path) is { } cause)
        {
            throw new StoreUnavailableException(cause, e);
        }
        finally
        {
            if (session is not null) GiveBack(session);
        }
    }

    private void GiveBack(DbSession session)
    {
        _idle.Add(session);
        if (!_closed) return;
        while (_idle.TryTake(out var late)) late.Dispose();
    }
}
