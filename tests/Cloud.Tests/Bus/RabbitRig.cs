using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Tests;
using RabbitMQ.Client;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>Tests that share the broker run one after the other: some of them stop it.</summary>
[CollectionDefinition(Name)]
public sealed class RabbitCollection
{
    public const string Name = "rabbit";
}

/// <summary>Gateways, workers and operators of one test, on a virtual host of its own.</summary>
internal sealed class RabbitRig : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<IAsyncDisposable> _ends = [];
    private readonly BusMetrics _metrics = new();

    public RabbitOptions Options { get; set; } = new()
    {
        Shards = 4,
        CallDeadline = TimeSpan.FromSeconds(20),
        PublishDeadline = TimeSpan.FromSeconds(20),
        CommandDeadline = TimeSpan.FromSeconds(20),
        ReleaseTimeout = TimeSpan.FromSeconds(2),
        LiveInterval = TimeSpan.FromMilliseconds(20),
        SeenInterval = TimeSpan.FromMilliseconds(20),
    };

    public RabbitServer Server { get; private set; } = null!;

    public BusMetrics Metrics => _metrics;

    /// <summary>What the bus said.</summary>
    public LastLines Log { get; } = new();

    public async Task BeginAsync()
    {
        if (!RabbitServer.IsInstalled) Assert.Skip("rabbitmq-server is not installed; scripts/setup-test.sh installs it.");
        Server = await RabbitServer.GetAsync();
        Options = Options with { Url = await Server.NewHostAsync() };
    }

    public async Task<RabbitWorker> WorkerAsync(
        TestCms cms, AnswerOperator? onOperator = null, Func<Exception, bool>? isTransient = null, RabbitOptions? options = null, StoreProbe? store = null,
        Func<RabbitWorker, ProcessNews>? describe = null)
    {
        var worker = new RabbitWorker(cms, cms, options ?? Options, _metrics, TimeProvider.System, Log, onOperator, isTransient, store);
        if (describe is not null) worker.Describe = _ => ValueTask.FromResult(describe(worker));
        _ends.Add(worker);
        using var limit = new CancellationTokenSource(Patience);
        await worker.StartAsync(limit.Token);
        return worker;
    }

    public async Task<RabbitGatewayBus> GatewayAsync(IGatewayEndpoint gateway, RabbitOptions? options = null, TimeProvider? time = null, Func<ProcessNews>? describe = null)
    {
        var bus = new RabbitGatewayBus(options ?? Options, _metrics, time ?? TimeProvider.System, Log);
        _ends.Add(bus);
        bus.Attach(gateway);
        if (describe is not null) bus.Describe = _ => ValueTask.FromResult(describe());
        using var limit = new CancellationTokenSource(Patience);
        await bus.StartAsync(limit.Token);
        return bus;
    }

    public async Task<RabbitOperatorBus> OperatorAsync(Action<ReadOnlyMemory<byte>>? onChange = null, Func<ProcessNews>? describe = null)
    {
        var bus = new RabbitOperatorBus(Options, _metrics, TimeProvider.System, Log) { OnChange = onChange };
        if (describe is not null) bus.Describe = _ => ValueTask.FromResult(describe());
        _ends.Add(bus);
        using var limit = new CancellationTokenSource(Patience);
        await bus.StartAsync(limit.Token);
        return bus;
    }

    /// <summary>A stranger's connection.</summary>
    public async Task<IConnection> StrangerAsync()
    {
        var connection = await new ConnectionFactory { Uri = new Uri(Options.Url), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
        _ends.Add(connection);
        return connection;
    }

    /// <summary>Waits until these workers have every shard between them.</summary>
    public static Task AllShardsAsync(params RabbitWorker[] workers) => UntilAsync(
        () => workers.Sum(w => w.Shards.Count) == 4 && workers.All(w => w.OtherWorkers == workers.Length - 1), "the workers have all shards");

    /// <summary>Waits longer than other tests do: a broker starts, and elections take their time.</summary>
    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(condition, () => what);

    /// <summary>Waits, and says at the end what was missing.</summary>
    public static Task UntilAsync(Func<bool> condition, Func<string> what) => Until.TrueAsync(condition, what, Patience + Patience);

    public async ValueTask DisposeAsync()
    {
        foreach (var end in Enumerable.Reverse(_ends)) await end.DisposeAsync();
        _metrics.Dispose();
    }
}
