using Busbar.Cloud.Bus;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
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

    private static async Task SendAsync(CmsRig rig, OcppRequest message, long epoch)
    {
        if (message is StartTransactionRequest or StopTransactionRequest) Assert.Null((await rig.CallAsync(message, epoch)).Fault);
        else await rig.ReportAsync(message, epoch);
    }
}
