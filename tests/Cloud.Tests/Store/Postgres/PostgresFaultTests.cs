using System.Diagnostics;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Postgres;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Busbar.Cloud.Tests.Store.Postgres;

/// <summary>
/// A server that goes away in every way: what is acknowledged is kept once, what is not may be repeated, and the store recovers by
/// itself. On a server of its own, because it is stopped and killed.
/// </summary>
public sealed class PostgresFaultTests : IAsyncLifetime
{
    private const int Stations = 20;
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private PostgresServer? _server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PostgresServer Server => _server!;

    private StoreOptions Options => PostgresFixture.Options(Server, "postgres");

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync("fsync=off", "autovacuum=off", "restart_after_crash=on");
        Assert.SkipWhen(_server is null, "PostgreSQL is not installed; scripts/setup-test.sh installs it.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_is_stopped_fails_writes_by_name_and_is_used_again_when_it_is_back()
    {
        await using var store = await OpenAsync(Options);
        var id = await StartAsync(store, "CP1");
        await Server.StopAsync();
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => AppendAsync(store, "CP1", 1, id));
        Assert.Contains($"PostgreSQL at 127.0.0.1:{Server.Port}/postgres cannot be used now", refused.Message, StringComparison.Ordinal);
        Assert.False(store.Health.Writable);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReadStationsAsync(Ct));
        store.LogMessage(new MessageRow(0, "CP1", T0, true, "A", "1", "{}", null, null, null, 0, 0));

