using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Wire.Ocpp.V16;
using static Busbar.Cloud.Tests.Cms.CmsRig;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsProfileTests
{
    [Fact]
    public async Task An_accepted_profile_limits_its_connector_and_a_cleared_one_does_not()
    {
        await using var rig = await BootedAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, 1));
        await SetAsync(rig, 1, Profile(7, limit: 16));
        var connector = rig.View.Connectors.Single();
        Assert.Equal((16.0, "TxDefaultProfile 7, stack level 0, connector 1"), (connector.LimitA!.Value, connector.LimitSource));
        rig.Gateway.Answer<ClearChargingProfileRequest>(_ => new ClearChargingProfileResponse { Status = ClearChargingProfileStatus.Accepted });
        await rig.CommandAsync(new ClearChargingProfileRequest { Id = 7, StackLevel = 99 });
        Assert.Null(rig.View.Connectors.Single().LimitA);
        Assert.Empty(await rig.Store.ReadProfilesAsync(Id, CancellationToken.None));
    }

    [Fact]
    public async Task A_refused_profile_is_not_kept_and_without_the_setting_nothing_else_is_tried()
    {
        await using var rig = await BootedAsync();
        rig.Gateway.Answer<SetChargingProfileRequest>(_ => new SetChargingProfileResponse { Status = ChargingProfileStatus.Rejected });
        var reply = await rig.CommandAsync(new SetChargingProfileRequest { ConnectorId = 1, CsChargingProfiles = Profile(1, stack: 9) });
        Assert.Equal(ChargingProfileStatus.Rejected, ((SetChargingProfileResponse)reply.Response!).Status);
        Assert.Empty(reply.Steps);
        Assert.Single(rig.Gateway.Sent);
        Assert.Empty(await rig.Store.ReadProfilesAsync(Id, CancellationToken.None));
    }

    [Fact]
    public async Task A_refused_stack_level_is_cut_to_the_stations_highest_which_is_read_first()
    {
        await using var rig = await BootedAsync(Defaults with { ProfileFallback = true });
        rig.Gateway.Answer<GetConfigurationRequest>(r => new GetConfigurationResponse
        {
            ConfigurationKey = [.. r.Key!.Select(k => new KeyValue { Key = k, Readonly = true, Value = "3" })],
        });
        rig.Gateway.Answer<SetChargingProfileRequest>(r => new SetChargingProfileResponse
        {
            Status = r.CsChargingProfiles.StackLevel <= 3 ? ChargingProfileStatus.Accepted : ChargingProfileStatus.Rejected,
        });
        var reply = await rig.CommandAsync(new SetChargingProfileRequest { ConnectorId = 1, CsChargingProfiles = Profile(1, stack: 9) });
        Assert.Equal(ChargingProfileStatus.Accepted, ((SetChargingProfileResponse)reply.Response!).Status);
        Assert.Equal("Refused at stack level 9; sent again at 3, the highest of the station.", Assert.Single(reply.Steps));
        Assert.Equal(3, (await rig.Store.ReadProfilesAsync(Id, CancellationToken.None)).Single().StackLevel);
        Assert.Equal([9, 3], rig.Gateway.All<SetChargingProfileRequest>().Select(r => r.CsChargingProfiles.StackLevel));
        Assert.Single(rig.Gateway.All<GetConfigurationRequest>());
    }

    [Fact]
    public async Task Each_step_is_told_and_the_last_refusal_is_the_answer()
    {
        await using var rig = await BootedAsync(Defaults with { ProfileFallback = true });
        var id = await rig.StartAsync();
        rig.Gateway.Answer<SetChargingProfileRequest>(_ => new SetChargingProfileResponse { Status = ChargingProfileStatus.NotSupported });
        var profile = Profile(1, stack: 2, purpose: ChargingProfilePurpose.TxProfile, transaction: id);
        profile = profile with { ChargingSchedule = profile.ChargingSchedule with { MinChargingRate = 6 } };
        var reply = await rig.CommandAsync(new SetChargingProfileRequest { ConnectorId = 1, CsChargingProfiles = profile });
        Assert.Equal(ChargingProfileStatus.NotSupported, ((SetChargingProfileResponse)reply.Response!).Status);
        Assert.Equal(3, reply.Steps.Count);
        var last = rig.Gateway.All<SetChargingProfileRequest>().Last().CsChargingProfiles;
        Assert.Equal((0, null, ChargingProfilePurpose.TxDefaultProfile, null), (last.StackLevel, last.ChargingSchedule.MinChargingRate, last.ChargingProfilePurpose, last.TransactionId));
        Assert.Empty(await rig.Store.ReadProfilesAsync(Id, CancellationToken.None));
    }

    [Theory]
    [InlineData(ChargingProfilePurpose.ChargePointMaxProfile, 1, "connectorId is 1; allowed for a ChargePointMaxProfile: 0")]
    [InlineData(ChargingProfilePurpose.TxProfile, 0, "connectorId is 0; allowed for a TxProfile: 1 or more")]
    [InlineData(ChargingProfilePurpose.TxDefaultProfile, -1, "connectorId is -1; allowed: 0 or more")]
    public async Task What_the_standard_forbids_is_not_sent(ChargingProfilePurpose purpose, int connector, string text)
    {
        await using var rig = await BootedAsync();
        var reply = await rig.CommandAsync(new SetChargingProfileRequest { ConnectorId = connector, CsChargingProfiles = Profile(1, purpose: purpose) });
        Assert.Equal((CommandOutcome.Refused, "PropertyConstraintViolation"), (reply.Outcome, reply.ErrorCode));
        Assert.StartsWith($"Not sent: {text}", reply.ErrorText, StringComparison.Ordinal);
        Assert.Empty(rig.Gateway.Sent);
    }

    [Fact]
    public async Task A_schedule_that_does_not_start_at_0_is_not_sent()
    {
        await using var rig = await BootedAsync();
        var profile = Profile(1);
        profile = profile with { ChargingSchedule = profile.ChargingSchedule with { ChargingSchedulePeriod = [new ChargingSchedulePeriod { StartPeriod = 60, Limit = 6 }] } };
        var reply = await rig.CommandAsync(new SetChargingProfileRequest { ConnectorId = 1, CsChargingProfiles = profile });
        Assert.Contains("0 for the first period", reply.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remote_start_takes_only_a_profile_of_its_own_transaction()
    {
        await using var rig = await BootedAsync();
        var wrong = await rig.CommandAsync(new RemoteStartTransactionRequest { IdTag = "TAG1", ChargingProfile = Profile(1) });
        Assert.Contains("allowed with a remote start: TxProfile", wrong.ErrorText, StringComparison.Ordinal);
        var early = await rig.CommandAsync(new RemoteStartTransactionRequest
        {
            IdTag = "TAG1", ChargingProfile = Profile(1, purpose: ChargingProfilePurpose.TxProfile, transaction: 5),
        });
        Assert.Contains("transactionId is 5; it must be absent", early.ErrorText, StringComparison.Ordinal);
        Assert.Empty(rig.Gateway.Sent);
    }

    [Fact]
    public async Task The_profile_of_a_remote_start_counts_from_its_transaction_to_its_end()
    {
        await using var rig = await BootedAsync();
        rig.Gateway.Answer<RemoteStartTransactionRequest>(_ => new RemoteStartTransactionResponse { Status = RemoteStartStopStatus.Accepted });
        await rig.CommandAsync(new RemoteStartTransactionRequest { IdTag = "tag1", ChargingProfile = Profile(4, purpose: ChargingProfilePurpose.TxProfile, limit: 10) });
        Assert.Empty(await rig.Store.ReadProfilesAsync(Id, CancellationToken.None));
        var id = await rig.StartAsync(connector: 2);
        var kept = Assert.Single(await rig.Store.ReadProfilesAsync(Id, CancellationToken.None));
        Assert.Equal((2, id), (kept.ConnectorId, kept.TransactionId!.Value));
        Assert.Equal(10, rig.View.Connectors.Single().LimitA);
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(id));
        Assert.Empty(await rig.Store.ReadProfilesAsync(Id, CancellationToken.None));
        Assert.Null(rig.View.Connectors.Single().LimitA);
    }

    [Fact]
    public async Task The_profile_of_a_remote_start_that_led_to_nothing_is_not_anothers()
    {
        await using var rig = await BootedAsync();
        rig.Gateway.Answer<RemoteStartTransactionRequest>(_ => new RemoteStartTransactionResponse { Status = RemoteStartStopStatus.Accepted });
        await rig.CommandAsync(new RemoteStartTransactionRequest { IdTag = "TAG1", ConnectorId = 1, ChargingProfile = Profile(4, purpose: ChargingProfilePurpose.TxProfile) });
        await rig.StartAsync(connector: 1, tag: "OTHER");
        await rig.StartAsync(connector: 2, tag: "TAG1");
        rig.Time.Advance(TimeSpan.FromMinutes(16));
        await rig.StartAsync(connector: 1, tag: "TAG1");
        Assert.Empty(await rig.Store.ReadProfilesAsync(Id, CancellationToken.None));
    }

    [Fact]
    public async Task The_composite_schedule_is_computed_from_what_was_accepted()
    {
        await using var rig = await BootedAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, 1));
        var id = await rig.StartAsync();
        await SetAsync(rig, 0, Profile(1, purpose: ChargingProfilePurpose.ChargePointMaxProfile, limit: 32));
        await SetAsync(rig, 1, Profile(2, limit: 20));
        var timed = Profile(3, purpose: ChargingProfilePurpose.TxProfile, transaction: id, limit: 16) with { ChargingProfileKind = ChargingProfileKind.Absolute };
        timed = timed with
        {
            ChargingSchedule = timed.ChargingSchedule with
            {
                StartSchedule = rig.Now, Duration = 600, ChargingSchedulePeriod =
                    [new ChargingSchedulePeriod { StartPeriod = 0, Limit = 6 }, new ChargingSchedulePeriod { StartPeriod = 300, Limit = 40 }],
            },
        };
        await SetAsync(rig, 1, timed);
        var schedule = (await rig.Cms.ComposeScheduleAsync(Id, 1, rig.Now, TimeSpan.FromMinutes(20), "A", CancellationToken.None))!;
        Assert.Equal("A", schedule.Unit);
        Assert.Equal(
            [(0, 6m, "TxProfile 3, stack level 0, connector 1"), (300, 32m, "ChargePointMaxProfile 1, stack level 0, connector 0"), (600, 20m, "TxDefaultProfile 2, stack level 0, connector 1")],
            schedule.Periods.Select(p => (p.StartS, p.Limit!.Value, p.Source)));
        var watts = (await rig.Cms.ComposeScheduleAsync(Id, 1, rig.Now, TimeSpan.FromMinutes(1), "W", CancellationToken.None))!;
        Assert.Equal(6m * 230 * 3, watts.Periods.Single().Limit);
    }

    [Fact]
    public async Task Without_profiles_there_is_no_limit_and_without_a_connector_no_schedule()
    {
        await using var rig = await BootedAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Available, 1));
        var schedule = (await rig.Cms.ComposeScheduleAsync(Id, 1, rig.Now, TimeSpan.FromHours(1), "W", CancellationToken.None))!;
        Assert.Null(schedule.Periods.Single().Limit);
        Assert.Null(await rig.Cms.ComposeScheduleAsync(Id, 9, rig.Now, TimeSpan.FromHours(1), "W", CancellationToken.None));
        Assert.Null(await rig.Cms.ComposeScheduleAsync("GHOST", 1, rig.Now, TimeSpan.FromHours(1), "W", CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(async () => await rig.Cms.ComposeScheduleAsync(Id, 1, rig.Now, TimeSpan.FromHours(1), "VA", CancellationToken.None));
    }

    [Fact]
    public async Task A_profile_in_watts_limits_a_dc_connector_by_the_voltage_that_is_there()
    {
        await using var rig = await BootedAsync();
        await rig.ReportAsync(rig.MetersOf(Sample("100", Measurand.CurrentImport)));
        await SetAsync(rig, 1, Profile(1, limit: 40_000, unit: ChargingRateUnit.W));
        Assert.Null(rig.View.Connectors.Single().LimitA);
        await rig.ReportAsync(rig.MetersOf(Sample("400", Measurand.Voltage), Sample("100", Measurand.CurrentImport)));
        await rig.BeatAsync();
        await rig.BeatAsync();
        Assert.Equal(100, rig.View.Connectors.Single().LimitA);
    }

    [Fact]
    public async Task A_schedule_goes_on_by_itself_and_the_limit_with_it()
    {
        await using var rig = await BootedAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, 1));
        var profile = Profile(1) with { ChargingProfileKind = ChargingProfileKind.Absolute };
        profile = profile with
        {
            ChargingSchedule = profile.ChargingSchedule with
            {
                StartSchedule = rig.Now,
                ChargingSchedulePeriod = [new ChargingSchedulePeriod { StartPeriod = 0, Limit = 32 }, new ChargingSchedulePeriod { StartPeriod = 600, Limit = 8 }],
            },
        };
        await SetAsync(rig, 1, profile);
        Assert.Equal(32, rig.View.Connectors.Single().LimitA);
        await rig.BeatAsync(TimeSpan.FromMinutes(11));
        Assert.Equal(8, rig.View.Connectors.Single().LimitA);
    }

    [Fact]
    public async Task The_lower_of_the_offered_current_and_the_profiles_is_the_limit()
    {
        await using var rig = await BootedAsync();
        await rig.ReportAsync(rig.MetersOf(Sample("13", Measurand.CurrentOffered)));
        await SetAsync(rig, 1, Profile(1, limit: 16));
        Assert.Equal((13.0, "Current.Offered of the station"), (rig.View.Connectors.Single().LimitA!.Value, rig.View.Connectors.Single().LimitSource));
        await SetAsync(rig, 1, Profile(1, limit: 10));
        Assert.Equal(10, rig.View.Connectors.Single().LimitA);
    }

    [Fact]
    public async Task Profiles_are_remembered_over_a_restart()
    {
        await using var rig = await BootedAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, 1));
        await SetAsync(rig, 1, Profile(1, limit: 16));
        await using var after = await rig.RestartAsync();
        Assert.Equal(16m, (await after.Cms.ComposeScheduleAsync(Id, 1, rig.Now, TimeSpan.FromHours(1), "A", CancellationToken.None))!.Periods[0].Limit);
    }

    [Fact]
    public async Task A_station_that_knows_no_such_profile_is_believed()
    {
        await using var rig = await BootedAsync();
        await SetAsync(rig, 1, Profile(1));
        await SetAsync(rig, 1, Profile(2, stack: 1));
        rig.Gateway.Answer<ClearChargingProfileRequest>(_ => new ClearChargingProfileResponse { Status = ClearChargingProfileStatus.Unknown });
        var reply = await rig.CommandAsync(new ClearChargingProfileRequest { ChargingProfilePurpose = ChargingProfilePurpose.TxDefaultProfile, StackLevel = 1 });
        Assert.Contains("1 that were believed to be there", Assert.Single(reply.Steps), StringComparison.Ordinal);
        Assert.Equal(1, (await rig.Store.ReadProfilesAsync(Id, CancellationToken.None)).Single().ProfileId);
    }

    internal static ChargingProfile Profile(
        int id, int stack = 0, ChargingProfilePurpose purpose = ChargingProfilePurpose.TxDefaultProfile, decimal limit = 16, int? transaction = null,
        ChargingRateUnit unit = ChargingRateUnit.A) => new()
    {
        ChargingProfileId = id, StackLevel = stack, ChargingProfilePurpose = purpose, ChargingProfileKind = ChargingProfileKind.Relative, TransactionId = transaction,
        ChargingSchedule = new ChargingSchedule { ChargingRateUnit = unit, ChargingSchedulePeriod = [new ChargingSchedulePeriod { StartPeriod = 0, Limit = limit }] },
    };

    private static async Task SetAsync(CmsRig rig, int connector, ChargingProfile profile)
    {
        rig.Gateway.Answer<SetChargingProfileRequest>(_ => new SetChargingProfileResponse { Status = ChargingProfileStatus.Accepted });
        var reply = await rig.CommandAsync(new SetChargingProfileRequest { ConnectorId = connector, CsChargingProfiles = profile });
        Assert.Equal(CommandOutcome.Answered, reply.Outcome);
    }

    private static async Task<CmsRig> BootedAsync(CmsOptions? options = null)
    {
        var rig = await CmsRig.StartAsync(options);
        await rig.BootAsync();
        return rig;
    }
}
