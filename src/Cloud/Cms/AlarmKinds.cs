namespace Busbar.Cloud.Cms;

/// <summary>
/// The stable names of the alarms that the CMS raises. A condition (a fault, a station gone) is open while it lasts. An event
/// (an orphan, a flood) has no end of its own: it clears when it is acknowledged, or was not seen again for
/// <see cref="CmsOptions.AlarmQuietTime"/>.
/// </summary>
public static class AlarmKinds
{
    /// <summary>Condition, per connector: status Faulted (critical), or an error code beside another status (warning; OCPP 1.6, 4.9).</summary>
    public const string StationFault = "station.fault";

    /// <summary>Condition: gone for longer than <see cref="CmsOptions.OfflineAlarmAfter"/>.</summary>
    public const string StationOffline = "station.offline";

    /// <summary>Condition: its clock differs from ours by more than <see cref="CmsOptions.ClockSkewAlarm"/>.</summary>
    public const string StationClock = "station.clock";

    /// <summary>Event: it named a connector above <see cref="CmsOptions.MaxConnectorId"/>.</summary>
    public const string StationConnector = "station.connector";

    /// <summary>Condition: it waits for an operator's decision.</summary>
    public const string StationPending = "station.pending";

    /// <summary>Condition: its firmware update failed; cleared by the next one that succeeds.</summary>
    public const string StationFirmware = "station.firmware";

    /// <summary>Event: a stop came for a transaction that was never given out here.</summary>
    public const string TransactionOrphan = "transaction.orphan";

    /// <summary>Event: stopped by a tag that is neither the starter's nor of its group.</summary>
    public const string TransactionForeignStop = "transaction.foreign-stop";

    /// <summary>Event, per connector: a transaction is still open while the next one starts there.</summary>
    public const string TransactionStale = "transaction.stale";

    /// <summary>Event: a security event of the station that the Security Whitepaper calls critical.</summary>
    public const string SecurityCritical = "security.critical";

    /// <summary>Event: any other security event of the station.</summary>
    public const string SecurityEvent = "security.event";

    /// <summary>Event: a certificate request waits to be signed.</summary>
    public const string SecurityCertificateRequest = "security.certificate-request";

    /// <summary>Prefix of events about the link, followed by the gateway's name for it: <c>link.flood</c>.</summary>
    public const string LinkPrefix = "link.";

    /// <summary>Prefix of conditions about the current of a connector, followed by the detector's name: <c>anomaly.oscillation</c>.</summary>
    public const string AnomalyPrefix = "anomaly.";

    /// <summary>True for what happened rather than lasts.</summary>
    public static bool IsEvent(string kind) =>
        kind.StartsWith(LinkPrefix, StringComparison.Ordinal)
        || kind is StationConnector or TransactionOrphan or TransactionForeignStop or TransactionStale
            or SecurityCritical or SecurityEvent or SecurityCertificateRequest;
}
