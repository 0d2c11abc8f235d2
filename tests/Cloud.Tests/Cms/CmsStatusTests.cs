using Busbar.Cloud.Cms;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsStatusTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(129)]
    [InlineData(1634030126)]
    public async Task A_connector_that_cannot_be_is_shown_as_an_alarm_and_not_allocated(int connector)
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        for (var i = 0; i < 3; i++) await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Available, connector));
        Assert.Empty(rig.View.Connectors);
        Assert.Contains($"connector {connector}; allowed: 0 to 128", Assert.Single(rig.Store.Alarms).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_connector_has_its_status_and_0_is_the_station()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, 2));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Available, 0));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.SuspendedEVSE, 1));
        Assert.Equal([(0, "Available"), (1, "SuspendedEVSE"), (2, "Charging")], rig.View.Connectors.Select(c => (c.ConnectorId, c.Status)));
        Assert.Equal("SuspendedEVSE", rig.Store.Connector(CmsRig.Id, 1)!.Status);
        Assert.Equal(rig.Now, rig.Store.Connector(CmsRig.Id, 1)!.StatusAt);
    }

    [Fact]
    public async Task After_a_restart_statuses_are_what_they_were()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, 2));
        await using var after = await rig.RestartAsync();
        Assert.Equal("Charging", after.View.Connectors.Single().Status);
    }

    [Fact]
    public async Task A_status_from_the_past_does_not_overwrite_the_present()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, at: rig.Now));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Available, at: rig.Now.AddHours(-2)));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Finishing, at: rig.Now.AddSeconds(-1)));
        Assert.Equal("Charging", rig.View.Connectors.Single().Status);
        Assert.Equal("Charging", rig.Store.Connector(CmsRig.Id, 1)!.Status);
    }

    [Fact]
    public async Task What_is_said_after_a_boot_is_the_present_whatever_the_stations_clock()
    {
        await using var rig = await CmsRig.StartAsync();
        var epoch = await rig.BootAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, at: rig.Now));
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.CallAsync<BootNotificationResponse>(CmsRig.Boot(), epoch);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Available, at: DateTimeOffset.UnixEpoch.AddSeconds(9)));
        Assert.Equal("Available", rig.View.Connectors.Single().Status);
    }

    [Fact]
    public async Task A_clock_set_back_an_hour_does_not_freeze_the_status_for_an_hour()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var summer = TimeSpan.FromHours(2);
        var winter = TimeSpan.FromHours(1);
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Preparing, at: rig.Now + summer));
        for (var i = 0; i < 4; i++)
        {
            rig.Time.Advance(TimeSpan.FromMinutes(1));
            await rig.ReportAsync(rig.MetersOf(1, null, rig.Now + winter, CmsRig.Sample($"{i}")));
        }

        rig.Time.Advance(TimeSpan.FromSeconds(10));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, at: rig.Now + winter));
        Assert.Equal("Charging", rig.View.Connectors.Single().Status);
    }

    [Fact]
    public async Task A_time_from_the_far_future_gives_way_to_one_that_agrees_with_ours()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Faulted, at: rig.Now.AddYears(70)));
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Available, at: rig.Now));
        Assert.Equal("Available", rig.View.Connectors.Single().Status);
    }

    [Fact]
    public async Task What_an_old_connection_says_of_the_past_is_outdated()
    {
        await using var rig = await CmsRig.StartAsync();
        var old = await rig.BootAsync();
        var fresh = await rig.ConnectAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, at: rig.Now), fresh);
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Preparing, at: rig.Now.AddMilliseconds(-500)), old);
        Assert.Equal("Charging", rig.View.Connectors.Single().Status);
    }

    [Fact]
    public async Task Without_a_time_the_reception_counts()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging));
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Finishing));
        Assert.Equal(("Finishing", rig.Now), (rig.View.Connectors.Single().Status, rig.View.Connectors.Single().StatusAt));
    }

    [Fact]
    public async Task A_fault_is_a_critical_alarm_until_it_is_gone()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Faulted, 2, ChargePointErrorCode.GroundFailure, info: "RCD tripped"));
        var alarm = rig.Store.OpenAlarm(AlarmKinds.StationFault, 2)!;
        Assert.Equal(AlarmSeverity.Critical, alarm.Severity);
        Assert.Equal("Connector 2 is Faulted with GroundFailure: RCD tripped.", alarm.Text);
        Assert.Contains("\"errorCode\":\"GroundFailure\"", alarm.EvidenceJson, StringComparison.Ordinal);
        Assert.Equal(1, rig.Cms.Overview.Faulted);

        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Available, 1));
        Assert.NotNull(rig.Store.OpenAlarm(AlarmKinds.StationFault, 2));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Available, 2));
        Assert.Null(rig.Store.OpenAlarm(AlarmKinds.StationFault, 2));
        Assert.Equal(0, rig.Cms.Overview.Faulted);
    }

    [Fact]
    public async Task An_error_while_charging_goes_on_is_a_warning()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.SuspendedEV, error: ChargePointErrorCode.EVCommunicationError));
        Assert.Equal(AlarmSeverity.Warning, rig.Store.OpenAlarm(AlarmKinds.StationFault, 1)!.Severity);
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Faulted, error: ChargePointErrorCode.OverCurrentFailure));
        Assert.Equal(AlarmSeverity.Critical, Assert.Single(rig.Store.Alarms).Severity);
        Assert.Equal(AlarmSeverity.Critical, rig.View.WorstAlarm);
    }

    [Fact]
    public async Task Where_nothing_can_flow_the_last_power_does_not_stand_for_ever()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging));
        await rig.ReportAsync(rig.MetersOf(CmsRig.Sample("7400", Measurand.PowerActiveImport)));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.SuspendedEV));
        Assert.Equal(7400, rig.View.PowerW);
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Finishing));
        Assert.Equal(0, rig.View.PowerW);
    }

    [Theory]
    [InlineData(ChargePointStatus.Faulted, 1, "Cancelled")]
    [InlineData(ChargePointStatus.Unavailable, 0, "Cancelled")]
    [InlineData(ChargePointStatus.Unavailable, 2, "Active")]
    [InlineData(ChargePointStatus.Reserved, 1, "Active")]
    public async Task A_reservation_ends_with_its_connector(ChargePointStatus status, int connector, string state)
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        rig.Gateway.Answer<ReserveNowRequest>(_ => new ReserveNowResponse { Status = ReservationStatus.Accepted });
        await rig.CommandAsync(new ReserveNowRequest { ConnectorId = 1, ExpiryDate = rig.Now.AddHours(1), IdTag = "TAG1", ReservationId = 5 });
        await rig.ReportAsync(rig.StatusOf(status, connector));
        Assert.Equal(state, (await rig.Store.ReadReservationsAsync(CmsRig.Id, true, CancellationToken.None)).Single().State);
    }

    [Fact]
    public async Task A_status_is_durable_before_it_is_acknowledged()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var disk = new TaskCompletionSource();
        rig.Store.Disk = disk.Task;
        var report = rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging)).AsTask();
        Assert.False(report.IsCompleted);
        disk.SetResult();
        await report;
    }

    [Fact]
    public async Task A_clock_that_is_far_off_is_an_alarm_that_names_a_time_zone_when_it_looks_like_one()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        for (var i = 0; i < 5; i++)
        {
            await rig.ReportAsync(rig.StatusOf(i % 2 == 0 ? ChargePointStatus.Preparing : ChargePointStatus.Available, at: rig.Now.AddHours(2)));
            await rig.BeatAsync(TimeSpan.FromSeconds(60));
        }

        var alarm = rig.Store.OpenAlarm(AlarmKinds.StationClock)!;
        Assert.Equal("The station's clock is 0.02:00:00 ahead of ours. It looks like local time sent as UTC.", alarm.Text);
        Assert.Equal(7_200_000, rig.View.ClockSkewMs);

        for (var i = 0; i < 10; i++)
        {
            await rig.ReportAsync(rig.StatusOf(i % 2 == 0 ? ChargePointStatus.Preparing : ChargePointStatus.Available, at: rig.Now));
            await rig.BeatAsync(TimeSpan.FromSeconds(60));
        }

        Assert.Null(rig.Store.OpenAlarm(AlarmKinds.StationClock));
        Assert.Equal(0, rig.View.ClockSkewMs);
    }
}
