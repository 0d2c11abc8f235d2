using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms;

/// <summary>A station as screens and clients see it: what is kept, joined with its live state. Immutable snapshot.</summary>
/// <param name="PowerW">Sum over connectors of the last measured active import power, in W; null when never measured.</param>
public sealed record StationView(
    string Id, bool Connected, Registration Registration, string? DisplayName, string? Location, string? Vendor, string? Model, string? SerialNumber,
    string? FirmwareVersion, string? OcppVersion, string? RemoteAddress, DateTimeOffset? ConnectedAt, DateTimeOffset? DisconnectedAt,
    DateTimeOffset? LastSeenAt, DateTimeOffset? BootedAt, long? ClockSkewMs, string? FirmwareStatus, string? DiagnosticsStatus,
    double? PowerW, int OpenTransactions, int OpenAlarms, AlarmSeverity? WorstAlarm, IReadOnlyList<ConnectorView> Connectors);

/// <summary>A connector with its last measured values (null when never measured) and the limit in force with its source.</summary>
/// <param name="LimitA">Current limit in A from the station's own Current.Offered or from the profiles that it accepted; null for none known.</param>
/// <param name="LimitSource">Where the limit comes from, in words.</param>
public sealed record ConnectorView(
    int ConnectorId, string Status, string ErrorCode, string? Info, string? VendorErrorCode, DateTimeOffset StatusAt,
    double? CurrentA, double? VoltageV, double? PowerW, double? SocPct, double? EnergyWh, double? LimitA, string? LimitSource,
    DateTimeOffset? MeasuredAt, long? TransactionId, string? IdTag, DateTimeOffset? TransactionStartedAt, double? TransactionEnergyWh);
