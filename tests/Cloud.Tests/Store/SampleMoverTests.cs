using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;
using Busbar.Cloud.Store.Sqlite;
using Busbar.Links.Sqlite;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store;

/// <summary>Recent samples move to their place while writes, reads, restarts and repeats go on; nobody notices.</summary>
public sealed class SampleMoverTests : IAsyncLifetime
{
    private const int Stations = 40;
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();
    private readonly FakeTime _time = new(T0);
    private SqliteStore? _store;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private SqliteStore Store => _store!;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Samples_are_there_once_before_during_and_after_their_move()
    {
        await AppendAsync(0, 100);
        Assert.Equal(100, await CountAsync("CP0"));
        await UntilMovedAsync(1);
        for (var i = 0; i < 20; i++) Assert.Equal(100, await CountAsync($"CP{i}"));
        await AppendAsync(0, 100);
        await UntilMovedAsync(4000 - 1000);
        for (var i = 0; i < Stations; i++) Assert.Equal(100, await CountAsync($"CP{i}"));
        Assert.Equal(4000, await RowsAsync("meter_value") + await RowsAsync("meter_recent"));
    }

    [Fact]
    public async Task A_move_that_was_cut_off_goes_on_after_a_restart()
    {
        await AppendAsync(0, 60);
        await Store.DisposeAsync();
        BreakOff(movedBelow: 13, newFrom: T0.AddSeconds(50));
        using (var session = new SqliteFile(Path.Combine(_folder.Path, "busbar.db"), 4096, Durable: true, 1).ReadSession())
        {
            for (var i = 0; i < Stations; i++)
            {
                var query = new MeterQuery($"CP{i}", null, null, null, null, null, null, 10_000, null);
                Assert.Equal(60, MeterReads.Read(session, query).Count);
                Assert.Equal(60, MeterReads.Read(session, query with { Resolution = TimeSpan.FromSeconds(7) }).Sum(p => p.Count));
            }
        }

        _store = await OpenAsync();
        for (var i = 0; i < Stations; i++) Assert.Equal(60, await CountAsync($"CP{i}"));
        await AppendAsync(30, 90);
        await UntilMovedAsync(2400);
        for (var i = 0; i < Stations; i++) Assert.Equal(90, await CountAsync($"CP{i}"));
        Assert.Equal(Stations * 90, await RowsAsync("meter_value") + await RowsAsync("meter_recent"));
    }

    [Fact]
    public async Task Energy_and_links_see_moved_and_recent_samples_alike()
    {
        await AppendAsync(0, 100);
        await UntilMovedAsync(3000);
        await AppendAsync(100, 110);
        var start = new StartFact("CP7", 1, "T", "T", false, T0.AddSeconds(10), T0, 10, null, "Accepted");
        var id = (await Store.StartTransactionAsync(start, Ct)).TransactionId;
        Assert.Equal(99, (await Store.FindTransactionAsync(id, Ct))!.EnergyWh);
        var points = await Store.ReadMeterValuesAsync(new MeterQuery("CP7", null, id, null, null, null, TimeSpan.FromSeconds(50), 100, null), Ct);
        Assert.Equal([(40L, 10d, 49d), (50L, 50d, 99d), (10L, 100d, 109d)], points.Select(p => (p.Count, p.Min, p.Max)));
    }

    [Fact]
    public async Task Old_meter_values_go_when_their_days_are_over_and_count_from_reception()
    {
        await Store.DisposeAsync();
        _store = await OpenAsync(meterDays: 10);
        var odd = new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await Store.AppendMeterValuesAsync([Sample("ODD", odd) with { ReceivedAt = T0 }], Ct);
        await AppendAsync(0, 50);
        await UntilMovedAsync(1901);
        var kept = await RowsAsync("meter_value");
        _time.Advance(TimeSpan.FromDays(9));
        await Until.TrueAsync(() => Store.Health.QueuedWrites == 0);
        Assert.Equal(kept, await RowsAsync("meter_value"));
        _time.Advance(TimeSpan.FromDays(2));
        await Until.TrueAsync(async () => await RowsAsync("meter_value") == 0, "the old ones go");
    }

    private static MeterSample Sample(string station, DateTimeOffset at, double value = 0) =>
        new(station, 1, null, at, at, "Energy.Active.Import.Register", null, null, "Sample.Periodic", "Wh", value);

    private async Task<SqliteStore> OpenAsync(int meterDays = 0) => await SqliteStore.OpenAsync(
        new StoreOptions { Folder = _folder.Path, RecentSamples = 1000, MeterDays = meterDays }, _time, NullLogger<SqliteStore>.Instance, Ct);

    private async Task AppendAsync(int from, int to)
    {
        for (var i = from; i < to; i++)
            await Task.WhenAll(Enumerable.Range(0, Stations).Select(s => Store.AppendMeterValuesAsync([Sample($"CP{s}", T0.AddSeconds(i), i)], Ct).AsTask()));
    }

    private async Task<int> CountAsync(string station) =>
        (await Store.ReadMeterValuesAsync(new MeterQuery(station, null, null, null, null, null, null, 10_000, null), Ct)).Count;

    private Task<long> RowsAsync(string table) => Store.ReadAsync(db => db.Number($"SELECT COUNT(*) FROM {table}")!.Value, Ct);

    /// <summary>Leaves the files as a process does that dies between two steps: some series are moved and their rows still in the other table.</summary>
    private void BreakOff(int movedBelow, DateTimeOffset newFrom)
    {
        using var other = OtherProgram.Open(Path.Combine(_folder.Path, "busbar.db"));
        const string columns = "series_id, at_ms, transaction_id, lag_ms, value";
        var changed = other.Run(
            $"""
             CREATE TEMP TABLE whole AS SELECT {columns} FROM meter_value UNION ALL SELECT {columns} FROM meter_recent;
             DELETE FROM meter_value; DELETE FROM meter_recent_0; DELETE FROM meter_recent_1;
             INSERT INTO meter_recent_0 ({columns}) SELECT {columns} FROM whole WHERE at_ms < {newFrom.ToUnixTimeMilliseconds()};
             INSERT INTO meter_value ({columns}) SELECT {columns} FROM meter_recent_0 WHERE series_id < {movedBelow};
             INSERT INTO meter_recent_1 ({columns}) SELECT {columns} FROM whole WHERE at_ms >= {newFrom.ToUnixTimeMilliseconds()};
             UPDATE meter_recent_state SET filling = 1, moved_below = {movedBelow};
             """);
        Assert.True(changed > 2400);
    }

    /// <summary>Looks without a pause: a move is to be met while it is under way.</summary>
    private async Task UntilMovedAsync(long rows)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(Until.Patience);
        while (await RowsAsync("meter_value") < rows)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
