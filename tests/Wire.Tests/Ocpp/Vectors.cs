using Busbar.Wire.Ocpp;

namespace Busbar.Wire.Tests.Ocpp;

/// <summary>One request and one response of every action of 1.6, as they stand on the wire: every property that the schema has, in its order.</summary>
internal static class Vectors
{
    private const string IdTagInfo = """{"expiryDate":"2026-12-31T23:59:59Z","parentIdTag":"FLEET-7","status":"Accepted"}""";
    private const string Schedule = """{"duration":3600,"startSchedule":"2026-03-01T12:00:00Z","chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16.1,"numberPhases":3},{"startPeriod":1800,"limit":0}],"minChargingRate":6.5}""";
    private const string Profile = $$"""{"chargingProfileId":7,"transactionId":42,"stackLevel":1,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Recurring","recurrencyKind":"Daily","validFrom":"2026-03-01T00:00:00Z","validTo":"2026-03-31T00:00:00.250Z","chargingSchedule":{{Schedule}}}""";
    private const string MeterValue = """{"timestamp":"2026-03-01T12:00:00Z","sampledValue":[{"value":"1234.5","context":"Sample.Periodic","format":"Raw","measurand":"Energy.Active.Import.Register","phase":"L1-N","location":"Outlet","unit":"kWh"},{"value":"54"}]}""";
    private const string Certificate = """{"hashAlgorithm":"SHA256","issuerNameHash":"a1b2","issuerKeyHash":"c3d4","serialNumber":"01"}""";
    private const string Accepted = """{"status":"Accepted"}""";

