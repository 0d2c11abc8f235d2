using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging;

namespace Busbar.Links.Mqtt.Client.Internal;

/// <summary>Every log line of the client. Event ids 4100 to 4149 are its own and keep their meaning.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(4100, LogLevel.Information, "MQTT connected to {Server} as {ClientId}; session resumed: {Present}")]
    public static partial void Connected(this ILogger log, Uri server, string clientId, bool present);

    [LoggerMessage(4101, LogLevel.Warning, "MQTT connection to {Server} is lost: {Why}")]
    public static partial void Lost(this ILogger log, Uri server, string why);

    [LoggerMessage(4102, LogLevel.Warning, "MQTT connection to {Server} failed: {Why} Next attempt in {WaitS:0.0} s")]
    public static partial void Failed(this ILogger log, Uri server, string why, double waitS);

    [LoggerMessage(4103, LogLevel.Error, "MQTT connection to {Server} is ended for good: {Why}")]
    public static partial void Ended(this ILogger log, Uri server, string why);

    [LoggerMessage(4104, LogLevel.Warning, "MQTT server {Server} broke the standard, {Code}: {Text} ({Clause})")]
    public static partial void ServerFault(this ILogger log, Uri server, MqttReasonCode code, string text, string clause);

    [LoggerMessage(4105, LogLevel.Warning, "MQTT message to {Topic} gave way to newer ones: {Messages} messages, {Bytes} bytes wait for {Server}")]
    public static partial void Dropped(this ILogger log, string topic, int messages, long bytes, Uri server);

    [LoggerMessage(4106, LogLevel.Warning, "MQTT message to {Topic} was refused by {Server} with {Code}: {Reason}")]
    public static partial void Refused(this ILogger log, string topic, Uri server, MqttReasonCode code, string? reason);

    [LoggerMessage(4107, LogLevel.Error, "MQTT subscription {Filter} was refused by {Server} with {Code}")]
    public static partial void SubscriptionRefused(this ILogger log, string filter, Uri server, MqttReasonCode code);

    [LoggerMessage(4108, LogLevel.Error, "The handler of MQTT subscription {Filter} failed at a message on {Topic}; it is acknowledged all the same")]
    public static partial void HandlerFailed(this ILogger log, Exception e, string filter, string topic);

    [LoggerMessage(4109, LogLevel.Warning, "The handler of MQTT subscription {Filter} is too slow: QoS 0 messages are dropped")]
    public static partial void HandlerSlow(this ILogger log, string filter);

    [LoggerMessage(4110, LogLevel.Warning, "MQTT server {Server} has lost the session of {ClientId}: {Again} messages are sent anew, {Uncertain} may or may not have been passed on")]
    public static partial void SessionLost(this ILogger log, Uri server, string clientId, int again, int uncertain);

    [LoggerMessage(4111, LogLevel.Error, "A callback of the MQTT client failed")]
    public static partial void CallbackFailed(this ILogger log, Exception e);

    [LoggerMessage(4112, LogLevel.Error, "The MQTT connection to {Server} ended in a way that nobody expected; it is made again")]
    public static partial void Unexpected(this ILogger log, Exception e, Uri server);
}
