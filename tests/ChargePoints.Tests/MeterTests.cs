using Busbar.ChargePoints;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests;

public sealed class MeterTests
{
    private static readonly MeterReading Reading = new(20.5, 32, 230.25, 14145, 1234.5678, 41);

    [Fact]
    public void A_sample_carries_every_measurand_of_the_list_in_its_unit()
    {
        using var rig = SessionTests.Charging();
        rig.Hardware.Show(1, Reading);
        rig.Advance(TimeSpan.FromSeconds(60));
        var request = Assert.Single(rig.Take<MeterValuesRequest>());
        Assert.Equal((1, 1), (request.ConnectorId, request.TransactionId));
        var value = Assert.Single(request.MeterValue);
        Assert.Equal(rig.Utc, value.Timestamp);
        Assert.Equal(
            [
                (Measurand.CurrentImport, "20.5", UnitOfMeasure.A),
                (Measurand.CurrentOffered, "32", UnitOfMeasure.A),
                (Measurand.Voltage, "230.25", UnitOfMeasure.V),
                (Measurand.PowerActiveImport, "14145", UnitOfMeasure.W),
                (Measurand.EnergyActiveImportRegister, "1234.568", UnitOfMeasure.Wh),
                (Measurand.SoC, "41", UnitOfMeasure.Percent),
            ],
            value.SampledValue.Select(s => (s.Measurand!.Value, s.Value, s.Unit!.Value)));
        Assert.All(value.SampledValue, s => Assert.Equal(ReadingContext.SamplePeriodic, s.Context));
    }

    [Fact]
    public void An_unknown_state_of_charge_is_left_out()
    {
        using var rig = SessionTests.Charging();
        rig.Hardware.Show(1, Reading with { SocPct = null });
        rig.Advance(TimeSpan.FromSeconds(60));
        Assert.DoesNotContain(Assert.Single(rig.Take<MeterValuesRequest>()).MeterValue[0].SampledValue, s => s.Measurand == Measurand.SoC);
    }

    [Fact]
    public void Samples_are_taken_at_the_interval_from_the_start_and_none_at_zero()
    {
        using var rig = SessionTests.Charging(("MeterValueSampleInterval", "15"));
        rig.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(4, rig.Take<MeterValuesRequest>().Length);
        rig.Call<ChangeConfigurationResponse>(new ChangeConfigurationRequest { Key = "MeterValueSampleInterval", Value = "0" });
        rig.Advance(TimeSpan.FromMinutes(10));
        Assert.Empty(rig.Take<MeterValuesRequest>());
        rig.Call<ChangeConfigurationResponse>(new ChangeConfigurationRequest { Key = "MeterValueSampleInterval", Value = "5" });
        rig.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, rig.Take<MeterValuesRequest>().Length);
    }

    [Fact]
    public void Clock_aligned_values_come_on_the_division_of_the_day_for_every_connector()
    {
        using var rig = StationRig.Ready(
            hardware: new FakeHardware(new ConnectorTraits { MaxCurrentA = 32 }, new ConnectorTraits { MaxCurrentA = 32 }),
            configuration: [("ClockAlignedDataInterval", "900"), ("HeartbeatInterval", "86400")]);
        rig.Advance(TimeSpan.FromMinutes(7));
        rig.Call<ChangeConfigurationResponse>(new ChangeConfigurationRequest { Key = "ClockAlignedDataInterval", Value = "900" });
        rig.Advance(TimeSpan.FromMinutes(24));
        var values = rig.Take<MeterValuesRequest>();
        Assert.Equal([1, 2, 1, 2], values.Select(v => v.ConnectorId));
        Assert.Equal([15, 15, 30, 30], values.Select(v => v.MeterValue[0].Timestamp.Minute));
        Assert.All(values, v => Assert.Equal(ReadingContext.SampleClock, Assert.Single(v.MeterValue[0].SampledValue).Context));
        Assert.All(values, v => Assert.Null(v.TransactionId));
    }

    [Fact]
    public void The_stop_carries_the_readings_that_are_configured_for_it()
    {
        using var rig = SessionTests.Charging(("StopTxnSampledData", "Energy.Active.Import.Register"), ("MeterValueSampleInterval", "60"), ("MeterValuesSampledData", "Current.Import"));
        rig.Hardware.Show(1, Reading);
        rig.Advance(TimeSpan.FromSeconds(60));
        rig.Raise(new SessionEnded(1, StopReason.Local));
        var data = Assert.Single(rig.Take<StopTransactionRequest>()).TransactionData!;
        Assert.Equal(
            [ReadingContext.TransactionBegin, ReadingContext.SamplePeriodic, ReadingContext.TransactionEnd],
            data.Select(d => Assert.Single(d.SampledValue).Context!.Value));
    }

    [Fact]
    public void Without_measurands_for_it_the_stop_carries_no_data()
    {
        using var rig = SessionTests.Charging();
        rig.Raise(new SessionEnded(1, StopReason.Local));
        Assert.Null(Assert.Single(rig.Take<StopTransactionRequest>()).TransactionData);
    }

    [Fact]
    public void Every_reading_is_told_where_that_is_wanted_with_and_without_a_transaction()
    {
        using var rig = StationRig.Ready(StationRig.Options() with { MeterEveryReading = true }, SessionTests.NoCableDetection());
        rig.Raise(new Measured(1, Reading));
        Assert.Null(Assert.Single(rig.Take<MeterValuesRequest>()).TransactionId);

        SessionTests.RemoteStart(rig, 1);
        rig.Raise(new Measured(1, Reading));
        Assert.Equal(1, Assert.Single(rig.Take<MeterValuesRequest>()).TransactionId);
        rig.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(rig.Take<MeterValuesRequest>());

        rig.Disconnect();
        rig.Raise(new Measured(1, Reading));
        rig.Call<RemoteStopTransactionResponse>(new RemoteStopTransactionRequest { TransactionId = 1 });
        rig.Raise(new Measured(1, Reading));
        rig.Connect();
        Assert.Single(rig.Take<MeterValuesRequest>());
    }

    [Fact]
    public void A_trigger_brings_the_latest_reading_at_once()
    {
        using var rig = StationRig.Ready();
        rig.Hardware.Show(1, Reading);
        rig.Call<TriggerMessageResponse>(new TriggerMessageRequest { RequestedMessage = MessageTrigger.MeterValues });
        Assert.All(Assert.Single(rig.Take<MeterValuesRequest>()).MeterValue[0].SampledValue, s => Assert.Equal(ReadingContext.Trigger, s.Context));
    }
}
