using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store.Model;
using Busbar.Tests;
using Busbar.Wire.Ocpp.V16;
using static Busbar.Cloud.Tests.Cms.CmsRig;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsOverviewTests
{
    [Fact]
    public async Task The_figures_of_the_fleet_are_those_of_its_stations()
    {
        await using var rig = await CmsRig.StartAsync();
        for (var i = 0; i < 5; i++) await rig.BootAsync($"S{i}");
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, 1), id: "S0");
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, 2), id: "S0");
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging), id: "S1");
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Faulted, 0, ChargePointErrorCode.InternalError), id: "S2");
        await rig.ReportAsync(rig.MetersOf(1, null, null, Sample("11", Measurand.PowerActiveImport, UnitOfMeasure.KW)), id: "S0");
        await rig.ReportAsync(rig.MetersOf(1, null, null, Sample("7400", Measurand.PowerActiveImport)), id: "S1");
        await rig.StartAsync(id: "S0");
        await rig.EventAsync(new StationDisconnected("S4", rig.EpochOf("S4"), rig.Now, "closed"));
        var o = rig.Cms.Overview;
        Assert.Equal((5, 4, 2, 1, 18_400.0, 1), (o.Stations, o.Connected, o.Charging, o.Faulted, o.PowerW, o.OpenTransactions));
        Assert.Equal((1, 1, AlarmSeverity.Critical), (o.OpenAlarms, o.UnacknowledgedAlarms, o.WorstAlarm));
        Assert.Equal(["S0", "S1", "S2", "S3", "S4"], rig.Cms.Stations.Select(s => s.Id));

        await rig.EventAsync(new StationDisconnected("S0", rig.EpochOf("S0"), rig.Now, "closed"));
        o = rig.Cms.Overview;
        Assert.Equal((3, 1, 7400.0, 1), (o.Connected, o.Charging, o.PowerW, o.OpenTransactions));
    }

    [Fact]
    public async Task After_any_walk_of_messages_the_running_sums_are_what_counting_anew_gives()
    {
        var random = new Random(11);
        await using var rig = await CmsRig.StartAsync(Defaults with { WatchCurrent = false });
        var ids = Enumerable.Range(0, 6).Select(i => $"S{i}").ToArray();
        foreach (var id in ids) await rig.BootAsync(id);
        var open = new List<(string Id, int Transaction)>();
        for (var step = 0; step < 2_000; step++)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(random.Next(30)));
            var id = ids[random.Next(ids.Length)];
            switch (random.Next(7))
            {
                case 0: await rig.ReportAsync(rig.StatusOf((ChargePointStatus)random.Next(9), random.Next(4)), id: id); break;
                case 1: await rig.ReportAsync(rig.MetersOf(random.Next(4), null, null, Sample($"{random.Next(22_000)}", Measurand.PowerActiveImport)), id: id); break;
                case 2: open.Add((id, await rig.StartAsync(1 + random.Next(3), $"T{step}", id: id))); break;
                case 3 when open.Count > 0:
                    var (at, transaction) = open[random.Next(open.Count)];
                    await rig.CallAsync<StopTransactionResponse>(rig.StopOf(transaction), id: at);
                    break;
                case 4: await rig.ConnectAsync(id); break;
                case 5: await rig.EventAsync(new StationDisconnected(id, rig.EpochOf(id) - random.Next(2), rig.Now, "x")); break;
                default: await rig.BeatAsync(TimeSpan.FromSeconds(1)); break;
            }
        }

        var stations = rig.Cms.Stations;
        var overview = rig.Cms.Overview;
        var connected = stations.Where(s => s.Connected).ToArray();
        Assert.Equal(connected.Length, overview.Connected);
        Assert.Equal(connected.Count(s => s.Connectors.Any(c => c.Status == "Charging")), overview.Charging);
        Assert.Equal(connected.Count(s => s.Connectors.Any(c => c.Status == "Faulted")), overview.Faulted);
        Assert.Equal(connected.Sum(s => s.PowerW ?? 0), overview.PowerW, 3);
        Assert.Equal(rig.Store.Transactions.Count(t => t.StoppedAt is null), overview.OpenTransactions);
        Assert.Equal(stations.Sum(s => s.OpenTransactions), overview.OpenTransactions);
        Assert.Equal(rig.Store.Alarms.Count(a => a.ClearedAt is null), overview.OpenAlarms);
        Assert.Equal(stations.Sum(s => s.OpenAlarms), overview.OpenAlarms);
    }

    [Fact]
    public async Task Many_hands_at_the_same_stations_leave_sums_that_are_right()
    {
        await using var rig = await CmsRig.StartAsync(Defaults with { WatchCurrent = false });
        var ids = Enumerable.Range(0, 3).Select(i => $"S{i}").ToArray();
        foreach (var id in ids) await rig.BootAsync(id);
        await Parallel.ForAsync(0, 3_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var id = ids[i % ids.Length];
            switch (i % 5)
            {
                case 0: await rig.ReportAsync(rig.StatusOf((ChargePointStatus)(i % 9), i % 3), id: id); break;
                case 1: await rig.ReportAsync(rig.MetersOf(i % 3, null, null, Sample($"{i}", Measurand.PowerActiveImport)), id: id); break;
                case 2:
                    var transaction = await rig.StartAsync(1 + (i % 2), $"T{i}", id: id);
                    if (i % 2 == 0) await rig.CallAsync<StopTransactionResponse>(rig.StopOf(transaction), id: id);
                    break;
                case 3:
                    var epoch = (await rig.AdmitAsync(id: id)).Epoch;
                    await rig.EventAsync(new StationConnected(id, epoch, rig.Now, Busbar.Wire.Ocpp.OcppVersion.V16, null));
                    if (i % 2 == 0) await rig.EventAsync(new StationDisconnected(id, epoch, rig.Now, "x"));
                    break;
                default: Assert.True(rig.Cms.FindStation(id) is not null && rig.Cms.Overview.Stations == 3); break;
            }
        });

        var stations = rig.Cms.Stations;
        var connected = stations.Where(s => s.Connected).ToArray();
        var overview = rig.Cms.Overview;
        Assert.Equal(connected.Length, overview.Connected);
        Assert.Equal(connected.Count(s => s.Connectors.Any(c => c.Status == "Charging")), overview.Charging);
        Assert.Equal(connected.Sum(s => s.PowerW ?? 0), overview.PowerW, 3);
        Assert.Equal(rig.Store.Transactions.Count(t => t.StoppedAt is null), overview.OpenTransactions);
        Assert.Equal(stations.Sum(s => s.OpenTransactions), overview.OpenTransactions);
        Assert.All(stations, s => Assert.Equal(s.Connectors.OrderBy(c => c.ConnectorId).Select(c => c.Status), rig.Store.ConnectorsOf(s)));
    }

    [Fact]
    public async Task The_history_has_a_point_each_ten_seconds_and_an_hour_of_them()
    {
        await using var rig = await CmsRig.StartAsync(Defaults with { OfflineAlarmAfter = TimeSpan.Zero });
        await rig.BootAsync();
        await rig.ReportAsync(rig.MetersOf(Sample("1000", Measurand.PowerActiveImport)));
        for (var i = 0; i < 3_700; i++) await rig.BeatAsync(TimeSpan.FromSeconds(1));
        var power = rig.Cms.Overview.Power;
        Assert.Equal(360, power.Count);
        Assert.All(power, p => Assert.Equal(1000, p.PowerW));
        Assert.All(power.Zip(power.Skip(1)), p => Assert.Equal(TimeSpan.FromSeconds(10), p.Second.At - p.First.At));
    }

    [Fact]
    public async Task Messages_per_second_are_counted_over_ten_seconds()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.BeatAsync(TimeSpan.FromSeconds(1));
        for (var second = 0; second < 10; second++)
        {
            for (var i = 0; i < 5; i++) await rig.ReportAsync(new HeartbeatRequest());
            await rig.BeatAsync(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(5, rig.Cms.Overview.MessagesPerSecond);
    }

    [Fact]
    public async Task The_energy_of_today_starts_anew_at_midnight_and_knows_todays_transactions_after_a_restart()
    {
        await using var rig = await CmsRig.StartAsync(time: new Busbar.Tests.FakeTime(new DateTimeOffset(2026, 3, 1, 22, 0, 0, TimeSpan.Zero)));
        await rig.BootAsync();
        var id = await rig.StartAsync(meterWh: 0);
        rig.Time.Advance(TimeSpan.FromHours(1));
        await rig.ReportAsync(rig.MetersOf(Sample("5000")));
        Assert.Equal(5000, rig.Cms.Overview.EnergyTodayWh);
        rig.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, rig.Cms.Overview.EnergyTodayWh);
        await rig.ReportAsync(rig.MetersOf(Sample("8000")));
        Assert.Equal(3000, rig.Cms.Overview.EnergyTodayWh);
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(id, 8000));
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(await rig.StartAsync(meterWh: 8000), 9000));
        await using var after = await rig.RestartAsync();
        Assert.Equal(1000, after.Cms.Overview.EnergyTodayWh);
    }

    [Fact]
    public async Task A_changed_station_is_in_the_live_view_once_per_beat_in_its_latest_state()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.BootAsync("OTHER");
        await rig.BeatAsync(TimeSpan.FromSeconds(1));
        using var live = rig.Feed.Open();
        for (var i = 0; i < 50; i++) await rig.ReportAsync(rig.MetersOf(Sample($"{i}", Measurand.CurrentImport)));
        Assert.False(live.TryRead(out _));
        await rig.BeatAsync(TimeSpan.FromSeconds(1));
        Assert.True(live.TryRead(out var change));
        Assert.Equal((Id, 49.0), (Assert.IsType<StationChanged>(change).Id, ((StationChanged)change!).Station.Connectors.Single().CurrentA!.Value));
        Assert.False(live.TryRead(out _));
    }

    [Fact]
    public async Task A_view_is_made_anew_only_when_the_station_changed()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        Assert.Same(rig.View, rig.View);
        var before = rig.View;
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging));
        Assert.NotSame(before, rig.View);
    }

    [Fact]
    public async Task The_beat_and_the_background_run_with_the_host_and_end_with_it()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.RunAsync();
        using var live = rig.Feed.Open();
        await rig.BootAsync();
        await Until.TrueAsync(
            () =>
            {
                rig.Time.Advance(TimeSpan.FromMilliseconds(200));
                return live.TryRead(out var change) && change is StationChanged { Station.Vendor: "Acme" };
            },
            "the boot is in the live view");
    }

    [Fact]
    public async Task A_duty_that_fails_is_done_again()
    {
        await using var rig = await CmsRig.StartAsync();
        var epoch = await rig.BootAsync();
        rig.Store.Full = true;
        await rig.BeatAsync();
        rig.Store.Full = false;
        await rig.ReportAsync(new HeartbeatRequest(), epoch);
        await rig.BeatAsync();
        Assert.NotNull(rig.Store.Station(Id)!.LastSeenAt);
    }
}
