using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// Leaders by advisory lock: a lock for each task, held by a session of its own and gone with it, so that a process that dies leaves
/// its tasks to others at once. The session is asked for a sign of life every two seconds.
/// </summary>
internal sealed class LeaderLock(PostgresDatabase database, TimeProvider time)
{
    private const int Class = 7303;
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(2);

    /// <summary>Takes the lock of a task, if nobody has it; null when somebody has.</summary>
    public Task<Leadership?> TryLeadAsync(string task, CancellationToken ct) => Task.Run(() => TryLead(task), ct);

    private Leadership? TryLead(string task)
    {
        DbSession? session = null;
        try
        {
            session = database.Open();
            var had = session.Number("SELECT pg_try_advisory_lock(@class, @task)::int", ("@class", Class), ("@task", (int)StableHash.Of(task)));
            if (had == 1)
            {
                var held = new Held(session, time);
                session = null;
                return new Leadership(held.DisposeAsync, held.Lost);
            }

            return null;
        }
        catch (Exception e) when (database.CauseOf(e) is { } cause)
        {
            throw new StoreUnavailableException(cause, e);
        }
        finally
        {
            session?.Dispose();
        }
    }

    /// <summary>A lock that is held, with its session and its pulse.</summary>
    private sealed class Held : IAsyncDisposable
    {
        private readonly DbSession _session;
        private readonly CancellationTokenSource _lost = new();
        private readonly Lock _gate = new();
        private readonly ITimer _pulse;
        private bool _released;

        public Held(DbSession session, TimeProvider time)
        {
            _session = session;
            Lost = _lost.Token;
            _pulse = time.CreateTimer(static held => ((Held)held!).Beat(), this, Pulse, Pulse);
        }

        public CancellationToken Lost { get; }

        public async ValueTask DisposeAsync()
        {
            await _pulse.DisposeAsync();
            lock (_gate)
            {
                _released = true;
                _session.Dispose();
                _lost.Dispose();
            }
        }

        private void Beat()
        {
            if (!_gate.TryEnter()) return; // the beat before still waits for its answer
            try
            {
                if (_released || _lost.IsCancellationRequested) return;
                _session.Number("SELECT 1");
            }
            catch (Exception e) when (PostgresFailure.CauseOf(e, "") is not null)
            {
                _lost.Cancel();
            }
            finally
            {
                _gate.Exit();
            }
        }
    }
}
