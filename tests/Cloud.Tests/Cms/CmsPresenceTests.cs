using System.Net;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsPresenceTests
{
    [Fact]
    public async Task The_end_of_an_old_connection_does_not_end_the_new_one()
    {
        await using var rig = await CmsRig.StartAsync();
        var old = await rig.ConnectAsync();
        var fresh = await rig.ConnectAsync();
        await rig.EventAsync(new StationDisconnected(CmsRig.Id, old, rig.Now, "replaced"));
        Assert.True(rig.View.Connected);
        await rig.EventAsync(new StationDisconnected(CmsRig.Id, fresh, rig.Now, "closed"));
        Assert.False(rig.View.Connected);
        Assert.Equal(rig.Now, rig.Store.Station(CmsRig.Id)!.DisconnectedAt);
    }

    [Fact]
    public async Task An_end_that_overtakes_its_beginning_leaves_nobody_connected()
    {
        await using var rig = await CmsRig.StartAsync();
        var epoch = (await rig.AdmitAsync()).Epoch;
        await rig.EventAsync(new StationDisconnected(CmsRig.Id, epoch, rig.Now, "closed"));
        await rig.EventAsync(new StationConnected(CmsRig.Id, epoch, rig.Now, OcppVersion.V16, IPAddress.Loopback));
        Assert.False(rig.View.Connected);
    }

    [Fact]
    public async Task An_old_beginning_that_comes_late_is_ignored()
    {
        await using var rig = await CmsRig.StartAsync();
        var old = (await rig.AdmitAsync()).Epoch;
        var fresh = await rig.ConnectAsync();
        var since = rig.View.ConnectedAt;
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        await rig.EventAsync(new StationConnected(CmsRig.Id, old, rig.Now, OcppVersion.V16, IPAddress.Broadcast));
        Assert.Equal(since, rig.View.ConnectedAt);
        Assert.Equal("127.0.0.1", rig.View.RemoteAddress);
        await rig.EventAsync(new StationDisconnected(CmsRig.Id, fresh, rig.Now, "closed"));
        Assert.False(rig.View.Connected);
    }

    [Fact]
    public async Task A_fact_that_came_over_the_old_socket_is_still_a_fact()
    {
        await using var rig = await CmsRig.StartAsync();
        var old = await rig.BootAsync();
        await rig.ConnectAsync();
        var answer = await rig.CallAsync<StartTransactionResponse>(rig.StartOf(), old);
        Assert.Equal(answer.TransactionId, rig.Store.Transactions.Single().Id);
    }

    [Fact]
    public async Task After_a_restart_nobody_is_connected_until_it_shows_itself()
    {
        await using var rig = await CmsRig.StartAsync();
        var epoch = await rig.BootAsync();
        await using var after = await rig.RestartAsync();
        Assert.False(after.View.Connected);
        Assert.NotNull(after.View.DisconnectedAt);
        await after.ReportAsync(new HeartbeatRequest(), epoch);
        Assert.True(after.View.Connected);
    }

    [Fact]
    public async Task Last_seen_is_in_memory_at_once_and_in_the_store_with_the_next_flush()
    {
        await using var rig = await CmsRig.StartAsync();
        var epoch = await rig.BootAsync();
        await rig.BeatAsync();
        var writes = rig.Store.Writes;
        for (var i = 0; i < 100; i++) await rig.ReportAsync(new HeartbeatRequest(), epoch);
        Assert.Equal(writes, rig.Store.Writes);
        Assert.Equal(rig.Now, rig.View.LastSeenAt);
        var seen = rig.Now;
        await rig.BeatAsync();
        Assert.Equal(seen, rig.Store.Station(CmsRig.Id)!.LastSeenAt);
        Assert.Equal(writes + 1, rig.Store.Writes);
    }

    [Fact]
    public async Task At_the_end_last_seen_is_written()
    {
        await using var rig = await CmsRig.StartAsync();
        var epoch = await rig.BootAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(3));
        await rig.ReportAsync(new HeartbeatRequest(), epoch);
        var seen = rig.Now;
        await using var after = await rig.RestartAsync();
        Assert.Equal(seen, after.View.LastSeenAt);
    }

    [Fact]
    public async Task A_station_that_is_gone_for_too_long_is_an_alarm_that_its_return_clears()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { OfflineAlarmAfter = TimeSpan.FromMinutes(10) });
        var epoch = await rig.BootAsync();
        await rig.EventAsync(new StationDisconnected(CmsRig.Id, epoch, rig.Now, "closed"));
        await rig.BeatAsync(TimeSpan.FromMinutes(9));
        Assert.Null(rig.Store.OpenAlarm(AlarmKinds.StationOffline));
        await rig.BeatAsync(TimeSpan.FromMinutes(2));
        Assert.NotNull(rig.Store.OpenAlarm(AlarmKinds.StationOffline));
        Assert.Equal((1, AlarmSeverity.Warning), (rig.View.OpenAlarms, rig.View.WorstAlarm));
        await rig.ConnectAsync();
        Assert.Null(rig.Store.OpenAlarm(AlarmKinds.StationOffline));
        Assert.Equal(0, rig.View.OpenAlarms);
    }

    [Fact]
    public async Task Stations_that_never_came_and_an_alarm_that_is_switched_off_raise_nothing()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { OfflineAlarmAfter = TimeSpan.Zero });
        await rig.Cms.SaveStationAsync("NEVER", new StationEdit(null, "Depot", null, null, null), CancellationToken.None);
        var epoch = await rig.BootAsync();
        await rig.EventAsync(new StationDisconnected(CmsRig.Id, epoch, rig.Now, "closed"));
        await rig.BeatAsync(TimeSpan.FromDays(2));
        Assert.Empty(rig.Store.Alarms);

        await using var watching = await rig.RestartAsync(CmsRig.Defaults with { OfflineAlarmAfter = TimeSpan.FromMinutes(1) });
        await watching.BeatAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(CmsRig.Id, Assert.Single(watching.Store.Alarms).StationId);
    }

    [Fact]
    public async Task What_the_gateway_finds_wrong_with_a_link_is_an_alarm_that_quiet_clears()
    {
        await using var rig = await CmsRig.StartAsync();
        var epoch = await rig.BootAsync();
        await rig.EventAsync(new StationLinkTrouble(CmsRig.Id, epoch, rig.Now, "flood", "500 frames in a second."));
        var alarm = rig.Store.OpenAlarm("link.flood")!;
        Assert.Contains("500 frames", alarm.Text, StringComparison.Ordinal);
        await rig.BeatAsync(TimeSpan.FromMinutes(30));
        Assert.NotNull(rig.Store.OpenAlarm("link.flood"));
        await rig.BeatAsync(TimeSpan.FromMinutes(40));
        Assert.Null(rig.Store.OpenAlarm("link.flood"));
    }

    [Fact]
    public async Task A_deleted_station_is_gone_with_its_alarms_and_comes_back_only_as_the_setting_says()
    {
        await using var rig = await CmsRig.StartAsync();
        var epoch = await rig.BootAsync();
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Faulted, error: ChargePointErrorCode.GroundFailure));
        Assert.Equal(1, rig.Cms.Overview.OpenAlarms);
        Assert.True(await rig.Cms.DeleteStationAsync(CmsRig.Id, CancellationToken.None));
        Assert.False(await rig.Cms.DeleteStationAsync(CmsRig.Id, CancellationToken.None));
        Assert.Null(rig.Cms.FindStation(CmsRig.Id));
        Assert.Equal((0, 0, 0, 0), (rig.Cms.Overview.Stations, rig.Cms.Overview.Connected, rig.Cms.Overview.Faulted, rig.Cms.Overview.OpenAlarms));
        await rig.ReportAsync(new HeartbeatRequest(), epoch);
        Assert.True(rig.View.Connected);
        Assert.True(await rig.ConnectAsync() > epoch);
    }

    [Fact]
    public async Task The_epochs_of_a_station_that_was_deleted_go_on_rising()
    {
        await using var rig = await CmsRig.StartAsync();
        var old = await rig.ConnectAsync();
        await rig.Cms.DeleteStationAsync(CmsRig.Id, CancellationToken.None);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await rig.ConnectAsync() > old);
    }

    [Theory]
    [InlineData("leniency", "leniency has Nonsense; allowed: None, ExtraProperties")]
    [InlineData("displayName", "displayName has 300 characters; allowed: up to 200.")]
    [InlineData("password", "password has 300 characters; allowed: up to 128.")]
    public async Task A_wrong_edit_names_the_field_the_value_and_what_is_allowed(string field, string text)
    {
        await using var rig = await CmsRig.StartAsync();
        var wrong = new string('x', 300);
        var edit = new StationEdit(
            null, field == "displayName" ? wrong : null, null, field == "password" ? wrong : null, field == "leniency" ? ["Nonsense"] : null);
        var e = await Assert.ThrowsAsync<StationEditException>(async () => await rig.Cms.SaveStationAsync(CmsRig.Id, edit, CancellationToken.None));
        Assert.Equal(field, e.Field);
        Assert.StartsWith(text, e.Message, StringComparison.Ordinal);
        Assert.Null(rig.Store.Station(CmsRig.Id));
    }
}
