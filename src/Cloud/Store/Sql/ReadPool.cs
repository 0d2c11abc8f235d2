using System.Collections.Concurrent;

namespace Busbar.Cloud.Store.Sql;

/// <summary>A database that a <see cref="ReadPool"/> reads from. Thread safe.</summary>
internal interface IReadSource
{
    /// <summary>Opens a connection for reading only.</summary>
    DbSession Open();

    /// <summary>Stops the statement that runs on a connection; from any thread.</summary>
    void Interrupt(DbSession session);

    /// <summary>Whether an error is what <see cref="Interrupt"/> leads to.</summary>
    bool IsInterruption(Exception error);

    /// <summary>Why the database cannot be read now, in words; null when the fault lies in the read itself.</summary>
    string? CauseOf(Exception error);

    /// <summary>Whether a connection that met an error may be used again.</summary>
    bool IsSound(DbSession session);
}

/// <summary>
/// A few read-only connections, each used by one read at a time; further reads wait in line. Reads run on pool threads, see every
/// completed commit, never hold up the writer, and a cancelled one stops within the statement. A read that finds its idle connection
/// broken runs once more on a new one. Thread safe.
/// </summary>
internal sealed class ReadPool(IReadSource source, int connections) : IDisposable
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
        DropIdle();
    }

    private T Run<T>(Func<DbSession, T> read, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            if (!_idle.TryTake(out var session)) return RunOn(source.Open(), read, ct);
            try
            {
                return RunOn(session, read, ct);
            }
            catch (Exception) when (!ct.IsCancellationRequested && !source.IsSound(session))
            {
                DropIdle(); // what broke this one broke the others that stood idle
                return RunOn(source.Open(), read, ct);
            }
        }
        catch (Exception e) when (ct.IsCancellationRequested && source.IsInterruption(e))
        {
            throw new OperationCanceledException("The read was cancelled.", e, ct);
        }
        catch (Exception e) when (source.CauseOf(e) is { } cause)
        {
            throw new StoreUnavailableException(cause, e);
        }
    }

    private T RunOn<T>(DbSession session, Func<DbSession, T> read, CancellationToken ct)
    {
        try
        {
            using (ct.UnsafeRegister(o => source.Interrupt((DbSession)o!), session)) return read(session);
        }
        finally
        {
            if (source.IsSound(session)) GiveBack(session);
            else session.Dispose();
        }
    }

    private void GiveBack(DbSession session)
    {
        _idle.Add(session);
        if (_closed) DropIdle();
    }

    private void DropIdle()
    {
        while (_idle.TryTake(out var session)) session.Dispose();
    }
}
