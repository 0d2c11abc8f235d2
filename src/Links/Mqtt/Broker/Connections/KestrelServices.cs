using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>The services that Kestrel's endpoints ask for, TLS above all, without a host.</summary>
internal static class KestrelServices
{
    public static ServiceProvider For(ILoggerFactory logs)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton(logs);
        builder.Services.AddMetrics();
        return builder.Services.BuildServiceProvider();
    }
}