    public static IEnumerable<(string Action, string Request, string Response)> All =>
    [
        ("Authorize", """{"idTag":"04E1F2A3B4C5D6"}""", $$"""{"idTagInfo":{{IdTagInfo}}}"""),
        ("BootNotification", """{"chargePointVendor":"Busbar","chargePointModel":"Lab 1","chargePointSerialNumber":"SN-1","chargeBoxSerialNumber":"BOX-1","firmwareVersion":"1.0.0","iccid":"8949","imsi":"2620","meterType":"MID","meterSerialNumber":"M-1"}""",
            """{"status":"Accepted","currentTime":"2026-03-01T12:00:00.123Z","interval":300}"""),
        ("CancelReservation", """{"reservationId":5}""", Accepted),
        ("CertificateSigned", """{"certificateChain":"-----BEGIN CERTIFICATE-----\nMIIB\n"}""".Replace("\\n", "\\u000a", StringComparison.Ordinal), Accepted),
        ("ChangeAvailability", """{"connectorId":1,"type":"Inoperative"}""", """{"status":"Scheduled"}"""),
        ("ChangeConfiguration", """{"key":"HeartbeatInterval","value":"600"}""", """{"status":"RebootRequired"}"""),
        ("ClearCache", "{}", Accepted),
        ("ClearChargingProfile", """{"id":7,"connectorId":0,"chargingProfilePurpose":"TxDefaultProfile","stackLevel":2}""", """{"status":"Unknown"}"""),
        ("DataTransfer", """{"vendorId":"com.example","messageId":"hello","data":"{\"a\":\"\u00fc\"}"}""".Replace("\\u00fc", "ü", StringComparison.Ordinal), """{"status":"UnknownVendorId","data":""}"""),
        ("DeleteCertificate", $$"""{"certificateHashData":{{Certificate}}}""", """{"status":"NotFound"}"""),
        ("DiagnosticsStatusNotification", """{"status":"Uploading"}""", "{}"),
        ("ExtendedTriggerMessage", """{"requestedMessage":"SignChargePointCertificate","connectorId":1}""", """{"status":"NotImplemented"}"""),
        ("FirmwareStatusNotification", """{"status":"DownloadFailed"}""", "{}"),
        ("GetCompositeSchedule", """{"connectorId":1,"duration":3600,"chargingRateUnit":"W"}""", $$"""{"status":"Accepted","connectorId":1,"scheduleStart":"2026-03-01T12:00:00Z","chargingSchedule":{{Schedule}}}"""),
        ("GetConfiguration", """{"key":["HeartbeatInterval","NoSuchKey"]}""", """{"configurationKey":[{"key":"HeartbeatInterval","readonly":false,"value":"600"},{"key":"NumberOfConnectors","readonly":true}],"unknownKey":["NoSuchKey"]}"""),
        ("GetDiagnostics", """{"location":"ftp://user:secret@example.com/logs","retries":3,"retryInterval":60,"startTime":"2026-03-01T00:00:00Z","stopTime":"2026-03-01T12:00:00Z"}""", """{"fileName":"log.zip"}"""),
        ("GetInstalledCertificateIds", """{"certificateType":"CentralSystemRootCertificate"}""", $$"""{"certificateHashData":[{{Certificate}}],"status":"Accepted"}"""),
        ("GetLocalListVersion", "{}", """{"listVersion":-1}"""),
        ("GetLog", """{"log":{"remoteLocation":"https://example.com/up","oldestTimestamp":"2026-03-01T00:00:00Z","latestTimestamp":"2026-03-01T12:00:00Z"},"logType":"SecurityLog","requestId":9,"retries":1,"retryInterval":30}""", """{"status":"AcceptedCanceled","filename":"security.log"}"""),
        ("Heartbeat", "{}", """{"currentTime":"2026-03-01T12:00:00Z"}"""),
        ("InstallCertificate", """{"certificateType":"ManufacturerRootCertificate","certificate":"MIIB"}""", """{"status":"Rejected"}"""),
        ("LogStatusNotification", """{"status":"UploadFailure","requestId":9}""", "{}"),
        ("MeterValues", $$"""{"connectorId":1,"transactionId":42,"meterValue":[{{MeterValue}}]}""", "{}"),
        ("RemoteStartTransaction", $$"""{"connectorId":1,"idTag":"DEMO","chargingProfile":{{Profile}}}""", Accepted),
        ("RemoteStopTransaction", """{"transactionId":42}""", """{"status":"Rejected"}"""),
        ("ReserveNow", """{"connectorId":1,"expiryDate":"2026-03-01T13:00:00Z","idTag":"DEMO","parentIdTag":"FLEET-7","reservationId":5}""", """{"status":"Occupied"}"""),
        ("Reset", """{"type":"Soft"}""", Accepted),
        ("SecurityEventNotification", """{"type":"FirmwareUpdated","timestamp":"2026-03-01T12:00:00Z","techInfo":"1.0.1"}""", "{}"),
        ("SendLocalList", $$"""{"listVersion":3,"localAuthorizationList":[{"idTag":"DEMO","idTagInfo":{{IdTagInfo}}},{"idTag":"GONE"}],"updateType":"Differential"}""", """{"status":"VersionMismatch"}"""),
        ("SetChargingProfile", $$"""{"connectorId":1,"csChargingProfiles":{{Profile}}}""", """{"status":"NotSupported"}"""),
        ("SignCertificate", """{"csr":"MIIC"}""", Accepted),
        ("SignedFirmwareStatusNotification", """{"status":"InstallVerificationFailed","requestId":11}""", "{}"),
        ("SignedUpdateFirmware", """{"retries":2,"retryInterval":10,"requestId":11,"firmware":{"location":"https://example.com/fw.bin","retrieveDateTime":"2026-03-02T00:00:00Z","installDateTime":"2026-03-03T00:00:00Z","signingCertificate":"MIIB","signature":"c2ln"}}""", """{"status":"RevokedCertificate"}"""),
        ("StartTransaction", """{"connectorId":1,"idTag":"DEMO","meterStart":1000,"reservationId":5,"timestamp":"2026-03-01T12:00:00Z"}""", $$"""{"idTagInfo":{{IdTagInfo}},"transactionId":42}"""),
        ("StatusNotification", """{"connectorId":1,"errorCode":"HighTemperature","info":"68 °C","status":"SuspendedEVSE","timestamp":"2026-03-01T12:00:00Z","vendorId":"com.example","vendorErrorCode":"T68"}""", "{}"),
        ("StopTransaction", $$"""{"idTag":"DEMO","meterStop":21000,"timestamp":"2026-03-01T13:00:00Z","transactionId":42,"reason":"EVDisconnected","transactionData":[{{MeterValue}}]}""", $$"""{"idTagInfo":{{IdTagInfo}}}"""),
        ("TriggerMessage", """{"requestedMessage":"MeterValues","connectorId":1}""", """{"status":"NotImplemented"}"""),
        ("UnlockConnector", """{"connectorId":2}""", """{"status":"UnlockFailed"}"""),
        ("UpdateFirmware", """{"location":"ftp://example.com/fw.bin","retries":3,"retrieveDate":"2026-03-02T00:00:00Z","retryInterval":60}""", "{}"),
    ];

    public static OcppAction Find(string action) => Ocpp16.Messages.Find(action) ?? throw new InvalidOperationException($"1.6 has no action {action}.");
}
