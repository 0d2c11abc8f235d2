using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Postgres;
using Busbar.Cloud.Store.Sql;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Busbar.Cloud.Tests.Store.Postgres;

/// <summary>What the leader of the upkeep does: days ahead, roll-ups, retention; and how one process leads.</summary>
public sealed class PostgresUpkeepTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Energy = "Energy.Active.Import.Register";
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTime _time = new(T0);
    private StoreOptions _options = new();
    private PostgresStore? _store;
    private NpgsqlConnection? _elsewhere;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PostgresStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _options = await postgres.DatabaseAsync() with { MeterDays = 3, MessageDays = 2 };
        _elsewhere = new NpgsqlConnection(_options.Postgres + ";Pooling=false");
        await _elsewhere.OpenAsync(Ct);
        await using var lead = new NpgsqlCommand($"SELECT pg_advisory_lock(7303, {(int)StableHash.Of("store.upkeep")})", _elsewhere);
        await lead.ExecuteNonQueryAsync(Ct); // rounds are these tests' to ask for
        _store = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await _elsewhere!.DisposeAsync();
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(5, 130)]
    [InlineData(15, 0)]
    [InlineData(45, 7)]
    [InlineData(60, 61)]
    [InlineData(120, 0)]
    public async Task A_chart_from_roll_ups_is_the_chart_from_the_samples(int minutes, int offsetSeconds)
    {
        var samples = Samples(new Random(minutes), T0, 2_000);
        await AppendAsync(samples);
        var (from, to) = (T0.AddSeconds(offsetSeconds), T0.AddHours(6).AddSeconds(-offsetSeconds));
        var before = await ChartAsync(minutes, from, to);
        await LaterAsync(TimeSpan.FromHours(5.3));
        Assert.True(await CountAsync("SELECT count(*) FROM meter_rollup_60") > 0);
        var after = await ChartAsync(minutes, from, to);
        Equal(before, after);
        var (model, step) = (samples.Where(s => s.At >= from && s.At < to).ToList(), TimeSpan.FromMinutes(minutes));
        Assert.Equal(model.Count, after.Sum(p => p.Count));
        Assert.Equal(model.GroupBy(s => (s.Measurand, s.At.Ticks / step.Ticks)).Count(), after.Count);
    }

    [Fact]
    public async Task A_sample_that_comes_late_is_in_the_chart_at_once_and_in_the_roll_ups_soon()
    {
        await AppendAsync(Samples(new Random(1), T0, 1_000));
        await LaterAsync(TimeSpan.FromHours(5));
        await AppendAsync([Sample(T0.AddMinutes(30).AddMilliseconds(1), "Voltage", 9_999), Sample(T0.AddDays(-40), "Voltage", 1) with { ReceivedAt = _time.GetUtcNow() }]);
        var chart = await ChartAsync(15, T0.AddDays(-50), T0.AddDays(1));
        Assert.Equal(9_999, chart.Max(p => p.Max));
        await LaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0L, await CountAsync("SELECT count(*) FROM meter_rollup_late"));
        Equal(chart, await ChartAsync(15, T0.AddDays(-50), T0.AddDays(1)));
        Assert.Equal(9_999d, await postgres.ScalarAsync(_options, "SELECT max(max) FROM meter_rollup_3600"));
    }

    [Fact]
    public async Task Days_that_are_too_old_are_dropped_and_their_roll_ups_stay_in_the_charts()
    {
        await AppendAsync(Samples(new Random(2), T0, 500));
        await AppendAsync([Sample(new DateTimeOffset(1970, 1, 1, 0, 0, 1, TimeSpan.Zero), "Voltage", 1)]);
        Store.LogMessage(new MessageRow(0, "CP1", T0, true, "A", "old", "{}", null, null, null, 0, 0));
        await LaterAsync(TimeSpan.FromHours(12));
        var chart = await ChartAsync(15, T0, T0.AddHours(12));
        await LaterAsync(TimeSpan.FromDays(2));
        Store.LogMessage(new MessageRow(0, "CP1", _time.GetUtcNow(), true, "A", "new", "{}", null, null, null, 0, 0));
        Assert.Equal(501, (await RawAsync()).Count);
        await LaterAsync(TimeSpan.FromDays(2));
        Assert.Empty(await RawAsync());
        Assert.Equal(0L, await CountAsync("SELECT count(*) FROM pg_class WHERE relname = 'meter_value_20260301'"));
        Equal(chart, await ChartAsync(15, T0, T0.AddHours(12)));
        var log = await Store.ReadMessagesAsync(new MessageQuery(null, null, null, null, null, null, null, 10, null), Ct);
        Assert.Equal(["new"], log.Select(m => m.MessageId));
        await AppendAsync([Sample(T0.AddHours(1), "Voltage", 77) with { ReceivedAt = _time.GetUtcNow() }]);
        await LaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal([77], (await RawAsync()).Select(p => p.Value));
        Equal(chart, await ChartAsync(15, T0, T0.AddHours(12)));
    }

    [Fact]
    public async Task Samples_far_from_today_share_a_table_and_move_when_their_day_gets_its_own()
    {
        var far = T0.AddDays(400);
        await AppendAsync([Sample(far, "Voltage", 5)]);
        Assert.Equal(1L, await CountAsync("SELECT count(*) FROM meter_value_other"));
        await using var later = await PostgresStore.OpenAsync(_options, new FakeTime(far.AddDays(-1)), NullLogger<PostgresStore>.Instance, Ct);
        await later.AppendMeterValuesAsync([Sample(far.AddSeconds(1), "Voltage", 6), Sample(far, "Voltage", 5)], Ct);
        Assert.Equal(0L, await CountAsync("SELECT count(*) FROM meter_value_other"));
        Assert.Equal([5, 6], (await RawAsync()).Select(p => p.Value));
    }

    [Fact]
    public async Task One_process_leads_a_task_and_another_follows_when_it_ends_or_dies()
    {
        await using var other = await OpenAsync();
        var leads = await Store.TryLeadAsync("alarms", Ct);
        Assert.NotNull(leads);
        Assert.Null(await other.TryLeadAsync("alarms", Ct));
        await using (await other.TryLeadAsync("reports", Ct)) Assert.Null(await Store.TryLeadAsync("reports", Ct));
        await leads.DisposeAsync();
        var follows = await other.TryLeadAsync("alarms", Ct);
        Assert.NotNull(follows);
        await postgres.ExecuteAsync(
            _options, "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE l.classid = 7303 AND d.datname = current_database()");
        await Until.TrueAsync(() => follows.Lost.IsCancellationRequested, _time, TimeSpan.FromSeconds(1), "the leader knows that it leads no more");
        await using var again = await Store.TryLeadAsync("alarms", Ct);
        Assert.NotNull(again);
        await follows.DisposeAsync();
    }

    [Fact]
    public async Task History_is_read_from_the_replica_and_what_a_decision_needs_is_not()
    {
        var replica = await postgres.DatabaseAsync();
        await using var store = await PostgresStore.OpenAsync(
            _options with { PostgresReplica = replica.Postgres }, _time, NullLogger<PostgresStore>.Instance, Ct);
        var id = (await store.StartTransactionAsync(new StartFact("CP1", 1, "A", "A", false, T0, T0, 1000, null, "Accepted"), Ct)).TransactionId;
        Assert.NotNull(await store.FindTransactionAsync(id, Ct));
        Assert.Empty(await store.ReadTransactionsAsync(new TransactionQuery(null, null, null, null, null, null, 10, null), Ct));
        Assert.Single(await store.ReadTransactionsAsync(new TransactionQuery(null, null, null, true, null, null, 10, null), Ct));
    }

    private static List<MeterSample> Samples(Random random, DateTimeOffset begin, int count)
    {
        var wh = 0d;
        return
        [
            .. Enumerable.Range(0, count).Select(i => i % 2 == 0
                ? Sample(begin.AddSeconds(10 * i), "Voltage", random.Next(200, 260))
                : Sample(begin.AddSeconds(10 * i), Energy, wh += random.Next(5))),
        ];
    }

    private static MeterSample Sample(DateTimeOffset at, string measurand, double value) =>
        new("CP1", 1, null, at, at.Year < 2000 ? T0 : at, measurand, null, null, "Sample.Periodic", "x", value);

    private static void Equal(IReadOnlyList<MeterPoint> expected, IReadOnlyList<MeterPoint> actual)
    {
        Assert.Equal(expected.Select(Rounded), actual.Select(Rounded));
        static MeterPoint Rounded(MeterPoint p) => p with { Value = Math.Round(p.Value, 6) };
    }

    private async Task LaterAsync(TimeSpan by)
    {
        _time.Advance(by);
        await Store.UpkeepAsync(Ct);
    }

    private async Task AppendAsync(List<MeterSample> samples)
    {
        foreach (var part in samples.Chunk(200)) await Store.AppendMeterValuesAsync(part, Ct);
    }

    private Task<IReadOnlyList<MeterPoint>> ChartAsync(int minutes, DateTimeOffset from, DateTimeOffset to) =>
        Store.ReadMeterValuesAsync(new MeterQuery("CP1", null, null, null, from, to, TimeSpan.FromMinutes(minutes), 10_000, null), Ct);

    private Task<IReadOnlyList<MeterPoint>> RawAsync() =>
        Store.ReadMeterValuesAsync(new MeterQuery("CP1", null, null, null, null, null, null, 10_000, null), Ct);

    private async Task<long> CountAsync(string sql) => (long)(await postgres.ScalarAsync(_options, sql))!;

    private Task<PostgresStore> OpenAsync() => PostgresStore.OpenAsync(_options, _time, NullLogger<PostgresStore>.Instance, Ct);
}
