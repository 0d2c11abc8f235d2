using Busbar.Cloud.Bus;
using Busbar.Cloud.Gateway;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Gateway;

/// <summary>What goes to the CMS as a call, what as an event, and what happens when it fails.</summary>
public sealed class GatewayRoutingTests
{
    [Fact]
    public void Every_action_that_a_station_may_send_has_a_route()
    {
        var routes = OcppRouting.For(OcppVersion.V16);
        var missing = Ocpp16.Messages.Actions.Where(a => a.Sender.HasFlag(ActionSender.Station) && !routes.ContainsKey(a)).Select(a => a.Name);
        Assert.Empty(missing);
        Assert.All(routes.Keys, a => Assert.True(a.Sender.HasFlag(ActionSender.Station), a.Name));
        Assert.Equal(
            ["Authorize", "BootNotification", "DataTransfer", "SignCertificate", "StartTransaction", "StopTransaction"],
            routes.Values.Where(r => r.IsCall).Select(r => r.Action.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_fixed_answer_is_valid()
    {
        foreach (var route in OcppRouting.All.Where(r => !r.IsCall))
        {
            var answer = route.FixedAnswer!(DateTimeOffset.UnixEpoch);
            Assert.Same(route.Action, answer.Action);
            Assert.Null(OcppJson.Validate(answer));
        }
    }

    [Theory]
    [InlineData("BootNotification", """{"chargePointVendor":"V","chargePointModel":"M"}""")]
    [InlineData("Authorize", """{"idTag":"A"}""")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-03-01T12:00:00Z"}""")]
    [InlineData("StopTransaction", """{"transactionId":7,"meterStop":9,"timestamp":"2026-03-01T12:00:00Z"}""")]
    [InlineData("DataTransfer", """{"vendorId":"V"}""")]
    [InlineData("SignCertificate", """{"csr":"x"}""")]
    public async Task Calls_are_answered_by_the_CMS(string action, string payload)
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await rig.ConnectAsync();
        Assert.StartsWith("[3,\"1\",{", await station.CallAsync(action, payload), StringComparison.Ordinal);
        var call = Assert.Single(rig.Cms.Calls);
        Assert.Equal(("CP1", 1L, action, "1"), (call.StationId, call.Epoch, call.Request.Action.Name, call.MessageId.ToString()));
    }

    [Theory]
    [InlineData("MeterValues", """{"connectorId":1,"meterValue":[{"timestamp":"2026-03-01T12:00:00Z","sampledValue":[{"value":"1"}]}]}""")]
    [InlineData("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Available"}""")]
    [InlineData("FirmwareStatusNotification", """{"status":"Idle"}""")]
    [InlineData("DiagnosticsStatusNotification", """{"status":"Idle"}""")]
    [InlineData("LogStatusNotification", """{"status":"Idle"}""")]
    [InlineData("SecurityEventNotification", """{"type":"T","timestamp":"2026-03-01T12:00:00Z"}""")]
    [InlineData("SignedFirmwareStatusNotification", """{"status":"Idle"}""")]
    public async Task Events_are_acknowledged_only_when_they_are_durable(string action, string payload)
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await rig.ConnectAsync();
        var durable = new TaskCompletionSource();
        rig.Cms.Take = e => e is StationReported ? new ValueTask(durable.Task) : ValueTask.CompletedTask;
        var answer = station.CallAsync(action, payload);
        await Until.TrueAsync(() => rig.Cms.Reports.Any(), "the event is published");
        await Task.Delay(20); // For what should not come: nothing else is due to the station that could stand behind an answer.
        Assert.False(answer.IsCompleted);
        durable.SetResult();
        Assert.Equal("[3,\"1\",{}]", await answer);
    }

    [Fact]
    public async Task Heartbeat_is_answered_from_the_clock()
    {
        var time = new FakeTime(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));
        await using var rig = await GatewayRig.StartAsync(time: time);
        await using var station = await rig.ConnectAsync();
        Assert.Equal("""[3,"1",{"currentTime":"2026-05-04T03:02:01Z"}]""", await station.CallAsync("Heartbeat"));
        Assert.IsType<HeartbeatRequest>(Assert.Single(rig.Cms.Reports).Request);
    }

    [Theory]
    [InlineData("Authorize", """{"idTag":"A"}""")]
    [InlineData("Heartbeat", "{}")]
    public async Task A_CMS_that_fails_is_an_internal_error_with_a_reference_and_the_connection_survives(string action, string payload)
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await rig.ConnectAsync();
        rig.Cms.Answer = _ => throw new InvalidOperationException("disk full");
        rig.Cms.Take = e => e is StationReported ? throw new InvalidOperationException("disk full") : ValueTask.CompletedTask;
        var answer = await station.CallAsync(action, payload);
        Assert.StartsWith("[4,\"1\",\"InternalError\",", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("disk", answer, StringComparison.Ordinal);
        var reference = answer.Split("reference ")[1][..8];
        Assert.Contains(rig.Log, line => line.StartsWith("2032:", StringComparison.Ordinal) && line.Contains(reference, StringComparison.Ordinal) && line.Contains("disk full", StringComparison.Ordinal));
        rig.Cms.Take = _ => ValueTask.CompletedTask;
        await station.HeartbeatAsync();
    }

    [Fact]
    public async Task A_CMS_that_hangs_is_an_internal_error_after_its_deadline()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(o => o.CmsTimeout = TimeSpan.FromSeconds(10), time);
        await using var station = await rig.ConnectAsync();
        var gate = new TaskCompletionSource<CallAnswer>();
        rig.Cms.Answer = _ => new(gate.Task);
        var answer = station.CallAsync("Authorize", """{"idTag":"A"}""");
        await Until.TrueAsync(() => answer.IsCompleted, time, TimeSpan.FromSeconds(1), "the station is answered");
        Assert.StartsWith("[4,\"1\",\"InternalError\",", await answer, StringComparison.Ordinal);
        gate.SetResult(CallAnswer.Of(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted } }));
        await station.HeartbeatAsync();
    }

    [Fact]
    public async Task A_refusal_of_the_CMS_is_its_error()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await rig.ConnectAsync();
        rig.Cms.Answer = _ => new(CallAnswer.Refuse(OcppErrorCode.SecurityError, "not you"));
        Assert.Equal("""[4,"1","SecurityError","not you",{}]""", await station.CallAsync("Authorize", """{"idTag":"A"}"""));
    }

    [Fact]
    public async Task An_answer_of_the_CMS_that_breaks_the_schema_is_not_sent()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await rig.ConnectAsync();
        rig.Cms.Answer = _ => new(CallAnswer.Of(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted, ParentIdTag = new string('x', 21) } }));
        Assert.StartsWith("[4,\"1\",\"InternalError\",", await station.CallAsync("Authorize", """{"idTag":"A"}"""), StringComparison.Ordinal);
        Assert.Contains(rig.Log, line => line.StartsWith("2033:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_message_log_has_both_directions_and_can_be_switched_off()
    {
        await using (var rig = await GatewayRig.StartAsync())
        {
            await using var station = await rig.ConnectAsync();
            await station.CallAsync("Authorize", """{"idTag":"A"}""");
            await station.CallAsync("Authorize", """{"idTag":["A"]}""");
            var command = rig.Bus.CommandAsync(new StationCommand("CP1", new ClearCacheRequest()), CancellationToken.None).AsTask();
            var id = (await station.ReceiveTextAsync()).Split('"')[1];
            await station.SendAsync($$"""[3,"{{id}}",{"status":"Accepted"}]""");
            Assert.Equal(CommandOutcome.Answered, (await command).Outcome);
            var log = rig.Cms.Events.OfType<StationExchanged>().Select(e => (e.FromStation, e.Action, Text(e.Request), Text(e.Response), e.ErrorCode));
            Assert.Equal(
                [
                    (true, "Authorize", """{"idTag":"A"}""", """{"idTagInfo":{"status":"Accepted"}}""", null),
                    (true, "Authorize", """{"idTag":["A"]}""", "", "TypeConstraintViolation"),
                    (false, "ClearCache", "{}", """{"status":"Accepted"}""", (string?)null),
                ],
                log);
        }

        await using (var rig = await GatewayRig.StartAsync(o => o.PublishExchanges = false))
        {
            await using var station = await rig.ConnectAsync();
            await station.CallAsync("Authorize", """{"idTag":"A"}""");
            await station.HeartbeatAsync();
            Assert.Empty(rig.Cms.Events.OfType<StationExchanged>());
        }

        static string Text(ReadOnlyMemory<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8.Span);
    }
}
