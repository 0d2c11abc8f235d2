using Busbar.Links.Ocpp;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Gateway;

/// <summary>Every log line of the gateway. Event ids 2000 to 2099 are its own and keep their meaning.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(2000, LogLevel.Information, "Gateway listens for stations on port {Port}")]
    public static partial void Listening(this ILogger log, int port);

    [LoggerMessage(2001, LogLevel.Information, "Gateway drains {Connections} connections over {Spread}")]
    public static partial void Draining(this ILogger log, int connections, TimeSpan spread);

    [LoggerMessage(2002, LogLevel.Information, "Gateway has stopped")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(2010, LogLevel.Information, "Handshake from {Remote} for {Path} refused with {Status}: {Reason}")]
    public static partial void HandshakeRefused(this ILogger log, Caller remote, string path, int status, string reason);

    [LoggerMessage(2011, LogLevel.Debug, "Handshake from {Remote} ended without a request: {Reason}")]
    public static partial void HandshakeBroken(this ILogger log, Caller remote, string reason);

    [LoggerMessage(2012, LogLevel.Error, "The CMS failed to decide on station {StationId}; reference {Reference}")]
    public static partial void AdmissionFailed(this ILogger log, string stationId, string reference, Exception exception);

    [LoggerMessage(2013, LogLevel.Warning, "Station {StationId} at {Remote} offers no sub-protocol; {SubProtocol} is assumed")]
    public static partial void SubProtocolAssumed(this ILogger log, string stationId, Caller remote, string? subProtocol);

    [LoggerMessage(2020, LogLevel.Information, "Station {StationId} connected from {Remote} with {SubProtocol}, epoch {Epoch}")]
    public static partial void Connected(this ILogger log, string stationId, Caller remote, string subProtocol, long epoch);

    [LoggerMessage(2021, LogLevel.Information, "Station {StationId} epoch {Epoch} disconnected: {Reason}")]
    public static partial void Disconnected(this ILogger log, string stationId, long epoch, string reason);

    [LoggerMessage(2022, LogLevel.Information, "Station {StationId} epoch {Epoch} is replaced by a newer connection")]
    public static partial void Replaced(this ILogger log, string stationId, long epoch);

    [LoggerMessage(2030, LogLevel.Debug, "Station {StationId}: {Kind} {Action} {MessageId}: {Text}")]
    public static partial void Odd(this ILogger log, string stationId, OcppTroubleKind kind, string? action, string messageId, string text);

    [LoggerMessage(2031, LogLevel.Warning, "Station {StationId}: {Kind}: {Text}")]
    public static partial void Trouble(this ILogger log, string stationId, OcppTroubleKind kind, string text);

    [LoggerMessage(2032, LogLevel.Error, "Station {StationId}: {Action} {MessageId} failed here: {Text}; the station was told reference {Reference}")]
    public static partial void CallFailed(this ILogger log, string stationId, string? action, string messageId, string text, string? reference, Exception? exception);

    [LoggerMessage(2033, LogLevel.Error, "Station {StationId}: the answer of the CMS to {Action} breaks the schema: {Text}")]
    public static partial void InvalidAnswer(this ILogger log, string stationId, string action, string text);

    [LoggerMessage(2040, LogLevel.Error, "Station {StationId}: {Event} was not taken by the bus")]
    public static partial void EventLost(this ILogger log, string stationId, string @event, Exception exception);

    [LoggerMessage(2041, LogLevel.Error, "Connection from {Remote} ended with an unexpected failure")]
    public static partial void ConnectionFailed(this ILogger log, Caller remote, Exception exception);
}
