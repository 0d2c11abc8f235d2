using Busbar.Cloud.Api;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Cms.Remote;
using Busbar.Cloud.Cms.Shards;
using Busbar.Cloud.Gateway;
using Busbar.Cloud.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Hub.Hosting;

/// <summary>
/// Gateway, CMS and API: all three in one process on an in-process bus, or one of them with RabbitMQ between it and the others. Services stop in the
/// opposite order of their registration, which is why the order here matters.
/// </summary>
internal static class CentralServices
{
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromSeconds(20);

    /// <summary>All three. The CMS reads the store before the gateway listens.</summary>
    public static void AddAll(IServiceCollection services, HubOptions options, Func<int?> ocppPort)
    {
        services.AddSingleton<InProcessBus>();
        services.AddSingleton<IBus>(p => p.GetRequiredService<InProcessBus>());
        services.AddBusbarCms(options.Cms);
        services.AddSingleton(options.Twin);
        services.AddBusbarApi(options.Api with { OcppPort = ocppPort });
        AddGateway(services, options, ocppPort);
        AddSelf(services, HubRoles.Central, p => p.GetRequiredService<OcppGateway>().ConnectionCount);
    }

    /// <summary>Sockets, and everything else over RabbitMQ. The gateway stops first, so that what it has still to say goes out.</summary>
    public static void AddGatewayApart(IServiceCollection services, HubOptions options, Func<int?> ocppPort)
    {
        services.AddSingleton(options.Bus).AddSingleton<BusMetrics>().AddSingleton<RabbitGatewayBus>();
        services.AddSingleton<IBus>(p => p.GetRequiredService<RabbitGatewayBus>());
        services.AddBusbarHealth();
        AddBusHost(services, p =>
        {
            var bus = p.GetRequiredService<RabbitGatewayBus>();
            return (ct =>
            {
                bus.Attach(p.GetRequiredService<OcppGateway>());
                bus.Describe = p.GetRequiredService<ProcessSelf>().DescribeAsync;
                return bus.StartAsync(ct);
            }, () => bus.IsReady, null);
        });
        AddGateway(services, options, ocppPort);
        AddSelf(services, HubRoles.Gateway, p => p.GetRequiredService<OcppGateway>().ConnectionCount);
    }

    /// <summary>A worker. It gives its shards up before the CMS stops.</summary>
    public static void AddCmsApart(IServiceCollection services, HubOptions options)
    {
        services.AddSingleton(options.Bus).AddSingleton<BusMetrics>();
        services.AddBusbarCms(options.Cms, options.Bus.Shards).AddRemoteCmsAnswers();
        services.AddBusbarHealth().AddStoreHealth();
        services.AddSingleton(p => new RabbitWorker(
            p.GetRequiredService<ICmsEndpoint>(), p.GetRequiredService<IShardOwner>(), options.Bus, p.GetRequiredService<BusMetrics>(), p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILoggerFactory>(), p.GetRequiredService<OperatorDesk>().AnswerAsync, CmsFailures.Passes,
            CmsStore.ProbeOf(p.GetRequiredService<IStore>(), options.Store.PostgresTimeout)));
        services.AddSingleton<IBus>(p => new DeferredBus(() => p.GetRequiredService<RabbitWorker>().Bus));
        services.AddSingleton(p => p.GetRequiredService<RabbitWorker>().Live);
        AddBusHost(services, p =>
        {
            var worker = p.GetRequiredService<RabbitWorker>();
            worker.Describe = p.GetRequiredService<ProcessSelf>().DescribeAsync;
            return (worker.StartAsync, () => worker.IsReady, worker.DrainAsync);
        });
        services.AddHealthChecks().Add(new HealthCheckRegistration("shards", p => new ShardHealth(p.GetRequiredService<RabbitWorker>(), options.Bus.Shards), failureStatus: null, tags: null));
        AddSelf(services, HubRoles.Cms, shards: p => p.GetRequiredService<RabbitWorker>().Shards);
    }

    /// <summary>Console, REST and live view over a replica of what workers know.</summary>
    public static void AddApiApart(IServiceCollection services, HubOptions options)
    {
        services.AddSingleton(options.Bus).AddSingleton<BusMetrics>().AddSingleton<RabbitOperatorBus>();
        services.AddSingleton<IOperatorBus>(p => p.GetRequiredService<RabbitOperatorBus>());
        services.AddSingleton(p => p.GetRequiredService<RabbitOperatorBus>().DeadLetters);
        services.AddSingleton(p => p.GetRequiredService<RabbitOperatorBus>().Cluster);
        services.AddRemoteCms(options.Bus);
        services.AddSingleton(options.Twin);
        services.AddBusbarApi(options.Api);
        AddBusHost(services, p =>
        {
            var bus = p.GetRequiredService<RabbitOperatorBus>();
            bus.Describe = p.GetRequiredService<ProcessSelf>().DescribeAsync;
            return (bus.StartAsync, () => bus.IsReady, null);
        });
        AddSelf(services, HubRoles.Api);
    }

    /// <summary>What this process tells of itself.</summary>
    private static void AddSelf(
        IServiceCollection services, HubRoles roles, Func<IServiceProvider, int>? stations = null, Func<IServiceProvider, IReadOnlyList<int>>? shards = null) =>
        services.AddSingleton(p => new ProcessSelf(HubRoleNames.Spell(roles), p.GetRequiredService<HealthCheckService>(), p.GetRequiredService<TimeProvider>())
        {
            Stations = () => stations?.Invoke(p),
            Shards = () => shards?.Invoke(p) ?? [],
        });

    private static void AddGateway(IServiceCollection services, HubOptions options, Func<int?> ocppPort)
    {
        services.AddBusbarGateway(options.Gateway);
        services.AddHealthChecks().AddCheck("gateway", () => ocppPort() is { } port
            ? HealthCheckResult.Healthy($"listens on {port}")
            : HealthCheckResult.Unhealthy("does not listen"));
    }

    private static void AddBusHost(
        IServiceCollection services, Func<IServiceProvider, (Func<CancellationToken, Task> Start, Func<bool> IsReady, Func<CancellationToken, Task>? Drain)> ends)
    {
        services.AddSingleton(p =>
        {
            var (start, isReady, drain) = ends(p);
            return new BusHost(start, isReady, drain, DrainDeadline, p.GetRequiredService<IHostApplicationLifetime>(), p.GetRequiredService<ILogger<BusHost>>());
        });
        services.AddHostedService(p => p.GetRequiredService<BusHost>());
        services.AddHealthChecks().Add(new HealthCheckRegistration("bus", p => p.GetRequiredService<BusHost>(), failureStatus: null, tags: null));
    }

    /// <summary>A worker can do its job when it has a shard, or when others have them all and not for its own store's sake.</summary>
    private sealed class ShardHealth(RabbitWorker worker, int shards) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            if (worker.WhyItYields is { } why) return Task.FromResult(HealthCheckResult.Unhealthy($"It takes no shards. {why}"));
            var (held, others) = (worker.Shards.Count, worker.OtherWorkers);
            return Task.FromResult(held > 0 || others >= shards
                ? HealthCheckResult.Healthy($"{held} of {shards} shards, beside {others} other workers.")
                : HealthCheckResult.Unhealthy($"No shard yet, beside {others} other workers."));
        }
    }
}
