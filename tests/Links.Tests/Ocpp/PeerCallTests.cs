using Busbar.Links.Ocpp;
using Busbar.Links.Tests.Support;
using Busbar.Links.Timing;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Links.Tests.Ocpp;

/// <summary>Calls of the station: order, repeats, independence of the other direction, and everything a station can get wrong.</summary>
public sealed class PeerCallTests
{
    private const string Answer = """{"currentTime":"1970-01-01T00:00:00Z"}""";

    [Fact]
    public async Task A_call_is_answered_under_its_id()
    {
        await using var peer = new OcppPeer();
        Assert.Equal($"""[3,"a-1",{Answer}]""", await peer.AskAsync("""[2,"a-1","Heartbeat",{}]"""));
        Assert.IsType<HeartbeatRequest>(Assert.Single(peer.Calls));
    }

    [Theory]
    [InlineData("""[2,"1","Reboot",{}]""", """[4,"1","NotImplemented",""")]
    [InlineData("""[2,"1","Reset",{"type":"Soft"}]""", """[4,"1","NotSupported",""")]
    [InlineData("""[2,"1","Authorize",{}]""", """[4,"1","OccurenceConstraintViolation",""")]
    [InlineData("""[2,"1","Authorize",{"idTag":[]}]""", """[4,"1","TypeConstraintViolation",""")]
    [InlineData("""[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Sleeping"}]""", """[4,"1","PropertyConstraintViolation",""")]
    [InlineData("""[2,"1","Heartbeat",[]]""", """[4,"1",""")]
    [InlineData("""hello""", """[4,"-1","ProtocolError",""")]
    [InlineData("""{}""", """[4,"-1","ProtocolError",""")]
    [InlineData("""[]""", """[4,"-1","ProtocolError",""")]
    [InlineData("""[7,"1","Heartbeat",{}]""", """[4,"1","ProtocolError",""")]
    [InlineData("""["2","1","Heartbeat",{}]""", """[4,"1","ProtocolError",""")]
    [InlineData("""[2]""", """[4,"-1","ProtocolError",""")]
    [InlineData("""[2,"1"]""", """[4,"1","ProtocolError",""")]
    [InlineData("""[2,"1","Heartbeat",{""", """[4,"1",""")]
    public async Task What_a_station_gets_wrong_has_its_error_and_the_link_goes_on(string sent, string expectedStart)
    {
        await using var peer = new OcppPeer();
        Assert.StartsWith(expectedStart, await peer.AskAsync(sent), StringComparison.Ordinal);
        Assert.Empty(peer.Calls);
        Assert.StartsWith("""[3,"next",""", await peer.AskAsync("""[2,"next","Heartbeat",{}]"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[2,17,"Heartbeat",{}]""", """[3,"17",""", Leniency.NumericMessageId)]
    [InlineData("""[2,"1","Heartbeat"]""", """[3,"1",""", Leniency.MissingPayload)]
    public async Task Harmless_oddities_are_answered_and_told(string sent, string expectedStart, Leniency rule)
    {
        await using var peer = new OcppPeer();
        Assert.StartsWith(expectedStart, await peer.AskAsync(sent), StringComparison.Ordinal);
        Assert.True(peer.Used.HasFlag(rule), $"{peer.Used}");
    }

    [Fact]
    public async Task Ten_unreadable_messages_in_a_row_close_with_1007()
    {
        await using var peer = new OcppPeer();
        for (var i = 0; i < 9; i++) await peer.AskAsync("not JSON");
        await peer.AskAsync("""[2,"1","Heartbeat",{}]""");
        for (var i = 0; i < 9; i++) await peer.AskAsync("not JSON");
        await peer.SendAsync("not JSON");
        Assert.Equal(1007, (await peer.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_closes_with_1007_at_once()
    {
        await using var peer = new OcppPeer();
        await peer.SendBytesAsync(Frames.Masked(Frames.Text, [(byte)'[', 0xC3, 0x28]));
        Assert.Equal(1007, (await peer.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task A_binary_message_closes_with_1003()
    {
        await using var peer = new OcppPeer();
        await peer.SendBytesAsync(Frames.Masked(Frames.Binary, """[2,"1","Heartbeat",{}]"""));
        Assert.Equal(1003, (await peer.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task An_unreadable_answer_is_told_but_never_answered()
    {
        await using var peer = new OcppPeer();
        await peer.SendAsync("""[4,"1"]""");
        await peer.SendAsync("""[3,"1",{}""");
        Assert.StartsWith("""[3,"2",""", await peer.AskAsync("""[2,"2","Heartbeat",{}]"""), StringComparison.Ordinal);
        Assert.Single(peer.Troubles, t => t.Kind == OcppTroubleKind.Undecodable);
        Assert.Single(peer.Troubles, t => t.Kind == OcppTroubleKind.AnswerToNothing);
    }

    [Fact]
    public async Task A_call_repeated_after_its_answer_gets_the_same_answer_without_a_second_look()
    {
        await using var peer = new OcppPeer();
        var first = await peer.AskAsync("""[2,"1","Heartbeat",{}]""");
        Assert.Equal(first, await peer.AskAsync("""[2,"1","Heartbeat",{}]"""));
        Assert.Single(peer.Calls);
        Assert.Contains(peer.Troubles, t => t.Kind == OcppTroubleKind.Repeated);
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_a_new_call()
    {
        await using var peer = new OcppPeer();
        await peer.AskAsync("""[2,"1","Heartbeat",{}]""");
        await peer.AskAsync("""[2,"1","Authorize",{"idTag":"A"}]""");
        Assert.Equal(2, peer.Calls.Count);
    }

    [Fact]
    public async Task A_station_that_uses_one_id_for_ever_gets_fresh_answers_after_the_repeat_window()
    {
        await using var peer = new OcppPeer();
        await peer.AskAsync("""[2,"1","Heartbeat",{}]""");
        peer.Time.Advance(IncomingCalls.RepeatWindow);
        await peer.AskAsync("""[2,"1","Heartbeat",{}]""");
        Assert.Equal(2, peer.Calls.Count);
    }

    [Fact]
    public async Task Calls_are_answered_one_at_a_time_in_order_and_a_repeat_in_between_is_dropped()
    {
        await using var peer = new OcppPeer();
        var gate = new TaskCompletionSource();
        peer.OnCall = async request =>
        {
            if (request is AuthorizeRequest { IdTag: "first" }) await gate.Task;
            return OcppAnswer.Of(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted } });
        };
        await peer.SendAsync("""[2,"1","Authorize",{"idTag":"first"}]""");
        await peer.SendAsync("""[2,"2","Authorize",{"idTag":"second"}]""");
        await peer.SendAsync("""[2,"1","Authorize",{"idTag":"first"}]""");
        await peer.SendAsync("""[2,"2","Authorize",{"idTag":"second"}]""");
        await peer.SendAsync("""[2,"3","Authorize",{"idTag":"third"}]""");
        await Until.TrueAsync(() => peer.Troubles.Count(t => t.Kind == OcppTroubleKind.Repeated) == 2, "both repeats are seen");
        Assert.Single(peer.Calls);
        gate.SetResult();
        foreach (var id in (string[])["1", "2", "3"])
            Assert.StartsWith($"[3,\"{id}\",", await peer.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal(["first", "second", "third"], peer.Calls.Cast<AuthorizeRequest>().Select(c => c.IdTag));
    }

    [Fact]
    public async Task The_answer_to_our_call_gets_through_while_a_call_of_the_station_waits()
    {
        await using var peer = new OcppPeer();
        var gate = new TaskCompletionSource<OcppAnswer>();
        peer.OnCall = _ => new(gate.Task);
        await peer.SendAsync("""[2,"1","Heartbeat",{}]""");
        await Until.TrueAsync(() => peer.Calls.Count == 1, "the call is in the handler");
        var reply = peer.Connection.CallAsync(new ClearCacheRequest(), TimeSpan.FromSeconds(30), CancellationToken.None).AsTask();
        var id = await peer.ReceiveCallAsync("ClearCache");
        await peer.SendAsync($$"""[3,"{{id}}",{"status":"Accepted"}]""");
        Assert.Equal(OcppReplyKind.Answered, (await reply.SoonAsync()).Kind);
        gate.SetResult(OcppAnswer.Of(new HeartbeatResponse { CurrentTime = DateTimeOffset.UnixEpoch }));
        Assert.StartsWith("""[3,"1",""", await peer.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_lane_stops_the_reading_and_nothing_is_lost()
    {
        await using var peer = new OcppPeer(new OcppConnectionOptions { MaxWaitingPeerCalls = 2 });
        var gate = new TaskCompletionSource();
        peer.OnCall = async _ =>
        {
            await gate.Task;
            return OcppAnswer.Of(new HeartbeatResponse { CurrentTime = DateTimeOffset.UnixEpoch });
        };
        for (var i = 0; i < 50; i++) await peer.SendAsync($$"""[2,"{{i}}","Heartbeat",{}]""");
        await Until.TrueAsync(() => peer.Calls.Count == 1, "the first is in the handler");
        gate.SetResult();
        for (var i = 0; i < 50; i++) Assert.StartsWith($"[3,\"{i}\",", await peer.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal(50, peer.Calls.Count);
    }

    [Fact]
    public async Task A_handler_that_throws_is_an_internal_error_with_a_reference()
    {
        await using var peer = new OcppPeer { OnCall = _ => throw new InvalidOperationException("secret detail") };
        var answer = await peer.AskAsync("""[2,"1","Heartbeat",{}]""");
        var trouble = Assert.Single(peer.Troubles);
        Assert.StartsWith("""[4,"1","InternalError",""", answer, StringComparison.Ordinal);
        Assert.Contains(trouble.Reference!, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
        Assert.Equal("secret detail", trouble.Exception!.Message);
        peer.OnCall = async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        };
        Assert.StartsWith("""[4,"2","InternalError",""", await peer.AskAsync("""[2,"2","Heartbeat",{}]"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_hangs_is_answered_for_and_the_next_call_waits_for_it()
    {
        await using var peer = new OcppPeer(new OcppConnectionOptions { HandlerTimeout = TimeSpan.FromSeconds(20) });
        var gate = new TaskCompletionSource<OcppAnswer>();
        peer.OnCall = _ => new(gate.Task);
        await peer.SendAsync("""[2,"1","Heartbeat",{}]""");
        await Until.TrueAsync(() => DeadlineWheel.For(peer.Time).Count == 2, "the handler's deadline runs beside the socket's");
        peer.Time.Advance(TimeSpan.FromSeconds(19));
        await peer.SendAsync("""[2,"2","Heartbeat",{}]""");
        peer.Time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.StartsWith("""[4,"1","InternalError",""", await peer.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Single(peer.Calls);
        gate.SetResult(OcppAnswer.Of(new HeartbeatResponse { CurrentTime = DateTimeOffset.UnixEpoch }));
        Assert.StartsWith("""[3,"2",""", await peer.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exchanges_are_reported_with_the_payloads_as_on_the_wire()
    {
        await using var peer = new OcppPeer { WantsExchanges = true };
        await peer.AskAsync("""[2,"1","Heartbeat",{ }]""");
        peer.OnCall = async _ =>
        {
            await Task.Yield();
            return OcppAnswer.Of(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Blocked } });
        };
        await peer.AskAsync("""[2,"2","Authorize",{"idTag":"x"}]""");
        await peer.AskAsync("""[2,"3","Reset",{"type":"Soft"}]""");
        Assert.Equal(
            [
                ("Heartbeat", "{ }", Answer, null),
                ("Authorize", """{"idTag":"x"}""", """{"idTagInfo":{"status":"Blocked"}}""", null),
                ("Reset", """{"type":"Soft"}""", "", (string?)"NotSupported"),
            ],
            peer.Exchanges.Select(e => (e.Action, e.Request, e.Response, e.Error)));
        Assert.All(peer.Exchanges, e => Assert.True(e.FromPeer));
    }

    [Fact]
    public async Task A_station_over_its_rate_is_read_more_slowly_and_told_about_once_a_minute()
    {
        await using var peer = new OcppPeer(new OcppConnectionOptions { MessagesPerSecond = 10, MessageBurst = 5 });
        for (var i = 0; i < 30; i++) await peer.SendAsync($$"""[2,"{{i}}","Heartbeat",{}]""");
        await Until.TrueAsync(() => peer.Calls.Count >= 6, "the burst is through");
        Assert.True(peer.Calls.Count < 10, $"{peer.Calls.Count}");
        await Until.TrueAsync(
            () =>
            {
                peer.Time.Advance(TimeSpan.FromMilliseconds(20));
                return peer.Calls.Count == 30;
            },
            "all are through");
        var spent = peer.Time.GetElapsedTime(0);
        Assert.InRange(spent, TimeSpan.FromSeconds(2.4), TimeSpan.FromSeconds(60));
        Assert.Single(peer.Troubles, t => t.Kind == OcppTroubleKind.Flood);
        for (var i = 0; i < 30; i++) await peer.ReceiveAsync();
    }

    [Fact]
    public async Task A_flood_without_end_is_closed_with_1008()
    {
        await using var peer = new OcppPeer(new OcppConnectionOptions { MessagesPerSecond = 10, MessageBurst = 1, FloodLimit = TimeSpan.FromSeconds(2) });
        for (var i = 0; i < 100; i++) await peer.SendAsync($$"""[2,"{{i}}","Heartbeat",{}]""");
        await Until.TrueAsync(
            () =>
            {
                peer.Time.Advance(TimeSpan.FromMilliseconds(20));
                return peer.Connection.Socket.Closure is not null;
            },
            "the flood is closed");
        Assert.Equal(1008, peer.Connection.Socket.Closure!.Code);
    }

    [Fact]
    public async Task Leaving_waits_for_the_answer_under_way_and_takes_no_new_call()
    {
        await using var peer = new OcppPeer();
        var gate = new TaskCompletionSource<OcppAnswer>();
        peer.OnCall = _ => new(gate.Task);
        await peer.SendAsync("""[2,"1","Heartbeat",{}]""");
        await Until.TrueAsync(() => peer.Calls.Count == 1, "the call is in the handler");
        var leaving = peer.Connection.CloseWhenIdleAsync(1001, "down", TimeSpan.FromSeconds(5)).AsTask();
        await peer.SendAsync("""[2,"2","Heartbeat",{}]""");
        gate.SetResult(OcppAnswer.Of(new HeartbeatResponse { CurrentTime = DateTimeOffset.UnixEpoch }));
        Assert.StartsWith("""[3,"1",""", await peer.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal((1001, "down"), await peer.ReceiveCloseAsync());
        await leaving.SoonAsync();
        Assert.Single(peer.Calls);
    }

    [Fact]
    public async Task Leaving_does_not_wait_longer_than_its_deadline()
    {
        await using var peer = new OcppPeer();
        var gate = new TaskCompletionSource<OcppAnswer>();
        peer.OnCall = _ => new(gate.Task);
        await peer.SendAsync("""[2,"1","Heartbeat",{}]""");
        await Until.TrueAsync(() => peer.Calls.Count == 1, "the call is in the handler");
        var leaving = peer.Connection.CloseWhenIdleAsync(1001, "down", TimeSpan.FromSeconds(5)).AsTask();
        peer.Time.Advance(TimeSpan.FromSeconds(5.1));
        Assert.Equal(1001, (await peer.ReceiveCloseAsync()).Code);
        await leaving.SoonAsync();
        gate.SetResult(default);
    }
}
