using Busbar.ChargePoints.Tests.Support;
using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Tests;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Plant.Tests.Ocpp;

/// <summary>What a central system asks of a site acts on its guns.</summary>
public sealed class SiteCommandTests
{
    private const string NoTransaction = "ocpp: no transaction: 0 W (ocpp: no transaction)";

    [Fact]
    public async Task A_remote_stop_asks_the_SECC_and_the_transaction_ends_with_the_session_and_its_last_reading()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        await rig.ChargeAsync();
        await rig.CallAsync<RemoteStopTransactionResponse>(new RemoteStopTransactionRequest { TransactionId = 1 });
        await Until.TrueAsync(() => rig.Gun.Commands.Length == 1, () => "the stop");
        Assert.Equal(["stop by central system (Remote)"], rig.Gun.Commands);
        Assert.Empty(rig.Central.Of<StopTransactionRequest>());
        Assert.Empty(rig.Gun.Limits);

        rig.Gun.Count(77);
        rig.Gun.Over(SessionEndReason.Stopped);
        await rig.SaysAsync("StopTransaction Finishing1");
        var stop = rig.Central.Of<StopTransactionRequest>()[0];
        Assert.Equal((1_077, StopReason.Remote), (stop.MeterStop, stop.Reason));
        Assert.Equal(NoTransaction, rig.Gun.Limits);

