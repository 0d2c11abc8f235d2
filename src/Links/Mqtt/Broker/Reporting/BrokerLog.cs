using System.Net;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging;

namespace Busbar.Links.Mqtt.Broker.Reporting;

/// <summary>Every log line of the broker. Event ids 4000 to 4099 are its own and keep their meaning.</summary>
internal static partial class BrokerLog
{
    [LoggerMessage(4000, LogLevel.Information, "MQTT broker listens on port {Port}")]
    public static partial void Listening(this ILogger log, int port);

    [LoggerMessage(4001, LogLevel.Information, "MQTT broker listens with TLS on port {Port}, certificate {Subject}, valid until {NotAfter}")]
    public static partial void ListeningTls(this ILogger log, int port, string subject, DateTime notAfter);

    [LoggerMessage(4002, LogLevel.Information, "MQTT broker has stopped")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(4003, LogLevel.Information, "MQTT broker goes on with {Sessions} sessions and {Retained} kept messages")]
    public static partial void Restored(this ILogger log, int sessions, int retained);

    [LoggerMessage(4010, LogLevel.Information, "MQTT client {ClientId} connected from {Remote} as {Identity}, {Version}, session for {ExpiryS} s, resumed: {Present}")]
    public static partial void Connected(this ILogger log, string clientId, EndPoint? remote, string identity, MqttVersion version, uint expiryS, bool present);

    [LoggerMessage(4011, LogLevel.Information, "MQTT client {ClientId} is gone: {Reason}")]
    public static partial void Disconnected(this ILogger log, string clientId, string reason);

    [LoggerMessage(4012, LogLevel.Information, "MQTT connection from {Remote} refused with {Code}: {Reason}")]
    public static partial void Refused(this ILogger log, EndPoint? remote, MqttReasonCode code, string reason);

    [LoggerMessage(4013, LogLevel.Warning, "MQTT client {ClientId} broke the standard, {Code}: {Text} ({Clause})")]
    public static partial void ClientFault(this ILogger log, string clientId, MqttReasonCode code, string text, string clause);

    [LoggerMessage(4014, LogLevel.Warning, "MQTT client identifier {ClientId} belongs to {Owner}; {Other} may not use it. Forget the session if it is to change hands")]
    public static partial void ForeignSession(this ILogger log, string clientId, string owner, string other);

    [LoggerMessage(4015, LogLevel.Information, "MQTT session of {ClientId} has expired")]
    public static partial void SessionExpired(this ILogger log, string clientId);

    [LoggerMessage(4016, LogLevel.Information, "MQTT will of {ClientId} is published")]
    public static partial void WillPublished(this ILogger log, string clientId);

    [LoggerMessage(4017, LogLevel.Debug, "MQTT connection from {Remote} ended without a session: {Reason}")]
    public static partial void EndedEarly(this ILogger log, EndPoint? remote, string reason);

    [LoggerMessage(4020, LogLevel.Warning, "MQTT client {ClientId} may not publish to {Topic}; further refusals on this connection are counted only")]
    public static partial void PublishRefused(this ILogger log, string clientId, string topic);

    [LoggerMessage(4021, LogLevel.Warning, "MQTT client {ClientId} may not subscribe to {Filter}")]
    public static partial void SubscribeRefused(this ILogger log, string clientId, string filter);

    [LoggerMessage(4022, LogLevel.Warning, "MQTT client {ClientId} has {Limit} subscriptions, no more are taken (Mqtt:MaxSubscriptionsPerClient)")]
    public static partial void TooManySubscriptions(this ILogger log, string clientId, int limit);

    [LoggerMessage(4023, LogLevel.Warning, "MQTT client {ClientId} is refused: there are {Limit} sessions (Mqtt:MaxSessions)")]
    public static partial void TooManySessions(this ILogger log, string clientId, int limit);

    [LoggerMessage(4024, LogLevel.Warning, "A message is not kept: there are {Limit} kept messages (Mqtt:MaxRetainedMessages)")]
    public static partial void TooManyRetained(this ILogger log, int limit);

    [LoggerMessage(4025, LogLevel.Warning, "A message for MQTT client {ClientId} was dropped: it reads too slowly, its queue is full, or the message is too large for it; further ones are counted only")]
    public static partial void MessageDropped(this ILogger log, string clientId);

    [LoggerMessage(4030, LogLevel.Error, "Whether MQTT client {ClientId} may connect could not be decided")]
    public static partial void AccessFailed(this ILogger log, string clientId, Exception exception);

    [LoggerMessage(4031, LogLevel.Error, "MQTT connection of {Client} ended with an unexpected failure")]
    public static partial void ConnectionFailed(this ILogger log, string client, Exception exception);

    [LoggerMessage(4032, LogLevel.Error, "MQTT broker failed in its regular work")]
    public static partial void RegularWorkFailed(this ILogger log, Exception exception);
}
