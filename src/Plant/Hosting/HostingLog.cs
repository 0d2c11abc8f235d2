using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Hosting;

/// <summary>Lines of what runs a site (6490 to 6499).</summary>
internal static partial class HostingLog
{
    [LoggerMessage(6490, LogLevel.Error, "Site {SiteId} did not end within {Seconds} s; its boards open by themselves")]
    public static partial void SiteDidNotEnd(this ILogger log, string siteId, double seconds);

    [LoggerMessage(6491, LogLevel.Error, "Site {SiteId}: the output of {Gun} was still closed at the end; its board opens it by itself")]
    public static partial void GunNotSafe(this ILogger log, string siteId, string gun);
}
