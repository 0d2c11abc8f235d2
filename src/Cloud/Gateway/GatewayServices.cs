using Busbar.Cloud.Bus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Busbar.Cloud.Gateway;

/// <summary>Registers the gateway.</summary>
public static class GatewayServices
{
    /// <summary>
    /// Adds the gateway to a host: <see cref="OcppGateway"/>, <see cref="GatewayMetrics"/> and <see cref="GatewayHost"/> as a hosted service that binds the port.
    /// The host provides <see cref="IBus"/>, logging and, if it is not the system's, <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddBusbarGateway(this IServiceCollection services, GatewayOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<OcppGateway>();
        services.AddSingleton<GatewayHost>();
        services.AddHostedService(provider => provider.GetRequiredService<GatewayHost>());
        return services;
    }
}
