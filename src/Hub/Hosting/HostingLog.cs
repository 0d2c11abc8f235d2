using Microsoft.Extensions.Logging;

namespace Busbar.Hub.Hosting;

/// <summary>Every log line of the hub's own hosting. Event ids 8100 to 8109 are its own and keep their meaning.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(8100, LogLevel.Warning, "Not everything was handed over within {Deadline}")]
    public static partial void HandOverCut(this ILogger log, TimeSpan deadline);

    [LoggerMessage(8101, LogLevel.Critical, "The process ends: {Reason}")]
    public static partial void ProcessEnds(this ILogger log, string reason);
}
