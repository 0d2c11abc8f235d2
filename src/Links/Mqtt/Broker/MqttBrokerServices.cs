using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Mqtt.Broker.Storage;
using Microsoft.Extensions.Logging;

namespace Busbar.Links.Mqtt.Broker;

/// <summary>What the broker gets from its program. Immutable.</summary>
/// <param name="Time">Clock of everything.</param>
/// <param name="Logs">Logs; events 4000 to 4099.</param>
/// <param name="Access">Who may connect, publish and subscribe. Stays the caller's.</param>
/// <param name="Store">What survives a restart; null keeps everything in memory. Stays the caller's, to be disposed after the broker.</param>
public sealed record MqttBrokerServices(TimeProvider Time, ILoggerFactory Logs, IMqttAccess Access, IMqttStore? Store = null);
