using Busbar.ChargePoints;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using static Busbar.Wire.Ocpp.V16.ChargePointStatus;

namespace Busbar.ChargePoints.Tests;

/// <summary>Whatever happens to a station in whatever order, what it says stays within the standard.</summary>
public sealed class StatusLawTests
{
    /// <summary>The transitions of OCPP 1.6, 4.9, rows A to H; from Faulted (row I) the station returns to the state before.</summary>
    private static readonly Dictionary<ChargePointStatus, ChargePointStatus[]> Allowed = new()
    {
        [Available] = [Preparing, Charging, SuspendedEV, SuspendedEVSE, Reserved, Unavailable, Faulted],
        [Preparing] = [Available, Charging, SuspendedEV, SuspendedEVSE, Finishing, Faulted],
        [Charging] = [Available, SuspendedEV, SuspendedEVSE, Finishing, Unavailable, Faulted],
        [SuspendedEV] = [Available, Charging, SuspendedEVSE, Finishing, Unavailable, Faulted],
        [SuspendedEVSE] = [Available, Charging, SuspendedEV, Finishing, Unavailable, Faulted],
        [Finishing] = [Available, Preparing, Unavailable, Faulted],
        [Reserved] = [Available, Preparing, Unavailable, Faulted],
        [Unavailable] = [Available, Preparing, Charging, SuspendedEV, SuspendedEVSE, Faulted],
        [Faulted] = [Available, Preparing, Charging, SuspendedEV, SuspendedEVSE, Finishing, Reserved, Unavailable],
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_long_random_life_keeps_to_the_table_and_to_the_pairs_of_start_and_stop(int seed)
    {
        var random = new Random(seed);
        var hardware = new FakeHardware(new ConnectorTraits { MaxCurrentA = 32 }, new ConnectorTraits { MaxCurrentA = 32, DetectsCable = false });
        using var rig = StationRig.Ready(hardware: hardware, configuration: [("AllowOfflineTxForUnknownId", "true"), ("ConnectionTimeOut", "30")]);
        var last = new Dictionary<int, ChargePointStatus> { [0] = Available, [1] = Available, [2] = Available };
        var open = new Dictionary<int, int>();
        var starts = 0;
        var stops = 0;
        var online = true;
        var steps = 0;
        rig.Script = request => random.Next(12) == 0 && request is AuthorizeRequest
            ? StationRig.Answered(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Blocked } })
            : null;

        for (; steps < 4_000; steps++)
        {
            var connector = random.Next(1, 3);
            switch (random.Next(14))
            {
                case 0 or 1: rig.Raise(new CableChanged(1, random.Next(2) == 0)); break;
                case 2 or 3 or 4: rig.Raise(new TagPresented(connector, $"T{random.Next(3)}")); break;
                case 5: rig.Raise(new VehicleDraws(connector, random.Next(2) == 0)); break;
                case 6: rig.Raise(new FaultChanged(connector, random.Next(3) == 0 ? ChargePointErrorCode.OverCurrentFailure : ChargePointErrorCode.NoError)); break;
                case 7: rig.Call<ChangeAvailabilityResponse>(new ChangeAvailabilityRequest { ConnectorId = connector, Type = random.Next(3) == 0 ? AvailabilityType.Inoperative : AvailabilityType.Operative }); break;
                case 8: SessionTests.RemoteStart(rig, random.Next(2) == 0 ? null : connector); break;
                case 9: rig.Call<SetChargingProfileResponse>(Profiles.Limit(random.Next(2) * 16) with { ConnectorId = connector }); break;
                case 10: rig.Call<ReserveNowResponse>(new ReserveNowRequest { ConnectorId = random.Next(3), ExpiryDate = rig.Utc.AddMinutes(2), IdTag = "T1", ReservationId = random.Next(4) }); break;
                case 11: rig.Raise(new SessionEnded(connector, StopReason.Local)); break;
                case 12: rig.Advance(TimeSpan.FromSeconds(random.Next(1, 50))); break;
                case 13 when random.Next(4) == 0:
                    if (online) rig.Disconnect();
                    else
                    {
                        // States in between were not told while offline (4.9).
                        last.Clear();
                        rig.Connect();
                    }

                    online = !online;
                    break;
            }

            foreach (var request in rig.Sent) Judge(request);
            rig.Sent.Clear();
        }

        Assert.True(starts > 50, $"only {starts} transactions in this life");
        Assert.InRange(starts - stops, 0, 2 + rig.Station.Waiting);

        void Judge(OcppRequest request)
        {
            switch (request)
            {
                case StatusNotificationRequest status:
                    if (status.ConnectorId == 0) Assert.Contains(status.Status, new[] { Available, Unavailable, Faulted });
                    if (last.TryGetValue(status.ConnectorId, out var from) && from != status.Status)
                        Assert.True(Allowed[from].Contains(status.Status), $"step {steps}: connector {status.ConnectorId} went from {from} to {status.Status}");
                    last[status.ConnectorId] = status.Status;
                    Assert.Equal(status.Status == Faulted, status.ErrorCode != ChargePointErrorCode.NoError);
                    break;
                case StartTransactionRequest start:
                    Assert.DoesNotContain(start.ConnectorId, open.Values);
                    open.Add(++starts, start.ConnectorId);
                    break;
                case StopTransactionRequest stop:
                    Assert.True(open.Remove(stop.TransactionId), $"step {steps}: a stop of {stop.TransactionId}, which does not run");
                    stops++;
                    break;
            }
        }
    }
}
