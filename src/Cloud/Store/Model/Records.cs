namespace Busbar.Cloud.Store.Model;

/// <summary>An id tag. Tags are compared without case and kept as first written.</summary>
/// <param name="Blocked">Refused everywhere.</param>
/// <param name="ParentTag">Group that concurrency and stopping rights are judged by; null for none.</param>
/// <param name="ExpiresAt">Refused from here on; null for never.</param>
/// <param name="MayRunBeside">May have several transactions at once.</param>
public sealed record IdTagRow(string Tag, bool Blocked, string? ParentTag, DateTimeOffset? ExpiresAt, bool MayRunBeside, string? Note, DateTimeOffset UpdatedAt);

/// <summary>One exchange in the message log: a CALL in either direction with its answer.</summary>
public sealed record MessageRow(
    long Id, string StationId, DateTimeOffset At, bool FromStation, string Action, string MessageId, string Request, string? Response,
    string? ErrorCode, string? ErrorText, double LatencyMs, long Leniencies)
{
    /// <summary>It may have been handed over before, by another process: it is kept once. Not kept itself.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool MayBeRepeated { get; init; }
}

/// <summary>Which log entries to read, newest first. <paramref name="Text"/> matches inside request, response and error, without case.</summary>
public sealed record MessageQuery(
    string? StationId, bool? FromStation, string? Action, string? Text, bool? Failed, DateTimeOffset? From, DateTimeOffset? To, int Limit, long? After);

/// <summary>How bad.</summary>
public enum AlarmSeverity
{
    /// <summary>To know.</summary>
    Info,

    /// <summary>To look at today.</summary>
    Warning,

    /// <summary>To act on now.</summary>
    Critical,
}

/// <summary>An alarm. One is open per (station, connector, kind); it clears by itself or by hand and can be acknowledged while open or after.</summary>
/// <param name="Kind">Stable name, e.g. <c>anomaly.oscillation</c>, <c>link.flood</c>, <c>station.fault</c>, <c>transaction.orphan</c>.</param>
/// <param name="EvidenceJson">JSON object with what led to it (window, statistic, threshold, ...); null when the text says all.</param>
public sealed record AlarmRow(
    long Id, string? StationId, int? ConnectorId, string Kind, AlarmSeverity Severity, string Text, string? EvidenceJson,
    DateTimeOffset RaisedAt, DateTimeOffset LastSeenAt, DateTimeOffset? ClearedAt, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, string? Note);

/// <summary>Which alarms to read, newest first.</summary>
public sealed record AlarmQuery(string? StationId, bool? Open, bool? Acknowledged, AlarmSeverity? AtLeast, int Limit, long? After);

/// <summary>A reservation as agreed with the station.</summary>
/// <param name="State">Active, Used, Cancelled, Expired.</param>
public sealed record ReservationRow(
    int Id, string StationId, int ConnectorId, string IdTag, string? ParentIdTag, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt, string State);

/// <summary>A charging profile that a station has accepted; <paramref name="ProfileJson"/> is the OCPP object as sent.</summary>
public sealed record ProfileRow(
    string StationId, int ConnectorId, int ProfileId, int StackLevel, string Purpose, long? TransactionId, string ProfileJson, DateTimeOffset AcceptedAt);

/// <summary>The local authorisation list that a station holds, as far as we sent it.</summary>
public sealed record LocalListRow(string StationId, int Version, DateTimeOffset SentAt, IReadOnlyList<LocalListEntry> Entries);

/// <summary>An entry of a local list.</summary>
public sealed record LocalListEntry(string IdTag, string Status, DateTimeOffset? ExpiresAt, string? ParentIdTag);

/// <summary>What a user of the console may do. Each role includes those before it.</summary>
public enum Role
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Sends commands, acknowledges alarms, edits id tags.</summary>
    Operator,

    /// <summary>Manages users and stations.</summary>
    Admin,
}

/// <summary>A user of the console.</summary>
public sealed record UserRow(string Name, Role Role, string PasswordHash, DateTimeOffset CreatedAt, DateTimeOffset? LastLoginAt);
