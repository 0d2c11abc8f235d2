using System.Diagnostics.CodeAnalysis;

namespace Busbar.Tools.OcppGen;

/// <summary>
/// How an enumeration is read leniently: the rule, what unknown spellings become, members beyond the standard, and further spellings of
/// members.
/// </summary>
internal sealed record LenientEnum(string Rule, string Unknown, params string[] Extra)
{
    public IReadOnlyList<(string Spelling, string Member)> Aliases { get; init; } = [];
}

/// <summary>What <c>null</c> for a required integer is read as, and under which rule.</summary>
internal sealed record NullInteger(int Fallback, string Rule);

/// <summary>
/// What the schemas of one version do not say: names of types, who sends, which fields are read leniently in a way of their own.
/// </summary>
internal sealed class Edition
{
    private static readonly string[] Stations16 =
    [
        "Authorize", "BootNotification", "DiagnosticsStatusNotification", "FirmwareStatusNotification", "Heartbeat", "LogStatusNotification",
        "MeterValues", "SecurityEventNotification", "SignCertificate", "SignedFirmwareStatusNotification", "StartTransaction",
        "StatusNotification", "StopTransaction",
    ];

    private static readonly string[] Stations2 =
    [
        "Authorize", "BatterySwap", "BootNotification", "ClearedChargingLimit", "ClosePeriodicEventStream", "FirmwareStatusNotification",
        "Get15118EVCertificate", "GetCertificateChainStatus", "GetCertificateStatus", "Heartbeat", "LogStatusNotification", "MeterValues",
        "NotifyChargingLimit", "NotifyCustomerInformation", "NotifyDERAlarm", "NotifyDERStartStop", "NotifyDisplayMessages",
        "NotifyEVChargingNeeds", "NotifyEVChargingSchedule", "NotifyEvent", "NotifyMonitoringReport", "NotifyPeriodicEventStream",
        "NotifyPriorityCharging", "NotifyReport", "NotifySettlement", "OpenPeriodicEventStream", "PublishFirmwareStatusNotification",
        "PullDynamicScheduleUpdate", "ReportChargingProfiles", "ReportDERControl", "ReservationStatusUpdate", "SecurityEventNotification",
        "SignCertificate", "StatusNotification", "TransactionEvent", "VatNumberValidation",
    ];

    // The schemas of 1.6 have no names for their inner types; chapter 7 of the specification has.
    private static readonly Dictionary<string, string> Names16 = new(StringComparer.Ordinal)
    {
        ["AuthorizeResponse.idTagInfo"] = "IdTagInfo",
        ["StartTransactionResponse.idTagInfo"] = "IdTagInfo",
        ["StopTransactionResponse.idTagInfo"] = "IdTagInfo",
        ["AuthorizationData.idTagInfo"] = "IdTagInfo",
        ["IdTagInfo.status"] = "AuthorizationStatus",
        ["BootNotificationResponse.status"] = "BootNotificationStatus",
        ["CancelReservationResponse.status"] = "CancelReservationStatus",
        ["ChangeAvailabilityRequest.type"] = "AvailabilityType",
        ["ChangeAvailabilityResponse.status"] = "AvailabilityStatus",
        ["ChangeConfigurationResponse.status"] = "ConfigurationStatus",
        ["ClearCacheResponse.status"] = "ClearCacheStatus",
        ["ClearChargingProfileRequest.chargingProfilePurpose"] = "ChargingProfilePurpose",
        ["ClearChargingProfileResponse.status"] = "ClearChargingProfileStatus",
        ["DataTransferResponse.status"] = "DataTransferStatus",
        ["DiagnosticsStatusNotificationRequest.status"] = "DiagnosticsStatus",
        ["FirmwareStatusNotificationRequest.status"] = "FirmwareStatus",
        ["GetCompositeScheduleRequest.chargingRateUnit"] = "ChargingRateUnit",
        ["GetCompositeScheduleResponse.status"] = "GetCompositeScheduleStatus",
        ["GetCompositeScheduleResponse.chargingSchedule"] = "ChargingSchedule",
        ["ChargingSchedule.chargingRateUnit"] = "ChargingRateUnit",
        ["ChargingSchedule.chargingSchedulePeriod"] = "ChargingSchedulePeriod",
        ["GetConfigurationResponse.configurationKey"] = "KeyValue",
        ["MeterValuesRequest.meterValue"] = "MeterValue",
        ["StopTransactionRequest.transactionData"] = "MeterValue",
        ["MeterValue.sampledValue"] = "SampledValue",
        ["SampledValue.context"] = "ReadingContext",
        ["SampledValue.format"] = "ValueFormat",
        ["SampledValue.measurand"] = "Measurand",
        ["SampledValue.phase"] = "Phase",
        ["SampledValue.location"] = "Location",
        ["SampledValue.unit"] = "UnitOfMeasure",
        ["RemoteStartTransactionRequest.chargingProfile"] = "ChargingProfile",
        ["SetChargingProfileRequest.csChargingProfiles"] = "ChargingProfile",
        ["ChargingProfile.chargingProfilePurpose"] = "ChargingProfilePurpose",
        ["ChargingProfile.chargingProfileKind"] = "ChargingProfileKind",
        ["ChargingProfile.recurrencyKind"] = "RecurrencyKind",
        ["ChargingProfile.chargingSchedule"] = "ChargingSchedule",
        ["RemoteStartTransactionResponse.status"] = "RemoteStartStopStatus",
        ["RemoteStopTransactionResponse.status"] = "RemoteStartStopStatus",
        ["ReserveNowResponse.status"] = "ReservationStatus",
        ["ResetRequest.type"] = "ResetType",
        ["ResetResponse.status"] = "ResetStatus",
        ["SendLocalListRequest.localAuthorizationList"] = "AuthorizationData",
        ["SendLocalListRequest.updateType"] = "UpdateType",
        ["SendLocalListResponse.status"] = "UpdateStatus",
        ["SetChargingProfileResponse.status"] = "ChargingProfileStatus",
        ["StatusNotificationRequest.errorCode"] = "ChargePointErrorCode",
        ["StatusNotificationRequest.status"] = "ChargePointStatus",
        ["StopTransactionRequest.reason"] = "StopReason",
        ["TriggerMessageRequest.requestedMessage"] = "MessageTrigger",
        ["TriggerMessageResponse.status"] = "TriggerMessageStatus",
        ["UnlockConnectorResponse.status"] = "UnlockStatus",

        // The security extension names its types, two of them as types of 1.6 that differ.
        ["MessageTriggerEnumType"] = "ExtendedMessageTrigger",
        ["FirmwareStatusEnumType"] = "SignedFirmwareStatus",
        ["LogEnumType"] = "LogType",
    };

