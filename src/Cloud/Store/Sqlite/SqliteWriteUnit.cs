using Busbar.Cloud.Store.Commit;
using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;
using Busbar.Links.Sqlite;
using Microsoft.Data.Sqlite;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>The writing side of <c>busbar.db</c>: its connection, what is remembered beside it and its upkeep. Made by the opener, then used by the writer's thread only.</summary>
internal sealed class SqliteWriteUnit : ICommitUnit, IWriteSide
{
    /// <summary>What a probe writes: more than the free space that a single page may still hold.</summary>
    private static readonly string ProbeFiller = new('.', 65_536);

    private readonly SqliteFile _file;
    private readonly SqliteSamples _samples;
    private readonly Checkpointer _checkpointer;
    private readonly StartWriter _starts;
    private readonly TransactionWriter _transactions;
    private readonly SampleMover _mover;
    private readonly MeterRetention _retention;
    private int _stepMark;

    public SqliteWriteUnit(SqliteFile file, DbSession session, StoreOptions options, TimeProvider time, StoreMetrics metrics, Action wake)
    {
        _file = file;
        Session = session;
        _samples = new SqliteSamples((SqliteConnection)session.Connection);
        var memory = new SqliteMemory(session);
        memory.Load();
        Meters = new MeterWriter(session, _samples, memory, metrics);
        _starts = new StartWriter(session, Meters);
        _transactions = new TransactionWriter(session, Meters);
        _mover = new SampleMover(session, _samples, memory, options.RecentSamples, time);
        _retention = new MeterRetention(session, memory, options.MeterDays, time);
        _checkpointer = new Checkpointer(file, (SqliteConnection)session.Connection, wake);
    }

    public DbSession Session { get; }

    public MeterWriter Meters { get; }

    public void Save(StationRow station) => StationSql.SaveStation(Session, station);

    public void Save(ConnectorRow connector) => StationSql.SaveConnector(Session, connector);

    public void Save(string stationId, IReadOnlyList<ConfigurationKeyRow> keys) => StationSql.SaveConfiguration(Session, stationId, keys);

    public StartResult Start(StartFact fact) => _starts.Start(fact);

    public StopResult Stop(StopFact fact) => _transactions.Stop(fact);

    public TransactionRow? Close(long id, DateTimeOffset at, string reason) => _transactions.Close(id, at, reason);

    /// <summary>A lone writer need not guard anything.</summary>
    public void Begin(IReadOnlyList<WriteOperation> batch) => Session.BeginWrite();

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

    /// <summary>A lone writer has nobody to give way to.</summary>
    public bool MayRepeat(Exception error, int attempt) => false;

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
        _samples.Dispose();
        Session.Dispose();
    }
}
