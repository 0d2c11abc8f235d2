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
/// <param name="Id">Its id, as its address names it.</param>
/// <param name="Registration">What was decided about it.</param>
/// <param name="Vendor">Its maker.</param>
/// <param name="Model">Its model.</param>
/// <param name="SerialNumber">Serial number of the charge point.</param>
/// <param name="BoxSerialNumber">Serial number of the box in it.</param>
/// <param name="FirmwareVersion">Its firmware.</param>
/// <param name="Iccid">ICCID of its modem's SIM card.</param>
/// <param name="Imsi">IMSI of that card.</param>
/// <param name="MeterType">Type of its main meter.</param>
/// <param name="MeterSerialNumber">Serial number of that meter.</param>
/// <param name="OcppVersion">Sub-protocol of its last connection.</param>
/// <param name="CreatedAt">When it was entered.</param>
/// <param name="BootedAt">When its last boot was accepted.</param>
/// <param name="ConnectedAt">When its last connection began.</param>
/// <param name="DisconnectedAt">When its last connection ended; null while it is connected.</param>
/// <param name="LastSeenAt">When it was last heard.</param>
/// <param name="RemoteAddress">Where its last connection came from.</param>
/// <param name="PasswordHash">Hash of the HTTP basic password; null when none is asked of this station.</param>
/// <param name="LeniencyMask">Bits of <c>Busbar.Wire.Ocpp.Leniency</c> for this station; null for the default of the settings.</param>
/// <param name="ClockSkewMs">Station clock minus ours, in milliseconds, smoothed; null until measured.</param>
/// <param name="Epoch">Number of its newest connection, rising; 0 before the first.</param>
/// <param name="FirmwareStatus">Last status of a firmware update, as OCPP spells it.</param>
/// <param name="DiagnosticsStatus">Last status of an upload of diagnostics or logs, as OCPP spells it.</param>
/// <param name="DisplayName">Its name for people.</param>
/// <param name="Location">Where it stands, in words.</param>
public sealed record StationRow(
    string Id, Registration Registration, string? Vendor, string? Model, string? SerialNumber, string? BoxSerialNumber, string? FirmwareVersion,
    string? Iccid, string? Imsi, string? MeterType, string? MeterSerialNumber, string? OcppVersion,
    DateTimeOffset CreatedAt, DateTimeOffset? BootedAt, DateTimeOffset? ConnectedAt, DateTimeOffset? DisconnectedAt, DateTimeOffset? LastSeenAt,
    string? RemoteAddress, string? PasswordHash, long? LeniencyMask, long? ClockSkewMs, long Epoch,
    string? FirmwareStatus, string? DiagnosticsStatus, string? DisplayName, string? Location);

/// <summary>Last reported status of a connector; connector 0 is the station as a whole.</summary>
/// <param name="StationId">The station.</param>
/// <param name="ConnectorId">The connector, from 1; 0 for the station as a whole.</param>
/// <param name="Status">As OCPP spells it.</param>
/// <param name="ErrorCode">As OCPP spells it; <c>NoError</c> when all is well.</param>
/// <param name="Info">The station's words; null: none.</param>
/// <param name="VendorId">Whose the vendor's code is; null: none.</param>
/// <param name="VendorErrorCode">The maker's own code; null: none.</param>
/// <param name="StatusAt">Since when, station time.</param>
/// <param name="ReceivedAt">When it was said, our time.</param>
public sealed record ConnectorRow(
    string StationId, int ConnectorId, string Status, string ErrorCode, string? Info, string? VendorId, string? VendorErrorCode,
    DateTimeOffset StatusAt, DateTimeOffset ReceivedAt);

/// <summary>A configuration key as the station last reported it.</summary>
/// <param name="StationId">The station.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value; null: the station gives none.</param>
/// <param name="ReadOnly">Whether the station lets nobody change it.</param>
/// <param name="ReadAt">When the station said so.</param>
public sealed record ConfigurationKeyRow(string StationId, string Key, string? Value, bool ReadOnly, DateTimeOffset ReadAt);
