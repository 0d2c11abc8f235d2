namespace Busbar.Cloud.Store.Model;

/// <summary>An id tag. Tags are compared without case and kept as first written.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Blocked">Refused everywhere.</param>
/// <param name="ParentTag">Group that concurrency and stopping rights are judged by; null for none.</param>
/// <param name="ExpiresAt">Refused from here on; null for never.</param>
/// <param name="MayRunBeside">May have several transactions at once.</param>
/// <param name="Note">An operator's words; null: none.</param>
/// <param name="UpdatedAt">When it was last written.</param>
public sealed record IdTagRow(string Tag, bool Blocked, string? ParentTag, DateTimeOffset? ExpiresAt, bool MayRunBeside, string? Note, DateTimeOffset UpdatedAt);

/// <summary>One exchange in the message log: a CALL in either direction with its answer.</summary>
/// <param name="Id">Key, rising; 0 for one that is not kept yet.</param>
/// <param name="StationId">The station.</param>
/// <param name="At">When the call began, our time.</param>
/// <param name="FromStation">True when the station called.</param>
/// <param name="Action">The action, as the standard spells it.</param>
/// <param name="MessageId">Id of the call.</param>
/// <param name="Request">Payload of the call as it was on the wire.</param>
/// <param name="Response">Payload of the answer; null: there was none.</param>
/// <param name="ErrorCode">Code of a CALLERROR, or TimedOut, Disconnected; null when answered.</param>
/// <param name="ErrorText">In words; null when answered.</param>
/// <param name="LatencyMs">From the call to its answer, ms.</param>
/// <param name="Leniencies">Leniency rules that fired, a bit each.</param>
public sealed record MessageRow(
    long Id, string StationId, DateTimeOffset At, bool FromStation, string Action, string MessageId, string Request, string? Response,
    string? ErrorCode, string? ErrorText, double LatencyMs, long Leniencies)
{
    /// <summary>It may have been handed over before, by another process: it is kept once. Not kept itself.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool MayBeRepeated { get; init; }
}

/// <summary>Which log entries to read, newest first.</summary>
/// <param name="StationId">Of this station; null for all.</param>
/// <param name="FromStation">Calls of stations, or ours; null for both.</param>
/// <param name="Action">Of this action; null for all.</param>
/// <param name="Text">What request, response or error contain, whatever its case; null for all.</param>
/// <param name="Failed">Those that ended with an error, or those that did not; null for both.</param>
/// <param name="From">Begun then or later; null for all.</param>
/// <param name="To">Begun before that; null for all.</param>
/// <param name="Limit">Most rows, 1 or more.</param>
/// <param name="After">Id of the last one of the page before; null for the first page.</param>
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
/// <param name="Id">Key, rising; 0 for one that is not kept yet.</param>
/// <param name="StationId">The station; null for an alarm of none.</param>
/// <param name="ConnectorId">Its connector; null for the whole station.</param>
/// <param name="Kind">Stable name, e.g. <c>anomaly.oscillation</c>, <c>link.flood</c>, <c>station.fault</c>, <c>transaction.orphan</c>.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Text">What is the matter, with figures.</param>
/// <param name="EvidenceJson">JSON object with what led to it (window, statistic, threshold, ...); null when the text says all.</param>
/// <param name="RaisedAt">When it began.</param>
/// <param name="LastSeenAt">When its cause was last seen.</param>
/// <param name="ClearedAt">When it ended; null while it is open.</param>
/// <param name="AcknowledgedAt">When somebody acknowledged it; null: nobody has.</param>
/// <param name="AcknowledgedBy">Who did; null: nobody has.</param>
/// <param name="Note">What that person wrote; null: nothing.</param>
public sealed record AlarmRow(
    long Id, string? StationId, int? ConnectorId, string Kind, AlarmSeverity Severity, string Text, string? EvidenceJson,
    DateTimeOffset RaisedAt, DateTimeOffset LastSeenAt, DateTimeOffset? ClearedAt, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, string? Note);

/// <summary>What a user did through the API, and what came of it. Never changed once it is written.</summary>
/// <param name="Id">Key of the entry; 0 for a new one.</param>
/// <param name="At">When.</param>
/// <param name="User">Who.</param>
/// <param name="Address">Where the request came from; null when not known.</param>
/// <param name="Kind">What was done: the name of a command such as <c>Reset</c>, otherwise that of the operation in the OpenAPI document such as <c>saveCharger</c>.</param>
/// <param name="Target">Id of what it was done to: a station, a tag, a user, ...; null where there is none.</param>
/// <param name="DetailJson">JSON of what was asked, without secrets; null for nothing more.</param>
/// <param name="Status">HTTP status of the answer.</param>
/// <param name="Outcome">In a word or a sentence, such as the station's own answer; null where the status says all.</param>
public sealed record AuditRow(
    long Id, DateTimeOffset At, string User, string? Address, string Kind, string? Target, string? DetailJson, int Status, string? Outcome);

