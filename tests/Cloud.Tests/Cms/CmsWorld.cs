using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Cms.Remote;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store;
using Busbar.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Busbar.Cloud.Tests.Cms;

/// <summary>A CMS as an API has it, and the process that stations of it speak to.</summary>
internal abstract class CmsWorld : IAsyncDisposable
{
    public abstract ICms Cms { get; }

    public abstract ILiveSource Live { get; }

    public abstract FakeStore Store { get; }

    /// <summary>The process that has the station.</summary>
    public abstract CmsRig Of(string id);

    /// <summary>What has happened is known everywhere.</summary>
    public abstract Task SettleAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>One process.</summary>
internal sealed class SingleWorld(CmsRig rig) : CmsWorld
{
    public override ICms Cms => rig.Cms;

    public override ILiveSource Live => rig.Feed;

    public override FakeStore Store => rig.Store;

    public override CmsRig Of(string id) => rig;

    public override Task SettleAsync() => rig.BeatAsync(TimeSpan.FromSeconds(1));

    public override ValueTask DisposeAsync() => rig.DisposeAsync();
}

/// <summary>Workers and an API process, on one store and one clock.</summary>
internal sealed class ClusterWorld : CmsWorld
{
    public const int Shards = 4;

    private readonly ServiceProvider _api;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly CmsOptions _options;

    private ClusterWorld(CmsOptions options)
    {
        _options = options;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time).AddSingleton<IStore>(Store).AddSingleton<IOperatorBus>(Bus);
        services.AddRemoteCms(new RabbitOptions { Shards = Shards });
        _api = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Keeper = _api.GetRequiredService<ReplicaKeeper>();
    }

    public MemoryOperatorBus Bus { get; } = new(Shards);

    public FakeTime Time { get; } = new();

    public override FakeStore Store { get; } = new();

    public override ICms Cms => _api.GetRequiredService<ICms>();

    public override ILiveSource Live => _api.GetRequiredService<ILiveSource>();

    public ReplicaKeeper Keeper { get; }

    public FleetReplica Replica => _api.GetRequiredService<FleetReplica>();

    public static async Task<ClusterWorld> StartAsync(CmsOptions? options = null)
    {
        var world = new ClusterWorld(options ?? CmsRig.Defaults);
        await world.AddWorkerAsync(0, 1);
        await world.AddWorkerAsync(2, 3);
        await world.SettleAsync();
        return world;
    }

    public async Task<CmsRig> AddWorkerAsync(params int[] shards)
    {
        var rig = await CmsRig.StartAsync(
            _options, Store, Time, services => services.AddRemoteCmsAnswers().AddSingleton<ILiveTransport>(Bus), shards: Shards);
        foreach (var shard in shards) await rig.Get<IShardOwner>().TakeAsync(shard, CancellationToken.None);
        _subscriptions.Add(rig.Feed.Subscribe(rig.Get<ChangeTeller>().OnChange));
        Bus.Workers.Add(rig);
        return rig;
    }

    public override CmsRig Of(string id) => Bus.Workers.Single(w => w.Get<Busbar.Cloud.Cms.Shards.StationShards>().Of(id).Held);

    public override async Task SettleAsync()
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        foreach (var worker in Bus.Workers)
        {
            await worker.BeatAsync(TimeSpan.Zero);
            worker.Get<ChangeTeller>().TellNews();
        }

        await Keeper.TellWatchedAsync(CancellationToken.None);
        await Keeper.ReadDueAsync(CancellationToken.None);
    }

    /// <summary>A shard goes from one worker to another, or is taken from one that died and has nothing written.</summary>
    public async Task MoveAsync(int shard, CmsRig from, CmsRig to, bool died = false)
    {
        // The dead write nothing any more.
        await from.Get<IShardOwner>().ReleaseAsync(shard, new CancellationToken(canceled: died));
        await to.Get<IShardOwner>().TakeAsync(shard, CancellationToken.None);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        foreach (var worker in Bus.Workers) await worker.DisposeAsync();
        await _api.DisposeAsync();
    }
}
