using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Busbar.ChargePoints;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests;

public sealed class OperationTests
{
    [Fact]
    public void Every_call_of_the_central_system_has_an_answer_and_those_of_stations_are_not_supported()
    {
        using var rig = StationRig.Ready();
        foreach (var action in Ocpp16.Messages.Actions)
        {
            var answer = rig.Station.Answer(Examples.RequestFor(action), rig.Now, out _);
            if (action.Sender.HasFlag(ActionSender.Central))
            {
                Assert.True(answer.Response is not null, $"{action}: {answer.Fault?.Text}");
                Assert.Equal(action, answer.Response.Action);
                Assert.Null(OcppJson.Validate(answer.Response));
            }
            else
            {
                Assert.Equal(OcppErrorCode.NotSupported, answer.Fault!.Code);
            }
        }
    }

    [Fact]
    public void Configuration_keys_are_read_by_any_case_and_unknown_ones_are_named()
    {
        using var rig = StationRig.Ready();
        var all = rig.Call<GetConfigurationResponse>(new GetConfigurationRequest()).ConfigurationKey!;
        Assert.Contains(all, k => k is { Key: "NumberOfConnectors", Readonly: true, Value: "1" });
        Assert.DoesNotContain(all, k => k.Key == "AuthorizationKey");
        var some = rig.Call<GetConfigurationResponse>(new GetConfigurationRequest { Key = ["heartbeatINTERVAL", "Nonsense", "AuthorizationKey"] });
        Assert.Equal(("HeartbeatInterval", "300"), (Assert.Single(some.ConfigurationKey!).Key, some.ConfigurationKey![0].Value));
        Assert.Equal(["Nonsense", "AuthorizationKey"], some.UnknownKey!);
        Assert.Equal(OcppErrorCode.OccurrenceConstraintViolation, rig.Refused(new GetConfigurationRequest { Key = [.. Enumerable.Repeat("X", 101)] }).Code);
    }

