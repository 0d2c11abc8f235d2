using Busbar.Links.Ocpp;
using Busbar.Links.Tests.Support;
using Busbar.Links.Timing;
using Busbar.Tests;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Links.Tests.Ocpp;

/// <summary>Our calls: each ends once, in one of the stated ways.</summary>
public sealed class OurCallTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_stations_answer_comes_back_with_its_latency()
    {
        await using var peer = new OcppPeer { WantsExchanges = true };
        var reply = Call(peer);
        var id = await peer.ReceiveCallAsync("ClearCache");
        peer.Time.Advance(TimeSpan.FromSeconds(2));
        await peer.SendAsync($$"""[3,"{{id}}",{"status":"Rejected"}]""");
        var answered = await reply.SoonAsync();
        Assert.Equal(OcppReplyKind.Answered, answered.Kind);
        Assert.Equal(ClearCacheStatus.Rejected, Assert.IsType<ClearCacheResponse>(answered.Response).Status);
        Assert.Equal(TimeSpan.FromSeconds(2), answered.Latency);
        Assert.Equal(("ClearCache", false, "{}", """{"status":"Rejected"}""", null, TimeSpan.FromSeconds(2)), Assert.Single(peer.Exchanges));
    }

    [Fact]
    public async Task A_refusal_comes_back_as_the_station_spelled_it()
    {
        await using var peer = new OcppPeer();
        var reply = Call(peer);
        var id = await peer.ReceiveCallAsync("ClearCache");
        await peer.SendAsync($$"""[4,"{{id}}","OccurenceConstraintViolation","no \"cache\"",{}]""");
        var refused = await reply.SoonAsync();
        Assert.Equal((OcppReplyKind.Refused, "OccurenceConstraintViolation", "no \"cache\""), (refused.Kind, refused.ErrorCode, refused.ErrorText));
    }

    [Fact]
    public async Task An_answer_that_breaks_the_schema_says_where()
    {
        await using var peer = new OcppPeer();
        var reply = Call(peer);
        var id = await peer.ReceiveCallAsync("ClearCache");
        await peer.SendAsync($$"""[3,"{{id}}",{"status":"Perhaps"}]""");
        var invalid = await reply.SoonAsync();
        Assert.Equal(OcppReplyKind.InvalidAnswer, invalid.Kind);
        Assert.Contains("status", invalid.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_one_call_is_outstanding_and_the_others_follow_in_order()
    {
        await using var peer = new OcppPeer();
        var first = Call(peer);
        var second = peer.Connection.CallAsync(new GetLocalListVersionRequest(), Deadline, CancellationToken.None).AsTask();
        var id = await peer.ReceiveCallAsync("ClearCache");
        await peer.AskAsync("""[2,"x","Heartbeat",{}]""");
        await peer.SendAsync($$"""[3,"{{id}}",{"status":"Accepted"}]""");
        var id2 = await peer.ReceiveCallAsync("GetLocalListVersion");
        Assert.NotEqual(id, id2);
        await peer.SendAsync($$"""[3,"{{id2}}",{"listVersion":7}]""");
        Assert.Equal(OcppReplyKind.Answered, (await first.SoonAsync()).Kind);
        Assert.Equal(7, Assert.IsType<GetLocalListVersionResponse>((await second.SoonAsync()).Response).ListVersion);
    }

    [Fact]
    public async Task A_late_answer_is_dropped_and_not_given_to_the_next_call()
    {
        await using var peer = new OcppPeer();
        var first = Call(peer);
        var id = await peer.ReceiveCallAsync("ClearCache");
        var second = peer.Connection.CallAsync(new ClearCacheRequest(), Deadline * 2, CancellationToken.None).AsTask();
        peer.Time.Advance(Deadline + DeadlineWheel.Tick);
        Assert.Equal(OcppReplyKind.TimedOut, (await first.SoonAsync()).Kind);
        var id2 = await peer.ReceiveCallAsync("ClearCache");
        await peer.SendAsync($$"""[3,"{{id}}",{"status":"Rejected"}]""");
        await peer.TroubleAsync(OcppTroubleKind.LateAnswer);
        Assert.False(second.IsCompleted);
        await peer.SendAsync($$"""[3,"{{id2}}",{"status":"Accepted"}]""");
        Assert.Equal(ClearCacheStatus.Accepted, Assert.IsType<ClearCacheResponse>((await second.SoonAsync()).Response).Status);
    }

    [Fact]
    public async Task An_answer_to_nothing_is_told_and_dropped()
    {
        await using var peer = new OcppPeer();
        await peer.SendAsync("""[3,"never",{"status":"Accepted"}]""");
        await peer.TroubleAsync(OcppTroubleKind.AnswerToNothing);
        await peer.SendAsync("""[4,"-1","ProtocolError","",{}]""");
        Assert.StartsWith("""[3,"1",""", await peer.AskAsync("""[2,"1","Heartbeat",{}]"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_waits_too_long_ends_without_being_sent()
    {
        await using var peer = new OcppPeer();
        var first = peer.Connection.CallAsync(new ClearCacheRequest(), Deadline * 2, CancellationToken.None).AsTask();
        var second = Call(peer);
        await peer.ReceiveCallAsync("ClearCache");
        peer.Time.Advance(Deadline + DeadlineWheel.Tick);
        var timedOut = await second.SoonAsync();
        Assert.Equal((OcppReplyKind.TimedOut, TimeSpan.Zero), (timedOut.Kind, timedOut.Latency));
        Assert.False(first.IsCompleted);
    }

    [Fact]
    public async Task The_queue_is_bounded()
    {
        await using var peer = new OcppPeer(new OcppConnectionOptions { MaxWaitingCalls = 2 });
        Task<OcppReply>[] calls = [Call(peer), Call(peer), Call(peer), Call(peer)];
        Assert.Equal(OcppReplyKind.QueueFull, (await calls[3].SoonAsync()).Kind);
        Assert.DoesNotContain(calls[..3], c => c.IsCompleted);
    }

    [Fact]
    public async Task A_cancelled_call_keeps_its_place_until_the_station_answers()
    {
        await using var peer = new OcppPeer();
        using var cancel = new CancellationTokenSource();
        var first = peer.Connection.CallAsync(new ClearCacheRequest(), Deadline, cancel.Token).AsTask();
        var id = await peer.ReceiveCallAsync("ClearCache");
        var second = peer.Connection.CallAsync(new GetLocalListVersionRequest(), Deadline, CancellationToken.None).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.SoonAsync());
        await peer.AskAsync("""[2,"x","Heartbeat",{}]""");
        await peer.SendAsync($$"""[3,"{{id}}",{"status":"Accepted"}]""");
        await peer.ReceiveCallAsync("GetLocalListVersion");
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Three_timeouts_in_a_row_renew_the_link_and_an_answer_resets_the_count()
    {
        await using var peer = new OcppPeer();
        async Task TimeOutAsync()
        {
            var call = Call(peer);
            await peer.ReceiveCallAsync("ClearCache");
            peer.Time.Advance(Deadline + DeadlineWheel.Tick);
            Assert.Equal(OcppReplyKind.TimedOut, (await call.SoonAsync()).Kind);
        }

        await TimeOutAsync();
        await TimeOutAsync();
        var answered = Call(peer);
        await peer.SendAsync($$"""[3,"{{await peer.ReceiveCallAsync("ClearCache")}}",{"status":"Accepted"}]""");
        await answered.SoonAsync();
        await TimeOutAsync();
        await TimeOutAsync();
        Assert.DoesNotContain(peer.Troubles, t => t.Kind == OcppTroubleKind.LinkRenewed);
        await TimeOutAsync();
        Assert.Equal(1001, (await peer.ReceiveCloseAsync()).Code);
        Assert.Contains(peer.Troubles, t => t.Kind == OcppTroubleKind.LinkRenewed);
    }

    [Fact]
    public async Task The_end_of_the_connection_ends_every_call()
    {
        var peer = new OcppPeer();
        var sent = Call(peer);
        var waiting = Call(peer);
        await peer.ReceiveCallAsync("ClearCache");
        await peer.DisposeAsync();
        Assert.Equal(OcppReplyKind.Disconnected, (await sent.SoonAsync()).Kind);
        Assert.Equal(OcppReplyKind.Disconnected, (await waiting.SoonAsync()).Kind);
        Assert.Equal(OcppReplyKind.Disconnected, (await Call(peer).SoonAsync()).Kind);
        Assert.Equal(0, DeadlineWheel.For(peer.Time).Count);
    }

    private static Task<OcppReply> Call(OcppPeer peer) => peer.Connection.CallAsync(new ClearCacheRequest(), Deadline, CancellationToken.None).AsTask();
}
