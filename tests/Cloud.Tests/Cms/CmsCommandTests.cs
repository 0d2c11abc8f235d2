using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsCommandTests
{
    [Fact]
    public async Task A_request_is_passed_on_and_the_stations_own_answer_comes_back()
    {
        await using var rig = await BootedAsync();
        rig.Gateway.Answer<UnlockConnectorRequest>(_ => new UnlockConnectorResponse { Status = UnlockStatus.UnlockFailed });
        var reply = await rig.CommandAsync(new UnlockConnectorRequest { ConnectorId = 2 });
        Assert.Equal((CommandOutcome.Answered, UnlockStatus.UnlockFailed), (reply.Outcome, Assert.IsType<UnlockConnectorResponse>(reply.Response).Status));
        Assert.Equal(2, rig.Gateway.All<UnlockConnectorRequest>().Single().ConnectorId);
        Assert.Empty(reply.Steps);
    }

    [Fact]
    public async Task Every_request_of_the_central_system_goes_through()
    {
        await using var rig = await BootedAsync();
        foreach (var request in new OcppRequest[]
        {
            new CancelReservationRequest { ReservationId = 1 }, new ChangeAvailabilityRequest { ConnectorId = 0, Type = AvailabilityType.Inoperative },
            new ChangeConfigurationRequest { Key = "k", Value = "v" }, new ClearCacheRequest(), new ClearChargingProfileRequest(),
            new DataTransferRequest { VendorId = "v" }, new GetCompositeScheduleRequest { ConnectorId = 1, Duration = 60 }, new GetConfigurationRequest(),
            new GetDiagnosticsRequest { Location = "ftp://x" }, new GetLocalListVersionRequest(), new RemoteStartTransactionRequest { IdTag = "TAG1" },
            new RemoteStopTransactionRequest { TransactionId = 1 }, new ReserveNowRequest { ConnectorId = 1, ExpiryDate = rig.Now, IdTag = "TAG1", ReservationId = 1 },
            new ResetRequest { Type = ResetType.Soft }, new SendLocalListRequest { ListVersion = 1, UpdateType = UpdateType.Full },
            new SetChargingProfileRequest { ConnectorId = 0, CsChargingProfiles = CmsProfileTests.Profile(1) }, new TriggerMessageRequest { RequestedMessage = MessageTrigger.Heartbeat },
            new UnlockConnectorRequest { ConnectorId = 1 }, new UpdateFirmwareRequest { Location = "ftp://x", RetrieveDate = rig.Now },
            new GetLogRequest { Log = new LogParameters { RemoteLocation = "ftp://x" }, LogType = LogType.SecurityLog, RequestId = 1 },
            new CertificateSignedRequest { CertificateChain = "PEM" }, new ExtendedTriggerMessageRequest { RequestedMessage = ExtendedMessageTrigger.Heartbeat },
        })
        {
            Assert.Equal(CommandOutcome.Refused, (await rig.CommandAsync(request)).Outcome);
            Assert.Equal(request.Action, rig.Gateway.Sent[^1].Request.Action);
        }
    }

    [Fact]
    public async Task Who_is_not_known_or_not_connected_is_not_reached()
    {
        await using var rig = await BootedAsync();
        Assert.Equal(CommandOutcome.NotConnected, (await rig.CommandAsync(new ClearCacheRequest(), "GHOST")).Outcome);
        rig.Gateway.Connected = false;
        Assert.Equal(CommandOutcome.NotConnected, (await rig.CommandAsync(new ClearCacheRequest())).Outcome);
    }

    [Fact]
    public async Task A_rejected_station_gets_no_calls()
    {
        await using var rig = await BootedAsync();
        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(Registration.Rejected, null, null, null, null), CancellationToken.None);
        var reply = await rig.CommandAsync(new ClearCacheRequest());
        Assert.Equal((CommandOutcome.Refused, "NotAccepted"), (reply.Outcome, reply.ErrorCode));
        Assert.StartsWith("Not sent: the station is Rejected", reply.ErrorText, StringComparison.Ordinal);
        Assert.Empty(rig.Gateway.Sent);
    }

    [Fact]
    public async Task A_pending_station_may_be_configured_but_not_started()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { UnknownStations = UnknownStationPolicy.Pending });
        await rig.ConnectAsync();
        rig.Gateway.Answer<ChangeConfigurationRequest>(_ => new ChangeConfigurationResponse { Status = ConfigurationStatus.Accepted });
        Assert.Equal(CommandOutcome.Answered, (await rig.CommandAsync(new ChangeConfigurationRequest { Key = "k", Value = "v" })).Outcome);
        Assert.Equal("NotAccepted", (await rig.CommandAsync(new RemoteStartTransactionRequest { IdTag = "TAG1" })).ErrorCode);
        Assert.Equal("NotAccepted", (await rig.CommandAsync(new RemoteStopTransactionRequest { TransactionId = 1 })).ErrorCode);
        Assert.Single(rig.Gateway.Sent);
    }

    [Fact]
    public async Task Configuration_keys_are_kept_as_the_station_tells_them()
    {
        await using var rig = await BootedAsync();
        rig.Gateway.Answer<GetConfigurationRequest>(_ => new GetConfigurationResponse
        {
            ConfigurationKey =
            [
                new KeyValue { Key = "NumberOfConnectors", Readonly = true, Value = "2" }, new KeyValue { Key = "Empty", Readonly = false },
                new KeyValue { Key = "AuthorizationKey", Readonly = false, Value = "leaked" },
            ],
            UnknownKey = ["Nope"],
        });
        await rig.CommandAsync(new GetConfigurationRequest());
        rig.Gateway.Answer<ChangeConfigurationRequest>(r => new ChangeConfigurationResponse
        {
            Status = r.Key == "Bad" ? ConfigurationStatus.Rejected : ConfigurationStatus.RebootRequired,
        });
        await rig.CommandAsync(new ChangeConfigurationRequest { Key = "Empty", Value = "full" });
        await rig.CommandAsync(new ChangeConfigurationRequest { Key = "Bad", Value = "x" });
        var keys = await rig.Store.ReadConfigurationAsync(CmsRig.Id, CancellationToken.None);
        Assert.Equal(
            [("AuthorizationKey", null, false), ("Empty", "full", false), ("NumberOfConnectors", "2", true)],
            keys.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => (k.Key, k.Value, k.ReadOnly)));
    }

    [Fact]
    public async Task An_accepted_authorization_key_is_the_next_connections_password_and_nowhere_in_clear()
    {
        const string hex = "00112233445566778899AABBCCDDEEFF00112233";
        await using var rig = await BootedAsync();
        rig.Gateway.Answer<ChangeConfigurationRequest>(_ => new ChangeConfigurationResponse { Status = ConfigurationStatus.Accepted });
        var reply = await rig.CommandAsync(new ChangeConfigurationRequest { Key = "AuthorizationKey", Value = hex });
        Assert.Single(reply.Steps);
        Assert.Empty(await rig.Store.ReadConfigurationAsync(CmsRig.Id, CancellationToken.None));
        Assert.Equal(AdmissionVerdict.Unauthorized, (await rig.AdmitAsync()).Verdict);
        Assert.Equal(AdmissionVerdict.Accepted, (await rig.AdmitAsync(Convert.FromHexString(hex))).Verdict);
    }

    [Fact]
    public async Task A_reservation_lives_as_the_station_answers_and_ends_when_its_time_is_up()
    {
        await using var rig = await BootedAsync();
        rig.Gateway.Answer<ReserveNowRequest>(r => new ReserveNowResponse { Status = r.ConnectorId == 1 ? ReservationStatus.Accepted : ReservationStatus.Occupied });
        rig.Gateway.Answer<CancelReservationRequest>(_ => new CancelReservationResponse { Status = CancelReservationStatus.Rejected });
        await ReserveAsync(1, connector: 1, TimeSpan.FromMinutes(5));
        await ReserveAsync(2, connector: 2, TimeSpan.FromMinutes(5));
        await ReserveAsync(3, connector: 1, TimeSpan.FromHours(5));
        await rig.CommandAsync(new CancelReservationRequest { ReservationId = 3 });
        Assert.Equal([(1, "Active"), (3, "Cancelled")], await StatesAsync());
        await rig.BeatAsync(TimeSpan.FromMinutes(6));
        Assert.Equal([(1, "Expired"), (3, "Cancelled")], await StatesAsync());

        async Task ReserveAsync(int id, int connector, TimeSpan lasts) => await rig.CommandAsync(
            new ReserveNowRequest { ConnectorId = connector, ExpiryDate = rig.Now + lasts, IdTag = "TAG1", ReservationId = id });
        async Task<IEnumerable<(int, string)>> StatesAsync() =>
            (await rig.Store.ReadReservationsAsync(CmsRig.Id, true, CancellationToken.None)).OrderBy(r => r.Id).Select(r => (r.Id, r.State));
    }

    [Fact]
    public async Task Reservations_are_remembered_over_a_restart()
    {
        await using var rig = await BootedAsync();
        rig.Gateway.Answer<ReserveNowRequest>(_ => new ReserveNowResponse { Status = ReservationStatus.Accepted });
        await rig.CommandAsync(new ReserveNowRequest { ConnectorId = 1, ExpiryDate = rig.Now.AddMinutes(1), IdTag = "TAG1", ReservationId = 1 });
        await using var after = await rig.RestartAsync();
        await after.BeatAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("Expired", (await after.Store.ReadReservationsAsync(null, true, CancellationToken.None)).Single().State);
    }

    [Fact]
    public async Task The_local_list_is_kept_as_the_station_holds_it()
    {
        await using var rig = await BootedAsync();
        rig.Gateway.Answer<SendLocalListRequest>(_ => new SendLocalListResponse { Status = UpdateStatus.Accepted });
        var full = await rig.CommandAsync(List(0, UpdateType.Full, Entry("A"), Entry("B", AuthorizationStatus.Blocked)));
        Assert.Equal("List version 1 was chosen.", Assert.Single(full.Steps));
        await rig.CommandAsync(List(2, UpdateType.Differential, Entry("C"), new AuthorizationData { IdTag = "a" }));
        var list = (await rig.Store.ReadLocalListAsync(CmsRig.Id, CancellationToken.None))!;
        Assert.Equal(2, list.Version);
        Assert.Equal([("B", "Blocked"), ("C", "Accepted")], list.Entries.Select(e => (e.IdTag, e.Status)).Order());
        await rig.CommandAsync(List(3, UpdateType.Full));
        Assert.Empty((await rig.Store.ReadLocalListAsync(CmsRig.Id, CancellationToken.None))!.Entries);
    }

    [Theory]
    [InlineData(UpdateStatus.VersionMismatch)]
    [InlineData(UpdateStatus.Failed)]
    public async Task A_change_that_does_not_fit_suggests_the_full_list_and_is_not_kept(UpdateStatus status)
    {
        await using var rig = await BootedAsync();
        rig.Gateway.Answer<SendLocalListRequest>(_ => new SendLocalListResponse { Status = status });
        var reply = await rig.CommandAsync(List(5, UpdateType.Differential, Entry("A")));
        Assert.Contains("Send the full list", Assert.Single(reply.Steps), StringComparison.Ordinal);
        Assert.Null(await rig.Store.ReadLocalListAsync(CmsRig.Id, CancellationToken.None));
    }

    [Fact]
    public async Task A_full_list_with_an_entry_that_says_nothing_is_not_sent()
    {
        await using var rig = await BootedAsync();
        var reply = await rig.CommandAsync(List(5, UpdateType.Full, new AuthorizationData { IdTag = "A" }));
        Assert.Equal("PropertyConstraintViolation", reply.ErrorCode);
        Assert.Empty(rig.Gateway.Sent);
    }

    [Theory]
    [InlineData(-1, "The station has no local list.")]
    [InlineData(0, "The station holds version 0, we sent version 4 last. Send the full list.")]
    [InlineData(4, null)]
    public async Task A_list_version_that_is_not_ours_is_told(int version, string? step)
    {
        await using var rig = await BootedAsync();
        rig.Gateway.Answer<SendLocalListRequest>(_ => new SendLocalListResponse { Status = UpdateStatus.Accepted });
        rig.Gateway.Answer<GetLocalListVersionRequest>(_ => new GetLocalListVersionResponse { ListVersion = version });
        await rig.CommandAsync(List(4, UpdateType.Full, Entry("A")));
        var reply = await rig.CommandAsync(new GetLocalListVersionRequest());
        if (step is null) Assert.Empty(reply.Steps);
        else Assert.Contains(step, reply.Steps);
        Assert.Equal(version == 0 ? 0 : 1, (await rig.Store.ReadLocalListAsync(CmsRig.Id, CancellationToken.None))!.Entries.Count);
    }

    [Fact]
    public async Task When_an_answer_cannot_be_written_down_the_operator_still_gets_it()
    {
        await using var rig = await BootedAsync();
        rig.Gateway.Answer<ChangeConfigurationRequest>(_ => new ChangeConfigurationResponse { Status = ConfigurationStatus.Accepted });
        rig.Store.Full = true;
        var reply = await rig.CommandAsync(new ChangeConfigurationRequest { Key = "k", Value = "v" });
        Assert.Equal(CommandOutcome.Answered, reply.Outcome);
        Assert.Contains("could not be written down", Assert.Single(reply.Steps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Triggering_a_boot_of_an_accepted_station_is_sent_with_a_word_of_warning()
    {
        await using var rig = await BootedAsync();
        rig.Gateway.Answer<TriggerMessageRequest>(_ => new TriggerMessageResponse { Status = TriggerMessageStatus.Accepted });
        Assert.Single((await rig.CommandAsync(new TriggerMessageRequest { RequestedMessage = MessageTrigger.BootNotification })).Steps);
        Assert.Empty((await rig.CommandAsync(new TriggerMessageRequest { RequestedMessage = MessageTrigger.StatusNotification })).Steps);
    }

    private static async Task<CmsRig> BootedAsync()
    {
        var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        return rig;
    }

    private static SendLocalListRequest List(int version, UpdateType type, params AuthorizationData[] entries) =>
        new() { ListVersion = version, UpdateType = type, LocalAuthorizationList = entries };

    private static AuthorizationData Entry(string tag, AuthorizationStatus status = AuthorizationStatus.Accepted) =>
        new() { IdTag = tag, IdTagInfo = new IdTagInfo { Status = status } };
}
