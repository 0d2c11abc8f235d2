using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Tests.Store;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_start_is_kept_as_it_came()
    {
        var fact = new StartFact("CP1", 2, "Tag1", "Group", false, T0, T0.AddSeconds(3), 1234, 9, "Accepted");
        var started = await Store.StartTransactionAsync(fact, Ct);
        Assert.Equal(new StartResult(started.TransactionId, false, "Accepted"), started);
        var row = await TransactionAsync(started.TransactionId);
        Assert.Equal(
            new TransactionRow(
                started.TransactionId, "CP1", 2, "Tag1", T0, T0.AddSeconds(3), 1234, 9, null, null, null, null, null, null, "Accepted", false) { RegisterWh = 1234 },
            row);
        Assert.InRange(row.Id, 1, int.MaxValue);
    }

    [Fact]
    public async Task A_repeated_start_gets_the_first_ones_id_even_after_the_transaction_has_stopped_and_after_a_restart()
    {
        var first = await Store.StartTransactionAsync(Start(tag: "Tag1"), Ct);
        var repeat = Start(tag: "TAG1") with { ReceivedAt = T0.AddHours(1), Authorization = "Blocked" };
        Assert.Equal(first with { Repeat = true }, await Store.StartTransactionAsync(repeat, Ct));
        await Store.StopTransactionAsync(Stop(first.TransactionId, T0.AddHours(1), 5000), Ct);
        Assert.Equal(first with { Repeat = true }, await Store.StartTransactionAsync(repeat, Ct));
        await ReopenAsync();
        Assert.Equal(first with { Repeat = true }, await Store.StartTransactionAsync(repeat, Ct));
        Assert.Single(await TransactionsAsync());
    }

    [Fact]
    public async Task Starts_that_differ_in_station_connector_tag_time_or_register_are_different_transactions()
    {
        var facts = new[]
        {
            Start(beside: true), Start(beside: true, station: "CP2"), Start(beside: true, connector: 2), Start(beside: true, tag: "TAG2"),
            Start(beside: true, at: T0.AddMilliseconds(1)), Start(beside: true, meterWh: 1001),
        };
        var ids = new HashSet<long>();
        foreach (var fact in facts) ids.Add(await StartedAsync(fact));
        Assert.Equal(facts.Length, ids.Count);
    }

    [Fact]
    public async Task Ids_are_never_given_out_twice()
    {
        var first = await StartedAsync(Start());
        await Store.StopTransactionAsync(Stop(first, T0.AddHours(1), 2000), Ct);
        await ReopenAsync();
        Assert.True(await StartedAsync(Start(at: T0.AddHours(2))) > first);
    }

    [Fact]
    public async Task A_second_transaction_of_a_tag_group_elsewhere_is_concurrent()
    {
        var first = await StartedAsync(Start(tag: "A", group: "Fleet"));
        var second = await Store.StartTransactionAsync(Start(station: "CP2", tag: "B", group: "FLEET"), Ct);
        Assert.Equal("ConcurrentTx", second.Authorization);
        Assert.Equal("ConcurrentTx", (await TransactionAsync(second.TransactionId)).StartAuthorization);
        Assert.Equal("Accepted", (await Store.StartTransactionAsync(Start(station: "CP3", tag: "C"), Ct)).Authorization);
        Assert.Equal("Blocked", (await Store.StartTransactionAsync(Start(station: "CP4", tag: "A", group: "Fleet", authorization: "Blocked"), Ct)).Authorization);
        Assert.Equal("Accepted", (await Store.StartTransactionAsync(Start(station: "CP5", tag: "A", group: "Fleet", beside: true), Ct)).Authorization);
        await Store.StopTransactionAsync(Stop(first, T0.AddHours(1), 2000), Ct);
        Assert.Equal("ConcurrentTx", (await Store.StartTransactionAsync(Start(station: "CP6", tag: "A", group: "Fleet"), Ct)).Authorization);
    }

    [Fact]
    public async Task A_refused_transaction_and_one_whose_stop_was_lost_at_the_same_connector_do_not_lock_the_driver_out()
    {
        await StartedAsync(Start(station: "CP9", authorization: "Blocked"));
        await StartedAsync(Start());
        Assert.Equal("Accepted", (await Store.StartTransactionAsync(Start(at: T0.AddHours(1), meterWh: 2000), Ct)).Authorization);
    }

    [Fact]
    public async Task Two_starts_of_one_group_at_once_are_judged_one_after_the_other()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(i => Store.StartTransactionAsync(Start(station: $"CP{i}", tag: "A"), Ct).AsTask()));
        Assert.Single(results, r => r.Authorization == "Accepted");
        Assert.Equal(20, results.Select(r => r.TransactionId).Distinct().Count());
    }

    [Fact]
    public async Task A_stop_ends_the_transaction_once()
    {
        var id = await StartedAsync(Start(meterWh: 1000));
        var stop = Stop(id, T0.AddHours(1), 6500, tag: "Other");
        var stopped = await Store.StopTransactionAsync(stop, Ct);
        Assert.Equal(StopOutcome.Stopped, stopped.Outcome);
        Assert.Equal(
            (T0.AddHours(1), T0.AddHours(1).AddSeconds(1), 6500, "Local", "Other", 5500d),
            (stopped.Transaction.StoppedAt, stopped.Transaction.StopReceivedAt, stopped.Transaction.MeterStopWh, stopped.Transaction.StopReason,
                stopped.Transaction.StopIdTag, stopped.Transaction.EnergyWh));
        var repeat = await Store.StopTransactionAsync(stop with { MeterStopWh = 9999 }, Ct);
        Assert.Equal(StopOutcome.Repeat, repeat.Outcome);
        Assert.Equal(stopped.Transaction, repeat.Transaction);
        Assert.Equal(stopped.Transaction, await TransactionAsync(id));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(500)]
    [InlineData(int.MaxValue)]
    public async Task A_stop_for_an_id_never_given_out_is_kept_once_under_an_id_that_no_station_can_name(long reported)
    {
        var real = await StartedAsync(Start());
        var stop = Stop(reported, T0.AddHours(1), 3000, tag: "T9", data: [Energy(T0.AddMinutes(-5), 1000), Energy(T0.AddMinutes(30), 2500)]);
        var kept = await Store.StopTransactionAsync(stop, Ct);
        Assert.Equal(StopOutcome.Orphan, kept.Outcome);
        Assert.True(kept.Transaction.Id < 0);
        Assert.Equal(
            (true, reported, "T9", T0.AddMinutes(-5), 1000, 3000, 2000d),
            (kept.Transaction.Orphan, kept.Transaction.ReportedId, kept.Transaction.IdTag, kept.Transaction.StartedAt, kept.Transaction.MeterStartWh,
                kept.Transaction.MeterStopWh, kept.Transaction.EnergyWh));
        var again = await Store.StopTransactionAsync(stop, Ct);
        Assert.Equal((StopOutcome.Orphan, kept.Transaction.Id), (again.Outcome, again.Transaction.Id));
        Assert.Equal(2, (await TransactionsAsync()).Count);
        Assert.Null((await TransactionAsync(real)).StoppedAt);
        Assert.Equal(real + 1, await StartedAsync(Start(at: T0.AddDays(1))));
        Assert.Equal(2, (await PointsAsync(transaction: kept.Transaction.Id)).Count);
    }

    [Fact]
    public async Task A_stop_for_another_stations_transaction_is_an_orphan_and_leaves_that_one_alone()
    {
        var id = await StartedAsync(Start());
        var kept = await Store.StopTransactionAsync(Stop(id, T0.AddHours(1), 3000, station: "CP2"), Ct);
        Assert.Equal((StopOutcome.Orphan, "CP2", id), (kept.Outcome, kept.Transaction.StationId, kept.Transaction.ReportedId));
        Assert.Null((await TransactionAsync(id)).StoppedAt);
    }

    [Fact]
    public async Task An_orphans_own_id_named_by_a_station_finds_nothing()
    {
        var orphan = (await Store.StopTransactionAsync(Stop(77, T0, 1), Ct)).Transaction;
        var named = await Store.StopTransactionAsync(Stop(orphan.Id, T0.AddHours(2), 2), Ct);
        Assert.Equal(StopOutcome.Orphan, named.Outcome);
        Assert.NotEqual(orphan.Id, named.Transaction.Id);
    }

    [Fact]
    public async Task An_operator_closes_at_the_last_register_and_the_stations_own_stop_still_counts()
    {
        var id = await StartedAsync(Start(meterWh: 1000));
        await AppendAsync(Energy(T0.AddMinutes(10), 1800.4, id));
        var closed = (await Store.CloseTransactionAsync(id, T0.AddHours(1), "ByOperator", Ct))!;
        Assert.Equal((T0.AddHours(1), 1800, "ByOperator", true), (closed.StoppedAt, closed.MeterStopWh, closed.StopReason, closed.ClosedByHand));
        Assert.Equal(800.4, closed.EnergyWh!.Value, 6);
        Assert.Equal(closed, await Store.CloseTransactionAsync(id, T0.AddHours(2), "Again", Ct));
        Assert.Null(await Store.CloseTransactionAsync(id + 1, T0, "x", Ct));
        await AppendAsync(Energy(T0.AddMinutes(70), 2000, id));
        var stopped = await Store.StopTransactionAsync(Stop(id, T0.AddMinutes(80), 2500), Ct);
        Assert.Equal((StopOutcome.Stopped, 2500, 1500d, false), (stopped.Outcome, stopped.Transaction.MeterStopWh, stopped.Transaction.EnergyWh, stopped.Transaction.ClosedByHand));
        Assert.Equal(StopOutcome.Repeat, (await Store.StopTransactionAsync(Stop(id, T0.AddMinutes(80), 2500), Ct)).Outcome);
    }

    [Fact]
    public async Task Transactions_are_read_newest_first_by_what_is_asked()
    {
        var a = await StartedAsync(Start(tag: "A"));
        var b = await StartedAsync(Start(tag: "B", connector: 2, at: T0.AddHours(1)));
        var c = await StartedAsync(Start(tag: "a", station: "CP2", at: T0.AddHours(2), beside: true));
        await Store.StopTransactionAsync(Stop(b, T0.AddHours(3), 2000), Ct);
        var orphan = (await Store.StopTransactionAsync(Stop(99, T0.AddMinutes(90), 1, station: "CP3"), Ct)).Transaction.Id;
        async Task<long[]> Ids(TransactionQuery q) => [.. (await Store.ReadTransactionsAsync(q, Ct)).Select(t => t.Id)];
        var all = new TransactionQuery(null, null, null, null, null, null, 10, null);
        Assert.Equal([c, orphan, b, a], await Ids(all));
        Assert.Equal([c, orphan], await Ids(all with { Limit = 2 }));
        Assert.Equal([b, a], await Ids(all with { After = orphan }));
        Assert.Equal([b, a], await Ids(all with { StationId = "CP1" }));
        Assert.Equal([b], await Ids(all with { StationId = "CP1", ConnectorId = 2 }));
        Assert.Equal([c, a], await Ids(all with { IdTag = "A" }));
        Assert.Equal([c, a], await Ids(all with { Open = true }));
        Assert.Equal([orphan, b], await Ids(all with { Open = false }));
        Assert.Equal([c, orphan, b], await Ids(all with { From = T0.AddHours(1) }));
        Assert.Equal([b, a], await Ids(all with { To = T0.AddMinutes(90) }));
        Assert.Null(await Store.FindTransactionAsync(12345, Ct));
    }

    private Task<IReadOnlyList<TransactionRow>> TransactionsAsync() =>
        Store.ReadTransactionsAsync(new TransactionQuery(null, null, null, null, null, null, 1000, null), Ct);
}
