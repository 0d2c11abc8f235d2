using Busbar.Cloud.Gateway;
using Busbar.Cloud.Mqtt;
using Busbar.Hub.Sites;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Busbar.Plant.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Hub.Hosting;

/// <summary>
/// Role <c>site</c>: runs a site's controller and shows it to the API. Registered last, so that it starts when the gateway and the broker listen, and has
/// wound its guns down before they go.
/// </summary>
/// <param name="plan">The site.</param>
/// <param name="isOwn">A built-in site: it is a charge point of this process's gateway and speaks to its broker.</param>
/// <param name="dataFolder">Folder of the journal.</param>
/// <param name="sites">Where it is shown.</param>
/// <param name="services">The process's services.</param>
/// <param name="time">The clock.</param>
/// <param name="logs">Logs.</param>
internal sealed class SiteRole(SitePlan plan, bool isOwn, string dataFolder, PlantSites sites, IServiceProvider services, TimeProvider time, ILoggerFactory logs) : IHostedService
{
    private readonly Lock _gate = new();
    private RunningSite? _running;
    private Task? _stopping;

    /// <summary>Port on which SECCs connect; null while it does not run, and for a site without SECCs.</summary>
    public int? PepPort => _running?.Controller.PepPort is > 0 and var port ? port : null;

    /// <summary>The site.</summary>
    public SitePlan Plan => plan;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _running = await RunningSite.StartAsync(isOwn ? Joined() : plan, new SiteControllerOptions { DataFolder = dataFolder }, time, logs, cancellationToken);
        sites.Add(new ControlledSite(_running.Controller));
    }

    /// <summary>Winds the guns down. Again: waits for the end of that.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return _stopping ??= EndAsync();
    }

    public HealthCheckResult Health() => _running switch
    {
        null => HealthCheckResult.Unhealthy($"site {plan.Id} does not run"),
        { IsAlive: true } => HealthCheckResult.Healthy($"site {plan.Id} is controlled"),
        _ => HealthCheckResult.Unhealthy($"the loop of site {plan.Id} has been silent since {_running.Controller.Picture.At:O}"),
    };

    private async Task EndAsync()
    {
        if (_running is null) return;
        await _running.StopAsync();
        sites.SetOffline(plan.Id);
    }

    private SitePlan Joined() => plan with
    {
        Pep = plan.Pep is { } pep ? pep with { Address = "127.0.0.1" } : null,
        Ocpp = new OcppPlan { Url = $"ws://127.0.0.1:{services.GetRequiredService<GatewayHost>().Port}/ocpp", Admission = OcppPlan.Free, FreeTag = "DEMO" },
        Vesec = services.GetService<MqttHost>()?.Port is { } mqtt && plan.Vesec is { } vesec ? vesec with { Url = $"mqtt://127.0.0.1:{mqtt}" } : null,
    };
}
