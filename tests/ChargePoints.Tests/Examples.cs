using Busbar.Wire.Ocpp;

namespace Busbar.ChargePoints.Tests;

/// <summary>A small valid request of every action.</summary>
internal static class Examples
{
    private const string Profile = """{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16}]}}""";

    private static readonly Dictionary<string, string> Payloads = new(StringComparer.Ordinal)
    {
        ["Authorize"] = """{"idTag":"A"}""",
        ["BootNotification"] = """{"chargePointVendor":"V","chargePointModel":"M"}""",
        ["CancelReservation"] = """{"reservationId":1}""",
        ["CertificateSigned"] = """{"certificateChain":"x"}""",
        ["ChangeAvailability"] = """{"connectorId":0,"type":"Operative"}""",
        ["ChangeConfiguration"] = """{"key":"HeartbeatInterval","value":"60"}""",
        ["DataTransfer"] = """{"vendorId":"x"}""",
        ["DeleteCertificate"] = """{"certificateHashData":{"hashAlgorithm":"SHA256","issuerNameHash":"a","issuerKeyHash":"b","serialNumber":"c"}}""",
        ["DiagnosticsStatusNotification"] = """{"status":"Idle"}""",
        ["ExtendedTriggerMessage"] = """{"requestedMessage":"Heartbeat"}""",
        ["FirmwareStatusNotification"] = """{"status":"Idle"}""",
        ["GetCompositeSchedule"] = """{"connectorId":1,"duration":60}""",
        ["GetDiagnostics"] = """{"location":"ftp://example.org"}""",
        ["GetInstalledCertificateIds"] = """{"certificateType":"CentralSystemRootCertificate"}""",
        ["GetLog"] = """{"log":{"remoteLocation":"ftp://example.org"},"logType":"DiagnosticsLog","requestId":1}""",
        ["InstallCertificate"] = """{"certificateType":"CentralSystemRootCertificate","certificate":"x"}""",
        ["LogStatusNotification"] = """{"status":"Idle"}""",
        ["MeterValues"] = """{"connectorId":1,"meterValue":[{"timestamp":"2026-03-01T12:00:00Z","sampledValue":[{"value":"1"}]}]}""",
        ["RemoteStartTransaction"] = """{"idTag":"A"}""",
        ["RemoteStopTransaction"] = """{"transactionId":1}""",
        ["ReserveNow"] = """{"connectorId":1,"expiryDate":"2030-01-01T00:00:00Z","idTag":"A","reservationId":1}""",
        ["Reset"] = """{"type":"Soft"}""",
        ["SecurityEventNotification"] = """{"type":"x","timestamp":"2026-03-01T12:00:00Z"}""",
        ["SendLocalList"] = """{"listVersion":1,"updateType":"Full"}""",
        ["SetChargingProfile"] = $$"""{"connectorId":1,"csChargingProfiles":{{Profile}}}""",
        ["SignCertificate"] = """{"csr":"x"}""",
        ["SignedFirmwareStatusNotification"] = """{"status":"Idle"}""",
        ["SignedUpdateFirmware"] = """{"requestId":1,"firmware":{"location":"https://example.org","retrieveDateTime":"2026-03-01T12:00:00Z","signingCertificate":"x","signature":"y"}}""",
        ["StartTransaction"] = """{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-03-01T12:00:00Z"}""",
        ["StatusNotification"] = """{"connectorId":1,"errorCode":"NoError","status":"Available"}""",
        ["StopTransaction"] = """{"transactionId":1,"meterStop":0,"timestamp":"2026-03-01T12:00:00Z"}""",
        ["TriggerMessage"] = """{"requestedMessage":"Heartbeat"}""",
        ["UnlockConnector"] = """{"connectorId":1}""",
        ["UpdateFirmware"] = """{"location":"https://example.org","retrieveDate":"2026-03-01T12:00:00Z"}""",
    };

    public static OcppRequest RequestFor(OcppAction action)
    {
        var json = Payloads.GetValueOrDefault(action.Name, "{}");
        var request = OcppJson.ReadRequestPayload(action, System.Text.Encoding.UTF8.GetBytes(json), Leniency.None, out var fault);
        Assert.True(request is not null, $"{action}: {fault?.Text}");
        return request;
    }
}
