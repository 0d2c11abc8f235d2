using Busbar.Cloud.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary>Health and metrics for a process without an API, at the same addresses. Nothing else is served there.</summary>
public static class HealthSetup
{
    /// <summary>Adds what they need; readiness checks are added with <c>AddHealthChecks()</c>.</summary>
    public static IServiceCollection AddBusbarHealth(this IServiceCollection services)
    {
        services.AddSingleton<MetricsCollector>();
        services.AddHealthChecks();
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning));
        return services;
    }

    /// <summary>Adds the readiness check of a process that has an <see cref="IStore"/>.</summary>
    public static IServiceCollection AddStoreHealth(this IServiceCollection services)
    {
        services.AddSingleton<StoreHealthCheck>();
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store");
        return services;
    }

    /// <summary>Maps them.</summary>
    public static void MapBusbarHealth(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Services.GetRequiredService<MetricsCollector>();
        app.Use(SecurityHeaders.SetAsync);
        HealthResource.Map(app);
        MetricsResource.Map(app);
    }
}
