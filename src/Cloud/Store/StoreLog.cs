using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Store;

/// <summary>What the store logs. Event ids 5000 to 5099.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(5000, LogLevel.Information, "The store is open in {Folder}")]
    public static partial void Opened(this ILogger logger, string folder);

    [LoggerMessage(5001, LogLevel.Information, "Applied migration {Migration} in {Folder}")]
    public static partial void Migrated(this ILogger logger, string migration, string folder);

    [LoggerMessage(5002, LogLevel.Error, "The store takes no writes: {Cause}")]
    public static partial void Unwritable(this ILogger logger, string cause);

    [LoggerMessage(5003, LogLevel.Information, "The store takes writes again")]
    public static partial void WritableAgain(this ILogger logger);

    [LoggerMessage(5004, LogLevel.Warning, "The message log is not written: {Cause}")]
    public static partial void MessagesUnwritable(this ILogger logger, string cause);

    [LoggerMessage(5005, LogLevel.Information, "The message log is written again")]
    public static partial void MessagesWritableAgain(this ILogger logger);

    [LoggerMessage(5007, LogLevel.Warning, "The upkeep of the store failed and is tried again: {Cause}")]
    public static partial void UpkeepFailed(this ILogger logger, string cause);

    [LoggerMessage(5008, LogLevel.Information, "The upkeep of the store works again")]
    public static partial void UpkeepWorksAgain(this ILogger logger);

    [LoggerMessage(5009, LogLevel.Warning, "The upkeep of the store is left behind: its database has not answered for {Time}")]
    public static partial void UpkeepLeft(this ILogger logger, TimeSpan time);

    [LoggerMessage(5006, LogLevel.Information, "The store is closed: {Writes} writes in {Batches} commits, {Dropped} exchanges of the message log dropped")]
    public static partial void Closed(this ILogger logger, long writes, long batches, long dropped);
}