        await Server.StartAgainAsync();
        await AppendAsync(store, "CP1", 1, id);
        Assert.Equal(10, (await store.FindTransactionAsync(id, Ct))!.EnergyWh);
        await Until.TrueAsync(() => store.Health is { Writable: true }, "the store takes writes");
        Assert.Single(await store.ReadMeterValuesAsync(new MeterQuery("CP1", null, null, null, null, null, null, 10, null), Ct));
    }

    [Fact]
    public async Task A_restart_between_two_writes_is_not_noticed_by_the_second()
    {
        await using var store = await OpenAsync(Options);
        var id = await StartAsync(store, "CP1");
        await AppendAsync(store, "CP1", 1, id);
        await Server.StopAsync();
        await Server.StartAgainAsync();
        await AppendAsync(store, "CP1", 2, id);
        Assert.Equal(20, (await store.FindTransactionAsync(id, Ct))!.EnergyWh);
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_doubled_while_backends_are_killed_and_the_server_restarts()
    {
        await using var store = await OpenAsync(Options with { PostgresWriters = 3 });
        using var quit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var taken = 0;
        var stations = Enumerable.Range(0, Stations).Select(i => RunStationAsync(store, $"CP{i}", () => Interlocked.Increment(ref taken), quit.Token)).ToList();
        var random = new Random(1);
        for (var i = 0; i < 6; i++)
        {
            await Task.Delay(random.Next(100, 500), Ct);
            if (i == 3)
            {
                await Server.StopAsync();
                await Task.Delay(300, Ct);
                await Server.StartAgainAsync();
            }
            else if (i % 2 == 0)
            {
                await TryAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'busbar'");
            }
            else
            {
                await KillOneAsync();
            }
        }

        var before = Volatile.Read(ref taken);
        await Until.TrueAsync(() => Volatile.Read(ref taken) >= before + (5 * Stations), "the stations get further after the last fault");
        await quit.CancelAsync();
        var acknowledged = await Task.WhenAll(stations);
        for (var i = 0; i < Stations; i++) await CheckAsync(store, $"CP{i}", acknowledged[i]);
        Assert.True(acknowledged.Sum() > 0, "Nothing was acknowledged.");
        TestContext.Current.SendDiagnosticMessage("{0} messages acknowledged over 6 faults", acknowledged.Sum());
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_looked_up_and_acknowledged()
    {
        await using var proxy = new PostgresProxy(Server.Port, "COMMIT");
        var builder = new NpgsqlConnectionStringBuilder(Options.Postgres) { Port = proxy.Port, MaxAutoPrepare = 0 };
        await using var store = await OpenAsync(Options with { Postgres = builder.ConnectionString, PostgresWriters = 1 });
        var id = await StartAsync(store, "CP1");
        for (var minute = 1; minute <= 5; minute++)
        {
            proxy.Arm();
            await AppendAsync(store, "CP1", minute, id);
            Assert.Equal(minute, proxy.Cuts);
        }

        proxy.Arm();
        var alarm = new AlarmRow(0, "CP1", 1, "k", AlarmSeverity.Info, "t", null, T0, T0, T0, null, null, null);
        await store.SaveAlarmAsync(alarm, Ct);
        Assert.Single(await store.ReadAlarmsAsync(new AlarmQuery(null, null, null, null, 10, null), Ct));
        await CheckAsync(store, "CP1", 5);
        Assert.True(store.Health.Writable);
    }

    [Fact]
    public async Task A_server_without_a_free_connection_is_named_as_that_and_the_store_heals_when_there_is_one()
    {
        await using var store = await OpenAsync(Options);
        await Server.ExecuteAsync("postgres", "CREATE ROLE small LOGIN");
        await Server.ExecuteAsync("postgres", "GRANT ALL ON ALL TABLES IN SCHEMA public TO small; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO small; GRANT CREATE ON SCHEMA public TO small");
        var builder = new NpgsqlConnectionStringBuilder(Options.Postgres) { Username = "small" };
        await using var small = await OpenAsync(Options with { Postgres = builder.ConnectionString, PostgresWriters = 1 });
        await Server.ExecuteAsync("postgres", "ALTER ROLE small CONNECTION LIMIT 0");
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => small.SaveIdTagAsync(new IdTagRow("A", false, null, null, false, null, T0), Ct).AsTask());
        Assert.Contains("connection", refused.Message, StringComparison.Ordinal);
        await Server.ExecuteAsync("postgres", "ALTER ROLE small CONNECTION LIMIT -1");
        await small.SaveIdTagAsync(new IdTagRow("A", false, null, null, false, null, T0), Ct);
        Assert.NotNull(await store.FindIdTagAsync("a", Ct));
    }

    [Fact]
    public async Task A_write_that_waits_for_a_lock_too_long_fails_and_says_so()
    {
        await using var store = await OpenAsync(Options with { LockWait = TimeSpan.FromSeconds(1) });
        await using var other = new NpgsqlConnection(Options.Postgres + ";Pooling=false");
        await other.OpenAsync(Ct);
        await using (var transaction = await other.BeginTransactionAsync(Ct))
        {
            await using var command = new NpgsqlCommand("LOCK TABLE id_tag", other, transaction);
            await command.ExecuteNonQueryAsync(Ct);
            var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.SaveIdTagAsync(new IdTagRow("A", false, null, null, false, null, T0), Ct).AsTask());
            Assert.Contains("lock timeout", refused.Message, StringComparison.Ordinal);
        }

        await store.SaveIdTagAsync(new IdTagRow("A", false, null, null, false, null, T0), Ct);
    }

    [Fact]
    public async Task A_server_that_is_not_there_stops_the_start_with_key_and_cause()
    {
        await Server.StopAsync();
        var error = await Assert.ThrowsAsync<StoreStartException>(() => OpenAsync(Options));
        Assert.StartsWith("Store:Postgres: PostgreSQL at 127.0.0.1", error.Message, StringComparison.Ordinal);
        var nonsense = await Assert.ThrowsAsync<StoreStartException>(() => OpenAsync(Options with { Postgres = "nonsense" }));
        Assert.StartsWith("Store:Postgres: is not a connection string", nonsense.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_was_lost_in_the_middle_of_a_copy_does_not_keep_its_locks()
    {
        await using var store = await OpenAsync(Options with { LockWait = TimeSpan.FromSeconds(1) });
        var id = await StartAsync(store, "CP1");
        await using var lost = new NpgsqlConnection(Options.Postgres + ";Application Name=busbar;Pooling=false");
        await lost.OpenAsync(Ct);
        await using (var hold = new NpgsqlCommand("BEGIN; SELECT pg_advisory_xact_lock(7301, 2)", lost)) await hold.ExecuteNonQueryAsync(Ct);
        await lost.BeginTextImportAsync("COPY write_probe FROM STDIN", Ct);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => AppendAsync(store, "CP1", 1, id));
        async Task<bool> TakesAsync()
        {
            try
            {
                await AppendAsync(store, "CP1", 1, id);
                return true;
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        }

        await Until.TrueAsync(TakesAsync, "writes are taken again");
    }

    [Fact]
    public void However_long_a_statement_may_take_a_session_that_was_lost_between_two_ends_soon()
    {
        var database = new PostgresDatabase("Store:Postgres", Options.Postgres, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        using var session = database.Open();
        Assert.Equal(15, session.Number("SELECT extract(epoch FROM current_setting('idle_in_transaction_session_timeout')::interval)::bigint"));
    }

    /// <summary>A station that repeats what was not acknowledged; returns how many messages were.</summary>
    private static async Task<int> RunStationAsync(PostgresStore store, string station, Action taken, CancellationToken quit)
    {
        var id = 0L;
        for (var minute = 0; ; minute++)
        {
            while (true)
            {
                if (quit.IsCancellationRequested) return Math.Max(0, minute - 1);
                try
                {
                    if (minute == 0) id = await StartAsync(store, station);
                    else await AppendAsync(store, station, minute, id);
                    taken();
                    break;
                }
                catch (StoreUnavailableException)
                {
                    await Task.Delay(20, Ct);
                }
            }
        }
    }

    private static async Task CheckAsync(PostgresStore store, string station, int acknowledged)
    {
        var transaction = Assert.Single(await store.ReadTransactionsAsync(new TransactionQuery(station, null, null, null, null, null, 10, null), Ct));
        var points = await store.ReadMeterValuesAsync(new MeterQuery(station, null, null, null, null, null, null, 100_000, null), Ct);
        Assert.Equal(Enumerable.Range(1, points.Count).Select(m => T0.AddMinutes(m)), points.Select(p => p.At));
        Assert.InRange(points.Count, acknowledged, acknowledged + 1);
        Assert.Equal(10 * points.Count, transaction.EnergyWh ?? 0);
    }

    private static Task<PostgresStore> OpenAsync(StoreOptions options) =>
        PostgresStore.OpenAsync(options, TimeProvider.System, NullLogger<PostgresStore>.Instance, Ct);

    private static async Task<long> StartAsync(PostgresStore store, string station) =>
        (await store.StartTransactionAsync(new StartFact(station, 1, station, station, false, T0, T0, 1000, null, "Accepted"), Ct)).TransactionId;

    private static Task AppendAsync(PostgresStore store, string station, int minute, long id) => store.AppendMeterValuesAsync(
        [new MeterSample(station, 1, id, T0.AddMinutes(minute), T0, "Energy.Active.Import.Register", null, null, "Sample.Periodic", "Wh", 1000 + (10 * minute))], Ct).AsTask();

    private async Task KillOneAsync()
    {
        if (await Server.ScalarAsync("postgres", "SELECT pid FROM pg_stat_activity WHERE application_name = 'busbar' ORDER BY random() LIMIT 1") is not int pid) return;
        using var backend = Process.GetProcessById(pid);
        backend.Kill();
    }

    private async Task TryAsync(string sql)
    {
        try
        {
            await Server.ExecuteAsync("postgres", sql);
        }
        catch (NpgsqlException)
        {
            // The server recovers from the fault before.
        }
    }
}
