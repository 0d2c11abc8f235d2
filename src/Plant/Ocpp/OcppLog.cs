using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Ocpp;

/// <summary>Every line of the site as a charge point (6280 to 6299).</summary>
internal static partial class OcppLog
{
    [LoggerMessage(6280, LogLevel.Information, "Site {SiteId} is charge point {ChargePoint} of {Url} with {Connectors} connectors")]
    public static partial void ChargePointStarted(this ILogger log, string siteId, string chargePoint, string url, int connectors);

    [LoggerMessage(6281, LogLevel.Information, "Charge point: {Line}")]
    public static partial void ChargePointLine(this ILogger log, string line);

    [LoggerMessage(6282, LogLevel.Critical, "The charge point failed; the central system hears nothing of the site until it is started again")]
    public static partial void ChargePointFailed(this ILogger log, Exception error);

    [LoggerMessage(6283, LogLevel.Warning, "The energy register of gun {Gun} has jumped to {BoardWh} Wh: its board has forgotten or is another one; the connector's goes on from {Wh} Wh")]
    public static partial void RegisterJumped(this ILogger log, string gun, long boardWh, long wh);

    [LoggerMessage(6284, LogLevel.Error, "What the charge point had kept cannot be read and is put aside as {Path}; transactions in it that the central system does not know are lost to it")]
    public static partial void MemoryUnreadable(this ILogger log, Exception error, string path);

    [LoggerMessage(6285, LogLevel.Error, "What the charge point must know after a restart cannot be written to {Path} or read")]
    public static partial void MemoryFailed(this ILogger log, Exception error, string path);
}
