using Busbar.Cloud.Cms;
using Busbar.Cloud.Live;
using Busbar.Wire.Ocpp.V16;
using static Busbar.Cloud.Tests.Cms.CmsRig;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsMeterTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1,234.5")]
    [InlineData("1,2,3")]
    [InlineData("twelve")]
    [InlineData("12 A")]
    public async Task What_is_no_number_is_left_out_and_the_rest_is_kept(string text)
    {
        await using var rig = await StartedAsync();
        await rig.ReportAsync(rig.MetersOf(Sample(text, Measurand.CurrentImport), Sample("230", Measurand.Voltage)));
        Assert.Equal("Voltage", Assert.Single(rig.Store.Samples).Measurand);
        Assert.Null(rig.View.Connectors.Single().CurrentA);
    }

    [Fact]
    public async Task A_message_without_one_usable_value_is_acknowledged_all_the_same()
    {
        await using var rig = await StartedAsync();
        await rig.ReportAsync(rig.MetersOf(Sample("x")));
        await rig.ReportAsync(rig.MetersOf());
        await rig.ReportAsync(new MeterValuesRequest { ConnectorId = 1, MeterValue = [] });
        Assert.Empty(rig.Store.Samples);
    }

    [Fact]
    public async Task Samples_are_durable_before_the_message_is_acknowledged()
    {
        await using var rig = await StartedAsync();
        var disk = new TaskCompletionSource();
        rig.Store.Disk = disk.Task;
        var report = rig.ReportAsync(rig.MetersOf(Sample("16", Measurand.CurrentImport))).AsTask();
        Assert.False(report.IsCompleted);
        Assert.Empty(rig.View.Connectors);
        disk.SetResult();
        await report;
        Assert.Equal(16, rig.View.Connectors.Single().CurrentA);
    }

    [Fact]
    public async Task When_the_store_cannot_take_samples_they_are_not_acknowledged()
    {
        await using var rig = await StartedAsync();
        rig.Store.Full = true;
        await Assert.ThrowsAsync<Busbar.Cloud.Store.StoreUnavailableException>(async () => await rig.ReportAsync(rig.MetersOf(Sample("16"))));
    }

    [Fact]
    public async Task A_value_without_any_field_is_the_import_register_in_watt_hours()
    {
        await using var rig = await StartedAsync();
        await rig.ReportAsync(rig.MetersOf(Sample("1234.5")));
        var sample = Assert.Single(rig.Store.Samples);
        Assert.Equal(
            ("Energy.Active.Import.Register", "Wh", "Sample.Periodic", null, null, 1234.5),
            (sample.Measurand, sample.Unit, sample.Context, sample.Phase, sample.Location, sample.Value));
        Assert.Equal(1234.5, rig.View.Connectors.Single().EnergyWh);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(null)]
    public async Task Without_a_transaction_id_samples_are_kept_and_linked_to_what_runs_on_the_connector(int? named)
    {
        await using var rig = await StartedAsync();
        var id = await rig.StartAsync(connector: 2);
        rig.Time.Advance(TimeSpan.FromSeconds(60));
        await rig.ReportAsync(rig.MetersOf(2, named, null, Sample("2000")));
        Assert.Equal(id, Assert.Single(rig.Store.Samples).TransactionId);
        Assert.Equal(1000, rig.View.Connectors.Single().TransactionEnergyWh);
    }

    [Fact]
    public async Task Values_of_a_connector_that_cannot_be_are_facts_but_not_shown()
    {
        await using var rig = await StartedAsync();
        await rig.ReportAsync(rig.MetersOf(1634030126, null, null, Sample("5")));
        Assert.Single(rig.Store.Samples);
        Assert.Empty(rig.View.Connectors);
    }

    [Fact]
    public async Task From_phases_power_is_the_sum_current_the_highest_and_voltage_the_mean()
    {
        await using var rig = await StartedAsync();
        await rig.ReportAsync(rig.MetersOf(
            Sample("3.6", Measurand.PowerActiveImport, UnitOfMeasure.KW, Phase.L1), Sample("3.7", Measurand.PowerActiveImport, UnitOfMeasure.KW, Phase.L2),
            Sample("3.5", Measurand.PowerActiveImport, UnitOfMeasure.KW, Phase.L3),
            Sample("15.9", Measurand.CurrentImport, UnitOfMeasure.A, Phase.L1), Sample("16.2", Measurand.CurrentImport, UnitOfMeasure.A, Phase.L2),
            Sample("15.1", Measurand.CurrentImport, UnitOfMeasure.A, Phase.L3), Sample("99", Measurand.CurrentImport, UnitOfMeasure.A, Phase.N),
            Sample("229", Measurand.Voltage, UnitOfMeasure.V, Phase.L1N), Sample("231", Measurand.Voltage, UnitOfMeasure.V, Phase.L2N),
            Sample("400", Measurand.Voltage, UnitOfMeasure.V, Phase.L1L2)));
        var connector = rig.View.Connectors.Single();
        Assert.Equal(10_800, connector.PowerW!.Value, 6);
        Assert.Equal((16.2, 230.0), (connector.CurrentA!.Value, connector.VoltageV!.Value));
        Assert.Equal(10, rig.Store.Samples.Count);
    }

    [Fact]
    public async Task A_value_without_a_phase_is_the_whole()
    {
        await using var rig = await StartedAsync();
        await rig.ReportAsync(rig.MetersOf(
            Sample("11000", Measurand.PowerActiveImport), Sample("3600", Measurand.PowerActiveImport, phase: Phase.L1),
            Sample("20", Measurand.CurrentImport, phase: Phase.L1), Sample("16", Measurand.CurrentImport)));
        Assert.Equal((11_000.0, 16.0), (rig.View.PowerW!.Value, rig.View.Connectors.Single().CurrentA!.Value));
    }

    [Fact]
    public async Task What_is_measured_at_the_grid_inlet_is_not_the_connectors()
    {
        await using var rig = await StartedAsync();
        await rig.ReportAsync(rig.MetersOf(
            Sample("50", Measurand.CurrentImport, location: Location.Inlet), Sample("16", Measurand.CurrentImport, location: Location.Outlet)));
        Assert.Equal(16, rig.View.Connectors.Single().CurrentA);
    }

    [Fact]
    public async Task A_power_in_a_unit_that_is_no_power_is_kept_but_not_shown()
    {
        await using var rig = await StartedAsync();
        await rig.ReportAsync(rig.MetersOf(Sample("7", Measurand.PowerActiveImport, UnitOfMeasure.KWh)));
        Assert.Equal(("Wh", 7000.0), (rig.Store.Samples.Single().Unit, rig.Store.Samples.Single().Value));
        Assert.Null(rig.View.PowerW);
    }

    [Fact]
    public async Task State_of_charge_and_the_offered_current_are_shown()
    {
        await using var rig = await StartedAsync();
        await rig.ReportAsync(rig.MetersOf(
            Sample("42.5", Measurand.SoC, UnitOfMeasure.Percent, location: Location.EV), Sample("32", Measurand.CurrentOffered, UnitOfMeasure.A)));
        var connector = rig.View.Connectors.Single();
        Assert.Equal((42.5, 32.0, "Current.Offered of the station"), (connector.SocPct!.Value, connector.LimitA!.Value, connector.LimitSource));
    }

    [Fact]
    public async Task The_stations_power_is_the_sum_of_its_connectors_or_its_own_meter_when_they_have_none()
    {
        await using var rig = await StartedAsync();
        await rig.ReportAsync(rig.MetersOf(0, null, null, Sample("9000", Measurand.PowerActiveImport)));
        Assert.Equal(9000, rig.View.PowerW);
        await rig.ReportAsync(rig.MetersOf(1, null, null, Sample("4000", Measurand.PowerActiveImport)));
        await rig.ReportAsync(rig.MetersOf(2, null, null, Sample("3000", Measurand.PowerActiveImport)));
        Assert.Equal(7000, rig.View.PowerW);
    }

    [Fact]
    public async Task A_register_that_was_reset_goes_on_counting()
    {
        await using var rig = await StartedAsync();
        await rig.StartAsync(meterWh: 1000);
        foreach (var register in new[] { "1500", "2000", "100", "400" })
        {
            rig.Time.Advance(TimeSpan.FromSeconds(60));
            await rig.ReportAsync(rig.MetersOf(Sample(register)));
        }

        Assert.Equal(1400, rig.View.Connectors.Single().TransactionEnergyWh);
        Assert.Equal(1400, rig.Cms.Overview.EnergyTodayWh);
    }

    [Fact]
    public async Task Values_from_the_past_are_facts_but_do_not_move_the_live_ones()
    {
        await using var rig = await StartedAsync();
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        await rig.ReportAsync(rig.MetersOf(1, null, rig.Now, Sample("16", Measurand.CurrentImport)));
        await rig.ReportAsync(rig.MetersOf(1, null, rig.Now.AddHours(-3), Sample("99", Measurand.CurrentImport)));
        Assert.Equal(2, rig.Store.Samples.Count);
        Assert.Equal(16, rig.View.Connectors.Single().CurrentA);
    }

    [Fact]
    public async Task Several_instants_in_one_message_are_shown_in_their_order()
    {
        await using var rig = await StartedAsync();
        var message = new MeterValuesRequest
        {
            ConnectorId = 1,
            MeterValue =
            [
                new MeterValue { Timestamp = rig.Now.AddSeconds(-20), SampledValue = [Sample("10", Measurand.CurrentImport, phase: Phase.L1), Sample("11", Measurand.CurrentImport, phase: Phase.L2)] },
                new MeterValue { Timestamp = rig.Now.AddSeconds(-10), SampledValue = [Sample("12", Measurand.CurrentImport)] },
            ],
        };
        await rig.ReportAsync(message);
        var connector = rig.View.Connectors.Single();
        Assert.Equal((12.0, rig.Now.AddSeconds(-10)), (connector.CurrentA!.Value, connector.MeasuredAt!.Value));
        Assert.Equal(3, rig.Store.Samples.Count);
    }

    [Fact]
    public async Task Values_that_name_a_transaction_that_is_not_running_there_do_not_count_to_the_one_that_is()
    {
        await using var rig = await StartedAsync();
        var id = await rig.StartAsync(meterWh: 1000);
        await rig.ReportAsync(rig.MetersOf(1, id + 5, null, Sample("90000")));
        Assert.Null(rig.View.Connectors.Single().TransactionEnergyWh);
        Assert.Equal(id + 5, rig.Store.Samples.Single().TransactionId);
    }

    [Fact]
    public async Task Samples_are_handed_to_the_live_view_only_of_stations_that_somebody_watches()
    {
        await using var rig = await StartedAsync();
        await rig.StartAsync(meterWh: 0);
        using var live = rig.Feed.Open();
        await rig.ReportAsync(rig.MetersOf(Sample("1")));
        Assert.False(live.TryRead(out _));
        using (rig.Feed.Watch(Id))
        {
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            await rig.ReportAsync(rig.MetersOf(Sample("2")));
        }

        Assert.True(live.TryRead(out var samples));
        Assert.Equal(2, Assert.IsType<SamplesMeasured>(samples).Samples.Single().Value);
        Assert.True(live.TryRead(out var transaction));
        Assert.Equal(2, Assert.IsType<TransactionChanged>(transaction).Transaction.EnergyWh);
    }

    private static async Task<CmsRig> StartedAsync()
    {
        var rig = await CmsRig.StartAsync(Defaults with { WatchCurrent = false });
        await rig.BootAsync();
        return rig;
    }
}
