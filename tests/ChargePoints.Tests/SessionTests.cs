using Busbar.ChargePoints;
using Busbar.ChargePoints.Internal;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests;

public sealed class SessionTests
{
    [Fact]
    public void Plug_tag_charge_tag_unplug_is_the_whole_story()
    {
        using var rig = StationRig.Ready();
        rig.Hardware.Show(1, new MeterReading(0, 0, 230, 0, 1000.4));
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new TagPresented(1, "TAG"));
        Assert.Equal("TAG", Assert.Single(rig.Take<AuthorizeRequest>()).IdTag);
        var start = Assert.Single(rig.Take<StartTransactionRequest>());
        Assert.Equal((1, "TAG", 1000, rig.Utc), (start.ConnectorId, start.IdTag, start.MeterStart, start.Timestamp));
        Assert.Equal(["start 1"], rig.Hardware.Commands);

        rig.Advance(TimeSpan.FromMinutes(5));
        rig.Hardware.Show(1, new MeterReading(0, 0, 230, 0, 1500.6));
        rig.Raise(new TagPresented(1, "tag"));
        var stop = Assert.Single(rig.Take<StopTransactionRequest>());
        Assert.Equal((1, 1501, StopReason.Local, "tag"), (stop.TransactionId, stop.MeterStop, stop.Reason, stop.IdTag));
        Assert.Empty(rig.Take<AuthorizeRequest>());

