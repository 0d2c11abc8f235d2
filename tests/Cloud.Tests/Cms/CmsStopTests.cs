using Busbar.Cloud.Cms;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsStopTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4711)]
    public async Task A_stop_of_a_transaction_that_was_never_given_out_is_answered_kept_and_shown(int transaction)
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var stop = rig.StopOf(transaction, 777, tag: "TAG1");
        var answer = await rig.CallAsync<StopTransactionResponse>(stop);
        Assert.Equal(AuthorizationStatus.Accepted, answer.IdTagInfo!.Status);
        var orphan = Assert.Single(rig.Store.Transactions);
        Assert.True(orphan.Orphan);
        Assert.Equal(777, orphan.MeterStopWh);
        var alarm = rig.Store.OpenAlarm(AlarmKinds.TransactionOrphan)!;
        Assert.Contains($"\"transactionId\":{transaction}", alarm.EvidenceJson, StringComparison.Ordinal);

        await rig.Cms.AcknowledgeAlarmAsync(alarm.Id, "anna", null, CancellationToken.None);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.CallAsync<StopTransactionResponse>(stop);
        Assert.Single(rig.Store.Transactions);
        Assert.Single(rig.Store.Alarms);
    }

    [Fact]
    public async Task A_stop_of_another_stations_transaction_leaves_that_one_alone()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync("OTHER");
        await rig.BootAsync();
        var foreign = await rig.StartAsync(id: "OTHER");
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(foreign));
        Assert.Null(rig.Store.Transactions.Single(t => t.Id == foreign).StoppedAt);
        Assert.NotNull(rig.Store.OpenAlarm(AlarmKinds.TransactionOrphan));
    }

    [Fact]
    public async Task A_stop_frees_the_connector_and_nothing_flows_any_more()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var id = await rig.StartAsync();
        await rig.ReportAsync(rig.MetersOf(CmsRig.Sample("11", Measurand.PowerActiveImport, UnitOfMeasure.KW), CmsRig.Sample("16", Measurand.CurrentImport)));
        Assert.Equal(11_000, rig.View.PowerW);
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(id));
        var connector = rig.View.Connectors.Single();
        Assert.Equal((null, 0.0, 0.0), (connector.TransactionId, connector.PowerW!.Value, connector.CurrentA!.Value));
        Assert.Equal(0, rig.View.OpenTransactions);
    }

    [Fact]
    public async Task A_repeat_changes_nothing_and_gets_the_same_answer()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var id = await rig.StartAsync();
        await rig.StartAsync(connector: 2, tag: "OTHER");
        var stop = rig.StopOf(id, tag: "TAG1");
        var first = await rig.CallAsync<StopTransactionResponse>(stop);
        var facts = rig.Store.Facts();
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(first, await rig.CallAsync<StopTransactionResponse>(stop));
        Assert.Equal(facts, rig.Store.Facts());
        Assert.Equal(1, rig.View.OpenTransactions);
    }

    [Theory]
    [InlineData(null, "Local")]
    [InlineData(StopReason.EVDisconnected, "EVDisconnected")]
    public async Task Without_a_reason_it_was_local(StopReason? reason, string kept)
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(await rig.StartAsync(), reason: reason));
        Assert.Equal(kept, rig.Store.Transactions.Single().StopReason);
    }

    [Fact]
    public async Task Without_a_tag_the_answer_has_no_tag_info()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        Assert.Null((await rig.CallAsync<StopTransactionResponse>(rig.StopOf(await rig.StartAsync()))).IdTagInfo);
    }

    [Fact]
    public async Task The_answer_tells_the_stoppers_own_status()
    {
        await using var rig = await CmsRig.StartAsync();
        rig.Store.Add(CmsRig.Tag("BLOCKED", blocked: true, parent: "FAMILY"));
        await rig.BootAsync();
        var info = (await rig.CallAsync<StopTransactionResponse>(rig.StopOf(await rig.StartAsync(), tag: "BLOCKED"))).IdTagInfo!;
        Assert.Equal((AuthorizationStatus.Blocked, "FAMILY"), (info.Status, info.ParentIdTag));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("B", true)]
    [InlineData("OUTSIDER", false)]
    [InlineData("STRANGER", false)]
    public async Task Who_is_of_the_starters_group_may_stop_and_anybody_else_is_an_alarm(string stopper, bool ofGroup)
    {
        await using var rig = await CmsRig.StartAsync();
        rig.Store.Add(CmsRig.Tag("A", parent: "FAMILY"));
        rig.Store.Add(CmsRig.Tag("B", parent: "family"));
        rig.Store.Add(CmsRig.Tag("OUTSIDER"));
        await rig.BootAsync();
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(await rig.StartAsync(tag: "A"), tag: stopper));
        Assert.Equal(ofGroup, rig.Store.OpenAlarm(AlarmKinds.TransactionForeignStop) is null);
        Assert.NotNull(rig.Store.Transactions.Single().StoppedAt);
    }

    [Fact]
    public async Task Transaction_data_is_normalised_and_kept_with_the_stop()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var id = await rig.StartAsync(connector: 2);
        var data = new MeterValue
        {
            Timestamp = rig.Now,
            SampledValue =
            [
                CmsRig.Sample("1.5", unit: UnitOfMeasure.KWh, context: ReadingContext.TransactionBegin),
                CmsRig.Sample("", unit: UnitOfMeasure.KWh, context: ReadingContext.TransactionEnd),
            ],
        };
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(id, data: [data]));
        var sample = Assert.Single(rig.Store.Samples);
        Assert.Equal((2, id, 1500.0, "Wh", "Transaction.Begin"), (sample.ConnectorId, sample.TransactionId!.Value, sample.Value, sample.Unit, sample.Context));
    }

    [Fact]
    public async Task Transaction_data_of_a_hidden_transaction_still_finds_its_connector()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var hidden = await rig.StartAsync(connector: 2);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.StartAsync(connector: 2, tag: "OTHER");
        var data = new MeterValue { Timestamp = rig.Now, SampledValue = [CmsRig.Sample("7")] };
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(hidden, data: [data]));
        Assert.Equal(2, Assert.Single(rig.Store.Samples).ConnectorId);
    }

    [Fact]
    public async Task A_transaction_closed_by_hand_is_off_its_connector_and_its_late_stop_still_counts_once()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var id = await rig.StartAsync();
        var closed = await rig.Cms.CloseTransactionAsync(id, "anna", CancellationToken.None);
        Assert.Equal("ClosedByHand", closed!.StopReason);
        Assert.Null(rig.View.Connectors.Single().TransactionId);
        Assert.Equal(0, rig.View.OpenTransactions);
        await rig.Cms.CloseTransactionAsync(id, "anna", CancellationToken.None);
        await rig.StartAsync(tag: "OTHER");
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(id, 9000));
        Assert.Equal(1, rig.View.OpenTransactions);
        Assert.Equal(9000, rig.Store.Transactions.Single(t => t.Id == id).MeterStopWh);
        Assert.Null(await rig.Cms.CloseTransactionAsync(999, "anna", CancellationToken.None));
    }
}
