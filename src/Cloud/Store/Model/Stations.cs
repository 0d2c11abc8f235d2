namespace Busbar.Cloud.Store.Model;

/// <summary>What an operator or a BootNotification has decided about a station.</summary>
public enum Registration
{
    /// <summary>Known by hand or accepted at boot.</summary>
    Accepted,

    /// <summary>It may connect and repeats its boot until an operator decides.</summary>
    Pending,

    /// <summary>Its boots are rejected.</summary>
    Rejected,

    /// <summary>Its connection is refused.</summary>
    Blocked,
}

/// <summary>A station as it is kept. Null means: the station never said.</summary>
/// <param name="PasswordHash">Hash of the HTTP basic password; null when none is asked of this station.</param>
/// <param name="LeniencyMask">Bits of <c>Busbar.Wire.Ocpp.Leniency</c> for this station; null for the default of the settings.</param>
/// <param name="ClockSkewMs">Station clock minus ours, in milliseconds, smoothed; null until measured.</param>
public sealed record StationRow(
    string Id, Registration Registration, string? Vendor, string? Model, string? SerialNumber, string? BoxSerialNumber, string? FirmwareVersion,
    string? Iccid, string? Imsi, string? MeterType, string? MeterSerialNumber, string? OcppVersion,
    DateTimeOffset CreatedAt, DateTimeOffset? BootedAt, DateTimeOffset? ConnectedAt, DateTimeOffset? DisconnectedAt, DateTimeOffset? LastSeenAt,
    string? RemoteAddress, string? PasswordHash, long? LeniencyMask, long? ClockSkewMs, long Epoch,
    string? FirmwareStatus, string? DiagnosticsStatus, string? DisplayName, string? Location);

/// <summary>Last reported status of a connector; connector 0 is the station as a whole.</summary>
public sealed record ConnectorRow(
    string StationId, int ConnectorId, string Status, string ErrorCode, string? Info, string? VendorId, string? VendorErrorCode,
    DateTimeOffset StatusAt, DateTimeOffset ReceivedAt);

/// <summary>A configuration key as the station last reported it.</summary>
public sealed record ConfigurationKeyRow(string StationId, string Key, string? Value, bool ReadOnly, DateTimeOffset ReadAt);
