using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sqlite;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging.Abstractions;
using static Busbar.Cloud.Tests.Cms.CmsRig;

namespace Busbar.Cloud.Tests.Cms;

/// <summary>Stations repeat themselves: after a lost answer, a reconnect, a reboot. However they do it, the facts are those of the first telling.</summary>
public sealed class CmsIdempotenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Replaying_any_part_of_a_session_under_new_message_ids_leaves_the_same_facts(int seed)
    {
        for (var round = 0; round < 25; round++)
        {
            var random = new Random((seed * 1_000) + round);
            await using var rig = await CmsRig.StartAsync();
            var epoch = await rig.BootAsync();
            var told = await TellAsync(rig, random);
            var facts = rig.Store.Facts();
            var view = rig.View with { LastSeenAt = null, ClockSkewMs = null, ConnectedAt = null };

            for (var replays = 0; replays < 3; replays++)
            {
                if (random.Next(2) == 0) epoch = await rig.ConnectAsync();
                rig.Time.Advance(TimeSpan.FromSeconds(random.Next(120)));
                foreach (var message in told.Where(_ => random.Next(2) == 0)) await SendAsync(rig, message, epoch);
            }

            Assert.Equal(facts, rig.Store.Facts());
            var after = rig.View with { LastSeenAt = null, ClockSkewMs = null, ConnectedAt = null };
            Assert.Equal(view with { Connectors = [] }, after with { Connectors = [] });
            Assert.Equal(view.Connectors, after.Connectors);
        }
    }

    [Fact]
    public async Task The_same_holds_with_the_embedded_store_and_over_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("busbar-cms-");
        try
        {
            var random = new Random(5);
            var time = new FakeTime();
            List<OcppRequest> told;
            IReadOnlyList<string> facts;
            await using (var store = await OpenAsync(folder.FullName))
            {
                await using var rig = await CmsRig.StartAsync(real: store, time: time);
                await rig.BootAsync();
                told = await TellAsync(rig, random);
                facts = await FactsAsync(store);
                foreach (var message in told.Where(_ => random.Next(2) == 0)) await SendAsync(rig, message, rig.EpochOf());
                Assert.Equal(facts, await FactsAsync(store));
            }

            await using (var store = await OpenAsync(folder.FullName))
            {
                await using var rig = await CmsRig.StartAsync(real: store, time: time);
                Assert.Equal(Registration.Accepted, rig.View.Registration);
                var epoch = await rig.ConnectAsync();
                foreach (var message in told) await SendAsync(rig, message, epoch);
                Assert.Equal(facts, await FactsAsync(store));
                Assert.Equal(0, rig.View.OpenTransactions);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_live_energy_of_a_transaction_is_the_one_that_the_embedded_store_bills()
    {
        var folder = Directory.CreateTempSubdirectory("busbar-cms-");
        try
        {
            await using var store = await OpenAsync(folder.FullName);
            await using var rig = await CmsRig.StartAsync(real: store);
            await rig.BootAsync();
            var id = await rig.StartAsync(meterWh: 40_000);
            foreach (var register in new[] { "40500", "40480", "41000", "300", "900", "870", "1900" })
            {
                rig.Time.Advance(TimeSpan.FromSeconds(60));
                await rig.ReportAsync(rig.MetersOf(1, id, null, Sample(register)));
                var kept = (await store.FindTransactionAsync(id, CancellationToken.None))!;
                Assert.Equal(kept.EnergyWh, rig.View.Connectors.Single().TransactionEnergyWh);
            }

            await using var after = await CmsRig.StartAsync(real: store, time: rig.Time);
            Assert.Equal(rig.View.Connectors.Single().TransactionEnergyWh, after.View.Connectors.Single().TransactionEnergyWh);
            await after.ReportAsync(after.MetersOf(1, id, after.Now.AddSeconds(-90), Sample("870")));
            after.Time.Advance(TimeSpan.FromSeconds(60));
            await after.ReportAsync(after.MetersOf(1, id, null, Sample("2500")));
            Assert.Equal((await store.FindTransactionAsync(id, CancellationToken.None))!.EnergyWh, after.View.Connectors.Single().TransactionEnergyWh);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_session_told_twice_from_the_start_is_one_session()
    {
        await using var rig = await CmsRig.StartAsync();
        var epoch = await rig.BootAsync();
        var told = await TellAsync(rig, new Random(1));
        var count = rig.Store.Transactions.Count;
        foreach (var message in told) await SendAsync(rig, message, epoch);
        Assert.Equal(count, rig.Store.Transactions.Count);
        Assert.Equal(0, rig.Cms.Overview.OpenTransactions);
    }

    // A few sessions as a station tells them: preparing, start, charging with values, stop with data, available.
    private static async Task<List<OcppRequest>> TellAsync(CmsRig rig, Random random)
    {
        var told = new List<OcppRequest>();
        for (var session = 0; session < 1 + random.Next(3); session++)
        {
            var connector = 1 + random.Next(2);
            var meterWh = random.Next(10_000);
            await TellAsync(rig.StatusOf(ChargePointStatus.Preparing, connector, at: rig.Now));
            var start = rig.StartOf(connector, $"T{session}", meterWh, rig.Now);
            var id = (await rig.CallAsync<StartTransactionResponse>(start)).TransactionId;
            told.Add(start);
            await TellAsync(rig.StatusOf(ChargePointStatus.Charging, connector, at: rig.Now));
            for (var i = 0; i < random.Next(6); i++)
            {
                meterWh += random.Next(500);
                await TellAsync(rig.MetersOf(
                    connector, random.Next(3) == 0 ? null : id, rig.Now, Sample($"{meterWh}"), Sample($"{random.Next(32)}", Measurand.CurrentImport, UnitOfMeasure.A)));
            }

            var data = new MeterValue { Timestamp = rig.Now, SampledValue = [Sample($"{meterWh}", context: ReadingContext.TransactionEnd)] };
            await TellAsync(rig.StopOf(random.Next(5) == 0 ? -1 - session : id, meterWh, reason: StopReason.Remote, data: random.Next(2) == 0 ? [data] : null));
            if (told[^1] is StopTransactionRequest { TransactionId: < 0 }) await TellAsync(rig.StopOf(id, meterWh));
            await TellAsync(rig.StatusOf(ChargePointStatus.Available, connector, at: rig.Now));
        }

        return told;

        async Task TellAsync(OcppRequest message)
        {
            await SendAsync(rig, message, rig.EpochOf());
            told.Add(message);
            rig.Time.Advance(TimeSpan.FromSeconds(1 + random.Next(90)));
        }
    }

    private static Task<SqliteStore> OpenAsync(string folder) =>
        SqliteStore.OpenAsync(new StoreOptions { Folder = folder }, TimeProvider.System, NullLogger<SqliteStore>.Instance);

    private static async Task<IReadOnlyList<string>> FactsAsync(SqliteStore store)
    {
        var transactions = await store.ReadTransactionsAsync(new TransactionQuery(null, null, null, null, null, null, 1_000, null), CancellationToken.None);
        var samples = await store.ReadMeterValuesAsync(new MeterQuery(Id, null, null, null, null, null, null, 10_000, null), CancellationToken.None);
        var connectors = await store.ReadConnectorsAsync(CancellationToken.None);
        return
        [
            .. transactions.Select(t => (t with { StartReceivedAt = default, StopReceivedAt = default }).ToString()),
            .. samples.Select(s => s.ToString()),
            .. connectors.Select(c => (c with { ReceivedAt = default }).ToString()),
        ];
    }

    private static async Task SendAsync(CmsRig rig, OcppRequest message, long epoch)
    {
        if (message is StartTransactionRequest or StopTransactionRequest) Assert.Null((await rig.CallAsync(message, epoch)).Fault);
        else await rig.ReportAsync(message, epoch);
    }
}
