using Busbar.Cloud.Store.Sql;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// What has to be done now and then, by one process over all: partitions of the days ahead, roll-ups, retention. Each process tries
/// to lead; the one that does works every ten seconds and is followed by another when it ends. Failures are logged and tried again.
/// </summary>
internal sealed class PostgresUpkeep : IAsyncDisposable
{
    private const string Leads = "store.upkeep";
    private const int DaysAhead = 2;

    /// <summary>A statement of the upkeep may take longer than one that a station waits for.</summary>
    private static readonly TimeSpan StatementTime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>What a statement that was asked to end may still take. One that does not end waits for an answer that does not come: its connection is half-open.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);

    private readonly PostgresDatabase _database;
    private readonly LeaderLock _leaders;
    private readonly Rollups _rollups;
    private readonly Retention _retention;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Task _running;
    private bool _failing;
    private volatile DbSession? _session;

    public PostgresUpkeep(StoreOptions options, TimeProvider time, ILogger logger)
    {
        _database = new PostgresDatabase("Store:Postgres", options.Postgres, options.LockWait, StatementTime);
        _leaders = new LeaderLock(_database, time);
        _rollups = new Rollups(options, time);
        _retention = new Retention(options, time);
        _time = time;
        _logger = logger;
        _running = RunAsync(_end.Token);
    }

    /// <summary>One round now, whoever leads: all of it is harmless when it is done twice.</summary>
    public async Task RoundAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await Task.Run(Round, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the round that runs. Its statement is asked to stop; what does not answer is left to the end of the process.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            await Task.Run(Interrupt).WaitAsync(StopTime, _time);
            await _running.WaitAsync(StopTime, _time);
        }
        catch (TimeoutException)
        {
            _logger.UpkeepLeft(StopTime);
            return;
        }

        _end.Dispose();
        _turn.Dispose();
    }

    private void Interrupt()
    {
        if (_session is { } session) _database.Interrupt(session);
    }

    private async Task RunAsync(CancellationToken ct)
    {
        Leadership? leads = null;
        try
        {
            while (true)
            {
                leads = await TryRoundAsync(leads, ct);
                await Task.Delay(Pause, _time, ct);
            }
        }
        catch (OperationCanceledException)
        {
            // The store closes.
        }
        finally
        {
            if (leads is not null) await leads.DisposeAsync();
        }
    }

    /// <summary>A round, if this process leads or now does; returns what it leads by.</summary>
    private async Task<Leadership?> TryRoundAsync(Leadership? leads, CancellationToken ct)
    {
        try
        {
            if (leads is { Lost.IsCancellationRequested: true })
            {
                await leads.DisposeAsync();
                leads = null;
            }

            leads ??= await _leaders.TryLeadAsync(Leads, ct);
            if (leads is not null) await RoundAsync(ct);
            if (_failing) _logger.UpkeepWorksAgain();
            _failing = false;
        }
        catch (Exception e) when (_end.IsCancellationRequested && _database.IsInterruption(e))
        {
            // The store closes.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (!_failing) _logger.UpkeepFailed(e.Message);
            _failing = true;
        }

        return leads;
    }

    private void Round()
    {
        using var db = _database.Open();
        _session = db;
        try
        {
            Round(db);
        }
        finally
        {
            _session = null;
        }
    }

    private void Round(DbSession db)
    {
        var todayMs = Rows.Ms(_time.GetUtcNow());
        foreach (var table in (DayPartitions[])[new DayPartitions("meter_value", _time), new DayPartitions("message", _time)])
            for (var ahead = 0; ahead <= DaysAhead; ahead++) table.Ensure(db, todayMs + (ahead * DayPartitions.DayMs));
        while (_rollups.Step(db) && !_end.IsCancellationRequested)
        {
            // An hour, or a heap of late ones, at a time.
        }

        while (_retention.Step(db) && !_end.IsCancellationRequested)
        {
            // A heap of rows, or a day, at a time.
        }
    }
}
