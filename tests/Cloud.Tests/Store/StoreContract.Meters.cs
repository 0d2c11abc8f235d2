using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Tests.Store;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_sample_comes_back_as_it_was_measured()
    {
        var full = Sample(T0, "Current.Import", 16.25, "A", phase: "L1", context: "Trigger", location: "Cable");
        await AppendAsync(full);
        var point = Assert.Single(await PointsAsync());
        Assert.Equal(
            new MeterPoint(point.Key, 1, null, T0, "Current.Import", "L1", "Cable", "Trigger", "A", 16.25, 16.25, 16.25, 1), point);
        await ReopenAsync();
        Assert.Equal(point, Assert.Single(await PointsAsync()));
    }

    [Fact]
    public async Task A_repeated_sample_changes_nothing_and_what_differs_in_any_word_is_another_sample()
    {
        var sample = Sample(T0, "Voltage", 230, "V", phase: "L1");
        MeterSample[] others =
        [
            sample with { Measurand = "Current.Import" }, sample with { Phase = "L2" }, sample with { Phase = null },
            sample with { Context = "Transaction.Begin" }, sample with { Location = "Outlet" }, sample with { ConnectorId = 2 },
            sample with { At = T0.AddMilliseconds(1) },
        ];
        await AppendAsync([sample, .. others]);
        await AppendAsync([sample with { ReceivedAt = T0.AddHours(1) }, .. others]);
        await ReopenAsync();
        await AppendAsync([sample, .. others]);
        Assert.Equal(others.Length + 1, (await PointsAsync()).Count);
    }

    [Fact]
    public async Task Different_values_at_one_instant_are_all_kept_a_millisecond_apart_and_their_repeats_change_nothing()
    {
        MeterSample[] burst = [Sample(T0, "Voltage", 230, "V"), Sample(T0, "Voltage", 231, "V"), Sample(T0, "Voltage", 232, "V")];
        await AppendAsync(burst);
        await AppendAsync(burst);
        await ReopenAsync();
        await AppendAsync(burst[2], burst[0]);
        Assert.Equal(
            [(T0, 230), (T0.AddMilliseconds(1), 231), (T0.AddMilliseconds(2), 232)], (await PointsAsync()).Select(p => (p.At, p.Value)));
    }

    [Fact]
    public async Task A_repeat_within_one_batch_is_one_sample()
    {
        await AppendAsync(Energy(T0, 1), Energy(T0, 1), Energy(T0.AddSeconds(-1), 2), Energy(T0.AddSeconds(-1), 2));
        Assert.Equal([2, 1], (await PointsAsync()).Select(p => p.Value));
    }

    [Fact]
    public async Task A_value_that_is_no_number_is_refused_and_nothing_of_its_batch_is_kept()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => AppendAsync(Energy(T0, 1), Energy(T0.AddSeconds(1), double.NaN)).AsTask());
        Assert.Contains("samples[1].Value", error.Message, StringComparison.Ordinal);
        Assert.Empty(await PointsAsync());
    }

    [Fact]
    public async Task Energy_follows_the_register_of_the_open_transaction()
    {
        var id = await StartedAsync(Start(meterWh: 1000));
        Assert.Null((await TransactionAsync(id)).EnergyWh);
        await AppendAsync(Energy(T0.AddMinutes(1), 1250.5, id));
        Assert.Equal(250.5, (await TransactionAsync(id)).EnergyWh);
        await AppendAsync(Energy(T0.AddMinutes(2), 1500));
        Assert.Equal(500, (await TransactionAsync(id)).EnergyWh);
        await AppendAsync(Energy(T0.AddMinutes(2), 1500), Energy(T0.AddMinutes(1), 1250.5, id));
        Assert.Equal(500, (await TransactionAsync(id)).EnergyWh);
        await ReopenAsync();
        await AppendAsync(Energy(T0.AddMinutes(3), 1600, id));
        Assert.Equal(600, (await TransactionAsync(id)).EnergyWh);
    }

    [Fact]
    public async Task Only_the_import_register_at_the_outlet_over_all_phases_counts_as_energy()
    {
        var id = await StartedAsync(Start(meterWh: 1000));
        await AppendAsync(
            Energy(T0.AddMinutes(1), 9000, id) with { Phase = "L1" }, Energy(T0.AddMinutes(1), 9000, id) with { Location = "Inlet" },
            Energy(T0.AddMinutes(1), 9000, id) with { Measurand = "Energy.Active.Export.Register" }, Energy(T0.AddMinutes(1), 9000, station: "CP2"),
            Energy(T0.AddMinutes(1), 9000, connector: 2));
        Assert.Null((await TransactionAsync(id)).EnergyWh);
        await AppendAsync(Energy(T0.AddMinutes(2), 1100, id) with { Location = "Outlet" });
        Assert.Equal(100, (await TransactionAsync(id)).EnergyWh);
    }

    [Fact]
    public async Task A_register_that_starts_again_counts_on_from_zero_and_is_counted()
    {
        var id = await StartedAsync(Start(meterWh: 50_000));
        await AppendAsync(Energy(T0.AddMinutes(1), 52_000, id), Energy(T0.AddMinutes(2), 300, id), Energy(T0.AddMinutes(3), 700, id));
        var row = await TransactionAsync(id);
        Assert.Equal((2700d, 1), (row.EnergyWh, row.RegisterResets));
        var stopped = (await Store.StopTransactionAsync(Stop(id, T0.AddMinutes(4), 900), Ct)).Transaction;
        Assert.Equal((2900d, 1, 900), (stopped.EnergyWh, stopped.RegisterResets, stopped.MeterStopWh));
    }

    [Fact]
    public async Task Samples_that_come_with_the_stop_belong_to_its_transaction()
    {
        var id = await StartedAsync(Start(meterWh: 1000));
        var stop = Stop(
            id, T0.AddHours(1), 3000, data:
            [
                Energy(T0, 1000) with { Context = "Transaction.Begin" }, Energy(T0.AddMinutes(30), 2000, 999), Energy(T0.AddHours(1), 3000) with { Context = "Transaction.End" },
            ]);
        var stopped = (await Store.StopTransactionAsync(stop, Ct)).Transaction;
        Assert.Equal(2000, stopped.EnergyWh);
        Assert.Equal([id, id, id], (await PointsAsync(transaction: id)).Select(p => p.TransactionId));
    }

    [Fact]
    public async Task Samples_without_a_transaction_are_linked_to_the_one_that_runs_at_their_time()
    {
        var first = await StartedAsync(Start(meterWh: 1000));
        await Store.StopTransactionAsync(Stop(first, T0.AddHours(1), 2000), Ct);
        var second = await StartedAsync(Start(at: T0.AddHours(2), meterWh: 2000));
        await AppendAsync(
            Energy(T0.AddMinutes(-1), 1000), Energy(T0.AddMinutes(30), 1500), Energy(T0.AddHours(1), 2000), Energy(T0.AddMinutes(90), 2000),
            Energy(T0.AddHours(2), 2000), Energy(T0.AddHours(3), 2600));
        long?[] expected = [null, first, first, null, second, second];
        Assert.Equal(expected, (await PointsAsync()).Select(p => p.TransactionId));
        Assert.Equal([1500, 2000], (await PointsAsync(transaction: first)).Select(p => p.Value));
        Assert.Equal([2000, 2600], (await PointsAsync(transaction: second)).Select(p => p.Value));
        Assert.Equal(600, (await TransactionAsync(second)).EnergyWh);
    }

    [Fact]
    public async Task Samples_stored_before_an_offline_start_arrives_are_linked_to_it_and_counted()
    {
        await AppendAsync(Energy(T0.AddMinutes(-1), 900), Energy(T0.AddMinutes(10), 1400), Energy(T0.AddMinutes(20), 1900));
        Assert.All(await PointsAsync(), p => Assert.Null(p.TransactionId));
        var id = await StartedAsync(Start(meterWh: 1000) with { ReceivedAt = T0.AddHours(1) });
        Assert.Equal(900, (await TransactionAsync(id)).EnergyWh);
        Assert.Equal([null, id, id], (await PointsAsync()).Select(p => p.TransactionId));
        await AppendAsync(Energy(T0.AddMinutes(40), 5000));
        var stopped = (await Store.StopTransactionAsync(Stop(id, T0.AddMinutes(30), 2200), Ct)).Transaction;
        Assert.Equal(1200, stopped.EnergyWh);
        Assert.Equal([null, id, id, null], (await PointsAsync()).Select(p => p.TransactionId));
    }

    [Fact]
    public async Task An_offline_start_between_two_others_takes_its_samples_from_the_one_before()
    {
        var before = await StartedAsync(Start(meterWh: 0));
        await AppendAsync(Energy(T0.AddMinutes(10), 100), Energy(T0.AddMinutes(20), 200), Energy(T0.AddMinutes(30), 300));
        Assert.Equal(300, (await TransactionAsync(before)).EnergyWh);
        var late = await StartedAsync(Start(tag: "TAG2", at: T0.AddMinutes(15), meterWh: 150));
        Assert.Equal(100, (await TransactionAsync(before)).EnergyWh);
        Assert.Equal(150, (await TransactionAsync(late)).EnergyWh);
        Assert.Equal([before, late, late], (await PointsAsync()).Select(p => p.TransactionId));
        Assert.Equal([100], (await PointsAsync(transaction: before)).Select(p => p.Value));
    }

    [Fact]
    public async Task A_sample_that_names_a_transaction_belongs_to_it_whatever_the_stations_clock_says()
    {
        var id = await StartedAsync(Start(meterWh: 1000));
        var stray = new DateTimeOffset(1970, 1, 1, 0, 0, 5, TimeSpan.Zero);
        await AppendAsync(Energy(T0.AddMinutes(1), 1100, id), Energy(stray, 1050, id));
        await Store.StopTransactionAsync(Stop(id, T0.AddHours(1), 2000), Ct);
        await AppendAsync(Energy(T0.AddDays(2), 1900, id));
        Assert.Equal([1050, 1100, 1900], (await PointsAsync(transaction: id)).Select(p => p.Value));
        Assert.Equal(1000, (await TransactionAsync(id)).EnergyWh);
    }

    [Fact]
    public async Task A_sample_that_names_a_transaction_of_nobody_or_of_another_station_is_linked_by_time_instead()
    {
        var foreign = await StartedAsync(Start(station: "CP2"));
        var id = await StartedAsync(Start(tag: "TAG2"));
        await AppendAsync(Energy(T0.AddMinutes(1), 1100, 4711), Energy(T0.AddMinutes(2), 1200, foreign), Energy(T0.AddMinutes(3), 1300, -1));
        Assert.Equal([id, id, id], (await PointsAsync()).Select(p => p.TransactionId));
        Assert.Equal(300, (await TransactionAsync(id)).EnergyWh);
        Assert.Null((await TransactionAsync(foreign)).EnergyWh);
    }

    [Fact]
    public async Task Raw_meter_values_page_through_all_series_without_gap_or_repeat()
    {
        var samples = new List<MeterSample>();
        for (var i = 0; i < 50; i++)
        {
            samples.Add(Energy(T0.AddSeconds(i / 2), i));
            samples.Add(Sample(T0.AddSeconds(i / 2), "Voltage", i, "V", phase: i % 2 == 0 ? "L1" : "L2"));
            samples.Add(Sample(T0.AddSeconds(i), "Current.Import", i, "A", connector: 2));
        }

        await AppendAsync([.. samples]);
        var all = await PointsAsync();
        Assert.Equal(150, all.Count);
        Assert.Equal(all.OrderBy(p => p.At).ThenBy(p => p.Key), all);
        var paged = new List<MeterPoint>();
        for (long? after = null; ;)
        {
            var page = await PointsAsync(limit: 7, after: after);
            paged.AddRange(page);
            if (page.Count < 7) break;
            after = page[^1].Key;
        }

        Assert.Equal(all, paged);
        Assert.Equal(50, (await PointsAsync(connector: 2)).Count);
        Assert.Equal(50, (await PointsAsync(measurand: "Energy.Active.Import.Register")).Count);
        Assert.Equal(10, (await PointsAsync(connector: 2, from: T0.AddSeconds(5), to: T0.AddSeconds(15))).Count);
        Assert.Empty(await PointsAsync(station: "CP9"));
        Assert.Empty(await PointsAsync(transaction: 5));
    }

    [Fact]
    public async Task Downsampled_meter_values_are_mean_min_max_and_count_per_step_and_series()
    {
        await AppendAsync(
            Sample(T0.AddSeconds(1), "Voltage", 10, "V"), Sample(T0.AddSeconds(2), "Voltage", 20, "V"), Sample(T0.AddSeconds(3), "Current.Import", 5, "A"),
            Sample(T0.AddSeconds(59), "Voltage", 60, "V"), Sample(T0.AddSeconds(60), "Voltage", 7, "V"), Sample(T0.AddSeconds(61), "Voltage", 1, "V", phase: "L1"));
        var points = await PointsAsync(resolution: TimeSpan.FromMinutes(1));
        Assert.Equal(
            [
                (T0, "Voltage", null, 30d, 10d, 60d, 3L), (T0, "Current.Import", null, 5d, 5d, 5d, 1L), (T0.AddMinutes(1), "Voltage", null, 7d, 7d, 7d, 1L),
                (T0.AddMinutes(1), "Voltage", "L1", 1d, 1d, 1d, 1L),
            ],
            points.Select(p => (p.At, p.Measurand, p.Phase, p.Value, p.Min, p.Max, p.Count)));
        var paged = new List<MeterPoint>();
        for (long? after = null; paged.Count < 4;) paged.AddRange(await PointsAsync(resolution: TimeSpan.FromMinutes(1), limit: 1, after: after));
        Assert.Equal(4, paged.Count);
    }

    [Fact]
    public async Task Downsampling_skips_empty_years_and_times_before_1970()
    {
        DateTimeOffset[] times = [new(1969, 12, 31, 23, 59, 59, TimeSpan.Zero), new(1970, 1, 1, 0, 0, 1, TimeSpan.Zero), T0, T0.AddYears(50)];
        foreach (var at in times) await AppendAsync(Sample(at, "Voltage", 230, "V"));
        var points = await PointsAsync(resolution: TimeSpan.FromSeconds(10), limit: 3);
        Assert.Equal([times[0].AddSeconds(-9), times[1].AddSeconds(-1), T0], points.Select(p => p.At));
        Assert.Equal([times[3]], (await PointsAsync(resolution: TimeSpan.FromSeconds(10), limit: 3, after: points[2].Key)).Select(p => p.At));
        Assert.Equal(4, (await PointsAsync()).Count);
    }

    [Fact]
    public async Task A_step_belongs_to_a_transaction_when_all_its_samples_do()
    {
        var id = await StartedAsync(Start(at: T0.AddSeconds(30)));
        await AppendAsync(
            Energy(T0.AddSeconds(10), 900), Energy(T0.AddSeconds(40), 1000), Energy(T0.AddSeconds(70), 1100), Energy(T0.AddSeconds(80), 1200, id),
            Energy(T0.AddSeconds(130), 1300, id));
        Assert.Equal([null, id, id], (await PointsAsync(resolution: TimeSpan.FromMinutes(1))).Select(p => p.TransactionId));
        Assert.Equal([1L, 2L, 1L], (await PointsAsync(resolution: TimeSpan.FromMinutes(1), transaction: id)).Select(p => p.Count));
    }

    [Fact]
    public async Task A_resolution_that_is_not_positive_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => PointsAsync(resolution: TimeSpan.Zero));
}
