using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Sites;

/// <summary>Every line that sites log here, with its stable number (2600 to 2649).</summary>
internal static partial class SiteLog
{
    [LoggerMessage(2600, LogLevel.Information, "Site {SiteId}: {Command}, by {User}")]
    public static partial void SiteCommandTaken(this ILogger log, string siteId, SiteCommand command, string user);

    [LoggerMessage(2601, LogLevel.Warning, "Site {SiteId}: {Command}, by {User}, was not taken ({Outcome}): {Reason}")]
    public static partial void SiteCommandRefused(this ILogger log, string siteId, SiteCommand command, string user, SiteOutcome outcome, string? reason);

    [LoggerMessage(2602, LogLevel.Error, "The live view of site {SiteId} failed")]
    public static partial void SiteLiveFailed(this ILogger log, Exception error, string siteId);
}
