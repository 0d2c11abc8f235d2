using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// One connection and what is remembered beside it, from connecting to its end. Appends and saved stations of a batch are gathered and taken together
/// as soon as another write, or the commit, needs them. The writer's thread only.
/// </summary>
internal sealed class PostgresSide : IDisposable
{
    private const uint GuardBuckets = 256;

    private readonly CommitMark _mark;
    private readonly DayPartitions _days;
    private readonly SampleCopy _copy;
    private readonly PostgresMeters _meters;
    private readonly PostgresStarts _starts;
    private readonly TransactionWriter _transactions;
    private bool _appended;
    private int _stepMark;

    public PostgresSide(DbSession session, CommitMark mark, TimeProvider time, StoreMetrics metrics)
    {
        Session = session;
        _mark = mark;
        _days = new DayPartitions("meter_value", time);
        _copy = new SampleCopy(session, _days);
        _meters = new PostgresMeters(session, _copy, new PostgresMemory(session), new NamedTransactions(session), metrics);
        _starts = new PostgresStarts(session);
        _transactions = new TransactionWriter(session, _meters);
        Stations = new PostgresStations(session);
    }

    public DbSession Session { get; }

    /// <summary>What the batch saves of stations; written by <see cref="Settle"/>.</summary>
    public PostgresStations Stations { get; }

    /// <summary>A transaction runs.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>A commit was sent and its answer has not come.</summary>
    public bool IsCommitting { get; private set; }

    /// <summary>Looks at what stands before samples are copied.</summary>
    public bool IsCareful
    {
        set => _meters.IsCareful = value;
    }

    /// <summary>
    /// Writers that decide by what they read, about one thing (a tag group, an open alarm), go one after the other, in whatever process:
    /// what is read after this is the last word until the commit. A serializable transaction would find the same conflicts, but only by
    /// failing whole batches after their work, and a row to lock need not exist yet. The locks of a batch are taken at its beginning
    /// and in one order, so that batches do not wait in a circle; things share 256 of them, so that a storm does not fill the lock table.
    /// </summary>
    public void Guard(IEnumerable<string> things)
    {
        var buckets = things.Select(thing => (int)(StableHash.Of(thing) % GuardBuckets)).Distinct().Order().ToArray();
        if (buckets.Length == 0) return;
        Begin();
        Session.Execute("SELECT pg_advisory_xact_lock(7302, bucket) FROM unnest(@buckets) AS b (bucket)", ("@buckets", buckets));
    }

    public void Append(IReadOnlyList<MeterSample> samples)
    {
        _appended = true;
        _meters.Append(samples);
    }

    /// <summary>Begins the transaction when it has not, and takes the appends and stations that wait: what comes next sees them.</summary>
    public void Settle()
    {
        Begin();
        Stations.Settle();
        _meters.Settle();
    }

    /// <summary>Starts; their tag groups are guarded.</summary>
    public StartResult[] Start(IReadOnlyList<StartFact> facts) => _starts.Take(facts);

    /// <summary>A stop. The row's lock has two stops of one transaction come one after the other.</summary>
    public StopResult Stop(StopFact fact)
    {
        if (fact.TransactionId > 0) TransactionSql.Lock(Session, fact.TransactionId);
        return _transactions.Stop(fact);
    }

    public TransactionRow? Close(long id, DateTimeOffset at, string reason)
    {
        TransactionSql.Lock(Session, id);
        return _transactions.Close(id, at, reason);
    }

    public void Commit()
    {
        if (!_appended && Stations.IsEmpty && !IsBegun) return;
        Settle();
        _meters.Send();
        IsCommitting = true;
        Session.Commit();
        IsCommitting = false;
        End(committed: true);
    }

    /// <summary>Undoes the transaction, in the database as far as it can be reached and in memory.</summary>
    public void Rollback()
    {
        if (IsBegun) Session.RollbackIfOpen();
        IsCommitting = false;
        End(committed: false);
    }

    public void BeginStep()
    {
        Settle();
        _meters.Send();
        _stepMark = _meters.UndoMark;
        Session.Execute("SAVEPOINT step");
    }

    public void KeepStep()
    {
        Settle();
        _meters.Send();
        Session.Execute("RELEASE step");
    }

    public void UndoStep()
    {
        Session.Execute("ROLLBACK TO step");
        Session.Execute("RELEASE step");
        Stations.Clear();
        _meters.Undo(_stepMark);
        _days.Forget();
    }

    public void Dispose() => Session.Dispose();

    private void Begin()
    {
        if (IsBegun) return;
        IsBegun = true; // a failure from here on has something to undo
        _copy.ClosedMs = _mark.Begin(Session);
    }

    private void End(bool committed)
    {
        IsBegun = false;
        Stations.Clear();
        _appended = false;
        _meters.End(committed);
        if (!committed) _days.Forget();
    }
}
