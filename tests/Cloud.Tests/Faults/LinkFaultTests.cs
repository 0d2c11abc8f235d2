using Busbar.Cloud.Tests.Bus;

namespace Busbar.Cloud.Tests.Faults;

/// <summary>The network between any two roles, broken in every way and mended again: each link in a cluster of its own, side by side.</summary>
[Collection(RabbitCollection.Name)]
public sealed class LinkFaultTests(FaultTable table)
{
    private static readonly (string Name, Func<FaultWorld, IReadOnlyList<LinkProxy>> Links)[] All =
    [
        ("gateways and RabbitMQ", w => [w.GatewayBroker]),
        ("workers and RabbitMQ", w => [w.WorkerBroker]),
        ("workers and PostgreSQL", w => w.WorkerDatabases),
        ("stations and gateways", w => w.StationGateway),
        ("API and RabbitMQ", w => [w.ApiBroker]),
    ];

    private static readonly Dictionary<LinkState, string> Words = new()
    {
        [LinkState.Cut] = "cut", [LinkState.Silent] = "silent, then everything arrives", [LinkState.HalfOpen] = "half-open", [LinkState.Slow] = "slow (100 ms, 200 kB/s)",
    };

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (var state in Words.Keys)
            foreach (var seconds in FaultTable.IsLong ? [1, 10, 60] : state is LinkState.Cut ? (int[])[1] : [5])
                cases.Add(state.ToString(), seconds);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_link_breaks_and_nothing_is_lost_doubled_or_out_of_order(string how, int seconds)
    {
        var state = Enum.Parse<LinkState>(how);
        await Task.WhenAll(All.Select((link, n) => table.RunAsync(
            1_000 + (n * 1_000) + ((int)state * 100) + seconds, $"between {link.Name}: {Words[state]} for {seconds} s", async world =>
            {
                foreach (var proxy in link.Links(world)) proxy.State = state;
                await Task.Delay(TimeSpan.FromSeconds(seconds));
                foreach (var proxy in link.Links(world)) proxy.State = LinkState.Whole;
            })));
    }
}
