using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Bus;

/// <summary>Every log line of the distributed bus. Event ids 7000 to 7099 are its own and keep their meaning.</summary>
internal static partial class BusLog
{
    [LoggerMessage(7000, LogLevel.Information, "Bus: {Link} is connected to {Endpoint}")]
    public static partial void BusConnected(this ILogger log, string link, string endpoint);

    [LoggerMessage(7001, LogLevel.Warning, "Bus: {Link} has no broker: {Reason}; trying again in {Wait}")]
    public static partial void BusLost(this ILogger log, string link, string reason, TimeSpan wait);

    [LoggerMessage(7002, LogLevel.Warning, "Bus: the broker keeps {Link} from publishing: {Reason}")]
    public static partial void BusBlocked(this ILogger log, string link, string reason);

    [LoggerMessage(7003, LogLevel.Information, "Bus: {Link} may publish again")]
    public static partial void BusUnblocked(this ILogger log, string link);

    [LoggerMessage(7004, LogLevel.Critical, "Bus: {Link} cannot work with this broker: {Reason}")]
    public static partial void BusUnfit(this ILogger log, string link, string reason);

    [LoggerMessage(7010, LogLevel.Information, "Bus: shard {Shard} is ours; its stations took {Took} to load")]
    public static partial void ShardTaken(this ILogger log, int shard, TimeSpan took);

    [LoggerMessage(7011, LogLevel.Information, "Bus: shard {Shard} is released: {Reason}")]
    public static partial void ShardReleased(this ILogger log, int shard, string reason);

    [LoggerMessage(7012, LogLevel.Error, "Bus: shard {Shard} could not be loaded or kept; trying again")]
    public static partial void ShardFailed(this ILogger log, int shard, Exception exception);

    [LoggerMessage(7013, LogLevel.Information, "Bus: worker {Worker} is {State}")]
    public static partial void WorkerSeen(this ILogger log, string worker, string state);

    [LoggerMessage(7014, LogLevel.Warning, "Bus: shard {Shard} had {Count} messages under way when their time to end was over; others will do them")]
    public static partial void WorkAbandoned(this ILogger log, int shard, int count);

    [LoggerMessage(7015, LogLevel.Warning, "Bus: the store has been unusable for {For} here, and usable for another worker; this one gives its shards up: {Reason}")]
    public static partial void ShardsYielded(this ILogger log, TimeSpan @for, string reason);

    [LoggerMessage(7016, LogLevel.Information, "Bus: the store has been usable again for {For} here; this worker takes shards again")]
    public static partial void ShardsWanted(this ILogger log, TimeSpan @for);

    [LoggerMessage(7020, LogLevel.Error, "Bus: {Type} of {Station} failed here; the caller was told")]
    public static partial void CallFailedHere(this ILogger log, string type, string station, Exception exception);

    [LoggerMessage(7021, LogLevel.Warning, "Bus: a message of type {Type} on {Queue} cannot be read: {Reason}")]
    public static partial void Unreadable(this ILogger log, string type, string queue, string reason);

    [LoggerMessage(7022, LogLevel.Warning, "Bus: the CMS refused a {Type} of {Station}: {Reason}; nothing was kept")]
    public static partial void EventRefused(this ILogger log, string type, string station, string reason);

    [LoggerMessage(7023, LogLevel.Warning, "Bus: attempt {Attempt} at a {Type} of {Station} failed: {Reason}")]
    public static partial void EventFailed(this ILogger log, int attempt, string type, string station, string reason);

    [LoggerMessage(7024, LogLevel.Error, "Bus: a {Type} of {Station} is put among the dead letters after {Attempts} attempts: {Reason}")]
    public static partial void EventDead(this ILogger log, string type, string station, int attempts, string reason);

    [LoggerMessage(7030, LogLevel.Information, "Bus: station {Station} has connection {Newer} at another gateway; connection {Older} is closed here")]
    public static partial void Outrun(this ILogger log, string station, long newer, long older);

    [LoggerMessage(7031, LogLevel.Error, "Bus: a command for {Station} failed here")]
    public static partial void CommandFailedHere(this ILogger log, string station, Exception exception);

    [LoggerMessage(7040, LogLevel.Debug, "Bus: this process cannot be described now: {Reason}")]
    public static partial void NotDescribed(this ILogger log, string reason);
}
