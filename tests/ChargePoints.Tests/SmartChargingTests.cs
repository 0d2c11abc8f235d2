using Busbar.ChargePoints;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests;

public sealed class SmartChargingTests
{
    [Fact]
    public void A_default_profile_sets_the_limit_at_once_and_clearing_it_gives_the_maximum_back()
    {
        using var rig = StationRig.Ready(hardware: SessionTests.NoCableDetection());
        Assert.Equal(ChargingProfileStatus.Accepted, rig.Call<SetChargingProfileResponse>(Profiles.Limit(0)).Status);
        Assert.Equal(ChargingProfileStatus.Accepted, rig.Call<SetChargingProfileResponse>(Profiles.Limit(100)).Status);
        Assert.Equal(ClearChargingProfileStatus.Accepted, rig.Call<ClearChargingProfileResponse>(new ClearChargingProfileRequest()).Status);
        Assert.Equal(ClearChargingProfileStatus.Unknown, rig.Call<ClearChargingProfileResponse>(new ClearChargingProfileRequest()).Status);
        Assert.Equal(["limit 1 0", "limit 1 100", "limit 1 125"], rig.Hardware.Commands);
    }

    [Fact]
    public void No_profile_raises_the_limit_above_what_the_connector_can_do()
    {
        using var rig = StationRig.Ready();
        rig.Call<SetChargingProfileResponse>(Profiles.Limit(100));
        Assert.Equal(["limit 1 32"], rig.Hardware.Commands);
    }

    [Fact]
    public void The_limit_is_told_before_the_current_flows()
    {
        using var rig = StationRig.Ready(hardware: SessionTests.NoCableDetection());
        rig.Call<SetChargingProfileResponse>(Profiles.Limit(50));
        SessionTests.RemoteStart(rig, 1);
        Assert.Equal(["limit 1 50", "start 1"], rig.Hardware.Commands);
    }

    [Fact]
    public void The_steps_of_a_schedule_are_followed_as_time_passes()
    {
        using var rig = SessionTests.Charging();
        var profile = Profiles.Profile(ChargingProfilePurpose.TxProfile, (0, 30), (60, 10), (120, 20));
        rig.Call<SetChargingProfileResponse>(new SetChargingProfileRequest { ConnectorId = 1, CsChargingProfiles = profile with { ChargingProfileKind = ChargingProfileKind.Relative, TransactionId = 1 } });
        rig.Advance(TimeSpan.FromSeconds(60));
        rig.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(["limit 1 30", "limit 1 10", "limit 1 20"], rig.Hardware.Commands);
        rig.Raise(new SessionEnded(1, StopReason.Local));
        Assert.Equal(["stop 1", "limit 1 32"], rig.Hardware.Commands[^2..]);
    }

    [Fact]
    public void A_limit_in_watts_becomes_amperes_of_this_connector()
    {
        using var rig = StationRig.Ready();
        var profile = Profiles.Profile(ChargingProfilePurpose.TxDefaultProfile, (0, 6900));
        rig.Call<SetChargingProfileResponse>(new SetChargingProfileRequest
        {
            ConnectorId = 1,
            CsChargingProfiles = profile with { ChargingSchedule = profile.ChargingSchedule with { ChargingRateUnit = ChargingRateUnit.W } },
        });
        Assert.Equal(["limit 1 10"], rig.Hardware.Commands);
    }

    [Fact]
    public void The_limit_of_the_charge_point_is_shared_by_those_that_charge()
    {
        using var rig = StationRig.Ready(hardware: SessionTests.NoCableDetection(2));
        rig.Call<SetChargingProfileResponse>(new SetChargingProfileRequest { ConnectorId = 0, CsChargingProfiles = Profiles.Profile(ChargingProfilePurpose.ChargePointMaxProfile, (0, 100)) });
        SessionTests.RemoteStart(rig, 1);
        Assert.Equal(["limit 1 100", "limit 2 100", "start 1"], rig.Hardware.Commands);
        SessionTests.RemoteStart(rig, 2);
        Assert.Equal(["limit 1 50", "limit 2 50", "start 2"], rig.Hardware.Commands[^3..]);
    }

    [Fact]
    public void A_profile_for_a_transaction_needs_one_unless_the_station_is_told_to_be_lenient()
    {
        var early = new SetChargingProfileRequest { ConnectorId = 1, CsChargingProfiles = Profiles.Profile(ChargingProfilePurpose.TxProfile, (0, 100)) };
        using var strict = StationRig.Ready(hardware: SessionTests.NoCableDetection());
        Assert.Equal(ChargingProfileStatus.Rejected, strict.Call<SetChargingProfileResponse>(early).Status);
        Assert.Empty(strict.Hardware.Commands);

        using var lenient = StationRig.Ready(StationRig.Options() with { AcceptEarlyTxProfile = true }, SessionTests.NoCableDetection());
        Assert.Equal(ChargingProfileStatus.Accepted, lenient.Call<SetChargingProfileResponse>(early).Status);
        Assert.Equal(["limit 1 100"], lenient.Hardware.Commands);
    }

