using System.Net;
using System.Text.Json;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Format;
using Busbar.Cloud.Store;
using Busbar.Cloud.Tests.Bus;

namespace Busbar.Cloud.Tests.Api;

/// <summary>The processes that work together, over REST.</summary>
[Collection(RabbitCollection.Name)]
public sealed class ApiClusterTests
{
    private const string Path = "/api/v1/cluster";
    private static readonly DateTimeOffset Started = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_single_process_shows_itself_and_what_keeps_it_from_its_work()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true, Self = true });
        using var client = host.Anonymous();
        var answer = await client.GetJsonAsync(Path);
        Assert.Equal((false, 0, 0), (answer.GetProperty("broker").GetBoolean(), answer.GetProperty("shards").GetInt32(), answer.GetProperty("queues").GetArrayLength()));
        var self = answer.GetProperty("processes").EnumerateArray().Single();
        Assert.Equal(("gateway,cms,api", 7, true), (self.GetProperty("roles").GetString(), self.GetProperty("stations").GetInt32(), self.GetProperty("ready").GetBoolean()));
        Assert.Equal((Environment.ProcessId, true), (self.GetProperty("processId").GetInt32(), self.GetProperty("here").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, self.GetProperty("trouble").ValueKind);

        host.Store.Health = new StoreHealth(Writable: false, "disk full", 0, 0, 0, 0);
        self = (await client.GetJsonAsync(Path)).GetProperty("processes")[0];
        Assert.Equal((false, "store: disk full"), (self.GetProperty("ready").GetBoolean(), self.GetProperty("trouble").GetString()));
    }

    [Fact]
    public async Task A_broker_that_is_away_is_503()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true, Cluster = new Away() });
        using var client = host.Anonymous();
        await client.GetProblemAsync(Path, HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public void What_a_process_says_comes_back_as_it_was_said()
    {
        var gateway = new ProcessNews("a-1-x", "gateway", "a", 1, "0.1.0", Started, false, "bus: away \"now\"", 1_000, []);
        var worker = gateway with { Roles = "cms", IsReady = true, Trouble = null, Stations = null, Shards = [0, 3] };
        foreach (var news in (ProcessNews[])[gateway, worker])
        {
            var read = ProcessFormat.Read(ProcessFormat.Write(news));
            Assert.Equal(news.Shards, read.Shards);
            Assert.Equal(news with { Shards = [] }, read with { Shards = [] });
        }

        Assert.Throws<BusFormatException>(() => ProcessFormat.Read("{}"u8));
        Assert.Equal("later", ProcessFormat.Read("""{"id":"later","novel":{"a":[1]}}"""u8).Id);
    }

    [Fact]
    public async Task Over_RabbitMQ_every_process_is_heard_with_its_shards_and_stations_and_a_queue_that_nobody_serves_is_seen()
    {
        await using var rig = new RabbitRig();
        await rig.BeginAsync();
        var worker = await rig.WorkerAsync(new TestCms(), describe: w => News("worker-1", "cms") with { Shards = w.Shards });
        await rig.GatewayAsync(new TestGateway(), describe: () => News("gateway-1", "gateway") with { Stations = 12 });
        var bus = await rig.OperatorAsync(describe: () => throw new InvalidOperationException("This one says nothing, and lives."));
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true, Cluster = bus.Cluster });
        using var client = host.Anonymous();
        await RabbitRig.AllShardsAsync(worker);

        var answer = await UntilAsync(client, a => a.GetProperty("processes").EnumerateArray().Any(p => p.GetProperty("shards").GetArrayLength() == 4) && a.GetProperty("processes").GetArrayLength() == 2);
        Assert.Equal((true, 4), (answer.GetProperty("broker").GetBoolean(), answer.GetProperty("shards").GetInt32()));
        var processes = answer.GetProperty("processes").EnumerateArray().ToArray();
        Assert.Equal(["worker-1", "gateway-1"], processes.Select(p => p.GetProperty("id").GetString()));
        Assert.Equal(12, processes[1].GetProperty("stations").GetInt32());
        Assert.InRange(processes[1].GetProperty("silentS").GetDouble(), 0, 120);
        Assert.Equal(3 + (2 * 4), answer.GetProperty("queues").GetArrayLength());
        await UntilAsync(client, a => a.GetProperty("queues").EnumerateArray().All(q => q.GetProperty("kind").GetString() == "DeadLetters" || q.GetProperty("consumers").GetInt32() > 0));

        await worker.DisposeAsync();
        var left = await UntilAsync(client, a => a.GetProperty("queues").EnumerateArray().All(q => q.GetProperty("consumers").GetInt32() == 0));
        Assert.Contains(left.GetProperty("queues").EnumerateArray(), q => q.GetProperty("name").GetString() == "cms.events.3" && q.GetProperty("shard").GetInt32() == 3);
    }

    private static ProcessNews News(string id, string roles) => new(id, roles, "machine", 1, "0.1.0", Started, true, null, null, []);

    private static async Task<JsonElement> UntilAsync(ApiClient client, Func<JsonElement, bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var answer = await client.GetJsonAsync(Path);
            if (holds(answer)) return answer;
            if (patience.IsCancellationRequested) Assert.Fail($"It never came true of {answer}");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private sealed class Away : ICluster
    {
        public int Shards => 4;

        public IReadOnlyList<(ProcessNews News, TimeSpan Silent)> Processes => [];

        public ValueTask<IReadOnlyList<QueueState>> ReadQueuesAsync(CancellationToken ct) => throw new BusUnavailableException("The broker is away.");
    }
}
