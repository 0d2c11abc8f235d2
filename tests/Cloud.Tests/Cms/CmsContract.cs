using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using static Busbar.Cloud.Tests.Cms.CmsRig;

namespace Busbar.Cloud.Tests.Cms;

/// <summary>What <see cref="ICms"/> promises, whether the CMS is in this process or in others.</summary>
public abstract class CmsContract
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 12).Select(i => $"CP{i}")];

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected abstract Task<CmsWorld> WorldAsync(CmsOptions? options = null);

    [Fact]
    public async Task Stations_are_listed_by_id_and_their_figures_add_up()
    {
        await using var world = await WorldAsync();
        foreach (var id in Ids) await world.Of(id).BootAsync(id);
        await world.Of("CP1").StartAsync(id: "CP1");
        await world.Of("CP1").ReportAsync(world.Of("CP1").StatusOf(ChargePointStatus.Charging), id: "CP1");
        await world.Of("CP1").ReportAsync(world.Of("CP1").MetersOf(Sample("7400", Measurand.PowerActiveImport)), id: "CP1");
        await world.Of("CP2").ReportAsync(world.Of("CP2").StatusOf(ChargePointStatus.Faulted, error: ChargePointErrorCode.GroundFailure), id: "CP2");
        await world.Of("CP3").EventAsync(new StationDisconnected("CP3", world.Of("CP3").EpochOf("CP3"), world.Of("CP3").Now, "closed"));
        await world.SettleAsync();

        Assert.Equal(Ids.Order(StringComparer.Ordinal), world.Cms.Stations.Select(s => s.Id));
        foreach (var id in Ids)
        {
            var (expected, seen) = (world.Of(id).Cms.FindStation(id)!, world.Cms.FindStation(id)!);
            Assert.Equal(expected with { Connectors = [] }, seen with { Connectors = [] });
            Assert.Equal(expected.Connectors, seen.Connectors);
        }

        var o = world.Cms.Overview;
        Assert.Equal((12, 11, 1, 1, 7400.0, 1), (o.Stations, o.Connected, o.Charging, o.Faulted, o.PowerW, o.OpenTransactions));
        Assert.Equal((1, 1, AlarmSeverity.Critical), (o.OpenAlarms, o.UnacknowledgedAlarms, o.WorstAlarm));
        Assert.Null(world.Cms.FindStation("NOBODY"));
    }

    [Fact]
    public async Task A_heartbeat_alone_moves_when_a_station_was_last_seen()
    {
        await using var world = await WorldAsync();
        var epoch = await world.Of("CP1").BootAsync("CP1");
        await world.SettleAsync();
        await world.Of("CP1").ReportAsync(new HeartbeatRequest(), epoch, "CP1");
        await world.SettleAsync();
        Assert.Equal(world.Of("CP1").Cms.FindStation("CP1")!.LastSeenAt, world.Cms.FindStation("CP1")!.LastSeenAt);
    }

    [Fact]
    public async Task The_stations_own_answer_comes_back_with_what_the_CMS_did()
    {
        await using var world = await WorldAsync();
        await world.Of("CP1").BootAsync("CP1");
        world.Of("CP1").Gateway.Answer<ReserveNowRequest>(_ => new ReserveNowResponse { Status = ReservationStatus.Accepted });
        var reply = await world.Cms.CommandAsync(
            "CP1", new ReserveNowRequest { ConnectorId = 1, ExpiryDate = DateTimeOffset.UnixEpoch.AddYears(99), IdTag = "TAG1", ReservationId = 0 }, "ann", Ct);
        Assert.Equal(CommandOutcome.Answered, reply.Outcome);
        Assert.Equal(ReservationStatus.Accepted, Assert.IsType<ReserveNowResponse>(reply.Response).Status);
        Assert.Equal(TimeSpan.FromMilliseconds(20), reply.Latency);
        Assert.Equal(["Reservation id 1 was chosen."], reply.Steps);
        Assert.Equal(1, world.Of("CP1").Gateway.All<ReserveNowRequest>().Single().ReservationId);
        Assert.Single(await world.Store.ReadReservationsAsync("CP1", all: false, Ct));
    }

    [Fact]
    public async Task A_command_that_comes_to_nothing_says_why()
    {
        await using var world = await WorldAsync();
        var unknown = await world.Cms.CommandAsync("NOBODY", new ClearCacheRequest(), "ann", Ct);
        Assert.Equal((CommandOutcome.NotConnected, "NOBODY is not known here."), (unknown.Outcome, unknown.ErrorText));

        await world.Of("CP1").BootAsync("CP1");
        var refused = await world.Cms.CommandAsync("CP1", new ClearCacheRequest(), "ann", Ct);
        Assert.Equal((CommandOutcome.Refused, "NotImplemented", "no answer in this test"), (refused.Outcome, refused.ErrorCode, refused.ErrorText));
        Assert.Empty(refused.Steps);

        await world.Cms.SaveStationAsync("CP1", new StationEdit(Registration.Rejected, null, null, null, null), Ct);
        var ours = await world.Cms.CommandAsync("CP1", new ClearCacheRequest(), "ann", Ct);
        Assert.Equal((CommandOutcome.Refused, "NotAccepted"), (ours.Outcome, ours.ErrorCode));
        Assert.StartsWith("Not sent: the station is Rejected", ours.ErrorText, StringComparison.Ordinal);

        world.Of("CP2").Gateway.Connected = false;
        await world.Of("CP2").BootAsync("CP2");
        Assert.Equal(CommandOutcome.NotConnected, (await world.Cms.CommandAsync("CP2", new ClearCacheRequest(), "ann", Ct)).Outcome);
    }

    [Fact]
    public async Task A_station_that_was_saved_is_there_at_once_and_gone_at_once_when_deleted()
    {
        await using var world = await WorldAsync();
        var saved = await world.Cms.SaveStationAsync("NEW", new StationEdit(null, "Depot", "Gate 3", "secret", ["ExtraProperties"]), Ct);
        Assert.Equal(("NEW", "Depot", "Gate 3", false), (saved.Id, saved.DisplayName, saved.Location, saved.Connected));
        Assert.Equal(saved.DisplayName, world.Cms.FindStation("NEW")!.DisplayName);
        Assert.NotNull(world.Store.Station("NEW")!.PasswordHash);
        await world.SettleAsync();
        Assert.Equal(1, world.Cms.Overview.Stations);

        Assert.True(await world.Cms.DeleteStationAsync("NEW", Ct));
        Assert.Null(world.Cms.FindStation("NEW"));
        Assert.False(await world.Cms.DeleteStationAsync("NEW", Ct));
        await world.SettleAsync();
        Assert.Empty(world.Cms.Stations);
        Assert.Equal(0, world.Cms.Overview.Stations);
    }

    [Fact]
    public async Task What_is_not_allowed_and_what_the_store_cannot_take_is_thrown_as_such()
    {
        await using var world = await WorldAsync();
        var wrong = await Assert.ThrowsAsync<StationEditException>(
            async () => await world.Cms.SaveStationAsync("CP1", new StationEdit(null, null, null, null, ["Nonsense"]), Ct));
        Assert.Equal("leniency", wrong.Field);
        Assert.StartsWith("leniency has Nonsense; allowed: None, ExtraProperties", wrong.Message, StringComparison.Ordinal);

        world.Store.Full = true;
        var full = await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await world.Cms.SaveStationAsync("CP1", new StationEdit(null, "Depot", null, null, null), Ct));
        Assert.Equal("The disk is full.", full.Message);
    }

    [Fact]
    public async Task An_alarm_is_acknowledged_once_and_for_all()
    {
        await using var world = await WorldAsync();
        var epoch = await world.Of("CP1").BootAsync("CP1");
        await world.Of("CP1").EventAsync(new StationLinkTrouble("CP1", epoch, world.Of("CP1").Now, "flood", "500 frames in a second."));
        var id = world.Store.OpenAlarm("link.flood")!.Id;
        Assert.Null(await world.Cms.AcknowledgeAlarmAsync(id + 1000, "ann", null, Ct));
        var acknowledged = await world.Cms.AcknowledgeAlarmAsync(id, "ann", "seen", Ct);
        Assert.Equal((id, "ann", "seen"), (acknowledged!.Id, acknowledged.AcknowledgedBy, acknowledged.Note));
        Assert.NotNull(acknowledged.ClearedAt);
        Assert.Equal(world.Store.Alarms.Single(), acknowledged);
        await world.SettleAsync();
        Assert.Equal(0, world.Cms.Overview.OpenAlarms);
    }

    [Fact]
    public async Task A_transaction_is_closed_by_hand_once()
    {
        await using var world = await WorldAsync();
        Assert.Null(await world.Cms.CloseTransactionAsync(77, "ann", Ct));
        await world.Of("CP1").BootAsync("CP1");
        var id = await world.Of("CP1").StartAsync(id: "CP1");
        var closed = await world.Cms.CloseTransactionAsync(id, "ann", Ct);
        Assert.Equal((id, "ClosedByHand"), ((int)closed!.Id, closed.StopReason));
        Assert.Equal(closed, await world.Cms.CloseTransactionAsync(id, "bob", Ct));
        await world.SettleAsync();
        Assert.Equal(0, world.Cms.FindStation("CP1")!.OpenTransactions);
    }

    [Fact]
    public async Task A_schedule_is_composed_of_what_the_station_has_accepted()
    {
        await using var world = await WorldAsync();
        var rig = world.Of("CP1");
        await rig.BootAsync("CP1");
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Available), id: "CP1");
        rig.Gateway.Answer<SetChargingProfileRequest>(_ => new SetChargingProfileResponse { Status = ChargingProfileStatus.Accepted });
        var profile = new ChargingProfile
        {
            ChargingProfileId = 1, StackLevel = 0, ChargingProfilePurpose = ChargingProfilePurpose.TxDefaultProfile, ChargingProfileKind = ChargingProfileKind.Absolute,
            ChargingSchedule = new ChargingSchedule
            {
                StartSchedule = rig.Now, ChargingRateUnit = ChargingRateUnit.A,
                ChargingSchedulePeriod = [new ChargingSchedulePeriod { StartPeriod = 0, Limit = 16m }, new ChargingSchedulePeriod { StartPeriod = 600, Limit = 8m }],
            },
        };
        await world.Cms.CommandAsync("CP1", new SetChargingProfileRequest { ConnectorId = 1, CsChargingProfiles = profile }, "ann", Ct);

        var here = await rig.Cms.ComposeScheduleAsync("CP1", 1, rig.Now, TimeSpan.FromHours(1), "A", Ct);
        var planned = await world.Cms.ComposeScheduleAsync("CP1", 1, rig.Now, TimeSpan.FromHours(1), "A", Ct);
        Assert.Equal([(0, 16m), (600, 8m)], planned!.Periods.Select(p => (p.StartS, p.Limit!.Value)));
        Assert.Equal(here! with { Periods = planned.Periods }, planned);
        Assert.Equal(here.Periods, planned.Periods);
        Assert.Null(await world.Cms.ComposeScheduleAsync("CP1", 9, rig.Now, TimeSpan.FromHours(1), "A", Ct));
        Assert.Null(await world.Cms.ComposeScheduleAsync("NOBODY", 1, rig.Now, TimeSpan.FromHours(1), "A", Ct));
        var wrong = await Assert.ThrowsAsync<ArgumentException>(async () => await world.Cms.ComposeScheduleAsync("CP1", 1, rig.Now, TimeSpan.FromHours(1), "V", Ct));
        Assert.StartsWith("unit is V; allowed: A or W.", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_listens_hears_of_stations_transactions_and_alarms_and_of_samples_and_messages_while_he_watches()
    {
        await using var world = await WorldAsync();
        var heard = new List<LiveEvent>();
        using var subscription = world.Live.Subscribe(heard.Add);
        var rig = world.Of("CP1");
        var epoch = await rig.BootAsync("CP1");
        await MeasureAsync();
        Assert.Contains(heard, e => e is StationChanged { Station: { Id: "CP1", Connected: true } });
        Assert.DoesNotContain(heard, e => e is SamplesMeasured or MessageLogged);

        var watch = world.Live.Watch("CP1");
        await world.SettleAsync();
        await rig.StartAsync(id: "CP1");
        await MeasureAsync();
        var measured = heard.OfType<SamplesMeasured>().First();
        Assert.Equal(("CP1", 16.0, "A"), (measured.Id, measured.Samples[0].Value, measured.Samples[0].Unit));
        Assert.Equal("Heartbeat", heard.OfType<MessageLogged>().First().Message.Action);
        Assert.Contains(heard, e => e is TransactionChanged { Id: "CP1" });
        await rig.EventAsync(new StationLinkTrouble("CP1", epoch, rig.Now, "flood", "x"));
        await world.SettleAsync();
        Assert.Contains(heard, e => e is AlarmChanged { Alarm.Kind: "link.flood" });

        watch.Dispose();
        await world.SettleAsync();
        heard.Clear();
        await MeasureAsync();
        Assert.DoesNotContain(heard, e => e is SamplesMeasured or MessageLogged);
        await world.Cms.DeleteStationAsync("CP1", Ct);
        Assert.Contains(heard, e => e is StationRemoved { Id: "CP1" });

        async Task MeasureAsync()
        {
            await rig.ReportAsync(rig.MetersOf(Sample("16", Measurand.CurrentImport, UnitOfMeasure.A)), epoch, "CP1");
            await rig.EventAsync(new StationExchanged(
                "CP1", epoch, rig.Now, true, "Heartbeat", "1", "{}"u8.ToArray(), "{}"u8.ToArray(), null, null, TimeSpan.Zero, Leniency.None));
            await world.SettleAsync();
        }
    }
}

/// <summary>The CMS in this process.</summary>
public sealed class InProcessCmsTests : CmsContract
{
    private protected override async Task<CmsWorld> WorldAsync(CmsOptions? options = null) => new SingleWorld(await CmsRig.StartAsync(options));
}

/// <summary>The CMS in two workers, over the bus's form in memory.</summary>
public sealed class RemoteCmsTests : CmsContract
{
    private protected override async Task<CmsWorld> WorldAsync(CmsOptions? options = null) => await ClusterWorld.StartAsync(options);
}

/// <summary>The CMS in two workers, over a real RabbitMQ, beside whose other tests it may not run: some of them stop it.</summary>
[Collection("rabbit")]
public sealed class RabbitRemoteCmsTests : CmsContract
{
    private protected override async Task<CmsWorld> WorldAsync(CmsOptions? options = null) => await RabbitWorld.StartAsync(options);
}
