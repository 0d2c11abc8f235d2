using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Vesec;

/// <summary>Every log line of the MQTT topics of guns. Event ids 6250 to 6299 are its own and keep their meaning.</summary>
internal static partial class VesecLog
{
    [LoggerMessage(6250, LogLevel.Warning, "MQTT message on {Topic} is refused: {Why} {Unlogged} more on this topic since the last line; {Count} in all")]
    public static partial void Refused(this ILogger log, string topic, string why, long unlogged, long count);

    [LoggerMessage(6251, LogLevel.Information, "MQTT message on {Topic} is not acted on: {Why} {Unlogged} more on this topic since the last line; {Count} in all")]
    public static partial void TooOld(this ILogger log, string topic, string why, long unlogged, long count);

    [LoggerMessage(6252, LogLevel.Information, "Gun {Gun} is asked for over MQTT: {DemandW:0} W")]
    public static partial void DemandBegan(this ILogger log, string gun, double demandW);

    [LoggerMessage(6253, LogLevel.Information, "Gun {Gun} is not asked for over MQTT any more; its modules go back")]
    public static partial void DemandEnded(this ILogger log, string gun);

    [LoggerMessage(6254, LogLevel.Error, "Gun {Gun} did not take its demand")]
    public static partial void GunFailed(this ILogger log, Exception exception, string gun);

    [LoggerMessage(6255, LogLevel.Debug, "MQTT topic {Topic} was not published, and will be anew: {Why}")]
    public static partial void NotPublished(this ILogger log, string topic, string why);

    [LoggerMessage(6256, LogLevel.Error, "Publishing the site's state over MQTT has failed; it is tried again")]
    public static partial void PublishingFailed(this ILogger log, Exception exception);

    [LoggerMessage(6257, LogLevel.Error, "The broker lets nobody read {Filter}: {Why} Next attempt in {WaitS:0} s")]
    public static partial void NotSubscribed(this ILogger log, string filter, string why, double waitS);
}
