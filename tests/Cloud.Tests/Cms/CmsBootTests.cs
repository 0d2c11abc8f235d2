using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Store.Model;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsBootTests
{
    [Fact]
    public async Task A_boot_keeps_what_the_station_says_of_itself_and_answers_time_and_interval()
    {
        await using var rig = await CmsRig.StartAsync();
        var epoch = await rig.ConnectAsync();
        var answer = await rig.CallAsync<BootNotificationResponse>(CmsRig.Boot("2.3"), epoch);
        Assert.Equal(BootNotificationStatus.Accepted, answer.Status);
        Assert.Equal(rig.Now, answer.CurrentTime);
        Assert.Equal(300, answer.Interval);
        var row = rig.Store.Station(CmsRig.Id)!;
        Assert.Equal(("Acme", "Wallbox", "S-1", "2.3", "ocpp1.6"), (row.Vendor, row.Model, row.SerialNumber, row.FirmwareVersion, row.OcppVersion));
        Assert.Equal(rig.Now, row.BootedAt);
    }

    [Theory]
    [InlineData(Registration.Pending, BootNotificationStatus.Pending)]
    [InlineData(Registration.Rejected, BootNotificationStatus.Rejected)]
    public async Task Who_is_not_accepted_is_told_so_and_when_to_come_back(Registration registration, BootNotificationStatus status)
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(registration, null, null, null, null), CancellationToken.None);
        var epoch = await rig.ConnectAsync();
        var answer = await rig.CallAsync<BootNotificationResponse>(CmsRig.Boot(), epoch);
        Assert.Equal(status, answer.Status);
        Assert.Equal(60, answer.Interval);
        Assert.Null(rig.View.BootedAt);
    }

    [Fact]
    public async Task Intervals_stray_so_that_a_fleet_does_not_beat_in_step()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { IntervalJitter = 0.1 });
        var intervals = new HashSet<int>();
        for (var i = 0; i < 40; i++)
        {
            var epoch = await rig.ConnectAsync($"CP-{i}");
            intervals.Add((await rig.CallAsync<BootNotificationResponse>(CmsRig.Boot(), epoch, $"CP-{i}")).Interval);
        }

        Assert.All(intervals, i => Assert.InRange(i, 270, 330));
        Assert.True(intervals.Count > 5, "40 intervals within 270 to 330 s should differ.");
    }

    [Fact]
    public async Task While_pending_business_calls_are_refused_with_a_security_error()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { UnknownStations = UnknownStationPolicy.Pending });
        await rig.ConnectAsync();
        foreach (var request in new OcppRequest[] { new AuthorizeRequest { IdTag = "TAG1" }, rig.StartOf(), rig.StopOf(7), new DataTransferRequest { VendorId = "x" } })
        {
            var fault = (await rig.CallAsync(request)).Fault;
            Assert.Equal(OcppErrorCode.SecurityError, fault!.Code);
            Assert.Contains("Pending", fault.Text, StringComparison.Ordinal);
        }

        Assert.Empty(rig.Store.Transactions);
    }

    [Fact]
    public async Task While_pending_what_may_have_been_triggered_is_taken()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { UnknownStations = UnknownStationPolicy.Pending });
        await rig.ConnectAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Available));
        await rig.ReportAsync(rig.MetersOf(CmsRig.Sample("5")));
        Assert.Equal("Available", rig.View.Connectors.Single().Status);
        Assert.Single(rig.Store.Samples);
    }

    [Fact]
    public async Task While_rejected_nothing_is_taken_and_so_nothing_is_acknowledged()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(Registration.Rejected, null, null, null, null), CancellationToken.None);
        await rig.ConnectAsync();
        var e = await Assert.ThrowsAsync<EventRefusedException>(async () => await rig.ReportAsync(rig.MetersOf(CmsRig.Sample("5"))));
        Assert.Equal(OcppErrorCode.SecurityError, e.Fault.Code);
        Assert.Empty(rig.Store.Samples);
    }

    [Fact]
    public async Task A_running_transaction_may_be_stopped_by_a_station_that_is_no_longer_accepted()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var id = await rig.StartAsync();
        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(Registration.Rejected, null, null, null, null), CancellationToken.None);
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(id));
        Assert.NotNull(rig.Store.Transactions.Single().StoppedAt);
    }

    [Fact]
    public async Task A_boot_leaves_open_transactions_open()
    {
        await using var rig = await CmsRig.StartAsync();
        var epoch = await rig.BootAsync();
        var id = await rig.StartAsync();
        await rig.CallAsync<BootNotificationResponse>(CmsRig.Boot(), epoch);
        Assert.Equal(id, rig.View.Connectors.Single().TransactionId);
        Assert.Null(rig.Store.Transactions.Single().StoppedAt);
    }

    [Fact]
    public async Task After_a_restart_open_transactions_are_where_they_were()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.StartAsync(connector: 1, meterWh: 1000);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        var id = await rig.StartAsync(connector: 2, tag: "OTHER");
        await using var after = await rig.RestartAsync();
        Assert.Equal(2, after.View.OpenTransactions);
        Assert.Equal(id, after.View.Connectors.Single(c => c.ConnectorId == 2).TransactionId);
        Assert.Equal(2, after.Cms.Overview.OpenTransactions);
    }

    [Fact]
    public async Task After_an_accepted_boot_the_configuration_is_read_once_the_boot_is_settled()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { ReadConfigurationAtBoot = true, BootSettleTime = TimeSpan.FromSeconds(2) });
        rig.Gateway.Answer<GetConfigurationRequest>(_ => new GetConfigurationResponse
        {
            ConfigurationKey = [new KeyValue { Key = "HeartbeatInterval", Readonly = false, Value = "300" }],
        });
        await rig.RunAsync();
        var epoch = await rig.BootAsync();
        await rig.CallAsync<BootNotificationResponse>(CmsRig.Boot(), epoch);
        Assert.Empty(rig.Gateway.Sent);
        await Until.TrueAsync(
            async () =>
            {
                rig.Time.Advance(TimeSpan.FromSeconds(1));
                return (await rig.Store.ReadConfigurationAsync(CmsRig.Id, CancellationToken.None)).Count == 1;
            },
            "the key HeartbeatInterval is kept");
        Assert.Single(rig.Gateway.All<GetConfigurationRequest>());
    }

    [Fact]
    public async Task A_station_that_an_operator_accepts_is_asked_to_boot_again()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { UnknownStations = UnknownStationPolicy.Pending });
        rig.Gateway.Answer<TriggerMessageRequest>(_ => new TriggerMessageResponse { Status = TriggerMessageStatus.Accepted });
        await rig.RunAsync();
        await rig.ConnectAsync();
        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(Registration.Accepted, null, null, null, null), CancellationToken.None);
        await Until.TrueAsync(
            () => rig.Gateway.All<TriggerMessageRequest>().Any(t => t.RequestedMessage == MessageTrigger.BootNotification), "a boot is triggered");
    }

    [Fact]
    public async Task A_heartbeat_counts_as_life_and_is_answered_when_it_is_called()
    {
        await using var rig = await CmsRig.StartAsync();
        var epoch = await rig.BootAsync();
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        await rig.ReportAsync(new HeartbeatRequest(), epoch);
        Assert.Equal(rig.Now, rig.View.LastSeenAt);
        Assert.Equal(rig.Now, (await rig.CallAsync<HeartbeatResponse>(new HeartbeatRequest(), epoch)).CurrentTime);
    }

    [Fact]
    public async Task An_action_that_stations_have_no_business_with_is_not_supported()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var fault = (await rig.CallAsync(new ResetRequest { Type = ResetType.Soft })).Fault;
        Assert.Equal(OcppErrorCode.NotSupported, fault!.Code);
        Assert.Contains("MeterValues", fault.Text, StringComparison.Ordinal);
    }
}