    private static readonly Dictionary<string, LenientEnum> Lenient16 = new(StringComparer.Ordinal)
    {
        ["ReadingContext"] = new("UnknownReading", "Unknown", "Unknown"),
        ["ValueFormat"] = new("UnknownReading", "Unknown", "Unknown"),
        ["Measurand"] = new("UnknownReading", "Unknown", "Unknown"),
        ["Phase"] = new("UnknownReading", "Unknown", "Unknown"),
        ["Location"] = new("UnknownReading", "Unknown", "Unknown"),
        ["UnitOfMeasure"] = new("UnknownUnit", "Unknown", "Hertz", "Unknown") { Aliases = [("Hertz", "Hertz"), ("Hz", "Hertz"), ("C", "Celsius")] },
        ["ChargePointErrorCode"] = new("UnknownErrorCode", "OtherError"),
        ["StopReason"] = new("UnknownReason", "Other"),
    };

    private static readonly Edition[] All =
    [
        new("1.6", "V16", "Ocpp16", Stations16)
        {
            Names = Names16, Lenient = Lenient16, JsonTexts = new HashSet<string>(StringComparer.Ordinal) { "DataTransferRequest.data", "DataTransferResponse.data" },
            NullIntegers = new Dictionary<string, NullInteger>(StringComparer.Ordinal) { ["StopTransactionRequest.transactionId"] = new(-1, "NullTransaction") },
        },
        new("2.0.1", "V201", "Ocpp201", Stations2),
        new("2.1", "V21", "Ocpp21", Stations2),
    ];

    private readonly HashSet<string> _stations;

    private Edition(string name, string version, string catalogueClass, string[] stations)
    {
        Name = name;
        Version = version;
        CatalogueClass = catalogueClass;
        _stations = new(stations, StringComparer.Ordinal);
    }

    /// <summary>Name as the standard writes it.</summary>
    public string Name { get; }

    /// <summary>Member of <c>OcppVersion</c>, and last part of the namespace.</summary>
    public string Version { get; }

    /// <summary>Static class that lists the actions.</summary>
    public string CatalogueClass { get; }

    /// <summary>Type names by place ("Owner.property") or by definition.</summary>
    public IReadOnlyDictionary<string, string> Names { get; private init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Enumerations with a leniency rule of their own.</summary>
    public IReadOnlyDictionary<string, LenientEnum> Lenient { get; private init; } = new Dictionary<string, LenientEnum>(StringComparer.Ordinal);

    /// <summary>Text properties ("Owner.property") that real stations fill with other JSON.</summary>
    public IReadOnlySet<string> JsonTexts { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Required integers ("Owner.property") that real stations send as <c>null</c>.</summary>
    public IReadOnlyDictionary<string, NullInteger> NullIntegers { get; private init; } = new Dictionary<string, NullInteger>(StringComparer.Ordinal);

    public static bool TryFind(string name, [NotNullWhen(true)] out Edition? edition)
    {
        edition = Array.Find(All, e => e.Name == name);
        return edition is not null;
    }

    /// <summary>Member of <c>ActionSender</c> for an action.</summary>
    public string Sender(string action) => action == "DataTransfer" ? "Both" : _stations.Contains(action) ? "Station" : "Central";
}
