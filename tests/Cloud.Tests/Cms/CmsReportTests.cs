using System.Text;
using System.Text.Json.Nodes;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.DependencyInjection;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsReportTests
{
    [Fact]
    public async Task A_data_transfer_of_a_vendor_that_nobody_serves_is_of_an_unknown_vendor()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        var answer = await rig.CallAsync<DataTransferResponse>(new DataTransferRequest { VendorId = "org.stranger", Data = "x" });
        Assert.Equal((DataTransferStatus.UnknownVendorId, null), (answer.Status, answer.Data));
    }

    [Fact]
    public async Task A_data_transfer_goes_to_the_handler_of_its_vendor()
    {
        await using var rig = await CmsRig.StartAsync(more: s => s.AddSingleton<IDataTransferHandler, Parrot>());
        await rig.BootAsync();
        var answer = await rig.CallAsync<DataTransferResponse>(new DataTransferRequest { VendorId = "ORG.parrot", MessageId = "say", Data = "hello" });
        Assert.Equal((DataTransferStatus.Accepted, "CP-1 hello"), (answer.Status, answer.Data));
    }

    [Fact]
    public async Task A_handler_that_fails_is_answered_rejected()
    {
        await using var rig = await CmsRig.StartAsync(more: s => s.AddSingleton<IDataTransferHandler, Parrot>());
        await rig.BootAsync();
        Assert.Equal(DataTransferStatus.Rejected, (await rig.CallAsync<DataTransferResponse>(new DataTransferRequest { VendorId = "org.parrot" })).Status);
    }

    [Fact]
    public async Task Firmware_and_diagnostics_keep_their_last_word()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.ReportAsync(new FirmwareStatusNotificationRequest { Status = FirmwareStatus.Downloading });
        await rig.ReportAsync(new DiagnosticsStatusNotificationRequest { Status = DiagnosticsStatus.Uploading });
        Assert.Equal(("Downloading", "Uploading"), (rig.View.FirmwareStatus, rig.View.DiagnosticsStatus));
        await rig.ReportAsync(new LogStatusNotificationRequest { Status = UploadLogStatus.Uploaded, RequestId = 3 });
        Assert.Equal("Uploaded", rig.Store.Station(CmsRig.Id)!.DiagnosticsStatus);
        Assert.Empty(rig.Store.Alarms);
    }

    [Fact]
    public async Task A_failed_firmware_update_is_an_alarm_until_one_succeeds()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.ReportAsync(new FirmwareStatusNotificationRequest { Status = FirmwareStatus.InstallationFailed });
        Assert.Contains("InstallationFailed", rig.Store.OpenAlarm(AlarmKinds.StationFirmware)!.Text, StringComparison.Ordinal);
        await rig.ReportAsync(new SignedFirmwareStatusNotificationRequest { Status = SignedFirmwareStatus.InvalidSignature, RequestId = 1 });
        Assert.Single(rig.Store.Alarms);
        await rig.ReportAsync(new SignedFirmwareStatusNotificationRequest { Status = SignedFirmwareStatus.Installed, RequestId = 2 });
        Assert.Null(rig.Store.OpenAlarm(AlarmKinds.StationFirmware));
    }

    [Theory]
    [InlineData("TamperDetectionActivated", AlarmKinds.SecurityCritical, AlarmSeverity.Critical)]
    [InlineData("MemoryExhaustion", AlarmKinds.SecurityCritical, AlarmSeverity.Critical)]
    [InlineData("StartupOfTheDevice", AlarmKinds.SecurityEvent, AlarmSeverity.Info)]
    [InlineData("InvalidMessages", AlarmKinds.SecurityEvent, AlarmSeverity.Warning)]
    [InlineData("SomethingOfOurOwn", AlarmKinds.SecurityEvent, AlarmSeverity.Warning)]
    public async Task A_security_event_is_an_alarm_as_critical_as_the_whitepaper_calls_it(string type, string kind, AlarmSeverity severity)
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.ReportAsync(new SecurityEventNotificationRequest { Type = type, Timestamp = rig.Now, TechInfo = "port 3" });
        var alarm = rig.Store.OpenAlarm(kind)!;
        Assert.Equal(severity, alarm.Severity);
        Assert.Equal($"Security event {type}: port 3.", alarm.Text);
    }

    [Fact]
    public async Task Names_that_a_station_makes_up_do_not_make_alarms_without_end()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        for (var i = 0; i < 100; i++) await rig.ReportAsync(new SecurityEventNotificationRequest { Type = $"Event{i}", Timestamp = rig.Now });
        Assert.Single(rig.Store.Alarms);
    }

    [Fact]
    public async Task A_certificate_request_is_rejected_because_there_is_no_authority_here()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        Assert.Equal(GenericStatus.Rejected, (await rig.CallAsync<SignCertificateResponse>(new SignCertificateRequest { Csr = "PEM" })).Status);
        Assert.Empty(rig.Store.Alarms);
    }

    [Fact]
    public async Task A_certificate_request_is_handed_to_the_operator_where_the_setting_says_so()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { AcceptCertificateRequests = true });
        await rig.BootAsync();
        Assert.Equal(GenericStatus.Accepted, (await rig.CallAsync<SignCertificateResponse>(new SignCertificateRequest { Csr = "PEM" })).Status);
        Assert.Contains("\"csr\":\"PEM\"", rig.Store.OpenAlarm(AlarmKinds.SecurityCertificateRequest)!.EvidenceJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_exchange_is_logged_and_shown_to_who_watches()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        using var live = rig.Feed.Open();
        await rig.EventAsync(Exchange("Authorize", """{"idTag":"TAG1"}"""));
        Assert.False(live.TryRead(out _));
        using var watch = rig.Feed.Watch(CmsRig.Id);
        await rig.EventAsync(Exchange("Authorize", """{"idTag":"TÄG"}"""));
        Assert.True(live.TryRead(out var shown));
        Assert.Equal("""{"idTag":"TÄG"}""", Assert.IsType<MessageLogged>(shown).Message.Request);
        Assert.Equal(2, rig.Store.Messages.Count);
        Assert.Equal(("Authorize", true, 12.5, "{}"), (rig.Store.Messages[0].Action, rig.Store.Messages[0].FromStation, rig.Store.Messages[0].LatencyMs, rig.Store.Messages[0].Response));
    }

    [Fact]
    public async Task The_log_may_leave_actions_out_or_be_off()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { UnloggedActions = ["heartbeat"] });
        await rig.EventAsync(Exchange("Heartbeat", "{}"));
        Assert.Empty(rig.Store.Messages);
        await using var off = await CmsRig.StartAsync(CmsRig.Defaults with { MessageLog = false });
        await off.EventAsync(Exchange("Authorize", "{}"));
        Assert.Empty(off.Store.Messages);
    }

    [Fact]
    public async Task The_log_never_shows_an_authorization_key()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.EventAsync(Exchange("ChangeConfiguration", """{"key":"authorizationkey","value":"0011223344556677889900112233445566778899"}""", fromStation: false));
        await rig.EventAsync(Exchange("ChangeConfiguration", """{"key":"HeartbeatInterval","value":"60"}""", fromStation: false));
        await rig.EventAsync(Exchange("ChangeConfiguration", "not json", fromStation: false));
        Assert.Equal("***", JsonNode.Parse(rig.Store.Messages[0].Request)!["value"]!.GetValue<string>());
        Assert.Equal("""{"key":"HeartbeatInterval","value":"60"}""", rig.Store.Messages[1].Request);
        Assert.Equal("not json", rig.Store.Messages[2].Request);
    }

    [Fact]
    public async Task A_long_payload_is_cut_between_characters_and_the_entry_says_so()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { MaxLoggedBytes = 257 });
        await rig.EventAsync(Exchange("DataTransfer", string.Concat(Enumerable.Repeat("ä", 300))));
        Assert.Equal($"{new string('ä', 128)}... (344 bytes cut off)", rig.Store.Messages.Single().Request);
    }

    [Fact]
    public async Task What_is_said_of_a_station_that_is_not_there_is_passed_over()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { UnknownStations = UnknownStationPolicy.Reject });
        await rig.EventAsync(new StationDisconnected("GHOST", 1, rig.Now, "closed"));
        await rig.EventAsync(new StationLinkTrouble("GHOST", 1, rig.Now, "flood", "x"));
        await Assert.ThrowsAsync<EventRefusedException>(async () => await rig.ReportAsync(new HeartbeatRequest(), id: "GHOST"));
        Assert.Equal(OcppErrorCode.SecurityError, (await rig.CallAsync(new AuthorizeRequest { IdTag = "TAG1" }, id: "GHOST")).Fault!.Code);
        Assert.Empty(rig.Cms.Stations);
    }

    private static StationExchanged Exchange(string action, string request, bool fromStation = true) => new(
        CmsRig.Id, 1, DateTimeOffset.UnixEpoch, fromStation, action, "m-1", Encoding.UTF8.GetBytes(request), "{}"u8.ToArray(), null, null,
        TimeSpan.FromMilliseconds(12.5), Leniency.None);

    private sealed class Parrot : IDataTransferHandler
    {
        public string VendorId => "org.Parrot";

        public ValueTask<DataTransferResponse> AnswerAsync(string stationId, DataTransferRequest request, CancellationToken ct) =>
            request.Data is null
                ? throw new InvalidOperationException("A parrot needs words.")
                : ValueTask.FromResult(new DataTransferResponse { Status = DataTransferStatus.Accepted, Data = $"{stationId} {request.Data}" });
    }
}
