using Busbar.Cloud.Cms;
using Busbar.Cloud.Live;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsStartTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(129)]
    [InlineData(1634030126)]
    public async Task A_connector_that_cannot_be_is_refused(int connector)
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var fault = (await rig.CallAsync(rig.StartOf(connector))).Fault;
        Assert.Equal(OcppErrorCode.PropertyConstraintViolation, fault!.Code);
        Assert.Equal($"connectorId is {connector}; allowed: 1 to 128.", fault.Text);
        Assert.Empty(rig.Store.Transactions);
        Assert.Empty(rig.View.Connectors);
    }

    [Fact]
    public async Task A_start_is_durable_before_it_is_answered()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var disk = new TaskCompletionSource();
        rig.Store.Disk = disk.Task;
        var answer = rig.CallAsync(rig.StartOf()).AsTask();
        Assert.False(answer.IsCompleted);
        disk.SetResult();
        Assert.NotNull((await answer).Response);
    }

    [Fact]
    public async Task When_the_store_cannot_take_a_start_it_is_not_acknowledged_and_the_next_try_counts()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var start = rig.StartOf();
        rig.Store.Full = true;
        await Assert.ThrowsAsync<Busbar.Cloud.Store.StoreUnavailableException>(async () => await rig.CallAsync(start));
        Assert.Equal(0, rig.View.OpenTransactions);
        rig.Store.Full = false;
        await rig.CallAsync<StartTransactionResponse>(start);
        Assert.Single(rig.Store.Transactions);
    }

    [Fact]
    public async Task A_started_transaction_is_on_its_connector_and_in_the_live_view()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        using var live = rig.Feed.Open();
        var id = await rig.StartAsync(connector: 2, meterWh: 1234);
        var connector = rig.View.Connectors.Single(c => c.ConnectorId == 2);
        Assert.Equal((id, "TAG1", rig.Now), (connector.TransactionId!.Value, connector.IdTag, connector.TransactionStartedAt!.Value));
        Assert.Equal(1, rig.View.OpenTransactions);
        Assert.True(live.TryRead(out var change));
        Assert.Equal(id, Assert.IsType<TransactionChanged>(change).Transaction.Id);
        Assert.Equal(1234, rig.Store.Transactions.Single().MeterStartWh);
    }

    [Fact]
    public async Task A_repeat_under_a_new_message_id_gets_the_first_ones_id()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var start = rig.StartOf();
        var first = await rig.CallAsync<StartTransactionResponse>(start);
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        var second = await rig.CallAsync<StartTransactionResponse>(start with { IdTag = "tag1" });
        Assert.Equal(first.TransactionId, second.TransactionId);
        Assert.Equal(AuthorizationStatus.Accepted, second.IdTagInfo.Status);
        Assert.Single(rig.Store.Transactions);
        Assert.Equal(1, rig.View.OpenTransactions);
    }

    [Fact]
    public async Task A_refused_tag_still_gets_a_transaction_id_and_is_told_to_stop()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var answer = await rig.CallAsync<StartTransactionResponse>(rig.StartOf(tag: "STRANGER"));
        Assert.Equal(AuthorizationStatus.Invalid, answer.IdTagInfo.Status);
        Assert.True(answer.TransactionId > 0);
        Assert.Equal("Invalid", rig.Store.Transactions.Single().StartAuthorization);
    }

    [Fact]
    public async Task A_second_transaction_of_the_group_is_concurrent()
    {
        await using var rig = await CmsRig.StartAsync();
        rig.Store.Add(CmsRig.Tag("A", parent: "FAMILY"));
        rig.Store.Add(CmsRig.Tag("B", parent: "FAMILY"));
        await rig.BootAsync();
        await rig.StartAsync(connector: 1, tag: "A");
        var answer = await rig.CallAsync<StartTransactionResponse>(rig.StartOf(connector: 2, tag: "b"));
        Assert.Equal(AuthorizationStatus.ConcurrentTx, answer.IdTagInfo.Status);
        Assert.Equal("FAMILY", answer.IdTagInfo.ParentIdTag);
    }

    [Fact]
    public async Task A_tag_that_may_run_beside_itself_is_not_concurrent()
    {
        await using var rig = await CmsRig.StartAsync();
        rig.Store.Add(CmsRig.Tag("FLEET", mayRunBeside: true));
        await rig.BootAsync();
        await rig.StartAsync(connector: 1, tag: "FLEET");
        var answer = await rig.CallAsync<StartTransactionResponse>(rig.StartOf(connector: 2, tag: "FLEET"));
        Assert.Equal(AuthorizationStatus.Accepted, answer.IdTagInfo.Status);
    }

    [Fact]
    public async Task Two_offline_sessions_in_a_row_keep_their_times_and_get_two_ids()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var yesterday = rig.Now.AddDays(-1);
        var first = await rig.StartAsync(at: yesterday, meterWh: 0);
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(first, 4000, at: yesterday.AddHours(1)));
        var second = await rig.StartAsync(at: yesterday.AddHours(2), meterWh: 4000);
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(second, 9000, at: yesterday.AddHours(3)));
        Assert.NotEqual(first, second);
        Assert.Equal([yesterday, yesterday.AddHours(2)], rig.Store.Transactions.Select(t => t.StartedAt));
        Assert.All(rig.Store.Transactions, t => Assert.Equal(rig.Now, t.StartReceivedAt));
        Assert.Null(rig.Store.OpenAlarm(AlarmKinds.TransactionStale));
        Assert.Equal(0, rig.View.OpenTransactions);
    }

    [Fact]
    public async Task A_start_beside_an_open_one_on_the_same_connector_warns_until_the_old_one_stops()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var lost = await rig.StartAsync();
        rig.Time.Advance(TimeSpan.FromHours(1));
        var next = await rig.StartAsync(tag: "OTHER");
        Assert.Contains($"Transaction {lost}", rig.Store.OpenAlarm(AlarmKinds.TransactionStale, 1)!.Text, StringComparison.Ordinal);
        Assert.Equal((next, 2), (rig.View.Connectors.Single().TransactionId!.Value, rig.View.OpenTransactions));
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(lost));
        Assert.Null(rig.Store.OpenAlarm(AlarmKinds.TransactionStale, 1));
        Assert.Equal((next, 1), (rig.View.Connectors.Single().TransactionId!.Value, rig.View.OpenTransactions));
    }

    [Fact]
    public async Task A_start_from_the_past_does_not_hide_the_one_that_runs()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var runs = await rig.StartAsync();
        await rig.StartAsync(at: rig.Now.AddDays(-1), tag: "OTHER");
        Assert.Equal(runs, rig.View.Connectors.Single().TransactionId);
    }

    [Fact]
    public async Task A_start_that_names_a_reservation_uses_it_up()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        rig.Gateway.Answer<ReserveNowRequest>(_ => new ReserveNowResponse { Status = ReservationStatus.Accepted });
        var reply = await rig.CommandAsync(new ReserveNowRequest { ConnectorId = 1, ExpiryDate = rig.Now.AddHours(1), IdTag = "TAG1", ReservationId = 0 });
        Assert.Equal("Reservation id 1 was chosen.", Assert.Single(reply.Steps));
        await rig.StartAsync(reservation: 1);
        Assert.Equal("Used", (await rig.Store.ReadReservationsAsync(CmsRig.Id, true, CancellationToken.None)).Single().State);
        Assert.Equal(1, rig.Store.Transactions.Single().ReservationId);
    }

    [Fact]
    public async Task An_absurd_meter_or_time_is_taken_as_it_is()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.CallAsync<StartTransactionResponse>(rig.StartOf(meterWh: int.MinValue, at: DateTimeOffset.UnixEpoch));
        await rig.CallAsync<StartTransactionResponse>(rig.StartOf(connector: 2, meterWh: int.MaxValue, at: rig.Now.AddYears(70)));
        Assert.Equal(2, rig.Store.Transactions.Count);
    }
}
