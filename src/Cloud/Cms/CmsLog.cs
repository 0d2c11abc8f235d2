using System.Net;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Store.Model;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms;

/// <summary>Every line that the CMS logs, with its stable number (3000 to 3199).</summary>
internal static partial class CmsLog
{
    [LoggerMessage(3000, LogLevel.Information, "Shards {Shards} are taken; the CMS knows {Stations} stations and {Transactions} open transactions")]
    public static partial void ShardsTaken(this ILogger log, string shards, int stations, int transactions);

    [LoggerMessage(3001, LogLevel.Information, "Station {StationId} was entered as {Registration}")]
    public static partial void StationEntered(this ILogger log, string stationId, Registration registration);

    [LoggerMessage(3002, LogLevel.Warning, "Station {StationId} is refused ({Verdict}), from {RemoteAddress}")]
    public static partial void StationRefused(this ILogger log, string stationId, AdmissionVerdict verdict, IPAddress? remoteAddress);

    [LoggerMessage(3003, LogLevel.Warning, "Station {StationId} is not entered: Cms:MaxStations is {MaxStations}")]
    public static partial void NoRoom(this ILogger log, string stationId, int maxStations);

    [LoggerMessage(3004, LogLevel.Information, "Station {StationId} is connected (epoch {Epoch}), from {RemoteAddress}")]
    public static partial void StationIsConnected(this ILogger log, string stationId, long epoch, IPAddress? remoteAddress);

    [LoggerMessage(3005, LogLevel.Information, "Station {StationId} is disconnected (epoch {Epoch}): {Reason}")]
    public static partial void StationIsDisconnected(this ILogger log, string stationId, long epoch, string reason);

    [LoggerMessage(3006, LogLevel.Debug, "The end of connection {Epoch} of station {StationId} is ignored: connection {Newest} is newer")]
    public static partial void OldConnectionEnded(this ILogger log, string stationId, long epoch, long newest);

    [LoggerMessage(3007, LogLevel.Information, "Station {StationId} booted ({Vendor} {Model}, firmware {Firmware}): {Registration}")]
    public static partial void Booted(this ILogger log, string stationId, string vendor, string model, string? firmware, Registration registration);

    [LoggerMessage(3008, LogLevel.Warning, "{Action} of station {StationId} is refused: {Why}")]
    public static partial void CallRefused(this ILogger log, string action, string stationId, string why);

    [LoggerMessage(3009, LogLevel.Warning, "{Action} of station {StationId} names connector {ConnectorId}; allowed: 0 to {MaxConnectorId}")]
    public static partial void ConnectorOutOfBounds(this ILogger log, string action, string stationId, int connectorId, int maxConnectorId);

    [LoggerMessage(3010, LogLevel.Debug, "A status of station {StationId} connector {ConnectorId} from {StatusAt} is older than the one of {CurrentAt}")]
    public static partial void StatusOutdated(this ILogger log, string stationId, int connectorId, DateTimeOffset statusAt, DateTimeOffset currentAt);

    [LoggerMessage(3011, LogLevel.Debug, "{Unusable} of {Sampled} sampled values of station {StationId} connector {ConnectorId} hold no number to keep")]
    public static partial void SamplesUnusable(this ILogger log, int unusable, int sampled, string stationId, int connectorId);

    [LoggerMessage(3012, LogLevel.Warning, "Meter values of station {StationId} name transaction {TransactionId}, which is not open on connector {ConnectorId}")]
    public static partial void TransactionNotHere(this ILogger log, string stationId, long transactionId, int connectorId);

    [LoggerMessage(3020, LogLevel.Information, "Transaction {TransactionId} of {IdTag} started at station {StationId} connector {ConnectorId}: {Authorization}")]
    public static partial void TransactionStarted(
        this ILogger log, long transactionId, string idTag, string stationId, int connectorId, string authorization);

    [LoggerMessage(3021, LogLevel.Information, "Transaction {TransactionId} at station {StationId} stopped ({Reason}): {EnergyWh} Wh")]
    public static partial void TransactionStopped(this ILogger log, long transactionId, string stationId, string? reason, double? energyWh);

    [LoggerMessage(3022, LogLevel.Information, "{Action} of station {StationId} came again; transaction {TransactionId} is as it was")]
    public static partial void Repeated(this ILogger log, string action, string stationId, long transactionId);

