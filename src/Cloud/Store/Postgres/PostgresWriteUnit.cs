using Busbar.Cloud.Store.Commit;
using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// The writing side of one lane: a connection that is made when it is needed and again after it broke. What became of a commit whose
/// answer was lost is asked of the database, so that a batch is acknowledged exactly when it was kept. The writer's thread only.
/// </summary>
internal sealed class PostgresWriteUnit(PostgresDatabase database, StoreOptions options, TimeProvider time, StoreMetrics metrics)
    : ICommitUnit, IWriteSide, IAppends
{
    /// <summary>A batch that meets other writers runs so often before its writes are looked at one by one.</summary>
    private const int Attempts = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    /// <summary>What a probe writes.</summary>
    private static readonly string ProbeFiller = new('.', 8_192);

    private readonly CommitMark _mark = new();
    private readonly ManualResetEventSlim _pause = new(false);
    private PostgresSide? _side;
    private List<StartWrite> _starts = [];
    private bool _careful;
    private bool _startsTaken;
    private bool _isStep;

    /// <inheritdoc/>
    /// <remarks>Settled: it sees the appends that came before.</remarks>
    public DbSession Session => Settled().Session;

    public void Append(IReadOnlyList<MeterSample> samples) => _side!.Append(samples);

    public void Save(StationRow station) => _side!.Stations.Save(station);

    public void Save(ConnectorRow connector) => _side!.Stations.Save(connector);

    public void Save(string stationId, IReadOnlyList<ConfigurationKeyRow> keys) => _side!.Stations.Save(stationId, keys);

    /// <summary>Takes all starts of the batch when the first one's turn comes; one alone where it can be undone alone.</summary>
    public void Start(StartWrite write)
    {
        List<StartWrite> turn = _isStep ? [write] : _starts;
        if (!_isStep && _startsTaken) return;
        _startsTaken = true;
        var results = Settled().Start(turn.ConvertAll(w => w.Fact));
        for (var i = 0; i < results.Length; i++) turn[i].Outcome = results[i];
    }

    public StopResult Stop(StopFact fact) => Settled().Stop(fact);

    public TransactionRow? Close(long id, DateTimeOffset at, string reason) => Settled().Close(id, at, reason);

    public void Begin(IReadOnlyList<WriteOperation> batch)
    {
        _isStep = false;
        _side ??= new PostgresSide(database.OpenWriter(), _mark, time, metrics);
        _side.IsCareful = _careful;
        _starts = [.. batch.OfType<StartWrite>()];
        _startsTaken = false;
        _side.Guard(batch.Select(write => write.Guard).OfType<string>());
    }

    public void Commit()
    {
        try
        {
            _side!.Commit();
        }
        catch (Exception e) when (_side is { IsCommitting: true } && PostgresFailure.IsBroken(e))
        {
            Drop();
            if (!WasCommitted(e)) throw;
        }

        _careful = false;
    }

    public void Rollback()
    {
        if (_side is null) return;
        _side.Rollback();
        if (!database.IsSound(_side.Session)) Drop();
    }

    public void BeginStep()
    {
        _isStep = true;
        _side!.BeginStep();
    }

    public void KeepStep() => _side!.KeepStep();

    public void UndoStep() => _side!.UndoStep();

    /// <summary>Once more after a connection that broke unseen, or a lock whose holder was lost; a few times when other writers were faster.</summary>
    public bool MayRepeat(Exception error, int attempt)
    {
        if (PostgresFailure.IsLockedOut(error)) return database.EndTheLost() && attempt == 1;
        if (PostgresFailure.IsKeptSample(error)) _careful = true;
        return PostgresFailure.IsConflict(error) ? attempt < Attempts : attempt == 1 && error is not OutcomeUnknownException && PostgresFailure.IsBroken(error);
    }

    public string? CauseOf(Exception error) => database.CauseOf(error);

    public void Probe()
    {
        Begin([]);
        var db = Session;
        db.Execute("INSERT INTO write_probe (id, filler) SELECT COALESCE(MAX(id), 0) + 1, @filler FROM write_probe", ("@filler", ProbeFiller));
        db.Execute("DELETE FROM write_probe");
        Commit();
    }

    public bool Upkeep(bool idle) => false;

    public void Dispose()
    {
        RemoveMark();
        Drop();
        _pause.Dispose();
    }

    private void RemoveMark()
    {
        try
        {
            if (_side is not null) _mark.Remove(_side.Session);
        }
        catch (Exception e) when (database.CauseOf(e) is not null)
        {
            // The upkeep removes marks that nobody writes any more.
        }
    }

    private PostgresSide Settled()
    {
        _side!.Settle();
        return _side;
    }

    private void Drop()
    {
        _side?.Dispose();
        _side = null;
    }

    /// <summary>Asks the database, as soon as it can be reached again, whether the last batch was committed.</summary>
    /// <exception cref="OutcomeUnknownException">It could not be asked in time.</exception>
    private bool WasCommitted(Exception error)
    {
        var started = time.GetTimestamp();
        for (var wait = FirstPause; ; wait *= 2)
        {
            try
            {
                using var session = database.OpenWriter();
                return _mark.IsCommitted(session);
            }
            catch (Exception e) when (database.CauseOf(e) is not null)
            {
                if (time.GetElapsedTime(started) + wait > options.LockWait) throw new OutcomeUnknownException(error);
            }

            _pause.Wait(wait);
        }
    }
}
