using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Control;

/// <summary>Every line that the control loops log, with its stable number (6150 to 6249).</summary>
internal static partial class ControlLog
{
    [LoggerMessage(6150, LogLevel.Critical, "The loop of {Name} failed; everything of it is switched off")]
    public static partial void LoopFailed(this ILogger log, Exception error, string name);

    [LoggerMessage(6151, LogLevel.Error, "The mailbox of {Name} is full; {Count} refused so far")]
    public static partial void MailboxFull(this ILogger log, string name, long count);

    [LoggerMessage(6152, LogLevel.Error, "Who listens to {Name} failed")]
    public static partial void ListenerFailed(this ILogger log, Exception error, string name);

    [LoggerMessage(6153, LogLevel.Warning, "The journal {Path} cannot be read; positions are found out without it")]
    public static partial void JournalUnreadable(this ILogger log, string path);

    [LoggerMessage(6154, LogLevel.Error, "The journal {Path} cannot be written or read")]
    public static partial void JournalFailed(this ILogger log, Exception error, string path);

    [LoggerMessage(6155, LogLevel.Critical, "{Name} has not turned for {Silence}; the boards get no heartbeat and modules are switched off")]
    public static partial void LoopHangs(this ILogger log, string name, TimeSpan silence);

    [LoggerMessage(6156, LogLevel.Information, "{Subject}: {Text}")]
    public static partial void SiteInfo(this ILogger log, string subject, string text);

    [LoggerMessage(6157, LogLevel.Warning, "{Subject}: {Text}")]
    public static partial void SiteWarning(this ILogger log, string subject, string text);

    [LoggerMessage(6158, LogLevel.Error, "{Subject}: {Text}")]
    public static partial void SiteFault(this ILogger log, string subject, string text);

    [LoggerMessage(6159, LogLevel.Information, "Site {Site} is controlled: {Modules} modules, {Guns} guns, {Contactors} contactors")]
    public static partial void SiteStarted(this ILogger log, string site, int modules, int guns, int contactors);

    [LoggerMessage(6160, LogLevel.Information, "Site {Site} is stopped")]
    public static partial void SiteStopped(this ILogger log, string site);
}
