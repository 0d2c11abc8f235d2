// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

using Busbar.Wire.Ocpp.V16;

namespace Busbar.Wire.Ocpp;

/// <summary>The actions of OCPP 1.6.</summary>
public static class Ocpp16
{
    /// <summary><c>Authorize</c>, asked by the station.</summary>
    public static OcppAction Authorize { get; } = new(
        "Authorize", OcppVersion.V16, ActionSender.Station, AuthorizeRequest.Read, AuthorizeResponse.Read);

    /// <summary><c>BootNotification</c>, asked by the station.</summary>
    public static OcppAction BootNotification { get; } = new(
        "BootNotification", OcppVersion.V16, ActionSender.Station, BootNotificationRequest.Read, BootNotificationResponse.Read);

    /// <summary><c>CancelReservation</c>, asked by the central system.</summary>
    public static OcppAction CancelReservation { get; } = new(
        "CancelReservation", OcppVersion.V16, ActionSender.Central, CancelReservationRequest.Read, CancelReservationResponse.Read);

    /// <summary><c>CertificateSigned</c>, asked by the central system.</summary>
    public static OcppAction CertificateSigned { get; } = new(
        "CertificateSigned", OcppVersion.V16, ActionSender.Central, CertificateSignedRequest.Read, CertificateSignedResponse.Read);

    /// <summary><c>ChangeAvailability</c>, asked by the central system.</summary>
    public static OcppAction ChangeAvailability { get; } = new(
        "ChangeAvailability", OcppVersion.V16, ActionSender.Central, ChangeAvailabilityRequest.Read, ChangeAvailabilityResponse.Read);

    /// <summary><c>ChangeConfiguration</c>, asked by the central system.</summary>
    public static OcppAction ChangeConfiguration { get; } = new(
        "ChangeConfiguration", OcppVersion.V16, ActionSender.Central, ChangeConfigurationRequest.Read, ChangeConfigurationResponse.Read);

    /// <summary><c>ClearCache</c>, asked by the central system.</summary>
    public static OcppAction ClearCache { get; } = new(
        "ClearCache", OcppVersion.V16, ActionSender.Central, ClearCacheRequest.Read, ClearCacheResponse.Read);

    /// <summary><c>ClearChargingProfile</c>, asked by the central system.</summary>
    public static OcppAction ClearChargingProfile { get; } = new(
        "ClearChargingProfile", OcppVersion.V16, ActionSender.Central, ClearChargingProfileRequest.Read, ClearChargingProfileResponse.Read);

    /// <summary><c>DataTransfer</c>, asked by either side.</summary>
    public static OcppAction DataTransfer { get; } = new(
        "DataTransfer", OcppVersion.V16, ActionSender.Both, DataTransferRequest.Read, DataTransferResponse.Read);

    /// <summary><c>DeleteCertificate</c>, asked by the central system.</summary>
    public static OcppAction DeleteCertificate { get; } = new(
        "DeleteCertificate", OcppVersion.V16, ActionSender.Central, DeleteCertificateRequest.Read, DeleteCertificateResponse.Read);

    /// <summary><c>DiagnosticsStatusNotification</c>, asked by the station.</summary>
    public static OcppAction DiagnosticsStatusNotification { get; } = new(
        "DiagnosticsStatusNotification", OcppVersion.V16, ActionSender.Station, DiagnosticsStatusNotificationRequest.Read, DiagnosticsStatusNotificationResponse.Read);

    /// <summary><c>ExtendedTriggerMessage</c>, asked by the central system.</summary>
    public static OcppAction ExtendedTriggerMessage { get; } = new(
        "ExtendedTriggerMessage", OcppVersion.V16, ActionSender.Central, ExtendedTriggerMessageRequest.Read, ExtendedTriggerMessageResponse.Read);

    /// <summary><c>FirmwareStatusNotification</c>, asked by the station.</summary>
    public static OcppAction FirmwareStatusNotification { get; } = new(
        "FirmwareStatusNotification", OcppVersion.V16, ActionSender.Station, FirmwareStatusNotificationRequest.Read, FirmwareStatusNotificationResponse.Read);

    /// <summary><c>GetCompositeSchedule</c>, asked by the central system.</summary>
    public static OcppAction GetCompositeSchedule { get; } = new(
        "GetCompositeSchedule", OcppVersion.V16, ActionSender.Central, GetCompositeScheduleRequest.Read, GetCompositeScheduleResponse.Read);

