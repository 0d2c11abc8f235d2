using System.Net;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store.Model;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using static Busbar.Cloud.Tests.Cms.CmsRig;

namespace Busbar.Cloud.Tests.Cms;

/// <summary>Workers of a cluster: what they take and let go of, two of them on one store.</summary>
public sealed class CmsShardTests
{
    private const int Shards = 8;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_station_of_a_shard_that_is_not_held_is_refused_whatever_is_asked()
    {
        await using var rig = await WorkerAsync();
        var there = IdOf(shard: 3);
        await AssertRefusedAsync(rig, there);
        await rig.Get<IShardOwner>().TakeAsync(4, Ct);
        await AssertRefusedAsync(rig, there);
        Assert.Empty(rig.Store.Facts());
        Assert.Null(rig.Store.Station(there));
    }

    [Fact]
    public async Task A_shard_that_was_let_go_is_refused_again_and_leaves_nothing_in_memory()
    {
        await using var rig = await WorkerAsync(3);
        var id = IdOf(shard: 3);
        await rig.BootAsync(id);
        await rig.StartAsync(id: id);
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Faulted, error: ChargePointErrorCode.GroundFailure), id: id);
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        await rig.ReportAsync(rig.MetersOf(1, null, null, Sample("16", Measurand.CurrentImport, UnitOfMeasure.A), Sample("2000", Measurand.EnergyActiveImportRegister, UnitOfMeasure.Wh)), id: id);
        Assert.Equal((1, 1, 1), (rig.Cms.Overview.Stations, rig.Cms.Overview.OpenTransactions, rig.Cms.Overview.OpenAlarms));
        Assert.Equal(1000, rig.Cms.Overview.EnergyTodayWh);
        Assert.Equal(1, rig.Get<Busbar.Cloud.Cms.Anomalies.AnomalyWatch>().Watched);

        await rig.Get<IShardOwner>().ReleaseAsync(3, Ct);
        var empty = rig.Cms.Overview;
        Assert.Equal((0, 0, 0, 0, 0, 0), (empty.Stations, empty.Connected, empty.Charging, empty.Faulted, empty.OpenTransactions, empty.OpenAlarms));
        Assert.Equal((0, 0.0, 0.0), (empty.UnacknowledgedAlarms, empty.EnergyTodayWh, empty.PowerW));
        Assert.Equal(0, rig.Get<Busbar.Cloud.Cms.Anomalies.AnomalyWatch>().Watched);
        Assert.Empty(rig.Cms.Stations);
        await AssertRefusedAsync(rig, id);
    }

    [Fact]
    public async Task A_shard_that_was_lost_to_another_worker_leaves_that_ones_newer_rows_alone()
    {
        await using var lost = await WorkerAsync(3);
        var id = IdOf(shard: 3);
        var epoch = await lost.BootAsync(id);
        lost.Time.Advance(TimeSpan.FromSeconds(5));
        await lost.ReportAsync(new HeartbeatRequest(), epoch, id);
        await using var next = await WorkerOnAsync(lost, 3);
        await next.Cms.SaveStationAsync(id, new StationEdit(null, "Renamed", null, null, null), Ct);
        await lost.Get<IShardOwner>().ReleaseAsync(3, Ct);
        var row = lost.Store.Station(id)!;
        Assert.Equal(("Renamed", lost.Now), (row.DisplayName, row.LastSeenAt));
    }

    [Fact]
    public async Task The_next_owner_has_what_the_last_one_had()
    {
        await using var first = await WorkerAsync(3);
        var id = IdOf(shard: 3);
        var epoch = await first.BootAsync(id);
        var transaction = await first.StartAsync(id: id);
        await first.ReportAsync(first.StatusOf(ChargePointStatus.Charging), id: id);
        await first.ReportAsync(first.StatusOf(ChargePointStatus.Faulted, 2, ChargePointErrorCode.GroundFailure), id: id);
        first.Time.Advance(TimeSpan.FromSeconds(7));
        await first.ReportAsync(new HeartbeatRequest(), epoch, id);
        var before = first.Cms.FindStation(id)!;
        await first.Get<IShardOwner>().ReleaseAsync(3, Ct);

        await using var second = await WorkerOnAsync(first, 3);
        var after = second.Cms.FindStation(id)!;
        Assert.Equal(before with { Connectors = after.Connectors }, after);
        Assert.Equal(before.Connectors.Select(c => (c.ConnectorId, c.Status, c.TransactionId)), after.Connectors.Select(c => (c.ConnectorId, c.Status, c.TransactionId)));
        Assert.Equal((1, 1, 1), (second.Cms.Overview.Connected, second.Cms.Overview.OpenTransactions, second.Cms.Overview.OpenAlarms));
        Assert.Equal(transaction, (await second.CallAsync<StartTransactionResponse>(first.StartOf(at: second.Store.Transactions[0].StartedAt), epoch, id)).TransactionId);
        await second.CallAsync<StopTransactionResponse>(second.StopOf(transaction), epoch, id);
        Assert.Equal(0, second.Cms.Overview.OpenTransactions);
    }

    [Fact]
    public async Task Only_the_shards_that_are_taken_are_loaded_and_the_sums_of_all_workers_are_the_fleet()
    {
        await using var all = await StartAsync();
        var random = new Random(5);
        for (var i = 0; i < 60; i++)
        {
            var id = $"CP{i}";
            await all.BootAsync(id);
            if (i % 2 == 0) await all.StartAsync(tag: $"T{i}", meterWh: 1000, id: id);
            if (i % 3 == 0) await all.ReportAsync(all.StatusOf(ChargePointStatus.Faulted, error: ChargePointErrorCode.GroundFailure), id: id);
            if (i % 2 == 0) await all.CallAsync<StopTransactionResponse>(all.StopOf((int)all.Store.Transactions[^1].Id, 1000 + random.Next(5000)), id: id);
            if (i % 5 == 0) await all.StartAsync(tag: $"U{i}", id: id);
        }

        await using var expected = await all.RestartAsync();
        var whole = expected.Cms.Overview;
        await using var one = await WorkerOnAsync(expected, 0, 1, 2, 3, 4);
        await using var other = await WorkerOnAsync(expected, 5, 6, 7);
        foreach (var rig in new[] { one, other })
            Assert.All(rig.Cms.Stations, station => Assert.Equal(rig == other, Shard.Of(station.Id, Shards) >= 5));
        Assert.Equal(expected.Cms.Stations.Select(s => s.Id), one.Cms.Stations.Concat(other.Cms.Stations).Select(s => s.Id).Order(StringComparer.Ordinal));
        var (a, b) = (one.Cms.Overview, other.Cms.Overview);
        Assert.True(a.Stations > 0 && b.Stations > 0 && whole.OpenTransactions > 0 && whole.OpenAlarms > 0 && whole.EnergyTodayWh > 0);
        Assert.Equal(
            (whole.Stations, whole.OpenTransactions, whole.OpenAlarms, whole.UnacknowledgedAlarms, whole.EnergyTodayWh),
            (a.Stations + b.Stations, a.OpenTransactions + b.OpenTransactions, a.OpenAlarms + b.OpenAlarms, a.UnacknowledgedAlarms + b.UnacknowledgedAlarms, a.EnergyTodayWh + b.EnergyTodayWh));
        await one.Get<IShardOwner>().ReleaseAsync(2, Ct);
        Assert.Equal(one.Cms.Stations.Count, one.Cms.Overview.Stations);
        Assert.DoesNotContain(one.Cms.Stations, s => Shard.Of(s.Id, Shards) == 2);
    }

    [Fact]
    public async Task Shards_that_are_taken_at_once_are_read_together_and_one_that_is_given_up_meanwhile_is_not_held()
    {
        var store = new FakeStore();
        await using var rig = await CmsRig.StartAsync(store: store, shards: Shards);
        var owner = rig.Get<IShardOwner>();
        var door = new TaskCompletionSource();
        store.Reading = door.Task;
        using var given = new CancellationTokenSource();
        var first = owner.TakeAsync(0, Ct).AsTask();
        var others = Enumerable.Range(1, 6).Select(n => owner.TakeAsync(n, Ct).AsTask()).ToArray();
        var late = owner.TakeAsync(7, given.Token).AsTask();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => late);
        door.SetResult();
        await first;
        await Task.WhenAll(others);
        Assert.Equal(2, store.StationReads);
        await AssertRefusedAsync(rig, IdOf(shard: 7));
        Assert.True((await rig.AdmitAsync(id: IdOf(shard: 4))).Epoch > 0);
    }

    [Fact]
    public async Task A_store_that_is_away_leaves_the_shard_untaken_and_the_next_try_takes_it()
    {
        var store = new FakeStore { ReadFailure = new Busbar.Cloud.Store.StoreUnavailableException("away") };
        await using var rig = await CmsRig.StartAsync(store: store, shards: Shards);
        await Assert.ThrowsAsync<Busbar.Cloud.Store.StoreUnavailableException>(async () => await rig.Get<IShardOwner>().TakeAsync(1, Ct));
        await AssertRefusedAsync(rig, IdOf(shard: 1));
        store.ReadFailure = null;
        await rig.Get<IShardOwner>().TakeAsync(1, Ct);
        await rig.BootAsync(IdOf(shard: 1));
    }

    [Fact]
    public async Task Epochs_rise_from_worker_to_worker_also_when_the_next_ones_clock_is_behind()
    {
        await using var first = await WorkerAsync(3);
        var id = IdOf(shard: 3);
        var old = await first.ConnectAsync(id);
        await first.Get<IShardOwner>().ReleaseAsync(3, Ct);
        await using var second = await WorkerOnAsync(first, new FakeTime(first.Now - TimeSpan.FromHours(1)), 3);
        Assert.True(await second.ConnectAsync(id) > old);
    }

    [Fact]
    public async Task After_a_worker_died_its_stations_stay_connected_and_those_that_no_gateway_holds_are_found()
    {
        await using var dead = await WorkerAsync(3);
        var (here, gone) = (IdOf(3), IdOf(3, skip: 1));
        var epoch = await dead.BootAsync(here);
        await dead.BootAsync(gone);

        await using var next = await WorkerOnAsync(dead, 3);
        next.Gateway.Held[here] = epoch;
        Assert.True(next.Cms.FindStation(here)!.Connected);
        Assert.True(next.Cms.FindStation(gone)!.Connected);
        next.Time.Advance(TimeSpan.FromSeconds(1));
        await next.Get<PresenceChecks>().SweepAsync(Ct);
        Assert.True(next.Cms.FindStation(gone)!.Connected);
        next.Time.Advance(TimeSpan.FromSeconds(30));
        await next.Get<PresenceChecks>().SweepAsync(Ct);
        Assert.True(next.Cms.FindStation(here)!.Connected);
        Assert.False(next.Cms.FindStation(gone)!.Connected);
        Assert.Equal(next.Now, next.Store.Station(gone)!.DisconnectedAt);
        Assert.Null(next.Store.Station(here)!.DisconnectedAt);

        // Both are known now, until one is silent for too long.
        Assert.Equal(3, next.Gateway.Questions);
        await next.Get<PresenceChecks>().SweepAsync(Ct);
        Assert.Equal(3, next.Gateway.Questions);
        next.Gateway.Held.Clear();
        next.Time.Advance(Defaults.PresenceCheck);
        await next.Get<PresenceChecks>().SweepAsync(Ct);
        next.Time.Advance(TimeSpan.FromSeconds(30));
        await next.Get<PresenceChecks>().SweepAsync(Ct);
        Assert.False(next.Cms.FindStation(here)!.Connected);
    }

    [Fact]
    public async Task A_station_that_no_gateway_is_bound_to_for_a_moment_is_not_taken_for_gone()
    {
        await using var rig = await WorkerAsync(3);
        var id = IdOf(3);
        var epoch = await rig.BootAsync(id);
        rig.Time.Advance(Defaults.PresenceCheck);
        for (var i = 0; i < 5; i++)
        {
            await rig.Get<PresenceChecks>().SweepAsync(Ct);
            rig.Time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(1, rig.Gateway.Questions);
        rig.Gateway.Held[id] = epoch;
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        await rig.Get<PresenceChecks>().SweepAsync(Ct);
        Assert.True(rig.Cms.FindStation(id)!.Connected);
    }

    [Fact]
    public async Task A_station_that_speaks_is_not_asked_for_and_one_that_was_missed_by_mistake_is_back_with_its_next_word()
    {
        await using var rig = await WorkerAsync(3);
        var id = IdOf(3);
        var epoch = await rig.BootAsync(id);
        rig.Time.Advance(TimeSpan.FromSeconds(100));
        await rig.ReportAsync(new HeartbeatRequest(), epoch, id);
        rig.Time.Advance(TimeSpan.FromSeconds(100));
        await rig.Get<PresenceChecks>().SweepAsync(Ct);
        Assert.Equal(0, rig.Gateway.Questions);
        rig.Time.Advance(TimeSpan.FromSeconds(100));
        await rig.Get<PresenceChecks>().SweepAsync(Ct);
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        await rig.Get<PresenceChecks>().SweepAsync(Ct);
        Assert.False(rig.Cms.FindStation(id)!.Connected);
        await rig.BeatAsync(TimeSpan.FromMinutes(11));
        Assert.NotNull(rig.Store.OpenAlarm(AlarmKinds.StationOffline));

        var directory = rig.Get<StationDirectory>();
        while (directory.TryTakeChanged(out _)) { }
        await rig.ReportAsync(new HeartbeatRequest(), epoch, id);
        Assert.True(rig.Cms.FindStation(id)!.Connected);
        Assert.True(directory.TryTakeChanged(out var told), "API processes are told");
        Assert.Equal(id, told.Id);
        await rig.BeatAsync();
        Assert.Null(rig.Store.Station(id)!.DisconnectedAt);
        Assert.Null(rig.Store.OpenAlarm(AlarmKinds.StationOffline));
    }

    [Fact]
    public async Task A_beginning_that_is_delivered_twice_over_two_workers_changes_nothing()
    {
        await using var first = await WorkerAsync(3);
        var id = IdOf(3);
        var epoch = await first.BootAsync(id);
        var beginning = new StationConnected(id, epoch, first.Now, OcppVersion.V16, IPAddress.Loopback);
        var row = first.Store.Station(id)!;
        await using var second = await WorkerOnAsync(first, 3);
        await second.EventAsync(beginning);
        Assert.True(second.Cms.FindStation(id)!.Connected);
        Assert.Equal(row.Epoch, second.Store.Station(id)!.Epoch);
        await second.EventAsync(new StationDisconnected(id, epoch, second.Now, "closed"));
        await using var third = await WorkerOnAsync(second, 3);
        await third.EventAsync(beginning);
        Assert.False(third.Cms.FindStation(id)!.Connected);
    }

    [Fact]
    public async Task Sweeps_go_over_own_shards_alone_so_that_each_alarm_and_reservation_ends_once()
    {
        await using var first = await WorkerAsync(3);
        var id = IdOf(3);
        var epoch = await first.BootAsync(id);
        first.Gateway.Answer<ReserveNowRequest>(_ => new ReserveNowResponse { Status = ReservationStatus.Accepted });
        await first.CommandAsync(new ReserveNowRequest { ConnectorId = 1, ExpiryDate = first.Now.AddMinutes(5), IdTag = "TAG1", ReservationId = 0 }, id);
        await first.EventAsync(new StationDisconnected(id, epoch, first.Now, "closed"));
        await using var second = await WorkerOnAsync(first, 4);
        await second.BeatAsync(TimeSpan.FromMinutes(20));
        Assert.Empty(second.Store.Alarms);
        Assert.Single(await second.Store.ReadReservationsAsync(id, all: false, Ct));
        await first.BeatAsync(TimeSpan.FromSeconds(1));
        Assert.Single(first.Store.Alarms);
        Assert.Empty(await first.Store.ReadReservationsAsync(id, all: false, Ct));
    }

    /// <summary>The first station id, after some, that falls into a shard.</summary>
    private static string IdOf(int shard, int skip = 0) => Enumerable.Range(0, 10_000).Select(i => $"CP{i}").Where(id => Shard.Of(id, Shards) == shard).ElementAt(skip);

    private static Task<CmsRig> WorkerAsync(params int[] taken) => TakeAsync(CmsRig.StartAsync(shards: Shards), taken);

    /// <summary>Another process on the same store and clock.</summary>
    private static Task<CmsRig> WorkerOnAsync(CmsRig other, params int[] taken) => WorkerOnAsync(other, other.Time, taken);

    private static Task<CmsRig> WorkerOnAsync(CmsRig other, FakeTime time, params int[] taken) =>
        TakeAsync(CmsRig.StartAsync(store: other.Store, time: time, shards: Shards), taken);

    private static async Task<CmsRig> TakeAsync(Task<CmsRig> starting, int[] taken)
    {
        var rig = await starting;
        foreach (var shard in taken) await rig.Get<IShardOwner>().TakeAsync(shard, Ct);
        return rig;
    }

    private static async Task AssertRefusedAsync(CmsRig rig, string id)
    {
        var cms = rig.Cms;
        Func<Task>[] asked =
        [
            async () => await rig.AdmitAsync(id: id),
            async () => await rig.CallAsync(Boot(), 1, id),
            async () => await rig.CallAsync(rig.StartOf(), 1, id),
            async () => await rig.ReportAsync(new HeartbeatRequest(), 1, id),
            async () => await rig.ReportAsync(rig.MetersOf(Sample("1")), 1, id),
            async () => await rig.EventAsync(new StationConnected(id, 1, rig.Now, OcppVersion.V16, null)),
            async () => await rig.EventAsync(new StationDisconnected(id, 1, rig.Now, "x")),
            async () => await rig.EventAsync(new StationLinkTrouble(id, 1, rig.Now, "flood", "x")),
            async () => await rig.CommandAsync(new ClearCacheRequest(), id),
            () => Task.FromResult(cms.FindStation(id)),
            async () => await cms.SaveStationAsync(id, new StationEdit(Registration.Accepted, null, null, null, null), Ct),
            async () => await cms.DeleteStationAsync(id, Ct),
            async () => await cms.ComposeScheduleAsync(id, 1, rig.Now, TimeSpan.FromHours(1), "A", Ct),
        ];
        foreach (var ask in asked) Assert.Equal(Shard.Of(id, Shards), (await Assert.ThrowsAsync<ShardNotHeldException>(ask)).Shard);
    }
}
