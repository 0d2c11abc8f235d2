using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsAlarmTests
{
    [Fact]
    public async Task One_alarm_is_open_per_connector_and_kind_however_often_it_is_seen()
    {
        await using var rig = await BootedAsync();
        for (var i = 0; i < 5; i++)
        {
            await FaultAsync(rig, connector: 1);
            await FaultAsync(rig, connector: 2);
        }

        Assert.Equal([1, 2], rig.Store.Alarms.Select(a => a.ConnectorId!.Value));
        Assert.Equal((2, AlarmSeverity.Critical), (rig.View.OpenAlarms, rig.View.WorstAlarm));
        Assert.Equal((2, 2), (rig.Cms.Overview.OpenAlarms, rig.Cms.Overview.UnacknowledgedAlarms));
    }

    [Fact]
    public async Task An_alarm_seen_again_is_written_at_most_every_ten_seconds()
    {
        await using var rig = await BootedAsync();
        using var live = rig.Feed.Open();
        await FaultAsync(rig);
        var raised = rig.Now;
        rig.Time.Advance(TimeSpan.FromSeconds(3));
        await FaultAsync(rig);
        Assert.Equal(raised, rig.Store.Alarms.Single().LastSeenAt);
        rig.Time.Advance(TimeSpan.FromSeconds(8));
        await FaultAsync(rig);
        Assert.Equal((raised, rig.Now), (rig.Store.Alarms.Single().RaisedAt, rig.Store.Alarms.Single().LastSeenAt));
        var shown = 0;
        while (live.TryRead(out var change)) if (change is AlarmChanged) shown++;
        Assert.Equal(2, shown);
    }

    [Fact]
    public async Task A_condition_stays_open_when_it_is_acknowledged_and_ends_by_itself()
    {
        await using var rig = await BootedAsync();
        await FaultAsync(rig);
        var alarm = (await rig.Cms.AcknowledgeAlarmAsync(rig.Store.Alarms.Single().Id, "anna", "on my way", CancellationToken.None))!;
        Assert.Equal(("anna", "on my way", rig.Now, null), (alarm.AcknowledgedBy, alarm.Note, alarm.AcknowledgedAt, alarm.ClearedAt));
        Assert.Equal((1, 0), (rig.Cms.Overview.OpenAlarms, rig.Cms.Overview.UnacknowledgedAlarms));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Available));
        var cleared = rig.Store.Alarms.Single();
        Assert.Equal(("anna", rig.Now), (cleared.AcknowledgedBy, cleared.ClearedAt));
        Assert.Equal((0, 0), (rig.Cms.Overview.OpenAlarms, rig.Cms.Overview.UnacknowledgedAlarms));
    }

    [Fact]
    public async Task An_event_is_over_when_it_is_acknowledged_and_the_next_one_is_another()
    {
        await using var rig = await BootedAsync();
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(99));
        Assert.NotNull((await rig.Cms.AcknowledgeAlarmAsync(1, "anna", null, CancellationToken.None))!.ClearedAt);
        Assert.Equal(0, rig.View.OpenAlarms);
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(100));
        Assert.Equal(2, rig.Store.Alarms.Count);
    }

    [Fact]
    public async Task A_cleared_alarm_can_still_be_acknowledged_and_one_that_never_was_cannot()
    {
        await using var rig = await BootedAsync();
        await FaultAsync(rig);
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Available));
        Assert.Equal("ben", (await rig.Cms.AcknowledgeAlarmAsync(1, "ben", null, CancellationToken.None))!.AcknowledgedBy);
        Assert.Equal((0, 0), (rig.Cms.Overview.OpenAlarms, rig.Cms.Overview.UnacknowledgedAlarms));
        Assert.Null(await rig.Cms.AcknowledgeAlarmAsync(77, "ben", null, CancellationToken.None));
    }

    [Fact]
    public async Task After_a_restart_an_open_alarm_is_the_same_one()
    {
        await using var rig = await BootedAsync();
        await FaultAsync(rig);
        await rig.Cms.AcknowledgeAlarmAsync(1, "anna", null, CancellationToken.None);
        await using var after = await rig.RestartAsync();
        Assert.Equal((1, 1, 0), (after.View.OpenAlarms, after.Cms.Overview.OpenAlarms, after.Cms.Overview.UnacknowledgedAlarms));
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await FaultAsync(after);
        Assert.Equal("anna", Assert.Single(after.Store.Alarms).AcknowledgedBy);
        await after.ReportAsync(after.StatusOf(ChargePointStatus.Available));
        Assert.NotNull(after.Store.Alarms.Single().ClearedAt);
    }

    [Fact]
    public async Task A_fact_is_taken_even_when_its_alarm_cannot_be_written()
    {
        await using var rig = await BootedAsync();
        rig.Store.RefuseAlarms = true;
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(99));
        await FaultAsync(rig);
        Assert.Single(rig.Store.Transactions);
        Assert.Equal("Faulted", rig.View.Connectors.Single().Status);
        rig.Store.RefuseAlarms = false;
        await FaultAsync(rig);
        Assert.Equal(AlarmKinds.StationFault, rig.Store.Alarms.Single().Kind);
    }

    [Fact]
    public async Task Every_change_of_an_alarm_is_in_the_live_view()
    {
        await using var rig = await BootedAsync();
        using var live = rig.Feed.Open();
        await FaultAsync(rig);
        await rig.Cms.AcknowledgeAlarmAsync(1, "anna", null, CancellationToken.None);
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Available));
        var states = new List<(bool, bool)>();
        while (live.TryRead(out var change))
            if (change is AlarmChanged { Alarm: var alarm }) states.Add((alarm.AcknowledgedAt is not null, alarm.ClearedAt is not null));
        Assert.Equal([(false, false), (true, false), (true, true)], states);
    }

    [Fact]
    public async Task Raising_and_clearing_from_many_sides_at_once_leaves_one_alarm_or_none()
    {
        await using var rig = await BootedAsync();
        await Parallel.ForAsync(0, 400, async (i, _) =>
            await rig.EventAsync(i % 2 == 0
                ? new StationLinkTrouble(CmsRig.Id, 1, rig.Now, "flood", $"{i}")
                : new StationReported(CmsRig.Id, rig.EpochOf(), rig.Now, rig.StatusOf(i % 4 == 1 ? ChargePointStatus.Faulted : ChargePointStatus.Available), default)));
        Assert.Single(rig.Store.Alarms, a => a.Kind == "link.flood" && a.ClearedAt is null);
        Assert.True(rig.Store.Alarms.Count(a => a.Kind == AlarmKinds.StationFault && a.ClearedAt is null) <= 1);
        Assert.Equal(rig.Store.Alarms.Count(a => a.ClearedAt is null), rig.Cms.Overview.OpenAlarms);
        Assert.Equal(rig.Cms.Overview.OpenAlarms, rig.View.OpenAlarms);
    }

    private static async Task<CmsRig> BootedAsync()
    {
        var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        return rig;
    }

    private static async Task FaultAsync(CmsRig rig, int connector = 1) =>
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Faulted, connector, ChargePointErrorCode.GroundFailure));
}