    [Fact]
    public void Every_key_of_chapter_9_that_is_required_exists()
    {
        using var rig = StationRig.Ready();
        var keys = rig.Call<GetConfigurationResponse>(new GetConfigurationRequest()).ConfigurationKey!.Select(k => k.Key).ToHashSet(StringComparer.Ordinal);
        string[] required =
        [
            "AuthorizeRemoteTxRequests", "ClockAlignedDataInterval", "ConnectionTimeOut", "ConnectorPhaseRotation", "GetConfigurationMaxKeys", "HeartbeatInterval",
            "LocalAuthorizeOffline", "LocalPreAuthorize", "MeterValuesAlignedData", "MeterValuesSampledData", "MeterValueSampleInterval", "NumberOfConnectors",
            "ResetRetries", "StopTransactionOnEVSideDisconnect", "StopTransactionOnInvalidId", "StopTxnAlignedData", "StopTxnSampledData", "SupportedFeatureProfiles",
            "TransactionMessageAttempts", "TransactionMessageRetryInterval", "UnlockConnectorOnEVSideDisconnect", "LocalAuthListEnabled", "LocalAuthListMaxLength",
            "SendLocalListMaxLength", "ChargeProfileMaxStackLevel", "ChargingScheduleAllowedChargingRateUnit", "ChargingScheduleMaxPeriods", "MaxChargingProfilesInstalled",
        ];
        Assert.Subset(keys, required.ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("HeartbeatInterval", "60", ConfigurationStatus.Accepted)]
    [InlineData("HeartbeatInterval", "0", ConfigurationStatus.Rejected)]
    [InlineData("HeartbeatInterval", "-5", ConfigurationStatus.Rejected)]
    [InlineData("HeartbeatInterval", "1.5", ConfigurationStatus.Rejected)]
    [InlineData("HeartbeatInterval", "soon", ConfigurationStatus.Rejected)]
    [InlineData("LocalPreAuthorize", "TRUE", ConfigurationStatus.Accepted)]
    [InlineData("LocalPreAuthorize", "yes", ConfigurationStatus.Rejected)]
    [InlineData("MeterValuesSampledData", "Voltage, SoC", ConfigurationStatus.Accepted)]
    [InlineData("MeterValuesSampledData", "Voltage,RPM", ConfigurationStatus.Rejected)]
    [InlineData("MeterValuesSampledData", "voltage", ConfigurationStatus.Rejected)]
    [InlineData("StopTxnSampledData", "", ConfigurationStatus.Accepted)]
    [InlineData("ConnectorPhaseRotation", "0.RST, 1.TSR", ConfigurationStatus.Accepted)]
    [InlineData("ConnectorPhaseRotation", "1.ABC", ConfigurationStatus.Rejected)]
    [InlineData("WebSocketPingInterval", "30", ConfigurationStatus.RebootRequired)]
    [InlineData("WebSocketPingInterval", "-1", ConfigurationStatus.Rejected)]
    [InlineData("NumberOfConnectors", "9", ConfigurationStatus.Rejected)]
    [InlineData("Nonsense", "1", ConfigurationStatus.NotSupported)]
    [InlineData("AuthorizationKey", "short", ConfigurationStatus.Rejected)]
    [InlineData("AuthorizationKey", "0123456789abcdef", ConfigurationStatus.Accepted)]
    public void A_configuration_change_is_taken_or_refused_by_the_rules_of_its_key(string key, string value, ConfigurationStatus expected)
    {
        using var rig = StationRig.Ready();
        Assert.Equal(expected, rig.Call<ChangeConfigurationResponse>(new ChangeConfigurationRequest { Key = key, Value = value }).Status);
    }

    [Fact]
    public void An_authorization_key_in_hexadecimal_is_its_bytes_and_other_text_is_itself()
    {
        using var rig = StationRig.Ready(StationRig.Options() with { Password = "first" });
        Assert.Equal("first"u8, rig.Station.Password!.Value.Span);
        rig.Call<ChangeConfigurationResponse>(new ChangeConfigurationRequest { Key = "AuthorizationKey", Value = "a plain password" });
        Assert.Equal("a plain password"u8, rig.Station.Password!.Value.Span);
        rig.Call<ChangeConfigurationResponse>(new ChangeConfigurationRequest { Key = "AuthorizationKey", Value = "4F43415F4F4354545F61646D696E5F74657374" });
        Assert.Equal("OCA_OCTT_admin_test"u8, rig.Station.Password!.Value.Span);
    }

    [Fact]
    public void Wrong_configuration_values_stop_the_start_with_their_name()
    {
        Assert.Contains("Nonsense", Assert.Throws<ArgumentException>(() => new StationRig(configuration: ("Nonsense", "1"))).Message, StringComparison.Ordinal);
        Assert.Contains("0 to 86400", Assert.Throws<ArgumentException>(() => new StationRig(configuration: ("MeterValueSampleInterval", "often"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Availability_changes_at_once_or_after_the_transaction_and_stays_over_a_reset()
    {
        using var rig = SessionTests.Charging();
        Assert.Equal(AvailabilityStatus.Scheduled, Change(rig, 1, AvailabilityType.Inoperative));
        Assert.Empty(rig.Statuses());
        rig.Raise(new SessionEnded(1, StopReason.Local));
        Assert.Equal([ChargePointStatus.Unavailable], rig.Statuses());
        Assert.Equal(RemoteStartStopStatus.Rejected, SessionTests.RemoteStart(rig, 1));

        rig.Call<ResetResponse>(new ResetRequest { Type = ResetType.Hard });
        Assert.True(rig.Station.TakeReboot());
        rig.Sent.Clear();
        rig.Connect();
        Assert.Equal([ChargePointStatus.Unavailable], rig.Statuses());
        Assert.Equal(AvailabilityStatus.Accepted, Change(rig, 1, AvailabilityType.Inoperative));
        Assert.Empty(rig.Statuses());
        Assert.Equal(AvailabilityStatus.Accepted, Change(rig, 0, AvailabilityType.Operative));
        Assert.NotEmpty(rig.Statuses());
        Assert.Equal(AvailabilityStatus.Rejected, Change(rig, 2, AvailabilityType.Operative));
    }

    [Fact]
    public void A_scheduled_change_can_be_taken_back()
    {
        using var rig = SessionTests.Charging();
        Change(rig, 1, AvailabilityType.Inoperative);
        Assert.Equal(AvailabilityStatus.Accepted, Change(rig, 1, AvailabilityType.Operative));
        rig.Raise(new SessionEnded(1, StopReason.Local));
        Assert.Equal([ChargePointStatus.Finishing], rig.Statuses());
    }

    [Fact]
    public void Unlock_ends_the_transaction_and_knows_what_it_cannot_do()
    {
        using var rig = SessionTests.Charging();
        Assert.Equal(UnlockStatus.Unlocked, Unlock(rig, 1));
        Assert.Equal(StopReason.UnlockCommand, Assert.Single(rig.Take<StopTransactionRequest>()).Reason);
        Assert.Equal(UnlockStatus.NotSupported, Unlock(rig, 2));
        rig.Hardware.Obeys = false;
        Assert.Equal(UnlockStatus.UnlockFailed, Unlock(rig, 1));
        using var tethered = StationRig.Ready(hardware: SessionTests.NoCableDetection());
        Assert.Equal(UnlockStatus.NotSupported, Unlock(tethered, 1));
    }

    [Fact]
    public void A_soft_reset_delivers_its_stops_before_it_reboots()
    {
        using var rig = SessionTests.Charging();
        rig.IsMute = true;
        rig.Call<ResetResponse>(new ResetRequest { Type = ResetType.Soft });
        Assert.False(rig.Station.TakeReboot());
        rig.IsMute = false;
        rig.End(StationRig.Answered(new StopTransactionResponse()));
        Assert.Equal(StopReason.SoftReset, Assert.Single(rig.Take<StopTransactionRequest>()).Reason);
        Assert.True(rig.Station.TakeReboot());
        rig.Sent.Clear();
        rig.Connect();
        Assert.IsType<BootNotificationRequest>(rig.Sent[0]);
    }

    [Fact]
    public void A_soft_reset_does_not_wait_for_ever()
    {
        using var rig = SessionTests.Charging();
        rig.IsMute = true;
        rig.Call<ResetResponse>(new ResetRequest { Type = ResetType.Soft });
        rig.Advance(TimeSpan.FromSeconds(30));
        Assert.True(rig.Station.TakeReboot());
    }

    [Fact]
    public void A_hard_reset_reboots_at_once_and_delivers_its_stops_after_the_next_boot()
    {
        using var rig = SessionTests.Charging();
        rig.Call<ResetResponse>(new ResetRequest { Type = ResetType.Hard });
        Assert.True(rig.Station.TakeReboot());
        Assert.Empty(rig.Take<StopTransactionRequest>());
        Assert.Equal("stop 1", rig.Hardware.Commands[0]);
        rig.Connect();
        Assert.Equal("BootNotification StatusNotification StatusNotification StopTransaction", StationRig.Names(rig.Sent));
        Assert.Equal(StopReason.HardReset, Assert.Single(rig.Take<StopTransactionRequest>()).Reason);
    }

    [Fact]
    public void Data_transfer_knows_its_own_vendor_alone()
    {
        using var rig = StationRig.Ready();
        Assert.Equal(DataTransferStatus.UnknownVendorId, rig.Call<DataTransferResponse>(new DataTransferRequest { VendorId = "x" }).Status);
        Assert.Equal(DataTransferStatus.UnknownMessageId, rig.Call<DataTransferResponse>(new DataTransferRequest { VendorId = "org.busbar.lab", MessageId = "x" }).Status);
        var echo = rig.Call<DataTransferResponse>(new DataTransferRequest { VendorId = "org.busbar.lab", MessageId = "Echo", Data = "hello" });
        Assert.Equal((DataTransferStatus.Accepted, "hello"), (echo.Status, echo.Data));
    }

    [Fact]
    public void Each_trigger_brings_its_message_after_the_answer()
    {
        using var rig = StationRig.Ready();
        Assert.Equal(TriggerMessageStatus.Accepted, Trigger(rig, MessageTrigger.Heartbeat));
        Assert.Single(rig.Take<HeartbeatRequest>());
        Trigger(rig, MessageTrigger.DiagnosticsStatusNotification);
        Assert.Equal(DiagnosticsStatus.Idle, Assert.Single(rig.Take<DiagnosticsStatusNotificationRequest>()).Status);
        Trigger(rig, MessageTrigger.FirmwareStatusNotification);
        Assert.Equal(FirmwareStatus.Idle, Assert.Single(rig.Take<FirmwareStatusNotificationRequest>()).Status);
        Trigger(rig, MessageTrigger.StatusNotification);
        Assert.Equal([0, 1], rig.Take<StatusNotificationRequest>().Select(s => s.ConnectorId));
        Trigger(rig, MessageTrigger.StatusNotification, 1);
        Assert.Equal([1], rig.Take<StatusNotificationRequest>().Select(s => s.ConnectorId));
        Assert.Equal(TriggerMessageStatus.Rejected, Trigger(rig, MessageTrigger.StatusNotification, 9));
        Assert.Empty(rig.Sent);
    }

    [Fact]
    public void A_firmware_update_waits_for_the_vehicle_reports_its_stages_and_reboots()
    {
        using var rig = SessionTests.Charging();
        rig.Call<UpdateFirmwareResponse>(new UpdateFirmwareRequest { Location = "https://example.org/fw.bin", RetrieveDate = rig.Utc.AddSeconds(10) });
        rig.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal([FirmwareStatus.Downloading, FirmwareStatus.Downloaded], rig.Take<FirmwareStatusNotificationRequest>().Select(f => f.Status));
        rig.Raise(new SessionEnded(1, StopReason.Local));
        Assert.Equal(ChargePointStatus.Unavailable, rig.Statuses()[^1]);
        rig.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([FirmwareStatus.Installing], rig.Take<FirmwareStatusNotificationRequest>().Select(f => f.Status));
        Assert.True(rig.Station.TakeReboot());
        rig.Connect();
        Assert.Equal([FirmwareStatus.Installed], rig.Take<FirmwareStatusNotificationRequest>().Select(f => f.Status));
        Assert.Equal(ChargePointStatus.Preparing, rig.Statuses()[^1]);
    }

    [Fact]
    public void A_firmware_address_that_cannot_be_reached_fails()
    {
        using var rig = StationRig.Ready();
        rig.Call<UpdateFirmwareResponse>(new UpdateFirmwareRequest { Location = "carrier-pigeon://fw.bin", RetrieveDate = rig.Utc });
        rig.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal([FirmwareStatus.Downloading, FirmwareStatus.DownloadFailed], rig.Take<FirmwareStatusNotificationRequest>().Select(f => f.Status));
    }

    [Fact]
    public void Diagnostics_and_logs_report_their_upload()
    {
        using var rig = StationRig.Ready();
        Assert.NotEmpty(rig.Call<GetDiagnosticsResponse>(new GetDiagnosticsRequest { Location = "ftp://example.org/up" }).FileName!);
        var log = new GetLogRequest { LogType = LogType.SecurityLog, RequestId = 4, Log = new LogParameters { RemoteLocation = "nowhere" } };
        Assert.Equal(LogStatus.Accepted, rig.Call<GetLogResponse>(log).Status);
        Assert.Equal(LogStatus.AcceptedCanceled, rig.Call<GetLogResponse>(log).Status);
        rig.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal([DiagnosticsStatus.Uploading, DiagnosticsStatus.Uploaded], rig.Take<DiagnosticsStatusNotificationRequest>().Select(d => d.Status));
        Assert.Equal([UploadLogStatus.Uploading, UploadLogStatus.UploadFailure], rig.Take<LogStatusNotificationRequest>().Select(d => d.Status));
    }

    [Fact]
    public void Certificates_are_kept_listed_and_deleted()
    {
        using var rig = StationRig.Ready();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = new CertificateRequest("CN=Root", key, HashAlgorithmName.SHA256).CreateSelfSigned(rig.Utc, rig.Utc.AddYears(1));
        var use = CertificateUse.CentralSystemRootCertificate;
        Assert.Equal(GetInstalledCertificateStatus.NotFound, rig.Call<GetInstalledCertificateIdsResponse>(new GetInstalledCertificateIdsRequest { CertificateType = use }).Status);
        Assert.Equal(InstallCertificateStatus.Failed, rig.Call<InstallCertificateResponse>(new InstallCertificateRequest { CertificateType = use, Certificate = "no certificate" }).Status);
        Assert.Equal(InstallCertificateStatus.Accepted, rig.Call<InstallCertificateResponse>(new InstallCertificateRequest { CertificateType = use, Certificate = root.ExportCertificatePem() }).Status);
        var hash = Assert.Single(rig.Call<GetInstalledCertificateIdsResponse>(new GetInstalledCertificateIdsRequest { CertificateType = use }).CertificateHashData!);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(root.SubjectName.RawData)), hash.IssuerNameHash);
        Assert.Equal(DeleteCertificateStatus.Accepted, rig.Call<DeleteCertificateResponse>(new DeleteCertificateRequest { CertificateHashData = hash }).Status);
        Assert.Equal(DeleteCertificateStatus.NotFound, rig.Call<DeleteCertificateResponse>(new DeleteCertificateRequest { CertificateHashData = hash }).Status);
    }

    [Fact]
    public void A_signing_request_is_made_on_demand_and_only_its_certificate_is_taken()
    {
        using var rig = StationRig.Ready();
        Assert.Equal(TriggerMessageStatus.Accepted, rig.Call<ExtendedTriggerMessageResponse>(new ExtendedTriggerMessageRequest { RequestedMessage = ExtendedMessageTrigger.SignChargePointCertificate }).Status);
        var csr = Assert.Single(rig.Take<SignCertificateRequest>()).Csr;
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var ca = new CertificateRequest("CN=CA", caKey, HashAlgorithmName.SHA256) { CertificateExtensions = { new X509BasicConstraintsExtension(true, false, 0, true) } }.CreateSelfSigned(rig.Utc, rig.Utc.AddYears(1));
        var request = CertificateRequest.LoadSigningRequestPem(csr, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.Default);
        Assert.Contains("CN=CP-1", request.SubjectName.Name, StringComparison.Ordinal);
        using var signed = request.Create(ca, rig.Utc, rig.Utc.AddDays(1), [1, 2, 3]);
        Assert.Equal(CertificateSignedStatus.Accepted, Sign(rig, signed.ExportCertificatePem()));
        Assert.Equal(CertificateSignedStatus.Rejected, Sign(rig, ca.ExportCertificatePem()));
        Assert.Equal(CertificateSignedStatus.Rejected, Sign(rig, "no certificate"));
    }

    private static CertificateSignedStatus Sign(StationRig rig, string pem) =>
        rig.Call<CertificateSignedResponse>(new CertificateSignedRequest { CertificateChain = pem }).Status;

    private static AvailabilityStatus Change(StationRig rig, int connectorId, AvailabilityType type) =>
        rig.Call<ChangeAvailabilityResponse>(new ChangeAvailabilityRequest { ConnectorId = connectorId, Type = type }).Status;

    private static UnlockStatus Unlock(StationRig rig, int connectorId) => rig.Call<UnlockConnectorResponse>(new UnlockConnectorRequest { ConnectorId = connectorId }).Status;

    private static TriggerMessageStatus Trigger(StationRig rig, MessageTrigger message, int? connectorId = null) =>
        rig.Call<TriggerMessageResponse>(new TriggerMessageRequest { RequestedMessage = message, ConnectorId = connectorId }).Status;
}