        // The vehicle tries again by itself: that is not what was asked for.
        rig.Gun.Begin();
        await rig.SaysAsync("StopTransaction Finishing1");
        Assert.Equal(NoTransaction, rig.Gun.Limits);
    }

    [Theory]
    [InlineData(ResetType.Soft, "stop by central system (SoftReset)", StopReason.SoftReset)]
    [InlineData(ResetType.Hard, "hard stop by central system (HardReset)", StopReason.HardReset)]
    public async Task A_reset_ends_the_sessions_and_boots_again(ResetType type, string command, StopReason reason)
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        await rig.ChargeAsync();
        rig.Gun.EndsAtOnce = true;
        await rig.CallAsync<ResetResponse>(new ResetRequest { Type = type });
        await rig.PassAsync(() => rig.Central.Of<BootNotificationRequest>().Length == 1 && rig.Central.Of<StopTransactionRequest>().Length == 1, "the second boot and the stop");
        Assert.Equal([command], rig.Gun.Commands);
        Assert.Equal(reason, rig.Central.Of<StopTransactionRequest>()[0].Reason);
        Assert.Equal(2, rig.Central.Connections);
    }

    [Fact]
    public async Task Availability_takes_guns_out_of_service_and_puts_them_back()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        await rig.CallAsync<ChangeAvailabilityResponse>(new ChangeAvailabilityRequest { ConnectorId = 1, Type = AvailabilityType.Inoperative });
        await rig.SaysAsync("Unavailable1");
        await rig.CallAsync<ChangeAvailabilityResponse>(new ChangeAvailabilityRequest { ConnectorId = 1, Type = AvailabilityType.Operative });
        await rig.SaysAsync("Unavailable1 Available1");
        Assert.Equal(["out: Set inoperative by the central system.", "in: Set inoperative by the central system."], rig.Gun.Commands);
        Assert.Empty(rig.Other.Commands);
    }

    [Fact]
    public async Task Nobody_can_unlock_a_plug_that_the_SECC_locks()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        Assert.Equal(UnlockStatus.NotSupported, (await rig.CallAsync<UnlockConnectorResponse>(new UnlockConnectorRequest { ConnectorId = 1 })).Status);
    }

    [Fact]
    public async Task A_profile_is_a_limit_of_its_gun_in_its_own_unit_with_its_name_and_goes_when_it_is_cleared()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        await rig.ChargeAsync();
        await SetAsync(rig, 1, Watts(ChargingProfilePurpose.TxProfile, 12, 50_000));
        await Until.TrueAsync(() => rig.Gun.Limits == "ocpp profile: 50000 W (ocpp TxProfile 12, stack level 0, connector 1)", () => rig.Gun.Limits);
        Assert.Equal(NoTransaction, rig.Other.Limits);

        await SetAsync(rig, 1, Profiles.Profile(ChargingProfilePurpose.TxProfile, (0, 80)) with { ChargingProfileId = 13, StackLevel = 1 });
        await Until.TrueAsync(() => rig.Gun.Limits == "ocpp profile: 80 A (ocpp TxProfile 13, stack level 1, connector 1)", () => rig.Gun.Limits);

        await rig.CallAsync<ClearChargingProfileResponse>(new ClearChargingProfileRequest());
        await Until.TrueAsync(() => rig.Gun.Limits.Length == 0, () => rig.Gun.Limits);
    }

    [Fact]
    public async Task A_profile_of_a_transaction_ends_with_it_and_a_schedule_takes_its_steps()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        await rig.ChargeAsync();
        var profile = Watts(ChargingProfilePurpose.TxProfile, 12, 50_000);
        profile = profile with
        {
            ChargingProfileKind = ChargingProfileKind.Relative,
            ChargingSchedule = profile.ChargingSchedule with { ChargingSchedulePeriod = [.. profile.ChargingSchedule.ChargingSchedulePeriod, new ChargingSchedulePeriod { StartPeriod = 60, Limit = 0 }] },
        };
        await SetAsync(rig, 1, profile);
        await Until.TrueAsync(() => rig.Gun.Limits.Contains("50000 W", StringComparison.Ordinal), () => rig.Gun.Limits);
        await rig.PassAsync(() => rig.Gun.Limits.Contains(": 0 W (ocpp TxProfile 12", StringComparison.Ordinal), "the second step");
        await Until.TrueAsync(() => rig.Central.Names.Contains("SuspendedEVSE1", StringComparison.Ordinal), () => rig.Central.Names);
        rig.Gun.Over(SessionEndReason.Reset);
        await Until.TrueAsync(() => rig.Gun.Limits == NoTransaction, () => rig.Gun.Limits);
    }

    [Fact]
    public async Task The_limit_of_the_charge_point_is_the_sites_and_is_divided_by_the_site()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        await SetAsync(rig, 0, Watts(ChargingProfilePurpose.ChargePointMaxProfile, 5, 150_000));
        await Until.TrueAsync(() => rig.SiteLimits == "ocpp ChargePointMaxProfile 5, stack level 0, connector 0: 150000", () => rig.SiteLimits);
        Assert.Equal(NoTransaction, rig.Gun.Limits);

        // In amperes: at the voltage at which a gun gives its most power and its most current, 480 V.
        await SetAsync(rig, 0, Profiles.Profile(ChargingProfilePurpose.ChargePointMaxProfile, (0, 100)) with { ChargingProfileId = 6 });
        await Until.TrueAsync(() => rig.SiteLimits == "ocpp ChargePointMaxProfile 6, stack level 0, connector 0: 48000", () => rig.SiteLimits);
        await rig.CallAsync<ClearChargingProfileResponse>(new ClearChargingProfileRequest { Id = 6 });
        await Until.TrueAsync(() => rig.SiteLimits.Length == 0, () => rig.SiteLimits);
    }

    [Fact]
    public async Task The_composite_schedule_of_a_gun_is_the_same_in_either_unit()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        var watts = await rig.CallAsync<GetCompositeScheduleResponse>(new GetCompositeScheduleRequest { ConnectorId = 1, Duration = 60, ChargingRateUnit = ChargingRateUnit.W });
        var amperes = await rig.CallAsync<GetCompositeScheduleResponse>(new GetCompositeScheduleRequest { ConnectorId = 1, Duration = 60, ChargingRateUnit = ChargingRateUnit.A });
        Assert.Equal((240_000m, 500m), (watts.ChargingSchedule!.ChargingSchedulePeriod[0].Limit, amperes.ChargingSchedule!.ChargingSchedulePeriod[0].Limit));
    }

    private static async Task SetAsync(SiteOcppRig rig, int connectorId, ChargingProfile profile) => Assert.Equal(
        ChargingProfileStatus.Accepted,
        (await rig.CallAsync<SetChargingProfileResponse>(new SetChargingProfileRequest { ConnectorId = connectorId, CsChargingProfiles = profile })).Status);

    private static ChargingProfile Watts(ChargingProfilePurpose purpose, int id, decimal limitW)
    {
        var profile = Profiles.Profile(purpose, (0, 1));
        return profile with
        {
            ChargingProfileId = id,
            ChargingSchedule = profile.ChargingSchedule with { ChargingRateUnit = ChargingRateUnit.W, ChargingSchedulePeriod = [new ChargingSchedulePeriod { StartPeriod = 0, Limit = limitW }] },
        };
    }
}
