using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sqlite;
using Busbar.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store;

/// <summary>A database that refuses: what is not acknowledged is not kept, what is acknowledged is, and it recovers by itself.</summary>
public sealed class StoreFaultTests : IAsyncLifetime
{
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();
    private readonly FakeTime _time = new(T0);
    private SqliteStore? _store;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private SqliteStore Store => _store!;

    public async ValueTask InitializeAsync() => _store = await SqliteStore.OpenAsync(
        new StoreOptions { Folder = _folder.Path, LockWait = TimeSpan.FromSeconds(1) }, _time, NullLogger<SqliteStore>.Instance, Ct);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_full_disk_fails_writes_by_name_keeps_reads_and_heals_when_there_is_room()
    {
        var id = await StartAsync("CP1", "A");
        await Store.WriteAsync(db => db.Execute($"PRAGMA max_page_count = {db.Number("PRAGMA page_count")}"));
        var kept = 0;
        StoreUnavailableException? refused = null;
        for (var i = 1; refused is null; i++)
        {
            try
            {
                await Store.AppendMeterValuesAsync([Energy("CP1", i, 1000 + i, id)], Ct);
                kept = i;
            }
            catch (StoreUnavailableException e)
            {
                refused = e;
            }
        }

        Assert.Contains("busbar.db cannot be used now: the disk or its quota is full", refused.Message, StringComparison.Ordinal);
        Assert.Equal((false, refused.Message), (Store.Health.Writable, Store.Health.Reason));
        Assert.Equal(kept, (await PointsAsync("CP1")).Count);
        Assert.Equal(kept, (await Store.FindTransactionAsync(id, Ct))!.EnergyWh ?? 0);

        _time.Advance(TimeSpan.FromSeconds(1));
        await Store.WriteAsync(db => db.Execute("PRAGMA max_page_count = 1000000"));
        await Store.AppendMeterValuesAsync([Energy("CP1", kept + 1, 1000 + kept + 1, id)], Ct);
        Assert.True(Store.Health.Writable);
        Assert.Equal(kept + 1, (await PointsAsync("CP1")).Count);
        Assert.Equal(kept + 1, (await Store.FindTransactionAsync(id, Ct))!.EnergyWh);
    }

    [Fact]
    public async Task A_lock_held_by_another_program_is_named_and_passes()
    {
        await StartAsync("CP1", "A");
        using (var other = OtherProgram.Open(Path.Combine(_folder.Path, "busbar.db")))
        {
            other.Run("BEGIN IMMEDIATE");
            var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => StartAsync("CP2", "B"));
            Assert.Contains("another program holds a lock on it", refused.Message, StringComparison.Ordinal);
            Assert.False(Store.Health.Writable);
            Assert.Single(await Store.ReadTransactionsAsync(new TransactionQuery(null, null, null, null, null, null, 10, null), Ct));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        await Until.TrueAsync(() => Store.Health.Writable);
        await StartAsync("CP2", "B");
    }