/// <summary>Which entries of the audit log to read, newest first.</summary>
/// <param name="User">Only of this user, without case; null for all.</param>
/// <param name="Kind">Only this command or operation, without case; null for all.</param>
/// <param name="Target">Only what was done to this; null for all.</param>
/// <param name="Text">Part of target, detail or outcome, without case; null for any.</param>
/// <param name="Failed">Only those with a status of 400 or more, or only others; null for both.</param>
/// <param name="From">From this time on; null for any.</param>
/// <param name="To">Before this time; null for any.</param>
/// <param name="Limit">Most rows, 1 or more.</param>
/// <param name="After">Id of the last one of the page before; null for the first page.</param>
public sealed record AuditQuery(
    string? User, string? Kind, string? Target, string? Text, bool? Failed, DateTimeOffset? From, DateTimeOffset? To, int Limit, long? After);

/// <summary>Which alarms to read, newest first.</summary>
/// <param name="StationId">Of this station; null for all.</param>
/// <param name="Open">Open ones, or ended ones; null for both.</param>
/// <param name="Acknowledged">Acknowledged ones, or the others; null for both.</param>
/// <param name="AtLeast">This severity and worse; null for all.</param>
/// <param name="Limit">Most rows, 1 or more.</param>
/// <param name="After">Id of the last one of the page before; null for the first page.</param>
public sealed record AlarmQuery(string? StationId, bool? Open, bool? Acknowledged, AlarmSeverity? AtLeast, int Limit, long? After)
{
    /// <summary>Part of station, kind, text or note, without case; null for any.</summary>
    public string? Text { get; init; }

    /// <summary>Raised from then on; null for any time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Raised before; null for any time.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>A reservation as agreed with the station.</summary>
/// <param name="Id">The reservation's id, which the station knows.</param>
/// <param name="StationId">The station.</param>
/// <param name="ConnectorId">The connector, from 1; 0 for any.</param>
/// <param name="IdTag">Whom it is for.</param>
/// <param name="ParentIdTag">The group that may use it too; null: none.</param>
/// <param name="ExpiresAt">When it ends unused.</param>
/// <param name="CreatedAt">When the station agreed.</param>
/// <param name="State">Active, Used, Cancelled, Expired.</param>
public sealed record ReservationRow(
    int Id, string StationId, int ConnectorId, string IdTag, string? ParentIdTag, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt, string State);

/// <summary>A charging profile that a station has accepted.</summary>
/// <param name="StationId">The station.</param>
/// <param name="ConnectorId">The connector, from 1; 0 for the whole station.</param>
/// <param name="ProfileId">The profile's id.</param>
/// <param name="StackLevel">Its stack level, 0 or more; the higher one counts.</param>
/// <param name="Purpose">Its purpose, as OCPP spells it.</param>
/// <param name="TransactionId">The transaction that it is for; null: none.</param>
/// <param name="ProfileJson">The OCPP object as sent.</param>
/// <param name="AcceptedAt">When the station accepted it.</param>
public sealed record ProfileRow(
    string StationId, int ConnectorId, int ProfileId, int StackLevel, string Purpose, long? TransactionId, string ProfileJson, DateTimeOffset AcceptedAt);

/// <summary>The local authorisation list that a station holds, as far as we sent it.</summary>
/// <param name="StationId">The station.</param>
/// <param name="Version">Version that the station has been told.</param>
/// <param name="SentAt">When.</param>
/// <param name="Entries">All of the list.</param>
public sealed record LocalListRow(string StationId, int Version, DateTimeOffset SentAt, IReadOnlyList<LocalListEntry> Entries);

/// <summary>An entry of a local list.</summary>
/// <param name="IdTag">The tag.</param>
/// <param name="Status">Its status, as OCPP spells it.</param>
/// <param name="ExpiresAt">Until when it holds; null: for ever.</param>
/// <param name="ParentIdTag">Its group; null: none.</param>
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
/// <param name="Name">Who, unique.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="PasswordHash">Hash of the password, never the password.</param>
/// <param name="CreatedAt">When the user was made.</param>
/// <param name="LastLoginAt">When the user last logged in; null: never.</param>
public sealed record UserRow(string Name, Role Role, string PasswordHash, DateTimeOffset CreatedAt, DateTimeOffset? LastLoginAt);
