using Busbar.Cloud.Tests.Bus;

namespace Busbar.Cloud.Tests.Faults;

/// <summary>The way to PostgreSQL of one worker alone is broken: its stations are served by the other while it lasts, and it gets its share back.</summary>
[Collection(RabbitCollection.Name)]
public sealed class WorkerStoreFaultTests(FaultTable table)
{
    [Theory]
    [InlineData(22, "Cut", "cut off from PostgreSQL")]
    [InlineData(23, "HalfOpen", "half-open to PostgreSQL")]
    public async Task A_worker_without_its_database_leaves_its_stations_to_the_other_until_it_has_it_again(int order, string how, string words)
    {
        var broken = FaultTable.Long(20, 60);
        await table.RunAsync(order, $"one worker of two {words} for {broken.TotalSeconds:0} s", async world =>
        {
            var lame = world.Workers[0].Shards.Count > 0 ? 0 : 1;
            var before = world.Workers[lame].Shards;
            var over = Task.Delay(broken);
            world.WorkerDatabases[lame].State = Enum.Parse<LinkState>(how);
            await world.UntilAsync(() => world.Workers[1 - lame].Shards.Count == FaultWorld.Shards, "the other worker has all shards");
            await world.UntilServedAsync(FaultStation.Round);
            Assert.Contains("while another worker's was not", world.Workers[lame].WhyItYields, StringComparison.Ordinal);
            await over;
            world.WorkerDatabases[lame].State = LinkState.Whole;
            await world.UntilAsync(() => world.Workers[lame].Shards.SequenceEqual(before), "it has its shards again");
        });
    }
}