    [Fact]
    public async Task A_database_turned_read_only_is_named()
    {
        await Store.WriteAsync(db => db.Execute("PRAGMA query_only = 1"));
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => StartAsync("CP1", "A"));
        Assert.Contains("it is read-only", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_fails_for_its_own_reason_takes_nothing_of_its_batch_with_it()
    {
        var id = await StartAsync("CP1", "A");
        await Store.AppendMeterValuesAsync([Energy("CP1", 1, 1100, id)], Ct);
        using var gate = new ManualResetEventSlim(false);
        var held = Store.WriteAsync(_ => gate.Wait(Ct)).AsTask();
        await Until.TrueAsync(() => Store.Health.QueuedWrites == 0);

        var before = Store.AppendMeterValuesAsync([Energy("CP1", 2, 1200, id)], Ct).AsTask();
        var wrong = Store.StopTransactionAsync(
            new StopFact("CP1", id, T0.AddHours(1), T0.AddHours(1), 9000, "A", null, [Energy("CP1", 3, 1300, id), Energy("CP1", 4, 1, id) with { Measurand = null! }]),
            Ct).AsTask();
        var start = StartAsync("CP2", "B");
        var after = Store.AppendMeterValuesAsync([Energy("CP1", 5, 1500, id)], Ct).AsTask();
        gate.Set();

        await Task.WhenAll(held, before, start, after);
        await Assert.ThrowsAnyAsync<Exception>(() => wrong);
        Assert.True(Store.Health.Writable);
        Assert.Equal([1100, 1200, 1500], (await PointsAsync("CP1")).Select(p => p.Value));
        var row = (await Store.FindTransactionAsync(id, Ct))!;
        Assert.Equal((null, 500d), (row.StoppedAt, row.EnergyWh));

        var stop = new StopFact("CP1", id, T0.AddHours(1), T0.AddHours(1), 9000, "A", null, [Energy("CP1", 3, 1300, id)]);
        Assert.Equal(8000, (await Store.StopTransactionAsync(stop, Ct)).Transaction.EnergyWh);
        Assert.Equal([1100, 1200, 1300, 1500], (await PointsAsync("CP1")).Select(p => p.Value));
    }

    [Fact]
    public async Task A_meter_that_a_failed_write_had_written_early_is_written_again()
    {
        var id = await StartAsync("CP1", "A");
        await Store.WriteAsync(db => db.Execute(
            "CREATE TRIGGER poison BEFORE UPDATE ON charge_transaction WHEN NEW.stop_reason = 'Poison' BEGIN SELECT RAISE(ABORT, 'poison'); END"));
        using var gate = new ManualResetEventSlim(false);
        var held = Store.WriteAsync(_ => gate.Wait(Ct)).AsTask();
        await Until.TrueAsync(() => Store.Health.QueuedWrites == 0);
        var append = Store.AppendMeterValuesAsync([Energy("CP1", 1, 1700, id)], Ct).AsTask();
        var poison = Store.StopTransactionAsync(new StopFact("CP1", id, T0.AddSeconds(30), T0, 9000, "A", "Poison", []), Ct).AsTask();
        gate.Set();
        await Task.WhenAll(held, append);
        Assert.Contains("poison", (await Assert.ThrowsAsync<SqliteException>(() => poison)).Message, StringComparison.Ordinal);
        Assert.Equal(700, (await Store.FindTransactionAsync(id, Ct))!.EnergyWh);
        await Store.AppendMeterValuesAsync([Energy("CP1", 3, 1900, id)], Ct);
        Assert.Equal(900, (await Store.FindTransactionAsync(id, Ct))!.EnergyWh);
    }

    [Fact]
    public async Task What_a_failed_batch_left_in_memory_is_undone_with_it()
    {
        var id = await StartAsync("CP1", "A");
        using var gate = new ManualResetEventSlim(false);
        var held = Store.WriteAsync(_ => gate.Wait(Ct)).AsTask();
        await Until.TrueAsync(() => Store.Health.QueuedWrites == 0);
        var append = Store.AppendMeterValuesAsync([Energy("CP1", 1, 5000, id), Energy("CP1", 2, 6000, id) with { Phase = "L1" }], Ct).AsTask();
        var start = StartAsync("CP2", "B");
        var stop = StopAsync(id);
        var refuse = Store.WriteAsync(_ => throw new SqliteException("no room", 13)).AsTask();
        gate.Set();
        await held;
        foreach (var write in (Task[])[append, start, stop, refuse]) await Assert.ThrowsAsync<StoreUnavailableException>(() => write);

        Assert.Empty(await PointsAsync("CP1"));
        Assert.Equal((null, null), ((await Store.FindTransactionAsync(id, Ct))!.StoppedAt, (await Store.FindTransactionAsync(id, Ct))!.EnergyWh));
        await Store.AppendMeterValuesAsync([Energy("CP1", 1, 1700, id), Energy("CP1", 2, 6000, id) with { Phase = "L1" }], Ct);
        Assert.Equal(700, (await Store.FindTransactionAsync(id, Ct))!.EnergyWh);
        Assert.Equal(2, (await PointsAsync("CP1")).Count);
        Assert.Equal(id + 1, await StartAsync("CP2", "B"));
        Assert.Equal(StopOutcome.Stopped, (await StopAsync(id)).Outcome);
    }

    [Fact]
    public async Task After_closing_every_member_says_so()
    {
        await Store.DisposeAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => StartAsync("CP1", "A"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.ReadStationsAsync(Ct));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => Store.ReadMessagesAsync(new MessageQuery(null, null, null, null, null, null, null, 1, null), Ct));
        Store.LogMessage(new MessageRow(0, "CP1", T0, true, "A", "1", "{}", null, null, null, 0, 0));
    }

    [Fact]
    public async Task A_cancelled_read_stops_within_its_statement()
    {
        using var quit = new CancellationTokenSource();
        await using var other = await SqliteStore.OpenAsync(
            new StoreOptions { Folder = Path.Combine(_folder.Path, "b") }, TimeProvider.System, NullLogger<SqliteStore>.Instance, Ct);
        var endless = other.ReadAsync(
            db => db.Number("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"), quit.Token);
        quit.CancelAfter(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless);
        Assert.Empty(await other.ReadStationsAsync(Ct));
    }

    private static MeterSample Energy(string station, int minute, double wh, long? transaction) => new(
        station, 1, transaction, T0.AddMinutes(minute), T0.AddMinutes(minute), "Energy.Active.Import.Register", null, null, "Sample.Periodic", "Wh", wh);

    private async Task<long> StartAsync(string station, string tag) =>
        (await Store.StartTransactionAsync(new StartFact(station, 1, tag, tag, false, T0, T0, 1000, null, "Accepted"), Ct)).TransactionId;

    private Task<StopResult> StopAsync(long id) =>
        Store.StopTransactionAsync(new StopFact("CP1", id, T0.AddHours(1), T0.AddHours(1), 9000, "A", null, []), Ct).AsTask();

    private Task<IReadOnlyList<MeterPoint>> PointsAsync(string station) =>
        Store.ReadMeterValuesAsync(new MeterQuery(station, null, null, null, null, null, null, 100_000, null), Ct);
}