    /// <summary><c>GetConfiguration</c>, asked by the central system.</summary>
    public static OcppAction GetConfiguration { get; } = new(
        "GetConfiguration", OcppVersion.V16, ActionSender.Central, GetConfigurationRequest.Read, GetConfigurationResponse.Read);

    /// <summary><c>GetDiagnostics</c>, asked by the central system.</summary>
    public static OcppAction GetDiagnostics { get; } = new(
        "GetDiagnostics", OcppVersion.V16, ActionSender.Central, GetDiagnosticsRequest.Read, GetDiagnosticsResponse.Read);

    /// <summary><c>GetInstalledCertificateIds</c>, asked by the central system.</summary>
    public static OcppAction GetInstalledCertificateIds { get; } = new(
        "GetInstalledCertificateIds", OcppVersion.V16, ActionSender.Central, GetInstalledCertificateIdsRequest.Read, GetInstalledCertificateIdsResponse.Read);

    /// <summary><c>GetLocalListVersion</c>, asked by the central system.</summary>
    public static OcppAction GetLocalListVersion { get; } = new(
        "GetLocalListVersion", OcppVersion.V16, ActionSender.Central, GetLocalListVersionRequest.Read, GetLocalListVersionResponse.Read);

    /// <summary><c>GetLog</c>, asked by the central system.</summary>
    public static OcppAction GetLog { get; } = new(
        "GetLog", OcppVersion.V16, ActionSender.Central, GetLogRequest.Read, GetLogResponse.Read);

    /// <summary><c>Heartbeat</c>, asked by the station.</summary>
    public static OcppAction Heartbeat { get; } = new(
        "Heartbeat", OcppVersion.V16, ActionSender.Station, HeartbeatRequest.Read, HeartbeatResponse.Read);

    /// <summary><c>InstallCertificate</c>, asked by the central system.</summary>
    public static OcppAction InstallCertificate { get; } = new(
        "InstallCertificate", OcppVersion.V16, ActionSender.Central, InstallCertificateRequest.Read, InstallCertificateResponse.Read);

    /// <summary><c>LogStatusNotification</c>, asked by the station.</summary>
    public static OcppAction LogStatusNotification { get; } = new(
        "LogStatusNotification", OcppVersion.V16, ActionSender.Station, LogStatusNotificationRequest.Read, LogStatusNotificationResponse.Read);

    /// <summary><c>MeterValues</c>, asked by the station.</summary>
    public static OcppAction MeterValues { get; } = new(
        "MeterValues", OcppVersion.V16, ActionSender.Station, MeterValuesRequest.Read, MeterValuesResponse.Read);

    /// <summary><c>RemoteStartTransaction</c>, asked by the central system.</summary>
    public static OcppAction RemoteStartTransaction { get; } = new(
        "RemoteStartTransaction", OcppVersion.V16, ActionSender.Central, RemoteStartTransactionRequest.Read, RemoteStartTransactionResponse.Read);

    /// <summary><c>RemoteStopTransaction</c>, asked by the central system.</summary>
    public static OcppAction RemoteStopTransaction { get; } = new(
        "RemoteStopTransaction", OcppVersion.V16, ActionSender.Central, RemoteStopTransactionRequest.Read, RemoteStopTransactionResponse.Read);

    /// <summary><c>ReserveNow</c>, asked by the central system.</summary>
    public static OcppAction ReserveNow { get; } = new(
        "ReserveNow", OcppVersion.V16, ActionSender.Central, ReserveNowRequest.Read, ReserveNowResponse.Read);

    /// <summary><c>Reset</c>, asked by the central system.</summary>
    public static OcppAction Reset { get; } = new(
        "Reset", OcppVersion.V16, ActionSender.Central, ResetRequest.Read, ResetResponse.Read);

    /// <summary><c>SecurityEventNotification</c>, asked by the station.</summary>
    public static OcppAction SecurityEventNotification { get; } = new(
        "SecurityEventNotification", OcppVersion.V16, ActionSender.Station, SecurityEventNotificationRequest.Read, SecurityEventNotificationResponse.Read);

