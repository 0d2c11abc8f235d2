using Busbar.ChargePoints;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests;

public sealed class ReservationTests
{
    [Fact]
    public void A_reserved_connector_serves_its_tag_alone_and_the_transaction_ends_the_reservation()
    {
        using var rig = StationRig.Ready(hardware: SessionTests.NoCableDetection());
        Assert.Equal(ReservationStatus.Accepted, Reserve(rig, 5, 1, "VIP"));
        Assert.Equal([ChargePointStatus.Reserved], rig.Statuses());
        Assert.Equal(RemoteStartStopStatus.Rejected, SessionTests.RemoteStart(rig, 1));
        rig.Raise(new TagPresented(1, "OTHER"));
        Assert.Empty(rig.Take<StartTransactionRequest>());

        rig.Raise(new TagPresented(1, "vip"));
        Assert.Equal(5, Assert.Single(rig.Take<StartTransactionRequest>()).ReservationId);
        rig.Raise(new TagPresented(1, "vip"));
        Assert.Equal([ChargePointStatus.Preparing, ChargePointStatus.Charging, ChargePointStatus.Available], rig.Statuses());
        Assert.Equal(CancelReservationStatus.Rejected, Cancel(rig, 5));
    }

    [Fact]
    public void The_group_of_a_reservation_counts_too()
    {
        using var rig = StationRig.Ready(hardware: SessionTests.NoCableDetection());
        rig.Script = request => request is AuthorizeRequest a
            ? StationRig.Answered(new AuthorizeResponse { IdTagInfo = StationRig.Accepted(a.IdTag == "SON" ? "FAMILY" : "OTHERS") })
            : null;
        Reserve(rig, 5, 1, "MOTHER", parent: "FAMILY");
        rig.Raise(new TagPresented(1, "STRANGER"));
        Assert.Empty(rig.Take<StartTransactionRequest>());
        rig.Raise(new TagPresented(1, "SON"));
        Assert.Equal(5, Assert.Single(rig.Take<StartTransactionRequest>()).ReservationId);
    }

    [Fact]
    public void A_reservation_expires_and_can_be_cancelled_and_replaced()
    {
        using var rig = StationRig.Ready();
        Reserve(rig, 5, 1, "VIP", minutes: 10);
        rig.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal([ChargePointStatus.Reserved, ChargePointStatus.Available], rig.Statuses());

        Reserve(rig, 6, 1, "VIP");
        Assert.Equal(ReservationStatus.Occupied, Reserve(rig, 7, 1, "OTHER"));
        Assert.Equal(ReservationStatus.Accepted, Reserve(rig, 6, 1, "OTHER"));
        Assert.Equal(CancelReservationStatus.Accepted, Cancel(rig, 6));
        Assert.Equal(CancelReservationStatus.Rejected, Cancel(rig, 6));
        Assert.Equal(ChargePointStatus.Available, rig.Statuses()[^1]);
    }

    [Fact]
    public void What_cannot_be_reserved_says_why()
    {
        using var rig = StationRig.Ready(hardware: new FakeHardware(new ConnectorTraits { MaxCurrentA = 32 }, new ConnectorTraits { MaxCurrentA = 32 }));
        Assert.Equal(ReservationStatus.Rejected, Reserve(rig, 1, 9, "VIP"));
        Assert.Equal(ReservationStatus.Rejected, Reserve(rig, 1, 1, "VIP", minutes: 0));
        rig.Raise(new CableChanged(1, IsPlugged: true));
        Assert.Equal(ReservationStatus.Occupied, Reserve(rig, 1, 1, "VIP"));
        rig.Raise(new FaultChanged(2, ChargePointErrorCode.GroundFailure));
        Assert.Equal(ReservationStatus.Faulted, Reserve(rig, 1, 2, "VIP"));
        rig.Raise(new FaultChanged(2, ChargePointErrorCode.NoError));
        rig.Call<ChangeAvailabilityResponse>(new ChangeAvailabilityRequest { ConnectorId = 2, Type = AvailabilityType.Inoperative });
        Assert.Equal(ReservationStatus.Unavailable, Reserve(rig, 1, 2, "VIP"));
        Assert.Equal(ReservationStatus.Occupied, Reserve(rig, 1, 0, "VIP"));
    }

    [Fact]
    public void A_reservation_of_any_connector_keeps_one_free()
    {
        using var rig = StationRig.Ready(hardware: SessionTests.NoCableDetection(2));
        Assert.Equal(ReservationStatus.Accepted, Reserve(rig, 5, 0, "VIP"));
        Assert.Empty(rig.Statuses());
        Assert.Equal(RemoteStartStopStatus.Accepted, SessionTests.RemoteStart(rig, 1));
        Assert.Equal(RemoteStartStopStatus.Rejected, SessionTests.RemoteStart(rig, 2));
        Assert.Equal(ReservationStatus.Occupied, Reserve(rig, 6, 0, "OTHER"));
        rig.Raise(new TagPresented(2, "VIP"));
        Assert.Equal(5, rig.Take<StartTransactionRequest>()[^1].ReservationId);
    }

    [Fact]
    public void A_fault_ends_the_reservation()
    {
        using var rig = StationRig.Ready();
        Reserve(rig, 5, 1, "VIP");
        rig.Raise(new FaultChanged(1, ChargePointErrorCode.GroundFailure));
        rig.Raise(new FaultChanged(1, ChargePointErrorCode.NoError));
        Assert.Equal([ChargePointStatus.Reserved, ChargePointStatus.Faulted, ChargePointStatus.Available], rig.Statuses());
        Assert.Equal(CancelReservationStatus.Rejected, Cancel(rig, 5));
    }

    private static ReservationStatus Reserve(StationRig rig, int id, int connectorId, string tag, string? parent = null, int minutes = 30) =>
        rig.Call<ReserveNowResponse>(new ReserveNowRequest { ReservationId = id, ConnectorId = connectorId, IdTag = tag, ParentIdTag = parent, ExpiryDate = rig.Utc.AddMinutes(minutes) }).Status;

    private static CancelReservationStatus Cancel(StationRig rig, int id) => rig.Call<CancelReservationResponse>(new CancelReservationRequest { ReservationId = id }).Status;
}
