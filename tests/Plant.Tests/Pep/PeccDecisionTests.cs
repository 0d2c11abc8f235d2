using Busbar.Links.WebSockets;
using Busbar.Plant.Pep;
using Busbar.Tests;

namespace Busbar.Plant.Tests.Pep;

/// <summary>The decisions A1 to A11 that the PECC makes, what is seen in the field, and peers that misbehave.</summary>
public sealed class PeccDecisionTests
{
    [Fact]
    public async Task A5_Number_0_is_answered_and_counted()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        Assert.Equal("response", (await peer.AskAsync("configuration", "{}", 0)).Type());
        Assert.Equal("response", (await peer.AskAsync("configuration", "{}", 0)).Type());
        Assert.Equal((2, 0), (site.Port.Counters.Deviations, site.Port.Counters.Repeats));
    }

    [Theory, InlineData("""{"inputValues":{"a":1.5}}"""), InlineData("""{"a":1.5}""")]
    public async Task A6_Input_values_with_and_without_their_wrapper(string payload)
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        var asking = site.Port.GetInputAsync("a");
        await peer.NextAsync();
        await peer.AnswerAsync("getInput", 1, payload);
        Assert.Equal(1.5, (await asking).InputValues!["a"].Number);
    }

    [Fact]
    public async Task A7_Discharging_shows_as_magnitude_in_the_status_and_as_an_event()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        site.Gun.SignedCurrentA = -20;
        Assert.Equal(20, (await peer.NextStatusAsync(site)).GetProperty("measuredCurrent").GetDouble());
        var said = await peer.NextAsync();
        Assert.Equal(("event", "current direction: out of the vehicle"), (said.GetProperty("kind").GetString(), said.GetProperty("payload").GetProperty("eventDetails").GetString()));
    }

    [Fact]
    public async Task A8_Cable_check_before_and_after_closing_are_both_taken()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        Assert.Equal("response", (await peer.AskAsync("cableCheck", """{"voltage":500}""")).Type());
        await peer.ContactorsAsync("closed");
        Assert.Equal("response", (await peer.AskAsync("cableCheck", """{"voltage":500}""")).Type());
    }

    [Fact]
    public async Task A9_A_second_socket_replaces_the_first_whose_gun_goes_to_standby()
    {
        await using var site = new PepSite();
        var first = await site.ConnectAsync();
        await first.ContactorsAsync("closed");
        var second = await site.ConnectAsync();
        await Until.TrueAsync(() => first.Closure is not null, "the close of the first");
        Assert.Equal(WebSocketCloseCode.PolicyViolation, first.Closure!.Code);
        Assert.False(site.Gun.Contactors);
        Assert.Equal(["connected", "close", "lost", "connected"], site.Gun.Log);
        Assert.Equal("response", (await second.AskAsync("configuration")).Type());
    }

    [Fact]
    public async Task A9_A_message_over_64_KiB_closes_with_1009()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        Assert.Equal("format", (await peer.AskAsync("cableCheck", $$"""{"x":"{{new string('a', 65_000)}}"}""")).Category());
        _ = peer.SendAsync(new string('a', 65_537));
        await Until.TrueAsync(() => peer.Closure is not null, "the close");
        Assert.Equal(WebSocketCloseCode.MessageTooBig, peer.Closure!.Code);
        await Until.TrueAsync(() => site.Gun.Log.Contains("lost"), "the loss");
    }

    [Fact]
    public async Task A9_A_repeated_number_is_answered_again_without_acting_twice()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.ContactorsAsync("closed");
        await peer.TargetAsync(400, sequence: 50);
        Assert.Equal("response", (await peer.TargetAsync(500, sequence: 50)).Type());
        Assert.Equal(400, site.Gun.Driven.V);
        Assert.Equal(1, site.Port.Counters.Repeats);
        Assert.Equal("response", (await peer.AskAsync("cableCheck", """{"voltage":500}""", 50)).Type());
    }

    [Fact]
    public async Task A9_A_repeated_number_never_holds_back_an_opening_or_a_reset()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.ContactorsAsync("closed", 9);
        await peer.ContactorsAsync("open", 9);
        Assert.False(site.Gun.Contactors);
    }

    [Fact]
    public async Task A9_A_gun_that_does_not_answer_in_time_is_answered_for_and_its_late_answer_is_dropped()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        site.Gun.IsMute = true;
        await peer.SendAsync("""{"type":"request","kind":"reset","sequenceNumber":3,"payload":{}}""");
        await Until.TrueAsync(() => site.Gun.Log.Contains("reset"), "the reset");
        await site.AdvanceAsync(480, 20);
        Assert.Equal("internal", (await peer.NextAsync()).Category());
        site.Port.Answer(site.Gun.LastTicket);
        await site.AdvanceAsync(200, 20);
        Assert.False(peer.TryNext(out _));
    }

    [Theory]
    [InlineData("evConnectionState", """{"evConnectionState":"connected"}"""), InlineData("getInput", """{"inputIdentifiers":["a"]}"""), InlineData("setOutput", """{"outputValues":{"a":1}}""")]
    [InlineData("stopCharging", "{}"), InlineData("chargingSession", "{}"), InlineData("status", "{}"), InlineData("targetValues", """{"targetVoltage":400,"targetCurrent":10}""")]
    public async Task A10_Requests_that_the_protocol_has_not_are_format_errors_and_change_nothing(string kind, string payload)
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        Assert.Equal("format", (await peer.AskAsync(kind, payload)).Category());
        Assert.Equal(["connected"], site.Gun.Log);
        Assert.Equal("response", (await peer.AskAsync("configuration")).Type());
    }

    [Theory]
    [InlineData("""{"type":"error","kind":"getInput","sequenceNumber":null,"errorDetails":"odd","payload":{"errorCategory":"valueError"}}""")]
    [InlineData("""{"type":"error","kind":"getInput","sequenceNumber":1,"payload":{"errorCategory":"value","errorDetails":"odd"}}""")]
    public async Task A3_A4_Errors_of_the_field_end_the_request_that_waits(string error)
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        var asking = site.Port.GetInputAsync("a");
        await peer.NextAsync();
        await peer.SendAsync(error);
        var reply = await asking;
        Assert.Equal((PepReplyKind.Refused, Wire.Pep.PepErrorCategory.Value, "odd"), (reply.Kind, reply.Category, reply.Text));
    }

    [Fact]
    public async Task A_client_that_does_not_wait_for_its_reply_is_answered_in_order_and_one_that_never_waits_is_told_so()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        site.Gun.IsMute = true;
        for (var i = 1; i <= 9; i++) await peer.SendAsync($$$"""{"type":"request","kind":"cableCheck","sequenceNumber":{{{i}}},"payload":{"voltage":5}}""");
        var said = await peer.NextAsync();
        Assert.Equal((9, "generic"), (said.GetProperty("sequenceNumber").GetInt32(), said.Category()));
    }

    [Fact]
    public async Task Without_floatValues_the_status_has_integers_and_fractions_are_refused()
    {
        await using var site = new PepSite();
        site.Gun.Configuration = site.Gun.Configuration with { FloatValues = null };
        site.Gun.MeasuredV = 12.6;
        var peer = await site.ConnectAsync();
        Assert.Equal("13", (await peer.NextStatusAsync(site)).GetProperty("measuredVoltage").GetRawText());
        Assert.Equal("format", (await peer.AskAsync("cableCheck", """{"voltage":400.5}""")).Category());
        Assert.Equal("response", (await peer.AskAsync("cableCheck", """{"voltage":400}""")).Type());
    }

    [Fact]
    public async Task A_binary_message_is_a_format_error()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.SendBinaryAsync([1, 2, 3]);
        Assert.Contains("binary", (await peer.NextAsync()).Details());
    }

    [Theory, InlineData("/"), InlineData("/GUN2"), InlineData("/gun1"), InlineData("/GUN1/x")]
    public async Task An_unknown_gun_is_404(string path)
    {
        await using var site = new PepSite();
        Assert.StartsWith("HTTP/1.1 404", (await site.HandshakeAsync(path, "pep1.8")).Head);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_gets_the_newest_status_in_the_end_and_holds_up_nobody()
    {
        await using var site = new PepSite(guns: 2, configure: o => o.WriteTimeout = TimeSpan.FromSeconds(60));
        var slow = await site.ConnectAsync(1);
        var other = await site.ConnectAsync(2);
        await site.AdvanceAsync(400, 20);
        var deaf = slow.Deaf = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = 0;
        while (site.Server.Guns[0].Counters.StatusesSkipped == 0 && sent++ < 600) site.Time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.NotEqual(0, site.Server.Guns[0].Counters.StatusesSkipped);
        await Until.TrueAsync(() => other.Statuses.Count >= sent - 5, "the other gun's statuses");
        Assert.Equal("response", (await other.AskAsync("configuration")).Type());
        deaf.SetResult();
    }

    [Fact]
    public async Task A_flood_on_one_gun_is_read_slowly_and_the_neighbour_does_not_notice()
    {
        await using var site = new PepSite(guns: 2);
        var flood = await site.ConnectAsync(1);
        var other = await site.ConnectAsync(2);
        var flooding = Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i++) await flood.SendAsync("{ bad");
        });
        await Until.TrueAsync(() => site.Port.Counters.Floods == 1, "the flood");
        for (var i = 0; i < 20; i++) Assert.Equal("response", (await other.AskAsync("configuration")).Type());
        Assert.InRange(site.Port.Counters.Received, 1, 100);
        flood.Cut();
        Assert.IsNotType<TimeoutException>(await Record.ExceptionAsync(() => flooding.SoonAsync()));
    }

    [Fact]
    public async Task A_storm_of_mutated_messages_leaves_the_neighbour_and_the_contactors_alone()
    {
        await using var site = new PepSite(guns: 2, configure: o => { o.MessagesPerSecond = 100_000; o.MessageBurst = 100_000; });
        var wild = await site.ConnectAsync(1);
        var other = await site.ConnectAsync(2);
        await other.ContactorsAsync("closed");
        var random = new Random(1);
        const string Seed = """{"type":"request","kind":"targetValues","sequenceNumber":8,"payload":{"targetVoltage":400,"targetCurrent":125.5,"batteryStateOfCharge":100,"chargingState":"preCharge"}}""";
        for (var i = 0; i < 5000; i++)
        {
            var text = Seed.ToCharArray();
            for (var n = random.Next(1, 5); n > 0; n--) text[random.Next(text.Length)] = (char)random.Next(32, 127);
            await wild.SendAsync(new string(text));
        }

        await wild.SendAsync("""{"type":"request","kind":"configuration","sequenceNumber":77777,"payload":{}}""");
        while ((await wild.NextAsync()).GetProperty("sequenceNumber").GetInt32() != 77_777)
        {
            // Refusals of what came before.
        }

        Assert.Equal("response", (await other.AskAsync("configuration")).Type());
        Assert.Null(wild.Closure);
        Assert.Equal((0, 1, true), (site.Guns[0].Switchings, site.Guns[1].Switchings, site.Guns[1].Contactors));
    }
}
