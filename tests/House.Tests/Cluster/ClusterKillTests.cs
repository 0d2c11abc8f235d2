using System.Text.Json;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Cluster;

/// <summary>SIGKILL to each role under load, with real RabbitMQ, PostgreSQL and HAProxy: what was acknowledged is stored, once and in order.</summary>
public sealed class ClusterKillTests
{
    private const int Stations = 50;
    private const int RatePerS = 300;
    private const long FirstRegisterWh = 1_000_000_000; // The swarm's register counts its messages from here.
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_role_is_killed_under_load_and_nothing_that_was_acknowledged_is_lost_doubled_or_out_of_order()
    {
        await using var cluster = await ClusterScript.StartAsync();
        using var swarm = cluster.StartSwarm(Stations, RatePerS);
        using var client = await cluster.LogInAsync();
        await Until.TrueAsync(async () => await ConnectedAsync(client, swarm) == Stations, "every station is connected", TimeSpan.FromSeconds(120));
        foreach (var name in (string[])["gateway1", "worker1", "api1", "worker2", "gateway2"])
        {
            await Task.Delay(Load, Ct);
            await cluster.RunAsync("kill", name);
            await Task.Delay(Load, Ct);
            await cluster.RunAsync("start", name);
            await cluster.UntilReadyAsync(name);
        }

        await Until.TrueAsync(async () => await ConnectedAsync(client, swarm) == Stations, "every station is connected again", TimeSpan.FromSeconds(120));
        await Task.Delay(Load, Ct);
        var acknowledged = await swarm.EndAsync();
        Assert.Equal(Stations, acknowledged.Count);
        var total = acknowledged.Values.Sum(a => a.Count);

        // Acknowledged is durable in the broker; a worker that was away is behind for a while.
        var (stored, lost, doubled, unordered) = await CountAsync(client, acknowledged);
        for (var deadline = DateTime.UtcNow + CatchUp; lost > 0 && DateTime.UtcNow < deadline;)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), Ct);
            (stored, lost, doubled, unordered) = await CountAsync(client, acknowledged);
        }

        var worst = acknowledged.Values.Max(a => a.Zip(a.Skip(1), (x, y) => y.At - x.At).DefaultIfEmpty().Max());
        TestContext.Current.SendDiagnosticMessage(
            $"acknowledged {total}, stored {stored}, lost {lost}, doubled {doubled}, out of order {unordered}, longest wait of a station {worst.TotalSeconds:0.0} s");
        Assert.Equal((0, 0, 0), (lost, doubled, unordered));
        Assert.True(total > RatePerS * 10, $"Only {total} were acknowledged: the test has not loaded the cluster.");
    }

    [Fact]
    public async Task A_role_that_is_asked_to_stop_hands_over_and_the_cluster_down_leaves_nothing_behind()
    {
        var cluster = await ClusterScript.StartAsync();
        try
        {
            using var swarm = cluster.StartSwarm(Stations, RatePerS);
            using var client = await cluster.LogInAsync();
            await Until.TrueAsync(async () => await ConnectedAsync(client, swarm) == Stations, "every station is connected", TimeSpan.FromSeconds(120));
            await cluster.RunAsync("stop", "worker1");
            await cluster.RunAsync("stop", "gateway1");
            await Until.TrueAsync(async () => await ConnectedAsync(client, swarm) == Stations, "every station is with the other gateway");
            Assert.Contains("worker1    -        gone", await cluster.RunAsync("status"), StringComparison.Ordinal);
            Assert.Equal(Stations, (await swarm.EndAsync()).Count);
        }
        finally
        {
            await cluster.DisposeAsync();
        }

        Assert.False(Directory.Exists(cluster.Folder));
    }

    private static async Task<(int Stored, int Lost, int Doubled, int Unordered)> CountAsync(
        HttpClient client, Dictionary<string, List<(long Sequence, DateTimeOffset At)>> acknowledged)
    {
        var (stored, lost, doubled, unordered) = (0, 0, 0, 0);
        foreach (var (station, sequences) in acknowledged)
        {
            var values = await ReadAllAsync(client, station);
            var distinct = values.ToHashSet();
            stored += values.Count;
            doubled += values.Count - distinct.Count;
            lost += sequences.Count(s => !distinct.Contains(s.Sequence));
            for (var i = 1; i < values.Count; i++) unordered += values[i] < values[i - 1] ? 1 : 0;
        }

        return (stored, lost, doubled, unordered);
    }

    private static async Task<int> ConnectedAsync(HttpClient client, ClusterSwarm swarm)
    {
        try
        {
            return (await ClusterScript.GetAsync(client, $"/api/v1/chargers?limit=1000&search={swarm.Prefix}")).EnumerateArray().Count(s => s.GetProperty("connected").GetBoolean());
        }
        catch (HttpRequestException)
        {
            return -1; // Its API process has just been killed.
        }
    }

    private static async Task<List<long>> ReadAllAsync(HttpClient client, string station)
    {
        var found = new List<long>();
        for (string? after = null; ;)
        {
            using var response = await client.GetAsync($"/api/v1/chargers/{station}/meter-values?limit=1000{(after is null ? "" : $"&after={after}")}", Ct);
            response.EnsureSuccessStatusCode();
            using var page = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct));
            found.AddRange(page.RootElement.EnumerateArray().Select(p => (long)p.GetProperty("value").GetDouble() - FirstRegisterWh));
            if (!response.Headers.TryGetValues("X-Next-After", out var next)) return found;
            after = next.Single();
        }
    }
}