    [LoggerMessage(3023, LogLevel.Warning, "A stop of station {StationId} names transaction {TransactionId}, which was never given out; kept as {OrphanId}")]
    public static partial void OrphanKept(this ILogger log, string stationId, long transactionId, long orphanId);

    [LoggerMessage(3024, LogLevel.Information, "Transaction {TransactionId} was closed by {User}")]
    public static partial void ClosedByHand(this ILogger log, long transactionId, string user);

    [LoggerMessage(3030, LogLevel.Information, "{User} sent {Action} to station {StationId}: {Outcome} {Answer} in {Latency}")]
    public static partial void Commanded(
        this ILogger log, string user, string action, string stationId, CommandOutcome outcome, string? answer, TimeSpan latency);

    [LoggerMessage(3031, LogLevel.Error, "What station {StationId} answered to {Action} could not be noted")]
    public static partial void NotNoted(this ILogger log, Exception e, string stationId, string action);

    [LoggerMessage(3032, LogLevel.Warning, "{Job} for station {StationId} is given up: too many wait")]
    public static partial void BackgroundDropped(this ILogger log, string job, string stationId);

    [LoggerMessage(3033, LogLevel.Warning, "{Job} for station {StationId} failed")]
    public static partial void BackgroundFailed(this ILogger log, Exception e, string job, string stationId);

    [LoggerMessage(3034, LogLevel.Warning, "Profile {ProfileId} of station {StationId} cannot be computed with: {Why}")]
    public static partial void ProfileUnusable(this ILogger log, int profileId, string stationId, string why);

    [LoggerMessage(3035, LogLevel.Information, "Station {StationId} was saved by hand: {Registration}")]
    public static partial void StationSaved(this ILogger log, string stationId, Registration registration);

    [LoggerMessage(3036, LogLevel.Information, "Station {StationId} was deleted")]
    public static partial void StationDeleted(this ILogger log, string stationId);

    [LoggerMessage(3040, LogLevel.Error, "A round of the CMS worker failed ({Duty}); it is tried again")]
    public static partial void DutyFailed(this ILogger log, Exception e, string duty);

    [LoggerMessage(3041, LogLevel.Warning, "The data transfer handler of vendor {VendorId} failed for station {StationId}")]
    public static partial void DataTransferFailed(this ILogger log, Exception e, string vendorId, string stationId);

    [LoggerMessage(3042, LogLevel.Information, "Security event {Type} at station {StationId}: {TechInfo}")]
    public static partial void SecurityEvent(this ILogger log, string type, string stationId, string? techInfo);

    [LoggerMessage(3043, LogLevel.Information, "Station {StationId} reports {What}: {Status}")]
    public static partial void Progress(this ILogger log, string stationId, string what, string status);

    [LoggerMessage(3050, LogLevel.Information, "Shard {Shard} is let go")]
    public static partial void ShardReleased(this ILogger log, int shard);

    [LoggerMessage(3051, LogLevel.Warning, "When stations of shard {Shard} were last seen could not be written before it was let go")]
    public static partial void ShardNotFlushed(this ILogger log, Exception e, int shard);

    [LoggerMessage(3052, LogLevel.Information, "Station {StationId} is taken for disconnected (epoch {Epoch}): no gateway holds its connection")]
    public static partial void NobodyHolds(this ILogger log, string stationId, long epoch);

    [LoggerMessage(3060, LogLevel.Debug, "Shard {Shard} was read from its worker: {Stations} stations")]
    public static partial void ShardRead(this ILogger log, int shard, int stations);

    [LoggerMessage(3061, LogLevel.Information, "Shard {Shard} could not be read from its worker: {Why}; it is tried again")]
    public static partial void ShardNotRead(this ILogger log, int shard, string why);

    [LoggerMessage(3062, LogLevel.Warning, "A worker's change is not understood: {Why}")]
    public static partial void ChangeNotRead(this ILogger log, string why);

    [LoggerMessage(3100, LogLevel.Warning, "Alarm {Kind} at {StationId} connector {ConnectorId}: {Text}")]
    public static partial void AlarmRaised(this ILogger log, string kind, string? stationId, int? connectorId, string text);

    [LoggerMessage(3101, LogLevel.Error, "The store did not take alarm {Kind} at {StationId} connector {ConnectorId} ({Text}); it is raised anew when seen again")]
    public static partial void AlarmNotKept(this ILogger log, Exception e, string kind, string? stationId, int? connectorId, string text);
}
