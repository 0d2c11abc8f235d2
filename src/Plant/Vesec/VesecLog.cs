using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Vesec;

/// <summary>Every log line of the MQTT topics of guns. Event ids 6250 to 6299 are its own and keep their meaning.</summary>
internal static partial class VesecLog
{
    [LoggerMessage(6250, LogLevel.Warning, "MQTT message on {Topic} is refused: {Why} {Unlogged} more on this topic since the last line; {Count} in all")]
    public static partial void Refused(this ILogger log, string topic, string why, long unlogged, long count);

    [LoggerMessage(6251, LogLevel.Information, "MQTT message on {Topic} is not acted on: {Why} {Unlogged} more on this topic since the last line; {Count} in all")]
    public static partial void TooOld(this ILogger log, string topic, string why, long unlogged, long count);
}
