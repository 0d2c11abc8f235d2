using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Live;

/// <summary>Every log line of the live feed. Event ids 8050 to 8059 are its own and keep their meaning.</summary>
internal static partial class LiveLog
{
    [LoggerMessage(8050, LogLevel.Error, "A listener of the live view failed on {Change}")]
    public static partial void ListenerFailed(this ILogger log, Exception exception, string change);
}