    /// <summary><c>SendLocalList</c>, asked by the central system.</summary>
    public static OcppAction SendLocalList { get; } = new(
        "SendLocalList", OcppVersion.V16, ActionSender.Central, SendLocalListRequest.Read, SendLocalListResponse.Read);

    /// <summary><c>SetChargingProfile</c>, asked by the central system.</summary>
    public static OcppAction SetChargingProfile { get; } = new(
        "SetChargingProfile", OcppVersion.V16, ActionSender.Central, SetChargingProfileRequest.Read, SetChargingProfileResponse.Read);

    /// <summary><c>SignCertificate</c>, asked by the station.</summary>
    public static OcppAction SignCertificate { get; } = new(
        "SignCertificate", OcppVersion.V16, ActionSender.Station, SignCertificateRequest.Read, SignCertificateResponse.Read);

    /// <summary><c>SignedFirmwareStatusNotification</c>, asked by the station.</summary>
    public static OcppAction SignedFirmwareStatusNotification { get; } = new(
        "SignedFirmwareStatusNotification", OcppVersion.V16, ActionSender.Station, SignedFirmwareStatusNotificationRequest.Read, SignedFirmwareStatusNotificationResponse.Read);

    /// <summary><c>SignedUpdateFirmware</c>, asked by the central system.</summary>
    public static OcppAction SignedUpdateFirmware { get; } = new(
        "SignedUpdateFirmware", OcppVersion.V16, ActionSender.Central, SignedUpdateFirmwareRequest.Read, SignedUpdateFirmwareResponse.Read);

    /// <summary><c>StartTransaction</c>, asked by the station.</summary>
    public static OcppAction StartTransaction { get; } = new(
        "StartTransaction", OcppVersion.V16, ActionSender.Station, StartTransactionRequest.Read, StartTransactionResponse.Read);

    /// <summary><c>StatusNotification</c>, asked by the station.</summary>
    public static OcppAction StatusNotification { get; } = new(
        "StatusNotification", OcppVersion.V16, ActionSender.Station, StatusNotificationRequest.Read, StatusNotificationResponse.Read);

    /// <summary><c>StopTransaction</c>, asked by the station.</summary>
    public static OcppAction StopTransaction { get; } = new(
        "StopTransaction", OcppVersion.V16, ActionSender.Station, StopTransactionRequest.Read, StopTransactionResponse.Read);

    /// <summary><c>TriggerMessage</c>, asked by the central system.</summary>
    public static OcppAction TriggerMessage { get; } = new(
        "TriggerMessage", OcppVersion.V16, ActionSender.Central, TriggerMessageRequest.Read, TriggerMessageResponse.Read);

    /// <summary><c>UnlockConnector</c>, asked by the central system.</summary>
    public static OcppAction UnlockConnector { get; } = new(
        "UnlockConnector", OcppVersion.V16, ActionSender.Central, UnlockConnectorRequest.Read, UnlockConnectorResponse.Read);

    /// <summary><c>UpdateFirmware</c>, asked by the central system.</summary>
    public static OcppAction UpdateFirmware { get; } = new(
        "UpdateFirmware", OcppVersion.V16, ActionSender.Central, UpdateFirmwareRequest.Read, UpdateFirmwareResponse.Read);

    /// <summary>All of them, found by name.</summary>
    public static OcppMessageSet Messages { get; } = new(
        OcppVersion.V16,
        Authorize,
        BootNotification,
        CancelReservation,
        CertificateSigned,
        ChangeAvailability,
        ChangeConfiguration,
        ClearCache,
        ClearChargingProfile,
        DataTransfer,
        DeleteCertificate,
        DiagnosticsStatusNotification,
        ExtendedTriggerMessage,
        FirmwareStatusNotification,
        GetCompositeSchedule,
        GetConfiguration,
        GetDiagnostics,
        GetInstalledCertificateIds,
        GetLocalListVersion,
        GetLog,
        Heartbeat,
        InstallCertificate,
        LogStatusNotification,
        MeterValues,
        RemoteStartTransaction,
        RemoteStopTransaction,
        ReserveNow,
        Reset,
        SecurityEventNotification,
        SendLocalList,
        SetChargingProfile,
        SignCertificate,
        SignedFirmwareStatusNotification,
        SignedUpdateFirmware,
        StartTransaction,
        StatusNotification,
        StopTransaction,
        TriggerMessage,
        UnlockConnector,
        UpdateFirmware);
}
