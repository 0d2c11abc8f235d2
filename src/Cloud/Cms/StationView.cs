using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms;

/// <summary>A station as screens and clients see it: what is kept, joined with its live state. Immutable snapshot.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Connected">Whether it is connected.</param>
/// <param name="Registration">What was decided about it.</param>
/// <param name="DisplayName">Its name for people; null: none.</param>
/// <param name="Location">Where it stands, in words; null: not said.</param>
/// <param name="Vendor">Its maker; null: it never said.</param>
/// <param name="Model">Its model; null: it never said.</param>
/// <param name="SerialNumber">Its serial number; null: it never said.</param>
/// <param name="FirmwareVersion">Its firmware; null: it never said.</param>
/// <param name="OcppVersion">Sub-protocol of its last connection; null before the first.</param>
/// <param name="RemoteAddress">Where that came from; null: not known.</param>
/// <param name="ConnectedAt">When it began; null before the first.</param>
/// <param name="DisconnectedAt">When it ended; null while it is connected.</param>
/// <param name="LastSeenAt">When it was last heard; null: never.</param>
/// <param name="BootedAt">When its last boot was accepted; null: never.</param>
/// <param name="ClockSkewMs">Station clock minus ours, ms; null until measured.</param>
/// <param name="FirmwareStatus">Last status of a firmware update, as OCPP spells it; null: none.</param>
/// <param name="DiagnosticsStatus">Last status of an upload, as OCPP spells it; null: none.</param>
/// <param name="PowerW">Sum over connectors of the last measured active import power, in W; null when never measured.</param>
/// <param name="OpenTransactions">Transactions that run.</param>
/// <param name="OpenAlarms">Alarms that are open.</param>
/// <param name="WorstAlarm">How bad the worst of them is; null: there is none.</param>
/// <param name="Connectors">Its connectors, by number.</param>
public sealed record StationView(
    string Id, bool Connected, Registration Registration, string? DisplayName, string? Location, string? Vendor, string? Model, string? SerialNumber,
    string? FirmwareVersion, string? OcppVersion, string? RemoteAddress, DateTimeOffset? ConnectedAt, DateTimeOffset? DisconnectedAt,
    DateTimeOffset? LastSeenAt, DateTimeOffset? BootedAt, long? ClockSkewMs, string? FirmwareStatus, string? DiagnosticsStatus,
    double? PowerW, int OpenTransactions, int OpenAlarms, AlarmSeverity? WorstAlarm, IReadOnlyList<ConnectorView> Connectors);

/// <summary>A connector with its last measured values (null when never measured) and the limit in force with its source.</summary>
/// <param name="ConnectorId">Its number, from 1; 0 for the station as a whole.</param>
/// <param name="Status">As OCPP spells it.</param>
/// <param name="ErrorCode">As OCPP spells it; <c>NoError</c> when all is well.</param>
/// <param name="Info">The station's words; null: none.</param>
/// <param name="VendorErrorCode">The maker's own code; null: none.</param>
/// <param name="StatusAt">Since when, station time.</param>
/// <param name="CurrentA">Current into the vehicle, A; of three phases the highest.</param>
/// <param name="VoltageV">Voltage, V; of three phases the mean to neutral.</param>
/// <param name="PowerW">Power into the vehicle, W, over all phases.</param>
/// <param name="SocPct">State of charge of the vehicle, %.</param>
/// <param name="EnergyWh">Register, Wh.</param>
/// <param name="LimitA">Current limit in A from the station's own Current.Offered or from the profiles that it accepted; null for none known.</param>
/// <param name="LimitSource">Where the limit comes from, in words; null without one.</param>
/// <param name="MeasuredAt">When these values were taken, station time.</param>
/// <param name="TransactionId">The transaction that runs; null: none.</param>
/// <param name="IdTag">Who began it; null: none runs.</param>
/// <param name="TransactionStartedAt">When it began, station time; null: none runs.</param>
/// <param name="TransactionEnergyWh">What it has delivered, Wh; null: none runs, or not measured.</param>
public sealed record ConnectorView(
    int ConnectorId, string Status, string ErrorCode, string? Info, string? VendorErrorCode, DateTimeOffset StatusAt,
    double? CurrentA, double? VoltageV, double? PowerW, double? SocPct, double? EnergyWh, double? LimitA, string? LimitSource,
    DateTimeOffset? MeasuredAt, long? TransactionId, string? IdTag, DateTimeOffset? TransactionStartedAt, double? TransactionEnergyWh);
