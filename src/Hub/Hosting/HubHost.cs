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

/// <summary>
/// A process of Busbar with the roles that it was given: gateway, CMS and API together on an in-process bus or one of them beside others, the MQTT broker,
/// a site's controller. Dispose to stop: the site first, then stations, pages and the store.
/// </summary>
public sealed class HubHost : IAsyncDisposable
{
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(30);
    private readonly WebApplication _app;
    private readonly IStore? _store;
    private readonly HubOptions _options;

    private HubHost(WebApplication app, IStore? store, HubOptions options)
    {
        _app = app;
        _store = store;
        _options = options;
    }

    /// <summary>What it does.</summary>
    public HubRoles Roles => _options.Roles;

    /// <summary>Address of console and API, or of health and metrics alone, with the port that was taken.</summary>
    public Uri Http => new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>Host and port that stations of this machine connect to; null without a gateway.</summary>
    public string? OcppEndPoint => _app.Services.GetService<GatewayHost>() is { } gateway ? $"127.0.0.1:{gateway.Port}" : null;

    /// <summary>Address of the MQTT broker for clients of this machine; null when there is none.</summary>
    public Uri? Mqtt => _app.Services.GetService<MqttHost>()?.Port is { } port ? new Uri($"mqtt://127.0.0.1:{port}") : null;

    /// <summary>The site that this process controls; null for none.</summary>
    public SitePlan? Site => _app.Services.GetService<SiteRole>()?.Plan;

    /// <summary>Where the SECCs of the site connect, with its path appended; null when there is no site, or it has none.</summary>
    public Uri? Pep => _app.Services.GetService<SiteRole>()?.PepPort is { } port ? new Uri($"ws://127.0.0.1:{port}/") : null;

    /// <summary>Folder of the embedded store, absolute.</summary>
    public string DataFolder => _options.DataFolder;

    /// <summary>Why the broker between the roles cannot be used as the settings say, which ends the process; null while nothing speaks against it.</summary>
    public string? Unfit => _app.Services.GetService<BusHost>()?.Unfit;

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

    /// <summary>
    /// Hands over what this process has while it still answers health checks: from now on it is not ready; a site winds its guns down, a gateway closes its
    /// stations at its rate, a worker gives its shards up, viewers of the live view are told to connect again. Requests under way end in <see cref="DisposeAsync"/>.
    /// </summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        _app.Services.GetRequiredService<Stopping>().Begin();
        await StopSiteAsync();
        var api = _app.Services.GetService<ApiDrain>();
        if (_app.Services.GetService<BusHost>() is not { } bus)
        {
            if (api is not null) await api.SendViewersAwayAsync(ct);
            return;
        }

        if (_app.Services.GetService<GatewayHost>() is { } gateway) await gateway.StopAsync(ct);
        if (api is not null) await api.HandOverAsync(ct);
        await bus.DrainAsync(ct);
    }

    /// <summary>Opens the store where the roles need one, starts every role and returns once they listen.</summary>
    /// <exception cref="Settings.SettingException">A setting is of the wrong type, or the roles do not fit the settings.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    /// <exception cref="StoreStartException">The data folder or the database cannot be used.</exception>
    /// <exception cref="MqttStoreException">The data folder cannot be used by the MQTT broker.</exception>
    /// <exception cref="Plant.Configuration.SiteFileException">The site's file cannot be used.</exception>
    /// <exception cref="Links.Can.CanBusException">A bus of the site cannot be opened.</exception>
    public static async Task<HubHost> StartAsync(HubOptions options, CancellationToken ct)
    {
        RoleRules.Check(options.Roles, options.Bus.Url, options.Store.Postgres, options.Site.File);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().AddBusbarConsole();
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopDeadline);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.HttpAddress, options.HttpPort);
        });

        GatewayHost? gateway = null;
        AddRooms(builder.Services, options, () => gateway?.Port);

        using var startLogs = LoggerFactory.Create(logging => logging.AddBusbarConsole());
        var store = (options.Roles & (HubRoles.Cms | HubRoles.Api)) != HubRoles.None ? await StoreOpener.OpenAsync(options.Store, TimeProvider.System, startLogs, ct) : null;
        try
        {
            if (store is not null) builder.Services.AddSingleton(store);
            var app = builder.Build();
            if (app.Services.GetService<InProcessBus>() is { } bus) bus.Attach(app.Services.GetRequiredService<ICmsEndpoint>());
            gateway = app.Services.GetService<GatewayHost>();
            if (options.Roles.HasFlag(HubRoles.Api))
            {
                app.UseBusbarApi();
                app.MapBusbarApi();
            }
            else
            {
                app.MapBusbarHealth();
            }

            if (options.Demo) await KnowDemoTagAsync(store!, ct);
            await app.StartAsync(ct);
            return new HubHost(app, store, options);
        }
        catch
        {
            if (store is not null) await store.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(StopDeadline);
        await _app.StopAsync(deadline.Token);
        await _app.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
    }

    /// <summary>Services stop in the opposite order. Wrong settings end here, before anything is opened.</summary>
    private static void AddRooms(IServiceCollection services, HubOptions options, Func<int?> ocppPort)
    {
        services.AddSingleton(TimeProvider.System);
        if (options.Otlp is { IsOn: true } otlp) services.AddHostedService(_ => new Telemetry(otlp));
        services.AddSingleton<Stopping>();
        services.AddHealthChecks().AddCheck<Stopping>("stopping");
        var apart = options.Bus.Url.Length > 0;
        switch (options.Roles & HubRoles.Central)
        {
            case HubRoles.Gateway when apart:
                CentralServices.AddGatewayApart(services, options, ocppPort);
                break;
            case HubRoles.Cms when apart:
                CentralServices.AddCmsApart(services, options);
                break;
            case HubRoles.Api when apart:
                CentralServices.AddApiApart(services, options);
                break;
            case HubRoles.Central:
                CentralServices.AddAll(services, options, ocppPort);
                break;
            default:
                services.AddBusbarHealth();
                break;
        }

        if (options.MqttEnabled) services.AddBusbarMqtt(options.Mqtt, options.MqttAccess, options.DataFolder);
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
