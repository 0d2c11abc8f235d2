using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Busbar.Links.Transport;

/// <summary>The services that Kestrel's endpoints ask for, TLS above all, without a host.</summary>
public static class KestrelServices
{
    /// <summary>A provider for <see cref="ConnectionServer"/>; the caller disposes it after the server.</summary>
    /// <param name="logs">Logs.</param>
    public static ServiceProvider For(ILoggerFactory logs)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton(logs);
        builder.Services.AddMetrics();
        return builder.Services.BuildServiceProvider();
    }
}