    [Fact]
    public void A_profile_that_comes_with_a_remote_start_holds_for_that_transaction()
    {
        using var rig = StationRig.Ready(hardware: SessionTests.NoCableDetection());
        var request = new RemoteStartTransactionRequest { IdTag = "DEMO", ConnectorId = 1, ChargingProfile = Profiles.Profile(ChargingProfilePurpose.TxProfile, (0, 40)) };
        Assert.Equal(RemoteStartStopStatus.Accepted, rig.Call<RemoteStartTransactionResponse>(request).Status);
        rig.Raise(new SessionEnded(1, StopReason.Local));
        Assert.Equal(["limit 1 40", "start 1", "stop 1", "limit 1 125"], rig.Hardware.Commands);

        var wrong = request with { ChargingProfile = Profiles.Profile(ChargingProfilePurpose.TxDefaultProfile, (0, 40)) };
        Assert.Equal(RemoteStartStopStatus.Rejected, rig.Call<RemoteStartTransactionResponse>(wrong).Status);
    }

    [Fact]
    public void A_profile_for_a_connector_that_does_not_exist_is_a_CALLERROR()
    {
        using var rig = StationRig.Ready();
        Assert.Equal(OcppErrorCode.PropertyConstraintViolation, rig.Refused(Profiles.Limit(10) with { ConnectorId = 2 }).Code);
        Assert.Equal(OcppErrorCode.PropertyConstraintViolation, rig.Refused(Profiles.Limit(10) with { ConnectorId = -1 }).Code);
    }

    [Fact]
    public void The_composite_schedule_says_what_holds_and_from_when()
    {
        using var rig = SessionTests.Charging();
        rig.Call<SetChargingProfileResponse>(new SetChargingProfileRequest { ConnectorId = 1, CsChargingProfiles = Profiles.Profile(ChargingProfilePurpose.TxProfile, (0, 20), (60, 10)) with { ChargingProfileKind = ChargingProfileKind.Relative } });
        var answer = rig.Call<GetCompositeScheduleResponse>(new GetCompositeScheduleRequest { ConnectorId = 1, Duration = 300 });
        Assert.Equal((GetCompositeScheduleStatus.Accepted, 1, rig.Utc), (answer.Status, answer.ConnectorId, answer.ScheduleStart));
        Assert.Equal([(0, 20m), (60, 10m)], answer.ChargingSchedule!.ChargingSchedulePeriod.Select(p => (p.StartPeriod, p.Limit)));

        var watts = rig.Call<GetCompositeScheduleResponse>(new GetCompositeScheduleRequest { ConnectorId = 1, Duration = 30, ChargingRateUnit = ChargingRateUnit.W });
        Assert.Equal((ChargingRateUnit.W, 13800m), (watts.ChargingSchedule!.ChargingRateUnit, watts.ChargingSchedule.ChargingSchedulePeriod[0].Limit));
        Assert.Equal(GetCompositeScheduleStatus.Accepted, rig.Call<GetCompositeScheduleResponse>(new GetCompositeScheduleRequest { ConnectorId = 0, Duration = 30 }).Status);
        Assert.Equal(GetCompositeScheduleStatus.Rejected, rig.Call<GetCompositeScheduleResponse>(new GetCompositeScheduleRequest { ConnectorId = 5, Duration = 30 }).Status);
        Assert.Equal(GetCompositeScheduleStatus.Rejected, rig.Call<GetCompositeScheduleResponse>(new GetCompositeScheduleRequest { ConnectorId = 1, Duration = 0 }).Status);
    }

    [Fact]
    public void Profiles_stay_over_a_reset()
    {
        using var rig = StationRig.Ready();
        rig.Call<SetChargingProfileResponse>(Profiles.Limit(10));
        rig.Call<ResetResponse>(new ResetRequest { Type = ResetType.Hard });
        Assert.True(rig.Station.TakeReboot());
        rig.Connect();
        Assert.Equal(10m, rig.Call<GetCompositeScheduleResponse>(new GetCompositeScheduleRequest { ConnectorId = 1, Duration = 30 }).ChargingSchedule!.ChargingSchedulePeriod[0].Limit);
    }
}
