using System.Net;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary>Every log line of the API. Event ids 8000 to 8049 are its own and keep their meaning.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(8000, LogLevel.Warning, "First start: log in as user '{User}' with password '{Password}'. It is shown this once; change it with PUT /api/v1/users/{User}")]
    public static partial void FirstAdminMade(this ILogger log, string user, string password);

    [LoggerMessage(8001, LogLevel.Warning, "Login of {User} from {Address} failed")]
    public static partial void LoginFailed(this ILogger log, string user, IPAddress? address);

    [LoggerMessage(8002, LogLevel.Warning, "The time of the login of {User} is not kept: {Reason}")]
    public static partial void LoginTimeNotKept(this ILogger log, string user, string reason);

    [LoggerMessage(8003, LogLevel.Information, "User {User} is now {Role}{Password}, by {By}")]
    public static partial void UserSaved(this ILogger log, string user, string role, string password, string by);

    [LoggerMessage(8004, LogLevel.Information, "User {User} is removed, by {By}")]
    public static partial void UserRemoved(this ILogger log, string user, string by);

    [LoggerMessage(8010, LogLevel.Warning, "Not kept in the audit log: {User} from {Address}: {Kind} {Target}, {Status} {Outcome} ({Reason})")]
    public static partial void AuditNotKept(this ILogger log, string user, string? address, string kind, string? target, int status, string? outcome, string reason);

    [LoggerMessage(8011, LogLevel.Information, "{User} {Verb} the dead letter {Letter}")]
    public static partial void DeadLetterTreated(this ILogger log, string user, string verb, string letter);

    [LoggerMessage(8012, LogLevel.Information, "{User} sends {Action} to {Count} stations, {PerSecond} a second")]
    public static partial void CommandRunBegun(this ILogger log, string user, string action, int count, double perSecond);

    [LoggerMessage(8013, LogLevel.Error, "{Action} to {Charger}, one of many, failed")]
    public static partial void CommandOfRunFailed(this ILogger log, Exception exception, string action, string charger);

    [LoggerMessage(8020, LogLevel.Warning, "{Method} {Path}: the store takes no writes: {Reason}")]
    public static partial void StoreUnavailable(this ILogger log, string method, string path, string reason);

    [LoggerMessage(8021, LogLevel.Warning, "{Method} {Path}: no worker answered: {Reason}")]
    public static partial void BusUnavailable(this ILogger log, string method, string path, string reason);

    [LoggerMessage(8022, LogLevel.Error, "{Method} {Path} failed, reference {Reference}")]
    public static partial void RequestFailed(this ILogger log, Exception exception, string method, string path, string reference);

    [LoggerMessage(8030, LogLevel.Error, "A tick of the live view failed")]
    public static partial void LiveTickFailed(this ILogger log, Exception exception);

    [LoggerMessage(8031, LogLevel.Debug, "The live view of {User} is closed")]
    public static partial void LiveViewClosed(this ILogger log, Exception exception, string user);

    [LoggerMessage(8040, LogLevel.Warning, "The console is not built: there is no {Page} in {Folder}")]
    public static partial void ConsoleMissing(this ILogger log, string page, string folder);
}
