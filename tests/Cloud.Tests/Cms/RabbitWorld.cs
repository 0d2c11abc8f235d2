using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Cms.Remote;
using Busbar.Cloud.Cms.Shards;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store;
using Busbar.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Cms;

/// <summary>Two workers and an API process with a real RabbitMQ between them, which also divides the shards. Commands to stations stay in memory.</summary>
internal sealed class RabbitWorld : CmsWorld
{

    private readonly RabbitOptions _options;
    private readonly BusMetrics _metrics = new();
    private readonly RabbitOperatorBus _bus;
    private readonly ServiceProvider _api;
    private readonly ReplicaKeeper _keeper;
    private readonly List<(CmsRig Rig, RabbitWorker Worker, IDisposable Subscription)> _workers = [];
    private readonly Dictionary<string, DateTimeOffset> _news = new(StringComparer.Ordinal);

    private RabbitWorld(string url)
    {
        _options = new RabbitOptions { Url = url, Shards = 4, LiveInterval = TimeSpan.FromMilliseconds(10) };
        _bus = new RabbitOperatorBus(_options, _metrics, TimeProvider.System, NullLoggerFactory.Instance);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time).AddSingleton<IStore>(Store).AddSingleton<IOperatorBus>(_bus);
        services.AddRemoteCms(_options);
        _api = services.BuildServiceProvider();
        _keeper = _api.GetRequiredService<ReplicaKeeper>();
        var take = _bus.OnChange!;
        _bus.OnChange = body =>
        {
            take(body);
            var change = RemoteJson.Read(body.Span, RemoteJson.Default.RemoteChange);
            lock (_news)
                if (change.Worker is { } news) _news[news.Id] = change.At;
        };
    }

    public override ICms Cms => _api.GetRequiredService<ICms>();

    public override ILiveSource Live => _api.GetRequiredService<ILiveSource>();

    public override FakeStore Store { get; } = new();

    private FakeTime Time { get; } = new();

    public static async Task<RabbitWorld> StartAsync(CmsOptions? options)
    {
        if (!RabbitServer.IsInstalled) Assert.Skip("RabbitMQ is not installed; scripts/setup-test.sh does that.");
        var world = new RabbitWorld(await (await RabbitServer.GetAsync()).NewHostAsync());
        await world._bus.StartAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 2; i++) await world.AddWorkerAsync(options ?? CmsRig.Defaults);
        await Until.TrueAsync(() => world._workers.Sum(w => w.Worker.Shards.Count) == world._options.Shards && world._workers.All(w => w.Worker.OtherWorkers == 1), "the workers have all shards");
        await world.SettleAsync();
        return world;
    }

    public override CmsRig Of(string id) => _workers.Single(w => w.Rig.Get<StationShards>().Of(id).Held).Rig;

    public override async Task SettleAsync()
    {
        do
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            foreach (var (rig, _, _) in _workers)
            {
                await rig.BeatAsync(TimeSpan.Zero);
                rig.Get<ChangeTeller>().TellNews();
            }

            // A worker's news come behind all that it told before.
            var now = Time.GetUtcNow();
            await Until.TrueAsync(() => HeardOf(now), "the news of both workers are here");
            await _keeper.TellWatchedAsync(CancellationToken.None);
            await _keeper.ReadDueAsync(CancellationToken.None);
        }
        while (_api.GetRequiredService<FleetReplica>().Shards.Any(s => s.IsDue));
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var (rig, worker, subscription) in _workers)
        {
            subscription.Dispose();
            await worker.DisposeAsync();
            await rig.DisposeAsync();
        }

        await _bus.DisposeAsync();
        await _api.DisposeAsync();
        _metrics.Dispose();
    }

    private bool HeardOf(DateTimeOffset now)
    {
        lock (_news) return _news.Values.Count(at => at == now) == _workers.Count;
    }

    private async Task AddWorkerAsync(CmsOptions options)
    {
        var told = new Told();
        var rig = await CmsRig.StartAsync(
            options, Store, Time, services => services.AddRemoteCmsAnswers().AddSingleton<ILiveTransport>(told), shards: _options.Shards);
        var worker = new RabbitWorker(
            rig.Get<ICmsEndpoint>(), rig.Get<IShardOwner>(), _options, _metrics, TimeProvider.System, NullLoggerFactory.Instance, rig.Get<OperatorDesk>().AnswerAsync);
        told.To = worker.Live;
        _workers.Add((rig, worker, rig.Feed.Subscribe(change => rig.Get<ChangeTeller>().OnChange(change))));
        await worker.StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The worker's own, which is made after the CMS.</summary>
    private sealed class Told : ILiveTransport
    {
        public ILiveTransport? To { get; set; }

        public void Publish(ReadOnlyMemory<byte> change) => To!.Publish(change);
    }
}
