using Microsoft.Extensions.Logging;

namespace Busbar.Links.Mqtt.Broker.Access;

/// <summary>Every log line of access. Event ids 4200 to 4249 are its own and keep their meaning.</summary>
internal static partial class MqttAccessLog
{
    [LoggerMessage(4200, LogLevel.Information, "MQTT access: {Users} users, {Rules} rules, anonymous {Anonymous}")]
    public static partial void AccessRead(this ILogger log, int users, int rules, AnonymousAccess anonymous);

    [LoggerMessage(4201, LogLevel.Warning, "MQTT access: everyone who reaches the broker may publish and subscribe to everything (Mqtt:Access:Anonymous is Always and there are no Rules)")]
    public static partial void OpenToAll(this ILogger log);
}
