using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Postgres;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store.Postgres;

/// <summary>Two processes on one database, here two stores: each fact is kept once, and what is judged is judged over both.</summary>
public sealed class PostgresWritersTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTime _time = new(T0);
    private PostgresStore[] _stores = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var options = await postgres.DatabaseAsync();
        _stores = [await OpenAsync(options), await OpenAsync(options)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task A_start_that_comes_to_both_at_once_is_one_transaction()
    {
        for (var i = 0; i < 20; i++)
        {
            var fact = Start($"CP{i}", $"TAG{i}");
            var results = await Task.WhenAll(_stores.Select(s => s.StartTransactionAsync(fact, Ct).AsTask()));
            Assert.Equal([false, true], results.Select(r => r.Repeat).Order());
            Assert.Equal(results[0].TransactionId, results[1].TransactionId);
            Assert.All(results, r => Assert.Equal("Accepted", r.Authorization));
        }
    }

    [Fact]
    public async Task A_start_whose_tag_has_changed_its_group_in_between_is_still_one_transaction()
    {
        for (var i = 0; i < 10; i++)
        {
            var fact = Start($"CP{i}", $"TAG{i}");
            var results = await Task.WhenAll(
                _stores[0].StartTransactionAsync(fact, Ct).AsTask(), _stores[1].StartTransactionAsync(fact with { TagGroup = $"G{i}" }, Ct).AsTask());
            Assert.Equal(results[0].TransactionId, results[1].TransactionId);
        }
    }

    [Fact]
    public async Task Of_the_starts_of_one_group_that_come_to_both_at_once_one_is_accepted()
    {
        for (var round = 0; round < 5; round++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 20)
                .Select(i => _stores[i % 2].StartTransactionAsync(Start($"CP{round}-{i}", $"TAG{round}"), Ct).AsTask()));
            Assert.Single(results, r => r.Authorization == "Accepted");
            Assert.Equal(20, results.Select(r => r.TransactionId).Distinct().Count());
        }
    }

    [Fact]
    public async Task A_storm_of_starts_of_many_groups_waits_in_no_circle_and_accepts_one_of_each_group()
    {
        const int tags = 150;
        const int places = 4;
        var random = new Random(1);
        var starts = Enumerable.Range(0, tags * places).Select(i => Start($"CP{i}", $"TAG{i % tags}")).ToArray();
        random.Shuffle(starts);
        var results = await Task.WhenAll(starts.Select((start, i) => _stores[i % 2].StartTransactionAsync(start, Ct).AsTask()));
        var accepted = starts.Zip(results).Where(s => s.Second.Authorization == "Accepted").Select(s => s.First.IdTag).ToList();
        Assert.Equal(tags, accepted.Count);
        Assert.Distinct(accepted);
    }

    [Fact]
    public async Task A_stop_that_comes_to_both_at_once_ends_the_transaction_once()
    {
        for (var i = 0; i < 20; i++)
        {
            var id = (await _stores[i % 2].StartTransactionAsync(Start($"CP{i}", $"TAG{i}"), Ct)).TransactionId;
            var stops = await Task.WhenAll(
                _stores[0].StopTransactionAsync(Stop($"CP{i}", id, 3000), Ct).AsTask(), _stores[1].StopTransactionAsync(Stop($"CP{i}", id, 4000), Ct).AsTask());
            Assert.Equal([StopOutcome.Stopped, StopOutcome.Repeat], stops.Select(s => s.Outcome).Order());
            Assert.Equal(stops[0].Transaction, stops[1].Transaction);
        }
    }

    [Fact]
    public async Task A_stop_of_nobodys_transaction_that_comes_to_both_at_once_is_one_orphan()
    {
        for (var i = 0; i < 10; i++)
        {
            var stop = Stop($"CP{i}", 4711, 3000);
            var orphans = await Task.WhenAll(_stores.Select(s => s.StopTransactionAsync(stop, Ct).AsTask()));
            Assert.Equal(orphans[0].Transaction.Id, orphans[1].Transaction.Id);
        }
    }

    [Fact]
    public async Task Samples_that_come_to_both_at_once_are_kept_once_and_their_energy_counts_once()
    {
        var id = (await _stores[0].StartTransactionAsync(Start("CP1", "A"), Ct)).TransactionId;
        for (var minute = 1; minute <= 40; minute++)
        {
            MeterSample[] samples = [Sample("CP1", minute, "Energy.Active.Import.Register", 1000 + (10 * minute), id), Sample("CP1", minute, "Voltage", 230, null)];
            await Task.WhenAll(_stores.Select(s => s.AppendMeterValuesAsync(samples, Ct).AsTask()));
        }

        Assert.Equal(80, (await PointsAsync("CP1")).Count);
        Assert.Equal(400, (await _stores[1].FindTransactionAsync(id, Ct))!.EnergyWh);
    }

    [Fact]
    public async Task A_station_that_changes_hands_again_and_again_is_counted_right()
    {
        var id = (await _stores[0].StartTransactionAsync(Start("CP1", "A"), Ct)).TransactionId;
        for (var minute = 1; minute <= 20; minute++)
        {
            await _stores[minute % 2].AppendMeterValuesAsync([Sample("CP1", minute, "Energy.Active.Import.Register", 1000 + (10 * minute), null)], Ct);
            Assert.Equal(10 * minute, (await _stores[0].FindTransactionAsync(id, Ct))!.EnergyWh);
        }

        var late = (await _stores[1].StartTransactionAsync(Start("CP1", "B") with { StartedAt = T0.AddMinutes(15) }, Ct)).TransactionId;
        Assert.Equal(140, (await _stores[0].FindTransactionAsync(id, Ct))!.EnergyWh);
        await _stores[0].AppendMeterValuesAsync([Sample("CP1", 30, "Energy.Active.Import.Register", 1500, null)], Ct);
        Assert.Equal(500, (await _stores[0].FindTransactionAsync(late, Ct))!.EnergyWh);
        Assert.Equal(StopOutcome.Stopped, (await _stores[1].StopTransactionAsync(Stop("CP1", late, 1600), Ct)).Outcome);
        Assert.Equal(StopOutcome.Repeat, (await _stores[0].StopTransactionAsync(Stop("CP1", late, 1600), Ct)).Outcome);
    }

    [Fact]
    public async Task Alarms_and_reservations_of_both_have_numbers_of_their_own_and_an_open_alarm_is_one()
    {
        var alarm = new AlarmRow(0, null, null, "link.flood", AlarmSeverity.Warning, "t", null, T0, T0, null, null, null, null);
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _stores[i % 2].SaveAlarmAsync(alarm, Ct).AsTask()));
        Assert.Single(ids.Distinct());
        var reservations = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _stores[i % 2].NextReservationIdAsync(Ct).AsTask()));
        Assert.Equal(Enumerable.Range(1, 20), reservations.Order());
    }

    [Fact]
    public async Task An_exchange_that_the_bus_brings_again_to_another_process_is_logged_once()
    {
        var query = new MessageQuery("CP1", null, null, null, null, null, null, 100, null);
        var first = new MessageRow(0, "CP1", T0, true, "Heartbeat", "1", "{}", "{}", null, null, 1, 0);
        _stores[0].LogMessage(first);
        Assert.Single(await _stores[0].ReadMessagesAsync(query, Ct));
        _stores[1].LogMessage(first with { MayBeRepeated = true });
        _stores[1].LogMessage(first with { MessageId = "2", MayBeRepeated = true });
        Assert.Equal(["1", "2"], (await _stores[1].ReadMessagesAsync(query, Ct)).Select(m => m.MessageId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_register_that_starts_again_while_the_station_changes_hands_is_counted()
    {
        var id = (await _stores[0].StartTransactionAsync(Start("CP1", "A"), Ct)).TransactionId;
        double[] registersWh = [1500, 10, 300, 20, 500];
        for (var minute = 1; minute <= registersWh.Length; minute++)
            await _stores[minute % 2].AppendMeterValuesAsync([Sample("CP1", minute, "Energy.Active.Import.Register", registersWh[minute - 1], id)], Ct);
        var row = (await _stores[0].FindTransactionAsync(id, Ct))!;
        Assert.Equal((500d + 10 + 290 + 20 + 480, 2, 500d), (row.EnergyWh, row.RegisterResets, row.RegisterWh));
        var stopped = (await _stores[1].StopTransactionAsync(Stop("CP1", id, 600), Ct)).Transaction;
        Assert.Equal((1400d, 2), (stopped.EnergyWh, stopped.RegisterResets));
    }

    [Fact]
    public async Task Samples_that_name_a_transaction_are_found_by_it_whoever_wrote_them_and_however_late()
    {
        var id = (await _stores[0].StartTransactionAsync(Start("CP1", "A"), Ct)).TransactionId;
        int[] minutes = [1, 50, 100, 170, -30, 400];
        for (var i = 0; i < minutes.Length; i++)
        {
            if (i == 4) await _stores[0].StopTransactionAsync(Stop("CP1", id, 2000), Ct);
            await _stores[i % 2].AppendMeterValuesAsync([Sample("CP1", minutes[i], "Voltage", i, id)], Ct);
        }

        var found = await _stores[0].ReadMeterValuesAsync(new MeterQuery("CP1", null, id, null, null, null, null, 100, null), Ct);
        Assert.Equal([4, 0, 1, 2, 3, 5], found.Select(p => p.Value));
    }

    [Fact]
    public async Task Many_callers_of_both_lose_and_double_nothing()
    {
        const int stations = 30;
        const int minutes = 30;
        await Task.WhenAll(Enumerable.Range(0, stations).Select(RunAsync));
        foreach (var station in Enumerable.Range(0, stations))
        {
            Assert.Equal(2 * minutes, (await PointsAsync($"CP{station}")).Count);
            var transactions = await _stores[0].ReadTransactionsAsync(new TransactionQuery($"CP{station}", null, null, null, null, null, 10, null), Ct);
            Assert.Equal((1, 10d * minutes), (transactions.Count, transactions[0].EnergyWh));
        }

        async Task RunAsync(int station)
        {
            var random = new Random(station);
            var name = $"CP{station}";
            var id = (await _stores[random.Next(2)].StartTransactionAsync(Start(name, name), Ct)).TransactionId;
            for (var minute = 1; minute <= minutes; minute++)
            {
                MeterSample[] samples =
                    [Sample(name, minute, "Energy.Active.Import.Register", 1000 + (10 * minute), id), Sample(name, minute, $"M{random.Next(4)}", minute, null)];
                for (var times = random.Next(1, 3); times > 0; times--) await _stores[random.Next(2)].AppendMeterValuesAsync(samples, Ct);
            }

            await _stores[random.Next(2)].StopTransactionAsync(Stop(name, id, 1000 + (10 * minutes)), Ct);
        }
    }

    private Task<PostgresStore> OpenAsync(StoreOptions options) =>
        PostgresStore.OpenAsync(options, _time, NullLogger<PostgresStore>.Instance, Ct);

    private Task<IReadOnlyList<MeterPoint>> PointsAsync(string station) =>
        _stores[0].ReadMeterValuesAsync(new MeterQuery(station, null, null, null, null, null, null, 10_000, null), Ct);

    private static StartFact Start(string station, string tag) => new(station, 1, tag, tag, false, T0, T0, 1000, null, "Accepted");

    private static StopFact Stop(string station, long id, long meterWh) => new(station, id, T0.AddHours(1), T0.AddHours(1), meterWh, null, "Local", []);

    private static MeterSample Sample(string station, int minute, string measurand, double value, long? id) =>
        new(station, 1, id, T0.AddMinutes(minute), T0.AddMinutes(minute), measurand, null, null, "Sample.Periodic", "x", value);
}
