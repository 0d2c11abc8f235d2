using Busbar.ChargePoints;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests;

/// <summary>A charge point whose hardware has a controller of its own: vehicles that say who they are, sessions that take their time to end, limits as they were written.</summary>
public sealed class ControllerTests
{
    private readonly FakeController _controller = new(Dc(), Dc());

    [Fact]
    public void A_vehicle_that_says_who_it_is_is_asked_about_and_starts_once_whatever_it_says_later()
    {
        using var rig = StationRig.Ready(_controller);
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new VehicleIdentified(1, "VID:1"));
        rig.Raise(new VehicleIdentified(1, "VID:1"));
        Assert.Equal("VID:1", Assert.Single(rig.Take<AuthorizeRequest>()).IdTag);
        Assert.Equal("VID:1", Assert.Single(rig.Take<StartTransactionRequest>()).IdTag);
        Assert.Empty(rig.Take<StopTransactionRequest>());
        Assert.Equal(["start 1"], _controller.Commands);
    }

    [Fact]
    public void A_vehicle_that_is_not_accepted_waits_for_somebody_who_starts_it()
    {
        using var rig = StationRig.Ready(_controller);
        rig.Script = request => request is AuthorizeRequest ? StationRig.Answered(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Invalid } }) : null;
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new VehicleIdentified(1, "VID:1"));
        Assert.Empty(rig.Take<StartTransactionRequest>());
        Assert.Empty(_controller.Commands);

        Assert.Equal(RemoteStartStopStatus.Accepted, rig.Call<RemoteStartTransactionResponse>(new RemoteStartTransactionRequest { ConnectorId = 1, IdTag = "APP" }).Status);
        Assert.Equal("APP", Assert.Single(rig.Take<StartTransactionRequest>()).IdTag);
    }

    [Fact]
    public void A_trusted_vehicle_starts_without_a_question_and_without_a_central_system()
    {
        using var rig = StationRig.Ready(_controller);
        rig.Disconnect();
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new VehicleIdentified(1, "FREE", IsTrusted: true));
        Assert.Equal(["start 1"], _controller.Commands);
        rig.Connect();
        Assert.Equal("FREE", Assert.Single(rig.Take<StartTransactionRequest>()).IdTag);
        Assert.Empty(rig.Take<AuthorizeRequest>());
    }

    [Fact]
    public void Who_came_while_nobody_could_be_asked_is_asked_about_when_somebody_can()
    {
        using var rig = StationRig.Ready(_controller);
        rig.Disconnect();
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new VehicleIdentified(1, "VID:1"));
        rig.Raise(new CableChanged(2, IsPlugged: true));
        rig.Raise(new VehicleIdentified(2, "VID:2"));
        rig.Raise(new CableChanged(2, IsPlugged: false));
        Assert.Empty(_controller.Commands);

        rig.Connect();
        Assert.Equal("VID:1", Assert.Single(rig.Take<StartTransactionRequest>()).IdTag);
        Assert.Equal(["start 1"], _controller.Commands);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_came_while_the_connector_was_out_of_use_is_asked_about_when_it_is_back(bool isFault)
    {
        using var rig = StationRig.Ready(_controller);
        rig.Raise(isFault ? new FaultChanged(1, ChargePointErrorCode.OtherError) : new UsableChanged(1, IsUsable: false));
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new VehicleIdentified(1, "VID:1"));
        Assert.Empty(rig.Take<AuthorizeRequest>());
        rig.Raise(isFault ? new FaultChanged(1, ChargePointErrorCode.NoError) : new UsableChanged(1, IsUsable: true));
        Assert.Single(rig.Take<StartTransactionRequest>());
        Assert.Equal([isFault ? ChargePointStatus.Faulted : ChargePointStatus.Unavailable, ChargePointStatus.Preparing, ChargePointStatus.Charging], rig.Statuses());
    }

    [Fact]
    public void A_remote_stop_ends_the_transaction_when_the_session_has_ended_and_with_the_reading_of_then()
    {
        using var rig = Charging();
        _controller.Show(1, new MeterReading(0, 0, 400, 0, 5_000));
        Assert.Equal(RemoteStartStopStatus.Accepted, rig.Call<RemoteStopTransactionResponse>(new RemoteStopTransactionRequest { TransactionId = 1 }).Status);
        Assert.Equal(["end 1 Remote"], _controller.Commands);
        Assert.Empty(rig.Take<StopTransactionRequest>());

        // Asked again: it is on its way.
        Assert.Equal(RemoteStartStopStatus.Accepted, rig.Call<RemoteStopTransactionResponse>(new RemoteStopTransactionRequest { TransactionId = 1 }).Status);
        Assert.Equal(["end 1 Remote"], _controller.Commands);

        _controller.Show(1, new MeterReading(0, 0, 400, 0, 5_321));
        rig.Raise(new SessionEnded(1, StopReason.Local));
        var stop = Assert.Single(rig.Take<StopTransactionRequest>());
        Assert.Equal((5_321, StopReason.Remote), (stop.MeterStop, stop.Reason));
    }

    [Fact]
    public void A_session_that_does_not_end_does_not_hold_its_transaction_for_ever()
    {
        using var rig = Charging();
        rig.Call<RemoteStopTransactionResponse>(new RemoteStopTransactionRequest { TransactionId = 1 });
        rig.Advance(TimeSpan.FromSeconds(44));
        Assert.Empty(rig.Take<StopTransactionRequest>());
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(StopReason.Remote, Assert.Single(rig.Take<StopTransactionRequest>()).Reason);
    }

    [Fact]
    public void What_the_session_says_of_its_end_is_the_reason_where_a_fault_knew_none()
    {
        using var rig = Charging();
        rig.Raise(new FaultChanged(1, ChargePointErrorCode.OtherError, "The emergency stop is pressed.", "EmergencyStop"));
        rig.Raise(new SessionEnded(1, StopReason.EmergencyStop));
        Assert.Equal(StopReason.EmergencyStop, Assert.Single(rig.Take<StopTransactionRequest>()).Reason);
        var status = rig.Take<StatusNotificationRequest>()[^1];
        Assert.Equal((ChargePointStatus.Faulted, "EmergencyStop", "The emergency stop is pressed.", "Busbar"), (status.Status, status.VendorErrorCode, status.Info, status.VendorId));
    }

    [Fact]
    public void A_soft_reset_waits_for_the_sessions_and_for_the_central_system_to_know()
    {
        using var rig = Charging();
        rig.Call<ResetResponse>(new ResetRequest { Type = ResetType.Soft });
        Assert.Equal(["end 1 SoftReset"], _controller.Commands);
        Assert.False(rig.Station.TakeReboot());
        rig.Raise(new SessionEnded(1, StopReason.Local));
        Assert.Equal(StopReason.SoftReset, Assert.Single(rig.Take<StopTransactionRequest>()).Reason);
        Assert.True(rig.Station.TakeReboot());
    }

    [Fact]
    public void A_hard_reset_waits_for_nothing_not_even_for_an_end_that_is_on_its_way()
    {
        using var rig = Charging();
        rig.Call<RemoteStopTransactionResponse>(new RemoteStopTransactionRequest { TransactionId = 1 });
        rig.Call<ResetResponse>(new ResetRequest { Type = ResetType.Hard });
        Assert.Equal(["end 1 Remote", "end 1 HardReset", "stop 1"], _controller.Commands);
        Assert.True(rig.Station.TakeReboot());
        Assert.Equal(1, rig.Station.Waiting);
    }

    [Fact]
    public void Availability_reaches_the_controller_and_waits_for_the_transaction()
    {
        using var rig = Charging();
        Assert.Equal(AvailabilityStatus.Scheduled, rig.Call<ChangeAvailabilityResponse>(new ChangeAvailabilityRequest { ConnectorId = 0, Type = AvailabilityType.Inoperative }).Status);
        Assert.Equal(["available 2 False"], _controller.Commands);
        rig.Raise(new SessionEnded(1, StopReason.Local));
        Assert.Equal(["available 2 False", "stop 1", "available 1 False"], _controller.Commands);
        rig.Call<ChangeAvailabilityResponse>(new ChangeAvailabilityRequest { ConnectorId = 1, Type = AvailabilityType.Operative });
        Assert.Equal("available 1 True", _controller.Commands[^1]);
    }

    [Fact]
    public void A_profile_reaches_the_controller_in_its_own_unit_and_with_its_name()
    {
        using var rig = Charging();
        var watts = Profiles.Profile(ChargingProfilePurpose.TxDefaultProfile, (0, 50_000), (60, 0));
        watts = watts with { ChargingSchedule = watts.ChargingSchedule with { ChargingRateUnit = ChargingRateUnit.W, StartSchedule = rig.Utc } };
        rig.Call<SetChargingProfileResponse>(new SetChargingProfileRequest { ConnectorId = 1, CsChargingProfiles = watts });
        Assert.Equal("limit 1 50000 W (TxDefaultProfile 7, stack level 0, connector 1)", Assert.Single(_controller.Commands));

        _controller.Commands.Clear();
        var amperes = Profiles.Profile(ChargingProfilePurpose.ChargePointMaxProfile, (0, 300)) with { ChargingProfileId = 8 };
        rig.Call<SetChargingProfileResponse>(new SetChargingProfileRequest { ConnectorId = 0, CsChargingProfiles = amperes });
        Assert.Equal("limit 0 300 A (ChargePointMaxProfile 8, stack level 0, connector 0)", Assert.Single(_controller.Commands));

        _controller.Commands.Clear();
        rig.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("limit 1 0 W (TxDefaultProfile 7, stack level 0, connector 1)", Assert.Single(_controller.Commands));
        Assert.Equal([ChargePointStatus.SuspendedEVSE], rig.Statuses());

        _controller.Commands.Clear();
        rig.Call<ClearChargingProfileResponse>(new ClearChargingProfileRequest());
        Assert.Equal(["limit 0 none", "limit 1 none"], _controller.Commands);
    }

    [Fact]
    public void A_supply_that_is_held_back_is_the_stations_doing_and_not_the_vehicles()
    {
        using var rig = Charging();
        rig.Raise(new SupplyHeld(1, IsHeld: true));
        rig.Raise(new VehicleDraws(1, Draws: false));
        rig.Raise(new SupplyHeld(1, IsHeld: false));
        Assert.Equal([ChargePointStatus.SuspendedEVSE, ChargePointStatus.SuspendedEV], rig.Statuses());
    }

    private StationRig Charging()
    {
        var rig = StationRig.Ready(_controller);
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new VehicleIdentified(1, "VID:1"));
        Assert.Single(rig.Take<StartTransactionRequest>());
        rig.Sent.Clear();
        _controller.Commands.Clear();
        return rig;
    }

    private static ConnectorTraits Dc() => new() { MaxCurrentA = 500, VoltageV = 480, Phases = 1, HasLock = false };
}
