using Microsoft.Extensions.Logging;

namespace Busbar.Links.Mqtt.Broker.Storage;

/// <summary>What the broker's store logs. Event ids 4150 to 4199.</summary>
internal static partial class MqttStoreLog
{
    [LoggerMessage(4150, LogLevel.Information, "{File} is open: {Sessions} sessions, {Deliveries} messages for them, {Retained} kept messages, read in {Elapsed}")]
    public static partial void Opened(this ILogger logger, string file, int sessions, int deliveries, int retained, TimeSpan elapsed);

    [LoggerMessage(4151, LogLevel.Error, "MQTT changes do not become durable: {Trouble}")]
    public static partial void Troubled(this ILogger logger, string trouble);

    [LoggerMessage(4152, LogLevel.Information, "MQTT changes become durable again")]
    public static partial void Healed(this ILogger logger);

    [LoggerMessage(4153, LogLevel.Information, "{File} is closed: {Changes} changes in {Commits} commits")]
    public static partial void Closed(this ILogger logger, string file, long changes, long commits);

    [LoggerMessage(4154, LogLevel.Error, "{File} is closed and the last changes were given up; nobody was told that they are durable: {Trouble}")]
    public static partial void GaveUp(this ILogger logger, string file, string? trouble);

    [LoggerMessage(4155, LogLevel.Error, "Who waited for a change to be durable failed; the others are told")]
    public static partial void CallbackFailed(this ILogger logger, Exception error);
}
