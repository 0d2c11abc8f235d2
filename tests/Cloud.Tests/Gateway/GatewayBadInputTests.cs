using System.Text;
using Busbar.Cloud.Bus;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Gateway;

/// <summary>Everything that a station can get wrong, byte by byte over TCP, with its right answer, while a neighbour is served throughout.</summary>
public sealed class GatewayBadInputTests
{
    [Theory]
    [InlineData("what is this", "-1")]
    [InlineData("[2,\"1\",\"Heartbeat\",{}", "1")]
    [InlineData("{\"messageTypeId\":2}", "-1")]
    [InlineData("\"Heartbeat\"", "-1")]
    [InlineData("null", "-1")]
    [InlineData("[]", "-1")]
    [InlineData("[9,\"1\",\"Heartbeat\",{}]", "1")]
    [InlineData("[\"2\",\"1\",\"Heartbeat\",{}]", "1")]
    public async Task What_is_no_OCPP_frame_is_a_ProtocolError_and_the_socket_stays_open(string sent, string id)
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        Assert.StartsWith($"[4,\"{id}\",", await station.AskAsync(sent), StringComparison.Ordinal);
        await station.HeartbeatAsync();
    }

    [Fact]
    public async Task Ten_frames_in_a_row_that_are_not_JSON_close_with_1007_and_raise_link_trouble()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        for (var i = 0; i < 9; i++) Assert.StartsWith("[4,\"-1\",\"ProtocolError\",", await station.AskAsync("garbage"), StringComparison.Ordinal);
        await station.SendAsync("garbage");
        Assert.Equal(1007, (await station.ReceiveCloseAsync())?.Code);
        await Until.TrueAsync(() => rig.Cms.Events.OfType<StationLinkTrouble>().Any(t => t is { Kind: "undecodable", StationId: "CP1" }), "the event is published");
    }

    [Fact]
    public async Task A_numeric_message_id_is_answered_with_the_same_digits_as_text()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        Assert.StartsWith("[3,\"4711\",", await station.AskAsync("[2,4711,\"Heartbeat\",{}]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_message_gets_the_same_answer_and_the_CMS_hears_of_it_once()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        const string Start = """[2,"1","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-03-01T12:00:00Z"}]""";
        var first = await station.AskAsync(Start);
        Assert.StartsWith("[3,\"1\",", first, StringComparison.Ordinal);
        Assert.Equal(first, await station.AskAsync(Start));
        Assert.Single(rig.Cms.Calls);
    }

    [Fact]
    public async Task A_message_id_used_again_for_something_else_is_a_call_of_its_own()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        await station.AskAsync("""[2,"1","Authorize",{"idTag":"A"}]""");
        await station.AskAsync("""[2,"1","Authorize",{"idTag":"B"}]""");
        Assert.Equal(["A", "B"], rig.Cms.Calls.Select(c => Assert.IsType<AuthorizeRequest>(c.Request).IdTag));
    }

    [Fact]
    public async Task A_missing_payload_is_an_empty_one_where_that_is_allowed()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        Assert.StartsWith("[3,\"1\",", await station.AskAsync("[2,\"1\",\"Heartbeat\"]"), StringComparison.Ordinal);
        Assert.StartsWith("[4,\"2\",\"OccurenceConstraintViolation\",", await station.AskAsync("[2,\"2\",\"Authorize\"]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_action_is_NotImplemented_and_one_of_the_central_system_is_NotSupported()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        Assert.StartsWith("[4,\"1\",\"NotImplemented\",", await station.CallAsync("MakeCoffee"), StringComparison.Ordinal);
        Assert.StartsWith("[4,\"2\",\"NotSupported\",", await station.CallAsync("RemoteStartTransaction", "{\"idTag\":\"A\"}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorize", """{"idTag":{"a":1}}""", "TypeConstraintViolation")]
    [InlineData("MeterValues", """{"connectorId":true,"meterValue":[]}""", "TypeConstraintViolation")]
    [InlineData("MeterValues", """{"connectorId":1,"meterValue":"none"}""", "TypeConstraintViolation")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":"A","meterStart":"many","timestamp":"2026-03-01T12:00:00Z"}""", "TypeConstraintViolation")]
    [InlineData("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Dreaming"}""", "PropertyConstraintViolation")]
    [InlineData("StartTransaction", """{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"yesterday"}""", "")]
    [InlineData("StatusNotification", """{"connectorId":1634030126000,"errorCode":"NoError","status":"Available"}""", "")]
    public async Task Wrong_types_and_values_have_their_error_and_never_reach_the_CMS(string action, string payload, string code)
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        Assert.StartsWith($"[4,\"1\",\"{code}", await station.CallAsync(action, payload), StringComparison.Ordinal);
        Assert.Empty(rig.Cms.Calls);
        Assert.DoesNotContain(rig.Cms.Reports, r => r.StationId == "CP1");
        await station.HeartbeatAsync();
    }

    [Fact]
    public async Task An_over_long_text_is_refused_by_the_letter_and_let_pass_by_leniency()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        const string Boot = """{"chargePointVendor":"Vendor","chargePointModel":"Model","chargePointSerialNumber":"12345678901234567890123456789"}""";
        await using (var lenient = await rig.ConnectAsync())
        {
            Assert.StartsWith("[3,\"1\",", await lenient.CallAsync("BootNotification", Boot), StringComparison.Ordinal);
        }

        rig.Cms.Leniency = Leniency.None;
        await using var strict = await rig.ConnectAsync();
        Assert.StartsWith("[4,\"1\",\"PropertyConstraintViolation\",", await strict.CallAsync("BootNotification", Boot), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_date_without_zone_is_refused_by_the_letter_and_taken_as_UTC_by_leniency()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        const string Status = """{"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":"2026-03-01T12:00:00"}""";
        await using (var lenient = await rig.ConnectAsync())
        {
            Assert.Equal("[3,\"1\",{}]", await lenient.CallAsync("StatusNotification", Status));
            var report = Assert.Single(rig.Cms.Reports, r => r.StationId == "CP1");
            Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), Assert.IsType<StatusNotificationRequest>(report.Request).Timestamp);
        }

        rig.Cms.Leniency = Leniency.None;
        await using var strict = await rig.ConnectAsync();
        Assert.StartsWith("[4,\"1\",", await strict.CallAsync("StatusNotification", Status), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_of_10_MB_is_closed_with_1009_by_its_head_and_not_received()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        await station.SendBytesAsync(new byte[] { RawStation.TextFrame, 0xFF, 0, 0, 0, 0, 0, 0x98, 0x96, 0x80, 0, 0, 0, 0 });
        Assert.Equal(1009, (await station.ReceiveCloseAsync())?.Code);
    }

    [Fact]
    public async Task Ten_MB_in_fragments_are_closed_with_1009_when_the_limit_is_passed()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        var fragment = new byte[100_000];
        await station.SendBytesAsync(RawStation.Frame(0x01, fragment));
        await station.SendBytesAsync(RawStation.Frame(0x00, fragment));
        await station.SendBytesAsync(RawStation.Frame(0x00, fragment));
        Assert.Equal(1009, (await station.ReceiveCloseAsync())?.Code);
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_closes_with_1007()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        await station.SendBytesAsync(RawStation.Frame(RawStation.TextFrame, [.. "[2,\"1\",\"Authorize\",{\"idTag\":\""u8, 0xFF, 0xFE, .. "\"}]"u8]));
        Assert.Equal(1007, (await station.ReceiveCloseAsync())?.Code);
    }

    [Theory]
    [InlineData(1002, "unmasked", new byte[] { 0x81, 0x02, 0x5B, 0x5D })]
    [InlineData(1002, "compressed without agreement", new byte[] { 0xC1, 0x80, 0, 0, 0, 0 })]
    [InlineData(1002, "reserved opcode", new byte[] { 0x85, 0x80, 0, 0, 0, 0 })]
    [InlineData(1003, "binary", new byte[] { 0x82, 0x82, 0, 0, 0, 0, 0x5B, 0x5D })]
    public async Task Frames_against_RFC_6455_close_with_their_code(int code, string what, byte[] bytes)
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        await station.SendBytesAsync(bytes);
        var close = await station.ReceiveCloseAsync();
        Assert.True(close?.Code == code, $"{what}: {close}");
        await station.FinishCloseAsync(code);
    }

    [Fact]
    public async Task Half_a_frame_is_cut_off_after_its_deadline()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time: time);
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        await station.SendBytesAsync(RawStation.Frame(RawStation.TextFrame, "[2,\"1\",\"Heartbeat\",{}]"u8).AsMemory(0, 12));
        var end = station.ReceiveEndAsync();
        await Until.TrueAsync(() => end.IsCompleted, time, TimeSpan.FromSeconds(1), "it has ended");
        Assert.Contains("not whole", rig.Cms.Events.OfType<StationDisconnected>().Single(e => e.StationId == "CP1").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_handshake_is_cut_off_after_its_deadline()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time: time);
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await RawStation.OpenTcpAsync(rig.Port);
        await station.SendBytesAsync("GET /ocpp/CP1 HTTP/1.1\r\nHost"u8.ToArray());
        var end = station.ReceiveEndAsync();
        await Until.TrueAsync(() => end.IsCompleted, time, TimeSpan.FromSeconds(1), "it has ended");
        Assert.DoesNotContain(rig.Cms.Admissions, a => a.StationId == "CP1");
    }

    [Fact]
    public async Task A_flood_is_read_at_its_rate_raises_link_trouble_and_is_closed_only_when_it_does_not_end()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(
            o =>
            {
                o.MessagesPerSecond = 100;
                o.MessageBurst = 200;
                o.FloodLimit = TimeSpan.FromSeconds(30);
            },
            time);
        await using var station = await rig.ConnectAsync();
        var stop = false;
        var flooding = Task.Run(async () =>
        {
            var message = RawStation.Frame(RawStation.TextFrame, "[2,\"1\",\"Heartbeat\",{}]"u8);
            try
            {
                while (!Volatile.Read(ref stop)) await station.SendBytesAsync(message);
            }
            catch (Exception e) when (e is System.Net.Sockets.SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // It is closed, or stuck because it is not read: both are right.
            }
        });
        await Until.TrueAsync(() => rig.Cms.Events.OfType<StationLinkTrouble>().Any(t => t.Kind == "flood"), "the event is published");
        Assert.InRange(rig.Cms.Reports.Count(), 1, 250);

        await using (var neighbour = await RawStation.ConnectAsync(rig.Port, "/ocpp/NEIGHBOUR"))
        {
            for (var i = 0; i < 20; i++) await neighbour.HeartbeatAsync();
        }

        var close = station.ReceiveCloseAsync();
        await Until.TrueAsync(() => close.IsCompleted, time, TimeSpan.FromMilliseconds(100), "it has ended");
        Assert.Equal(1008, (await close)?.Code);
        Volatile.Write(ref stop, true);
        await station.DisposeAsync();
        await flooding;
        Assert.Single(rig.Cms.Events.OfType<StationLinkTrouble>(), t => t.Kind == "flood");
    }

    [Fact]
    public async Task A_client_that_never_reads_is_cut_off()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(o => o.MessagesPerSecond = 0, time);
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await RawStation.ConnectAsync(rig.Port, "/ocpp/CP1", receiveBufferBytes: 4096);
        var sending = Task.Run(async () =>
        {
            var batch = Enumerable.Range(0, 200).SelectMany(i => RawStation.Frame(RawStation.TextFrame, Encoding.UTF8.GetBytes($"[2,\"{i}\",\"MakeCoffee\",{{}}]"))).ToArray();
            try
            {
                while (true) await station.Socket.SendAsync(batch);
            }
            catch (System.Net.Sockets.SocketException)
            {
                // Cut off, as it should be.
            }
        });
        await Until.TrueAsync(() => sending.IsCompleted, time, TimeSpan.FromSeconds(1), "it has ended");
        await Until.TrueAsync(() => rig.Cms.Events.OfType<StationDisconnected>().Any(e => e.StationId == "CP1"), "the event is published");
        Assert.Contains("did not read", rig.Cms.Events.OfType<StationDisconnected>().Single(e => e.StationId == "CP1").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_reconnects_of_one_station_leave_the_last_one_only()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        var began = TimeProvider.System.GetTimestamp();
        var stations = new List<RawStation>();
        for (var i = 0; i < 100; i++) stations.Add(await rig.ConnectAsync());
        TestContext.Current.SendDiagnosticMessage($"100 reconnects in {TimeProvider.System.GetElapsedTime(began)}");

        var last = stations[^1];
        await last.HeartbeatAsync();
        foreach (var old in stations[..^1])
        {
            Assert.Equal(1008, (await old.ReceiveCloseAsync())?.Code);
            await old.FinishCloseAsync(1008);
        }

        await Until.TrueAsync(() => rig.Cms.Events.OfType<StationDisconnected>().Count(e => e.StationId == "CP1") == 99, "the event is published");
        await last.HeartbeatAsync();
        Assert.Equal(2, rig.Gateway.ConnectionCount);
        foreach (var station in stations) await station.DisposeAsync();
    }

    [Fact]
    public async Task A_reply_to_nothing_is_dropped()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        await station.SendAsync("[3,\"never-asked\",{}]");
        await station.SendAsync("[4,\"never-asked\",\"InternalError\",\"\",{}]");
        await station.HeartbeatAsync();
    }

    [Fact]
    public async Task A_late_reply_is_dropped_and_not_taken_for_the_next_one()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time: time);
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        var first = rig.Bus.CommandAsync(new StationCommand("CP1", new ClearCacheRequest(), TimeSpan.FromSeconds(5)), CancellationToken.None).AsTask();
        var firstId = (await station.ReceiveTextAsync()).Split('"')[1];
        await Until.TrueAsync(() => first.IsCompleted, time, TimeSpan.FromSeconds(1), "it has ended");
        Assert.Equal(CommandOutcome.TimedOut, (await first).Outcome);

        var second = rig.Bus.CommandAsync(new StationCommand("CP1", new ClearCacheRequest(), TimeSpan.FromSeconds(5)), CancellationToken.None).AsTask();
        var secondId = (await station.ReceiveTextAsync()).Split('"')[1];
        await station.SendAsync($$"""[3,"{{firstId}}",{"status":"Rejected"}]""");
        await station.SendAsync($$"""[3,"{{secondId}}",{"status":"Accepted"}]""");
        Assert.Equal(ClearCacheStatus.Accepted, Assert.IsType<ClearCacheResponse>((await second).Response).Status);
    }
}
