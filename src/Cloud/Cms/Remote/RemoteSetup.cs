using Busbar.Cloud.Bus;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Busbar.Cloud.Cms.Remote;

/// <summary>The two ends of a CMS in other processes.</summary>
public static class RemoteSetup
{
    /// <summary>
    /// For a process with an API and no CMS: <see cref="ICms"/> and <see cref="ILiveSource"/> over the bus, and a readiness check <c>replica</c>. The host
    /// must have an <see cref="IOperatorBus"/>, which it starts after this, and an <see cref="IStore"/>.
    /// </summary>
    public static IServiceCollection AddRemoteCms(this IServiceCollection services, RabbitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(options);
        services.AddSingleton<LiveFeed>().AddSingleton<RemoteLive>();
        services.AddSingleton<ILiveSource>(p => p.GetRequiredService<RemoteLive>());
        services.AddSingleton(p => new FleetReplica(options.Shards, p.GetRequiredService<LiveFeed>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<FleetSum>().AddSingleton<ReplicaKeeper>();
        services.AddSingleton<ICms, RemoteCms>();
        services.AddHostedService(p => p.GetRequiredService<ReplicaKeeper>());
        services.AddHealthChecks().AddCheck<ReplicaHealth>("replica");
        return services;
    }

    /// <summary>For a worker, beside <see cref="CmsSetup.AddBusbarCms"/>: <see cref="OperatorDesk"/>, and changes to the host's <see cref="ILiveTransport"/>.</summary>
    public static IServiceCollection AddRemoteCmsAnswers(this IServiceCollection services)
    {
        services.AddSingleton<WatchLeases>();
        services.AddSingleton(p => new OperatorDesk(
            p.GetRequiredService<ICms>(), p.GetRequiredService<Stations.StationDirectory>(), p.GetRequiredService<Shards.StationShards>(), p.GetRequiredService<WatchLeases>()));
        services.AddSingleton<ChangeTeller>();
        services.AddHostedService(p => p.GetRequiredService<ChangeTeller>());
        return services;
    }

    /// <summary>Ready when every shard was read. A shard whose worker is away shows what was last known, which is better than nothing: that is said, but no reason to send viewers elsewhere.</summary>
    private sealed class ReplicaHealth(FleetReplica replica, TimeProvider time) : IHealthCheck
    {
        private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

        private HealthCheckResult Check()
        {
            if (replica.Missing is > 0 and var missing) return HealthCheckResult.Unhealthy($"{missing} of {replica.Shards.Count} shards were not read yet.");
            var silent = replica.Shards.Count(shard => shard.HeardAt is not { } heard || time.GetElapsedTime(heard) > Silence);
            return silent == 0
                ? HealthCheckResult.Healthy($"{replica.Shards.Count} shards are followed.")
                : HealthCheckResult.Degraded($"{silent} of {replica.Shards.Count} shards have no worker now; they are shown as they last were.");
        }
    }
}
