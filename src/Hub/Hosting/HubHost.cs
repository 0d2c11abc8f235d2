using Busbar.Cloud.Api;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Gateway;
using Busbar.Cloud.Mqtt;
using Busbar.Cloud.Sites;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Hub.Sites;
using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Plant.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Hub.Hosting;

/// <summary>Gateway, CMS, MQTT broker, store, API and console in one process on an in-process bus, and a site's controller if there is one. Dispose to stop: the site first, then stations, pages and the store.</summary>
public sealed class HubHost : IAsyncDisposable
{
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(30);
    private readonly WebApplication _app;
    private readonly IStore _store;

    private HubHost(WebApplication app, IStore store, string dataFolder)
    {
        _app = app;
        _store = store;
        DataFolder = dataFolder;
    }

    /// <summary>Address of console and API, with the port that was taken.</summary>
    public Uri Http => new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>Host and port that stations of this machine connect to.</summary>
    public string OcppEndPoint => $"127.0.0.1:{_app.Services.GetRequiredService<GatewayHost>().Port}";

    /// <summary>Address of the MQTT broker for clients of this machine; null when it is switched off.</summary>
    public Uri? Mqtt => _app.Services.GetService<MqttHost>()?.Port is { } port ? new Uri($"mqtt://127.0.0.1:{port}") : null;

    /// <summary>The site that this process controls; null for none.</summary>
    public SitePlan? Site => _app.Services.GetService<SiteRole>()?.Plan;

    /// <summary>Where the SECCs of the site connect, with its path appended; null when there is no site, or it has none.</summary>
    public Uri? Pep => _app.Services.GetService<SiteRole>()?.PepPort is { } port ? new Uri($"ws://127.0.0.1:{port}/") : null;

    /// <summary>Folder of the embedded store, absolute.</summary>
    public string DataFolder { get; }

    /// <summary>Ends when the process is asked to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken ct) => _app.WaitForShutdownAsync(ct);

    /// <summary>Ends when the process is asked to stop; nothing is stopped yet.</summary>
    public async Task WaitForStopRequestAsync(CancellationToken ct)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stopping = _app.Lifetime.ApplicationStopping.Register(() => asked.TrySetResult());
        await using var cancelled = ct.Register(() => asked.TrySetResult());
        await asked.Task;
    }

    /// <summary>Ends the site's sessions safely before anything else ends; without a site nothing happens.</summary>
    public Task StopSiteAsync() => _app.Services.GetService<SiteRole>()?.StopAsync(CancellationToken.None) ?? Task.CompletedTask;

    /// <summary>Opens the store, starts every role and returns once they listen.</summary>
    /// <exception cref="Settings.SettingException">A setting is of the wrong type.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    /// <exception cref="StoreStartException">The data folder cannot be used.</exception>
    /// <exception cref="MqttStoreException">The data folder cannot be used by the MQTT broker.</exception>
    /// <exception cref="Plant.Configuration.SiteFileException">The site's file cannot be used.</exception>
    /// <exception cref="Links.Can.CanBusException">A bus of the site cannot be opened.</exception>
    public static async Task<HubHost> StartAsync(HubOptions options, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().AddBusbarConsole();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopDeadline);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.HttpAddress, options.HttpPort);
        });

        GatewayHost? gateway = null;
        AddRooms(builder.Services, options, () => gateway?.Port);

        using var startLogs = LoggerFactory.Create(logging => logging.AddBusbarConsole());
        var store = await StoreOpener.OpenAsync(options.Store, TimeProvider.System, startLogs, ct);
        try
        {
            builder.Services.AddSingleton<IStore>(store);
            var app = builder.Build();
            app.Services.GetRequiredService<InProcessBus>().Attach(app.Services.GetRequiredService<ICmsEndpoint>());
            gateway = app.Services.GetRequiredService<GatewayHost>();
            app.UseBusbarApi();
            app.MapBusbarApi();
            if (options.Demo) await KnowDemoTagAsync(store, ct);
            await app.StartAsync(ct);
            return new HubHost(app, store, options.DataFolder);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(StopDeadline);
        await _app.StopAsync(deadline.Token);
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }

    /// <summary>The CMS reads the store before the gateway listens; services stop in the opposite order. Wrong settings end here, before anything is opened.</summary>
    private static void AddRooms(IServiceCollection services, HubOptions options, Func<int?> ocppPort)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<InProcessBus>();
        services.AddSingleton<IBus>(p => p.GetRequiredService<InProcessBus>());
        services.AddBusbarCms(options.Cms);
        services.AddBusbarApi(options.Api with { OcppPort = ocppPort });
        services.AddBusbarGateway(options.Gateway);
        if (options.MqttEnabled) services.AddBusbarMqtt(options.Mqtt, options.MqttAccess, options.DataFolder);
        services.AddHealthChecks().AddCheck("gateway", () => ocppPort() is { } port
            ? HealthCheckResult.Healthy($"listens on {port}")
            : HealthCheckResult.Unhealthy("does not listen"));
        if (options.SitePlan is { } plan) AddSite(services, options, plan);
    }

    private static void AddSite(IServiceCollection services, HubOptions options, SitePlan plan)
    {
        services.AddSingleton<PlantSites>();
        services.AddSingleton<ISites>(p => p.GetRequiredService<PlantSites>());
        services.AddSingleton(p => new SiteRole(
            plan, options.HasBuiltInSite, Path.Combine(options.DataFolder, "site"), p.GetRequiredService<PlantSites>(), p, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService(p => p.GetRequiredService<SiteRole>());
        services.AddHealthChecks().Add(new HealthCheckRegistration("site", p => new SiteHealth(p.GetRequiredService<SiteRole>()), failureStatus: null, tags: null));
    }

    private static async Task KnowDemoTagAsync(IStore store, CancellationToken ct)
    {
        if (await store.FindIdTagAsync("DEMO", ct) is null)
            await store.SaveIdTagAsync(new IdTagRow("DEMO", false, null, null, true, "Known to every demo.", TimeProvider.System.GetUtcNow()), ct);
    }

    private sealed class SiteHealth(SiteRole role) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(role.Health());
    }
}
