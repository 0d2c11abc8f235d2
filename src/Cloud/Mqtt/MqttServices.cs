using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Mqtt;

/// <summary>Registers the MQTT broker.</summary>
public static class MqttServices
{
    /// <summary>
    /// Adds the broker to a host: <see cref="MqttHost"/> as a hosted service that opens the store and binds the ports, <see cref="IMqttMonitor"/> for the
    /// API, metrics, and the readiness check "mqtt". The host provides logging and, if it is not the system's, <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="broker">Section <c>Mqtt</c>.</param>
    /// <param name="access">Section <c>Mqtt:Access</c>.</param>
    /// <param name="folder">Folder of what survives a restart.</param>
    /// <exception cref="ArgumentException">A setting is not allowed; the message names its key, its value and what is allowed.</exception>
    public static IServiceCollection AddBusbarMqtt(this IServiceCollection services, MqttBrokerOptions broker, MqttAccessOptions access, string folder)
    {
        broker.Validate();
        access.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<MqttMonitor>();
        services.AddSingleton<IMqttMonitor>(provider => provider.GetRequiredService<MqttMonitor>());
        services.AddSingleton(provider => new MqttHost(
            broker, access, folder, provider.GetRequiredService<MqttMonitor>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService(provider => provider.GetRequiredService<MqttHost>());
        services.AddHealthChecks().Add(new HealthCheckRegistration("mqtt", provider => provider.GetRequiredService<MqttHost>(), HealthStatus.Unhealthy, []));
        return services;
    }
}
