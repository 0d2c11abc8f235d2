using Busbar.ChargePoints;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests;

/// <summary>What a charge point knows after its process has gone.</summary>
public sealed class KeepingTests
{
    [Fact]
    public void A_transaction_that_was_interrupted_ends_with_what_its_meter_shows_after_the_restart()
    {
        using var before = Charging(out var kept, lastWh: 5_000);
        var meter = new FakeController(Dc());
        meter.Show(1, new MeterReading(0, 0, 400, 0, 5_400));
        using var after = StationRig.Restarted(meter, kept);
        after.Connect();
        Assert.Empty(after.Take<StopTransactionRequest>());
        after.Advance(TimeSpan.FromSeconds(5));
        var stop = Assert.Single(after.Take<StopTransactionRequest>());
        Assert.Equal((1, 5_400, StopReason.PowerLoss), (stop.TransactionId, stop.MeterStop, stop.Reason));
        Assert.Empty(after.Station.TakeKept()!.Transactions);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_999)]
    [InlineData(900_000)]
    public void A_meter_that_has_forgotten_or_is_another_one_counts_for_nothing(int readWh)
    {
        using var before = Charging(out var kept, lastWh: 5_000);
        var meter = new FakeController(Dc());
        meter.Show(1, new MeterReading(0, 0, 400, 0, readWh));
        using var after = StationRig.Restarted(meter, kept);
        after.Connect();
        after.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(5_000, Assert.Single(after.Take<StopTransactionRequest>()).MeterStop);
    }

    [Fact]
    public void A_new_transaction_on_the_connector_does_not_overtake_the_end_of_the_old_one()
    {
        using var before = Charging(out var kept, lastWh: 5_000);
        var meter = new FakeController(Dc());
        using var after = StationRig.Restarted(meter, kept);
        after.Connect();
        after.Raise(new CableChanged(1, IsPlugged: true));
        after.Raise(new VehicleIdentified(1, "VID:2", IsTrusted: true));
        Assert.Equal(["StopTransaction", "StartTransaction"], after.Sent.Select(r => r.Action.Name).Where(n => n.EndsWith("Transaction", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_was_not_delivered_is_delivered_in_order_and_under_the_number_that_it_gets()
    {
        var controller = new FakeController(Dc()) { EndsAtOnce = true };
        using var before = StationRig.Ready(controller);
        before.Disconnect();
        for (var n = 1; n <= 2; n++)
        {
            before.Raise(new CableChanged(1, IsPlugged: true));
            before.Raise(new VehicleIdentified(1, $"VID:{n}", IsTrusted: true));
            controller.Show(1, new MeterReading(0, 0, 0, 0, n * 100));
            before.Raise(new SessionEnded(1, StopReason.Local));
            before.Raise(new CableChanged(1, IsPlugged: false));
        }

        var kept = before.Station.TakeKept()!;
        Assert.Equal((2, 4), (kept.Transactions.Count, kept.Messages.Count));
        using var after = StationRig.Restarted(new FakeController(Dc()), kept);
        after.Connect();
        Assert.Equal(["VID:1", "VID:2"], after.Sent.OfType<StartTransactionRequest>().Select(s => s.IdTag));
        Assert.Equal([(1, 100), (2, 200)], after.Sent.OfType<StopTransactionRequest>().Select(s => (s.TransactionId, s.MeterStop)));
        Assert.Equal(0, after.Station.Waiting);
    }

    [Fact]
    public void Availability_configuration_list_and_profiles_of_the_station_come_back_and_those_of_transactions_do_not()
    {
        using var before = StationRig.Ready(new FakeController(Dc(), Dc()));
        before.Call<ChangeAvailabilityResponse>(new ChangeAvailabilityRequest { ConnectorId = 2, Type = AvailabilityType.Inoperative });
        before.Call<ChangeConfigurationResponse>(new ChangeConfigurationRequest { Key = "MeterValueSampleInterval", Value = "17" });
        before.Call<SendLocalListResponse>(new SendLocalListRequest
        {
            ListVersion = 3, UpdateType = UpdateType.Full, LocalAuthorizationList = [new AuthorizationData { IdTag = "A", IdTagInfo = StationRig.Accepted("P") }],
        });
        before.Call<SetChargingProfileResponse>(new SetChargingProfileRequest { ConnectorId = 0, CsChargingProfiles = Profiles.Profile(ChargingProfilePurpose.ChargePointMaxProfile, (0, 300)) });
        before.Raise(new CableChanged(1, IsPlugged: true));
        before.Raise(new VehicleIdentified(1, "A"));
        before.Call<SetChargingProfileResponse>(new SetChargingProfileRequest { ConnectorId = 1, CsChargingProfiles = Profiles.Profile(ChargingProfilePurpose.TxProfile, (0, 10)) with { ChargingProfileId = 9 } });

        var controller = new FakeController(Dc(), Dc());
        using var after = StationRig.Restarted(controller, before.Station.TakeKept()!);
        Assert.Equal(["available 2 False", "limit 0 300 A (ChargePointMaxProfile 7, stack level 0, connector 0)"], controller.Commands);
        after.Connect();
        Assert.Equal([ChargePointStatus.Unavailable], after.Statuses(2));
        Assert.Equal("17", after.Call<GetConfigurationResponse>(new GetConfigurationRequest { Key = ["MeterValueSampleInterval"] }).ConfigurationKey![0].Value);
        Assert.Equal(3, after.Call<GetLocalListVersionResponse>(new GetLocalListVersionRequest()).ListVersion);
    }

    [Fact]
    public void Nothing_is_to_be_kept_while_nothing_changes_but_for_a_meter_that_runs()
    {
        using var rig = Charging(out _, lastWh: 0);
        rig.Advance(TimeSpan.FromSeconds(14));
        Assert.Null(rig.Station.TakeKept());
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(rig.Station.TakeKept());
        Assert.Null(rig.Station.TakeKept());
    }

    private static StationRig Charging(out ChargePointKept kept, int lastWh)
    {
        var controller = new FakeController(Dc());
        var rig = StationRig.Ready(controller);
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new VehicleIdentified(1, "VID:1"));
        controller.Show(1, new MeterReading(0, 0, 400, 0, lastWh));
        kept = rig.Station.TakeKept()!;
        Assert.True(Assert.Single(kept.Transactions).IsOpen);
        return rig;
    }

    // 240 kW: at most 1,667 Wh in the 25 s between the last that was kept and an output that is open.
    private static ConnectorTraits Dc() => new() { MaxCurrentA = 500, VoltageV = 480, Phases = 1, HasLock = false };
}
