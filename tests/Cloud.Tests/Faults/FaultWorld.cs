using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Cms.Remote;
using Busbar.Cloud.Cms.Shards;
using Busbar.Cloud.Gateway;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Postgres;
using Busbar.Cloud.Tests.Bus;
using Busbar.Cloud.Tests.Store.Postgres;
using Busbar.Tests;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Busbar.Cloud.Tests.Faults;

/// <summary>
/// A cluster in one process: two gateways, two workers and an API, each with connections of its own to a real RabbitMQ and a real PostgreSQL, and a link that can
/// be broken between any two of them; stations that work all the time, and an operator who commands them.
/// </summary>
internal sealed class FaultWorld : IAsyncDisposable
{
    public const int Shards = 2;
    private const int StationCount = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly BusMetrics _metrics = new();
    private readonly List<IHost> _hosts = [];
    private readonly List<IAsyncDisposable> _buses = [];
    private readonly List<PostgresStore> _stores = [];
    private readonly StoreOptions _database;

    private FaultWorld(RabbitServer broker, PostgresServer server, StoreOptions database, string name)
    {
        (Broker, Server, _database, Name) = (broker, server, database, name);
        GatewayBroker = new LinkProxy(() => broker.Port);
        WorkerBroker = new LinkProxy(() => broker.Port);
        ApiBroker = new LinkProxy(() => broker.Port);
        WorkerDatabases = [new LinkProxy(() => server.Port), new LinkProxy(() => server.Port)];
        StationGateway = [new LinkProxy(() => Gateways[0].Host.Port), new LinkProxy(() => Gateways[1].Host.Port)];
        Witness = new OrderWitness();
        var epoch = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()) - TimeSpan.FromHours(2);
        Stations = [.. Enumerable.Range(1, StationCount).Select(n => new FaultStation($"CP{n}", n % 2 == 0 ? Ports() : [.. Ports().Reverse()], epoch))];
    }

    public string Name { get; }

    public RabbitServer Broker { get; }

    public PostgresServer Server { get; }

    public LinkProxy GatewayBroker { get; }

    public LinkProxy WorkerBroker { get; }

    public LinkProxy ApiBroker { get; }

    /// <summary>Each worker's own.</summary>
    public IReadOnlyList<LinkProxy> WorkerDatabases { get; }

    public IReadOnlyList<LinkProxy> StationGateway { get; }

    public IReadOnlyList<FaultStation> Stations { get; }

    public OrderWitness Witness { get; }

    public LastLines Log { get; } = new();

    /// <summary>Clocks of gateways and of workers.</summary>
    public SteppedTime GatewayClock { get; } = new();

    public SteppedTime WorkerClock { get; } = new();

    public List<(GatewayHost Host, RabbitGatewayBus Bus)> Gateways { get; } = [];

    public List<RabbitWorker> Workers { get; } = [];

    public ICms Operator { get; private set; } = null!;

    public RabbitOperatorBus OperatorBus { get; private set; } = null!;

    /// <summary>Address of the broker past every link.</summary>
    public string BrokerUrl { get; private set; } = "";

    public RabbitOptions Bus { get; private set; } = new()
    {
        Shards = Shards,
        Heartbeat = TimeSpan.FromSeconds(2),
        ReleaseTimeout = TimeSpan.FromSeconds(2),
        CommandDeadline = TimeSpan.FromSeconds(6),
        LiveInterval = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>Starts all of it, and waits until every station has said something.</summary>
    public static async Task<FaultWorld> StartAsync(string name, PostgresServer server, StoreOptions database)
    {
        var broker = await RabbitServer.GetAsync();
        var world = new FaultWorld(broker, server, database, name);
        try
        {
            await world.BeginAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition())
        {
            if (deadline.IsCancellationRequested) Assert.Fail($"{Name}: never came true: {what}. {Describe()}\n{Log}\n{await SessionsAsync()}\n{Broker.Log()}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>Every station gets further, which is how we know that it works again.</summary>
    public async Task UntilServedAsync(int facts)
    {
        var marks = Stations.Select(s => s.Acknowledged + facts).ToArray();
        await UntilAsync(() => Stations.Zip(marks).All(s => s.First.Acknowledged >= s.Second), "every station is served");
    }

    public string Describe() => string.Join("; ", Stations.Select(s => $"{s.Id}: {s.Acknowledged} of {s.Sent} acknowledged, {s.Connections} connections, last trouble: {s.Trouble}"))
        + $"; shards: {string.Join(" and ", Workers.Select(w => string.Join(',', w.Shards)))}; gateways ready: {string.Join(", ", Gateways.Select(g => g.Bus.IsReady))}";

    /// <summary>What PostgreSQL's sessions do, for the words of a test that fails.</summary>
    private async Task<string> SessionsAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(_database.Postgres);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                """
                SELECT string_agg(concat_ws(' ', pid, state, wait_event, 'since', date_trunc('second', now() - state_change), 'blocked by', pg_blocking_pids(pid), left(query, 80)), E'\n')
                FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'
                """, connection);
            return await command.ExecuteScalarAsync() as string ?? "";
        }
        catch (NpgsqlException e)
        {
            return e.Message;
        }
    }

    /// <summary>An operator's DataTransfer to a station; null when the cluster could not do it now.</summary>
    public async Task<CommandOutcome?> CommandAsync(string station, string data)
    {
        try
        {
            var reply = await Operator.CommandAsync(station, new DataTransferRequest { VendorId = "busbar", Data = data }, "operator", CancellationToken.None);
            return reply.Outcome;
        }
        catch (Exception e) when (e is BusUnavailableException or StoreUnavailableException or CmsFailedException)
        {
            return null;
        }
    }

    /// <summary>A store past every link, to count in.</summary>
    public Task<PostgresStore> OpenStoreAsync() => OpenStoreAsync(_database, TimeProvider.System, CancellationToken.None);

    /// <summary>Opens a store, again where a crowded machine takes longer to connect than a store waits.</summary>
    private async Task<PostgresStore> OpenStoreAsync(StoreOptions options, TimeProvider time, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await PostgresStore.OpenAsync(options, time, Log.CreateLogger<PostgresStore>(), ct);
            }
            catch (StoreStartException) when (tries < 5)
            {
                await Task.Delay(500, ct);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in Links()) link.State = LinkState.Whole;
        foreach (var station in Stations) await station.DisposeAsync();
        foreach (var host in Enumerable.Reverse(_hosts))
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await host.StopAsync(limit.Token);
        }

        await Task.WhenAll(_buses.Select(b => b.DisposeAsync().AsTask()));
        foreach (var host in _hosts) host.Dispose();
        foreach (var link in Links()) await link.DisposeAsync(); // or a store waits for the last words of a connection that is half-open
        foreach (var store in _stores) await store.DisposeAsync();
        _metrics.Dispose();
    }

    private IEnumerable<LinkProxy> Links() => [GatewayBroker, WorkerBroker, ApiBroker, .. WorkerDatabases, .. StationGateway];

    private Func<int>[] Ports() => [() => StationGateway[0].Port, () => StationGateway[1].Port];

    private async Task BeginAsync()
    {
        BrokerUrl = await Broker.NewHostAsync();
        using var limit = new CancellationTokenSource(Patience);
        for (var n = 0; n < 2; n++) await AddWorkerAsync(n, limit.Token);
        for (var n = 0; n < 2; n++) await AddGatewayAsync(limit.Token);
        await AddApiAsync(limit.Token);
        await UntilAsync(() => Workers.Sum(w => w.Shards.Count) == Shards && Workers.All(w => w.OtherWorkers == 1), "the workers have all shards");
        foreach (var station in Stations) station.Start();
        await UntilServedAsync(1);
    }

    private RabbitOptions Through(LinkProxy link) => Bus with { Url = BrokerUrl.Replace($":{Broker.Port}/", $":{link.Port}/", StringComparison.Ordinal) };

    private async Task AddGatewayAsync(CancellationToken ct)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var bus = new RabbitGatewayBus(Through(GatewayBroker), _metrics, GatewayClock, Log);
        _buses.Add(bus);
        builder.Services.AddSingleton<ILoggerFactory>(Log).AddSingleton<TimeProvider>(GatewayClock).AddSingleton<IBus>(bus);
        builder.Services.AddBusbarGateway(new GatewayOptions { Port = 0, Address = "127.0.0.1", DrainSpread = TimeSpan.Zero, PingInterval = TimeSpan.FromSeconds(2) });
        var host = builder.Build();
        _hosts.Add(host);
        bus.Attach(host.Services.GetRequiredService<OcppGateway>());
        await bus.StartAsync(ct);
        await host.StartAsync(ct);
        Gateways.Add((host.Services.GetRequiredService<GatewayHost>(), bus));
    }

    private async Task AddWorkerAsync(int number, CancellationToken ct)
    {
        var options = _database with { Postgres = new NpgsqlConnectionStringBuilder(_database.Postgres) { Port = WorkerDatabases[number].Port }.ConnectionString };
        var store = await OpenStoreAsync(options, WorkerClock, ct);
        _stores.Add(store);
        if (number == 0) await store.SaveIdTagAsync(new("TAG1", false, null, null, true, null, DateTimeOffset.UnixEpoch), ct);
        RabbitWorker? worker = null;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILoggerFactory>(Log).AddSingleton<TimeProvider>(WorkerClock).AddSingleton<IStore>(store);
        builder.Services.AddSingleton<IBus>(_ => new WorkerSide(() => worker!.Bus)).AddSingleton<ILiveTransport>(_ => worker!.Live);
        builder.Services.AddBusbarCms(
            new CmsOptions { UnknownStations = UnknownStationPolicy.Accept, ReadConfigurationAtBoot = false, IntervalJitter = 0, WatchCurrent = false }, Shards).AddRemoteCmsAnswers();
        var host = builder.Build();
        worker = new RabbitWorker(
            Witness.Before(host.Services.GetRequiredService<ICmsEndpoint>()), host.Services.GetRequiredService<IShardOwner>(), Through(WorkerBroker), _metrics, WorkerClock,
            Log, host.Services.GetRequiredService<OperatorDesk>().AnswerAsync, CmsFailures.Passes, CmsStore.ProbeOf(store, _database.PostgresTimeout));
        _hosts.Add(host);
        _buses.Add(worker);
        Workers.Add(worker);
        await host.StartAsync(ct);
        await worker.StartAsync(ct);
    }

    private async Task AddApiAsync(CancellationToken ct)
    {
        OperatorBus = new RabbitOperatorBus(Through(ApiBroker), _metrics, TimeProvider.System, Log);
        _buses.Add(OperatorBus);
        var store = await OpenStoreAsync();
        _stores.Add(store);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILoggerFactory>(Log).AddSingleton(TimeProvider.System).AddSingleton<IStore>(store).AddSingleton<IOperatorBus>(OperatorBus);
        builder.Services.AddRemoteCms(Bus);
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(ct);
        await OperatorBus.StartAsync(ct);
        Operator = host.Services.GetRequiredService<ICms>();
    }

    /// <summary>The worker's bus, which is made after the CMS.</summary>
    private sealed class WorkerSide(Func<IBus> bus) : IBus
    {
        public ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct) => bus().AdmitAsync(request, ct);

        public ValueTask<CallAnswer> CallAsync(StationCall call, CancellationToken ct) => bus().CallAsync(call, ct);

        public ValueTask PublishAsync(StationEvent stationEvent, CancellationToken ct) => bus().PublishAsync(stationEvent, ct);

        public ValueTask<CommandReply> CommandAsync(StationCommand command, CancellationToken ct) => bus().CommandAsync(command, ct);

        public ValueTask<bool> DisconnectAsync(string stationId, string reason, CancellationToken ct) => bus().DisconnectAsync(stationId, reason, ct);

        public ValueTask<long?> FindConnectionAsync(string stationId, CancellationToken ct) => bus().FindConnectionAsync(stationId, ct);
    }
}

/// <summary>A clock that somebody steps; what it measures goes on evenly.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _offset;

    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
