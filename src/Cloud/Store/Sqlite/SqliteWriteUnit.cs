using Busbar.Cloud.Store.Commit;
using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Sql;
using Busbar.Links.Sqlite;
using Microsoft.Data.Sqlite;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>The writing side of <c>busbar.db</c>: its connection, what is remembered beside it and its upkeep. Made by the opener, then used by the writer's thread only.</summary>
internal sealed class SqliteWriteUnit : ICommitUnit
{
    /// <summary>What a probe writes: more than the free space that a single page may still hold.</summary>
    private static readonly string ProbeFiller = new('.', 65_536);

    private readonly SqliteFile _file;
    private readonly MeterStatements _statements;
    private readonly Checkpointer _checkpointer;
    private readonly SampleMover _mover;
    private readonly MeterRetention _retention;
    private int _stepMark;

    public SqliteWriteUnit(SqliteFile file, DbSession session, StoreOptions options, TimeProvider time, StoreMetrics metrics, Action wake)
    {
        _file = file;
        Session = session;
        _statements = new MeterStatements((SqliteConnection)session.Connection);
        var memory = new MeterMemory(session);
        memory.Load();
        Meters = new MeterWriter(session, _statements, memory, metrics);
        Transactions = new TransactionWriter(session, Meters);
        _mover = new SampleMover(session, _statements, memory, options.RecentSamples, time);
        _retention = new MeterRetention(session, memory, options.MeterDays, time);
        _checkpointer = new Checkpointer(file, (SqliteConnection)session.Connection, wake);
    }

    public DbSession Session { get; }

    public MeterWriter Meters { get; }

    public TransactionWriter Transactions { get; }

    public void Begin() => Session.BeginWrite();

    public void Commit()
    {
        Meters.Flush();
        Session.Commit();
        Meters.Keep();
    }

    public void Rollback()
    {
        Session.RollbackIfOpen();
        Meters.Undo(0);
    }

    public void BeginStep()
    {
        _stepMark = Meters.UndoMark;
        Session.Execute("SAVEPOINT step");
    }

    public void KeepStep() => Session.Execute("RELEASE step");

    public void UndoStep()
    {
        Session.Execute("ROLLBACK TO step");
        Session.Execute("RELEASE step");
        Meters.Undo(_stepMark);
    }

    public string? CauseOf(Exception error) => SqliteFailure.CauseOf(error, _file.Path);

    public void Probe()
    {
        Session.BeginWrite();
        Session.Execute("INSERT INTO write_probe (filler) VALUES (@filler)", ("@filler", ProbeFiller));
        Session.Commit();
        Session.Execute("DELETE FROM write_probe");
    }

    public bool Upkeep(bool idle)
    {
        _checkpointer.Step();
        return _mover.Step(idle) || _retention.Step(idle);
    }

    public void Dispose()
    {
        _checkpointer.Dispose();
        _statements.Dispose();
        Session.Dispose();
    }
}
