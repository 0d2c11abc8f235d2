using System.Net;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Pep;

/// <summary>Every log line of the PEP server. Event ids 6000 to 6049 are its own and keep their meaning.</summary>
internal static partial class PepLog
{
    [LoggerMessage(6000, LogLevel.Information, "PEP server listens on port {Port} for {Guns} guns")]
    public static partial void Listening(this ILogger log, int port, int guns);

    [LoggerMessage(6001, LogLevel.Information, "PEP server has stopped")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(6010, LogLevel.Information, "Handshake from {Remote} for {Path} refused with {Status}: {Reason}")]
    public static partial void HandshakeRefused(this ILogger log, EndPoint? remote, string path, int status, string reason);

    [LoggerMessage(6011, LogLevel.Debug, "Handshake from {Remote} ended without a request: {Reason}")]
    public static partial void HandshakeBroken(this ILogger log, EndPoint? remote, string reason);

    [LoggerMessage(6012, LogLevel.Error, "Connection from {Remote} ended with an unexpected failure")]
    public static partial void ConnectionFailed(this ILogger log, EndPoint? remote, Exception exception);

    [LoggerMessage(6020, LogLevel.Information, "SECC of gun {Gun} connected with {SubProtocol}")]
    public static partial void Connected(this ILogger log, string gun, string subProtocol);

    [LoggerMessage(6021, LogLevel.Information, "SECC of gun {Gun} disconnected: {Reason}")]
    public static partial void Disconnected(this ILogger log, string gun, string reason);

    [LoggerMessage(6022, LogLevel.Warning, "SECC of gun {Gun} is replaced by a newer connection; the gun goes to standby")]
    public static partial void Replaced(this ILogger log, string gun);

    [LoggerMessage(6023, LogLevel.Warning, "SECC of gun {Gun} has not reacted for {Silence}; the gun goes to standby")]
    public static partial void Unresponsive(this ILogger log, string gun, TimeSpan silence);

    [LoggerMessage(6024, LogLevel.Information, "SECC of gun {Gun} reacts again")]
    public static partial void ReactsAgain(this ILogger log, string gun);

    [LoggerMessage(6030, LogLevel.Debug, "Gun {Gun}: {Kind} {Sequence} refused: {Category}: {Details}")]
    public static partial void Refused(this ILogger log, string gun, string kind, int sequence, string category, string details);

    [LoggerMessage(6031, LogLevel.Debug, "Gun {Gun}: {Kind} {Sequence} has a number that was used already; answered again, not acted on")]
    public static partial void Repeated(this ILogger log, string gun, string kind, int sequence);

    [LoggerMessage(6032, LogLevel.Debug, "Gun {Gun}: {Kind} {Sequence} deviates and is let pass: {Findings}")]
    public static partial void Deviates(this ILogger log, string gun, string kind, int sequence, string findings);

    [LoggerMessage(6033, LogLevel.Warning, "Gun {Gun}: the SECC sends faster than {PerSecond} messages a second and is read more slowly")]
    public static partial void Flood(this ILogger log, string gun, int perSecond);

    [LoggerMessage(6034, LogLevel.Error, "Gun {Gun}: {Kind} {Sequence} was not answered by the gun within {Timeout}")]
    public static partial void Unanswered(this ILogger log, string gun, string kind, int sequence, TimeSpan timeout);

    [LoggerMessage(6035, LogLevel.Debug, "Gun {Gun}: a reply that nobody waits for: {Text}")]
    public static partial void Stale(this ILogger log, string gun, string text);

    [LoggerMessage(6036, LogLevel.Error, "Gun {Gun}: a status of the gun must not be sent: {Text}; the SECC is shown inoperative")]
    public static partial void BadStatus(this ILogger log, string gun, string text);

    [LoggerMessage(6037, LogLevel.Error, "Gun {Gun}: what is to be sent breaks the protocol; the connection is cut")]
    public static partial void BadMessage(this ILogger log, string gun, Exception exception);
}
