using System.Net;
using Busbar.Plant.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Busbar.Site.Status;

/// <summary>A site's health and figures over HTTP, to be read only. Whoever can reach the address may read.</summary>
internal sealed class StatusServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StatusServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Address => _app.Urls.First();

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<StatusServer> StartAsync(IPEndPoint at, RunningSite site, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 32;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(at);
        });
        var app = builder.Build();
        app.MapGet("/health", () => site.IsAlive
            ? Results.Text($"ok: {site.Controller.Plan.Id} is controlled\n")
            : Results.Text($"the loop of {site.Controller.Plan.Id} has been silent since {site.Controller.Picture.At:O}\n", statusCode: StatusCodes.Status503ServiceUnavailable));
        app.MapGet("/metrics", () => Results.Text(PrometheusText.Of(site.Controller.Plan, site.Controller.Picture), "text/plain; version=0.0.4; charset=utf-8"));
        await app.StartAsync(ct);
        return new StatusServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(deadline.Token);
        await _app.DisposeAsync();
    }
}