        rig.Raise(new CableChanged(1, IsPlugged: false));
        Assert.Equal(
            [ChargePointStatus.Preparing, ChargePointStatus.Charging, ChargePointStatus.Finishing, ChargePointStatus.Available],
            rig.Statuses());
        Assert.Equal(["start 1", "stop 1"], rig.Hardware.Commands);
    }

    [Fact]
    public void A_transaction_starts_only_between_its_Preparing_and_its_Charging()
    {
        using var rig = StationRig.Ready();
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new TagPresented(1, "TAG"));
        var order = rig.Sent.Select(r => r is StatusNotificationRequest s ? s.Status.ToString() : r.Action.Name).ToArray();
        Assert.Equal(["Preparing", "Authorize", "StartTransaction", "Charging"], order);
    }

    [Fact]
    public void A_tag_before_the_plug_waits_for_it_and_times_out()
    {
        using var rig = StationRig.Ready(configuration: ("ConnectionTimeOut", "30"));
        rig.Raise(new TagPresented(1, "TAG"));
        Assert.Equal([ChargePointStatus.Preparing], rig.Statuses());
        rig.Advance(TimeSpan.FromSeconds(29));
        rig.Raise(new CableChanged(1, IsPlugged: true));
        Assert.Single(rig.Take<StartTransactionRequest>());

        rig.Raise(new CableChanged(1, IsPlugged: false));
        rig.Statuses();
        rig.Raise(new TagPresented(1, "TAG"));
        rig.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal([ChargePointStatus.Preparing, ChargePointStatus.Available], rig.Statuses());
        rig.Raise(new CableChanged(1, IsPlugged: true));
        Assert.Empty(rig.Take<StartTransactionRequest>());
    }

    [Fact]
    public void The_same_tag_shown_twice_before_the_plug_takes_the_authorization_back()
    {
        using var rig = StationRig.Ready();
        rig.Raise(new TagPresented(1, "TAG"));
        rig.Raise(new TagPresented(1, "OTHER"));
        rig.Raise(new TagPresented(1, "TAG"));
        Assert.Equal([ChargePointStatus.Preparing, ChargePointStatus.Available], rig.Statuses());
        Assert.Single(rig.Take<AuthorizeRequest>());
    }

    [Fact]
    public void A_plug_without_a_tag_ends_in_Finishing_and_a_late_tag_still_starts()
    {
        using var rig = StationRig.Ready(configuration: ("ConnectionTimeOut", "30"));
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Advance(TimeSpan.FromSeconds(30));
        rig.Raise(new TagPresented(1, "TAG"));
        Assert.Equal([ChargePointStatus.Preparing, ChargePointStatus.Finishing, ChargePointStatus.Preparing, ChargePointStatus.Charging], rig.Statuses());
    }

    [Theory]
    [InlineData(AuthorizationStatus.Blocked)]
    [InlineData(AuthorizationStatus.Expired)]
    [InlineData(AuthorizationStatus.Invalid)]
    [InlineData(AuthorizationStatus.ConcurrentTx)]
    public void A_tag_that_is_not_accepted_starts_nothing(AuthorizationStatus status)
    {
        using var rig = StationRig.Ready();
        rig.Script = request => request is AuthorizeRequest ? StationRig.Answered(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = status } }) : null;
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new TagPresented(1, "TAG"));
        Assert.Empty(rig.Take<StartTransactionRequest>());
        Assert.Empty(rig.Hardware.Commands);
        Assert.Contains(rig.Log, line => line.Contains(status.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Another_tag_of_the_group_may_stop_and_a_stranger_may_not()
    {
        using var rig = StationRig.Ready();
        rig.Script = request => request switch
        {
            AuthorizeRequest a => StationRig.Answered(new AuthorizeResponse { IdTagInfo = StationRig.Accepted(a.IdTag == "STRANGER" ? "OTHERS" : "FAMILY") }),
            _ => null,
        };
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new TagPresented(1, "MOTHER"));
        rig.Raise(new TagPresented(1, "STRANGER"));
        Assert.Empty(rig.Take<StopTransactionRequest>());
        rig.Raise(new TagPresented(1, "SON"));
        Assert.Equal("SON", Assert.Single(rig.Take<StopTransactionRequest>()).IdTag);
    }

    [Fact]
    public void Remote_start_and_stop_work_without_a_card()
    {
        using var rig = StationRig.Ready(hardware: NoCableDetection());
        Assert.Equal(RemoteStartStopStatus.Accepted, rig.Call<RemoteStartTransactionResponse>(new RemoteStartTransactionRequest { IdTag = "DEMO", ConnectorId = 1 }).Status);
        Assert.Empty(rig.Take<AuthorizeRequest>());
        Assert.Equal("DEMO", Assert.Single(rig.Take<StartTransactionRequest>()).IdTag);

        Assert.Equal(RemoteStartStopStatus.Rejected, rig.Call<RemoteStopTransactionResponse>(new RemoteStopTransactionRequest { TransactionId = 99 }).Status);
        Assert.Equal(RemoteStartStopStatus.Accepted, rig.Call<RemoteStopTransactionResponse>(new RemoteStopTransactionRequest { TransactionId = 1 }).Status);
        var stop = Assert.Single(rig.Take<StopTransactionRequest>());
        Assert.Equal((StopReason.Remote, null), (stop.Reason, stop.IdTag));
        Assert.Equal([ChargePointStatus.Preparing, ChargePointStatus.Charging, ChargePointStatus.Available], rig.Statuses());
        Assert.Equal(["start 1", "stop 1"], rig.Hardware.Commands);
    }

    [Fact]
    public void A_remote_start_chooses_a_free_connector_and_is_rejected_when_there_is_none()
    {
        using var rig = StationRig.Ready(hardware: NoCableDetection(2));
        Assert.Equal(RemoteStartStopStatus.Accepted, RemoteStart(rig, null));
        Assert.Equal(RemoteStartStopStatus.Accepted, RemoteStart(rig, null));
        Assert.Equal([1, 2], rig.Take<StartTransactionRequest>().Select(s => s.ConnectorId));
        Assert.Equal(RemoteStartStopStatus.Rejected, RemoteStart(rig, null));
        Assert.Equal(RemoteStartStopStatus.Rejected, RemoteStart(rig, 1));
        Assert.Equal(RemoteStartStopStatus.Rejected, RemoteStart(rig, 0));
        Assert.Equal(RemoteStartStopStatus.Rejected, RemoteStart(rig, 7));
        Assert.Empty(rig.Take<StartTransactionRequest>());
    }

    [Fact]
    public void A_remote_start_asks_first_where_that_is_configured()
    {
        using var rig = StationRig.Ready(hardware: NoCableDetection(), configuration: ("AuthorizeRemoteTxRequests", "true"));
        rig.Script = request => request is AuthorizeRequest ? StationRig.Answered(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Blocked } }) : null;
        Assert.Equal(RemoteStartStopStatus.Accepted, RemoteStart(rig, 1));
        Assert.Single(rig.Take<AuthorizeRequest>());
        Assert.Empty(rig.Take<StartTransactionRequest>());
    }

    [Fact]
    public void Unplugging_the_vehicle_stops_the_transaction_or_suspends_it()
    {
        using var stops = Charging();
        stops.Raise(new CableChanged(1, IsPlugged: false));
        Assert.Equal(StopReason.EVDisconnected, Assert.Single(stops.Take<StopTransactionRequest>()).Reason);
        var said = stops.Take<StatusNotificationRequest>();
        Assert.Equal([(ChargePointStatus.Finishing, "EV side disconnected"), (ChargePointStatus.Available, null)], said.Select(s => (s.Status, s.Info)));

        using var goesOn = Charging(("StopTransactionOnEVSideDisconnect", "false"));
        goesOn.Raise(new CableChanged(1, IsPlugged: false));
        Assert.Empty(goesOn.Take<StopTransactionRequest>());
        var suspended = Assert.Single(goesOn.Take<StatusNotificationRequest>());
        Assert.Equal((ChargePointStatus.SuspendedEV, "EV side disconnected"), (suspended.Status, suspended.Info));
        goesOn.Raise(new CableChanged(1, IsPlugged: true));
        Assert.Equal([ChargePointStatus.Charging], goesOn.Statuses());
    }

    [Fact]
    public void A_vehicle_that_draws_nothing_is_SuspendedEV_and_a_limit_of_zero_SuspendedEVSE_goes_before_it()
    {
        using var rig = Charging();
        rig.Raise(new VehicleDraws(1, Draws: false));
        rig.Call<SetChargingProfileResponse>(Profiles.Limit(0));
        rig.Raise(new VehicleDraws(1, Draws: true));
        rig.Call<SetChargingProfileResponse>(Profiles.Limit(16));
        Assert.Equal([ChargePointStatus.SuspendedEV, ChargePointStatus.SuspendedEVSE, ChargePointStatus.Charging], rig.Statuses());
    }

    [Fact]
    public void A_tag_that_the_central_system_does_not_accept_at_the_start_ends_the_transaction()
    {
        using var rig = StationRig.Ready();
        rig.Script = Unaccepted();
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new TagPresented(1, "TAG"));
        Assert.Equal(StopReason.DeAuthorized, Assert.Single(rig.Take<StopTransactionRequest>()).Reason);
        Assert.Equal(["start 1", "stop 1"], rig.Hardware.Commands);
        Assert.Equal(ChargePointStatus.Finishing, rig.Statuses()[^1]);
    }

    [Fact]
    public void Where_that_is_configured_only_its_energy_ends()
    {
        using var rig = StationRig.Ready(configuration: ("StopTransactionOnInvalidId", "false"));
        rig.Script = Unaccepted();
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new TagPresented(1, "TAG"));
        Assert.Empty(rig.Take<StopTransactionRequest>());
        Assert.Equal(["start 1", "stop 1"], rig.Hardware.Commands);
        Assert.Equal(ChargePointStatus.SuspendedEVSE, rig.Statuses()[^1]);
        rig.Raise(new TagPresented(1, "TAG"));
        Assert.Equal(StopReason.Local, Assert.Single(rig.Take<StopTransactionRequest>()).Reason);
    }

    [Fact]
    public void A_conflict_with_the_local_list_is_reported()
    {
        using var rig = StationRig.Ready(configuration: ("LocalPreAuthorize", "true"));
        rig.Call<SendLocalListResponse>(LocalListTests.Full(1, ("TAG", AuthorizationStatus.Accepted)));
        rig.Script = Unaccepted();
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new TagPresented(1, "TAG"));
        var warning = Assert.Single(rig.Take<StatusNotificationRequest>(), s => s.ConnectorId == 0);
        Assert.Equal(ChargePointErrorCode.LocalListConflict, warning.ErrorCode);
    }

    [Fact]
    public void A_fault_ends_the_transaction_and_the_connector_comes_back_when_it_is_gone()
    {
        using var rig = Charging();
        rig.Raise(new FaultChanged(1, ChargePointErrorCode.GroundFailure, "RCD tripped"));
        Assert.Equal(StopReason.Other, Assert.Single(rig.Take<StopTransactionRequest>()).Reason);
        var fault = rig.Take<StatusNotificationRequest>()[^1];
        Assert.Equal((ChargePointStatus.Faulted, ChargePointErrorCode.GroundFailure, "RCD tripped"), (fault.Status, fault.ErrorCode, fault.Info));
        Assert.Equal(RemoteStartStopStatus.Rejected, RemoteStart(rig, 1));
        rig.Raise(new FaultChanged(1, ChargePointErrorCode.NoError));
        Assert.Equal([ChargePointStatus.Finishing], rig.Statuses());
    }

    [Fact]
    public void Hardware_that_does_not_take_the_start_leaves_a_stopped_transaction()
    {
        using var rig = StationRig.Ready();
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Hardware.Obeys = false;
        rig.Raise(new TagPresented(1, "TAG"));
        Assert.Single(rig.Take<StartTransactionRequest>());
        Assert.Equal(StopReason.Other, Assert.Single(rig.Take<StopTransactionRequest>()).Reason);
    }

    [Fact]
    public void A_status_shorter_than_the_minimum_is_not_reported()
    {
        using var rig = StationRig.Ready(configuration: ("MinimumStatusDuration", "5"));
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Advance(TimeSpan.FromSeconds(2));
        rig.Raise(new TagPresented(1, "TAG"));
        rig.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty(rig.Statuses());
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([ChargePointStatus.Charging], rig.Statuses());
    }

    [Fact]
    public void Events_for_connectors_that_do_not_exist_change_nothing()
    {
        using var rig = StationRig.Ready();
        rig.Raise(new CableChanged(2, IsPlugged: true));
        rig.Raise(new CableChanged(-1, IsPlugged: true));
        rig.Raise(new TagPresented(9, "TAG"));
        rig.Raise(new SessionEnded(1, StopReason.Local));
        Assert.Empty(rig.Sent);
    }

    internal static FakeHardware NoCableDetection(int connectors = 1) =>
        new([.. Enumerable.Repeat(new ConnectorTraits { MaxCurrentA = 125, DetectsCable = false, HasLock = false, Phases = 1, VoltageV = 400 }, connectors)]);

    internal static StationRig Charging(params (string Key, string Value)[] configuration) => Charging(static options => options, configuration);

    internal static StationRig Charging(Func<ChargePointOptions, ChargePointOptions> change, params (string Key, string Value)[] configuration)
    {
        var rig = StationRig.Ready(change(StationRig.Options()), configuration: configuration);
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new TagPresented(1, "TAG"));
        Assert.Single(rig.Take<StartTransactionRequest>());
        rig.Sent.Clear();
        rig.Hardware.Commands.Clear();
        return rig;
    }

    internal static RemoteStartStopStatus RemoteStart(StationRig rig, int? connectorId) =>
        rig.Call<RemoteStartTransactionResponse>(new RemoteStartTransactionRequest { IdTag = "DEMO", ConnectorId = connectorId }).Status;

    private static Func<OcppRequest, CallResult?> Unaccepted() => request => request is StartTransactionRequest
        ? StationRig.Answered(new StartTransactionResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Blocked }, TransactionId = 5 })
        : null;
}
