using System.Text.Json;
using Busbar.Tests;

namespace Busbar.Plant.Tests.Pep;

/// <summary>R1 to R43 as far as the PECC goes, over connections in memory and a fake clock. Behind the server stands a scripted gun with an ideal plant.</summary>
public sealed class PeccConformanceTests
{
    private const string Event = """{"type":"info","kind":"evConnectionState","payload":{"evConnectionState":"energyTransferAllowed"}}""";

    [Fact]
    public async Task R1_Each_gun_has_its_own_url_and_nothing_leaks_between_twelve()
    {
        await using var site = new PepSite(guns: 12);
        var peers = new List<PepPeer>();
        for (var i = 1; i <= 12; i++) peers.Add(await site.ConnectAsync(i));
        await peers[4].ContactorsAsync("closed");
        await peers[4].TargetAsync(400);
        await site.AdvanceAsync(420, 20);
        for (var i = 0; i < 12; i++)
        {
            var at = i;
            await Until.TrueAsync(() => peers[at].Statuses.Count >= 2, $"statuses of gun {at + 1}");
            Assert.Equal(i == 4 ? 400 : 0, peers[i].Statuses[^1].Payload.GetProperty("drivenVoltage").GetDouble());
            Assert.Equal(i == 4 ? "closed" : "open", peers[i].Statuses[^1].Payload.GetProperty("contactorsStatus").GetString());
        }
    }

    [Fact]
    public async Task R2_After_a_cut_the_next_connection_gets_status_at_once_and_its_first_request_answered()
    {
        await using var site = new PepSite();
        var first = await site.ConnectAsync();
        await first.ContactorsAsync("closed");
        first.Cut();
        await Until.TrueAsync(() => site.Gun.Log.Contains("lost"), "the loss");
        var second = await site.ConnectAsync();
        await Until.TrueAsync(() => second.Statuses.Count >= 1, "the first status without any waiting");
        Assert.Equal("response", (await second.AskAsync("configuration")).Type());
        await second.NextStatusAsync(site);
    }

    [Theory]
    [InlineData("pep1.8", "pep1.8"), InlineData("pep1.5", "pep1.5"), InlineData("pep1.1", "pep1.1"), InlineData("pep1.5, pep1.8, foo", "pep1.8"), InlineData(null, null)]
    public async Task R4_A1_The_newest_known_sub_protocol_is_chosen_and_none_is_accepted(string? offered, string? chosen)
    {
        await using var site = new PepSite();
        var (head, peer) = await site.HandshakeAsync("/GUN1", offered);
        Assert.NotNull(peer);
        if (chosen is null) Assert.DoesNotContain("Sec-WebSocket-Protocol", head);
        else Assert.Contains($"Sec-WebSocket-Protocol: {chosen}\r\n", head);
    }

    [Theory, InlineData("pep2.0"), InlineData("ocpp1.6, PEP1.8"), InlineData("pep1.0")]
    public async Task R4_A1_Unknown_sub_protocols_are_refused_or_accepted_as_the_setting_says(string offered)
    {
        await using var strict = new PepSite();
        var (head, refused) = await strict.HandshakeAsync("/GUN1", offered);
        Assert.Null(refused);
        Assert.StartsWith("HTTP/1.1 400", head);

        await using var loose = new PepSite(configure: o => o.AcceptUnknownSubProtocols = true);
        Assert.NotNull((await loose.HandshakeAsync("/GUN1", offered)).Peer);
    }

    [Fact]
    public async Task R5_Requests_of_the_PECC_queue_and_never_overlap()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        var first = site.Port.GetInputAsync("a");
        var second = site.Port.StopChargingAsync();
        var asked = await peer.NextAsync();
        Assert.Equal("getInput", asked.GetProperty("kind").GetString());
        await site.AdvanceAsync(300);
        Assert.False(peer.TryNext(out _));
        await peer.AnswerAsync("getInput", asked.GetProperty("sequenceNumber").GetInt32(), """{"inputValues":{"a":1}}""");
        Assert.Equal(1, (await first).InputValues!["a"].Number);
        var next = await peer.NextAsync();
        Assert.Equal("stopCharging", next.GetProperty("kind").GetString());
        await peer.AnswerAsync("stopCharging", next.GetProperty("sequenceNumber").GetInt32());
        Assert.Equal(Plant.Pep.PepReplyKind.Answered, (await second).Kind);
    }

    [Fact]
    public async Task R6_Without_a_reply_the_next_request_waits_for_the_500_ms()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        var first = site.Port.StopChargingAsync();
        var second = site.Port.StopChargingAsync();
        await peer.NextAsync();
        await site.AdvanceAsync(490, 10);
        Assert.False(first.IsCompleted);
        Assert.False(peer.TryNext(out _));
        await site.AdvanceAsync(120, 10);
        Assert.Equal(Plant.Pep.PepReplyKind.TimedOut, (await first).Kind);
        var next = await peer.NextAsync();
        await peer.AnswerAsync("stopCharging", 1);
        await peer.AnswerAsync("stopCharging", next.GetProperty("sequenceNumber").GetInt32());
        Assert.Equal(Plant.Pep.PepReplyKind.Answered, (await second).Kind);
        Assert.Equal(1, site.Port.Counters.StaleReplies);
    }

    [Theory]
    [InlineData("contactorsStatus", """{"contactorsStatus":"Closed"}"""), InlineData("ContactorsStatus", """{"contactorsStatus":"closed"}""")]
    [InlineData("targetValues", """{"targetVoltage":400,"targetCurrent":1,"batteryStateOfCharge":5,"chargingState":"PreCharge"}""")]
    [InlineData("cableCheck", """{"Voltage":400}""")]
    public async Task R7_Other_spellings_are_format_errors(string kind, string payload)
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        var said = await peer.AskAsync(kind, payload);
        Assert.Equal(("error", "format"), (said.Type(), said.Category()));
        Assert.Equal(0, site.Gun.Switchings);
    }

    [Fact]
    public async Task R8_R29_Every_valid_request_gets_the_response_of_its_kind_with_its_number()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        Assert.Equal("response", (await peer.AskAsync("configuration", "{}", 2147483647)).Type());
        Assert.Equal("response", (await peer.ContactorsAsync("closed")).Type());
        Assert.Equal("response", (await peer.AskAsync("cableCheck", """{"voltage":500}""")).Type());
        Assert.Equal("response", (await peer.TargetAsync(400)).Type());
        Assert.Equal("response", (await peer.AskAsync("reset")).Type());
    }

    [Fact]
    public async Task R9_R18_Invalid_requests_get_an_error_and_the_socket_stays_open()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        Assert.Equal("format", (await peer.AskAsync("cableCheck", """{"voltage":-1}""")).Category());
        Assert.Equal("value", (await peer.TargetAsync(ScriptedGun.MaxV + 1)).Category());
        Assert.Equal("response", (await peer.AskAsync("configuration")).Type());
    }

    [Fact]
    public async Task R10_TargetVoltageAboveLimit_is_a_value_error()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.ContactorsAsync("closed");
        var said = await peer.TargetAsync(1000.5);
        Assert.Equal("value", said.Category());
        Assert.Contains("allowed: 0 to 1000 V", said.Details());
    }

    [Fact]
    public async Task R11_TargetVoltageAboveLimit_changes_nothing_else()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.ContactorsAsync("closed");
        await peer.TargetAsync(400);
        var before = (await peer.NextStatusAsync(site)).GetRawText();
        await peer.TargetAsync(1001);
        Assert.Equal(before, (await peer.NextStatusAsync(site)).GetRawText());
        Assert.Null(peer.Closure);
    }

    [Fact]
    public async Task R12_An_unreachable_current_is_answered_and_the_most_is_driven()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.ContactorsAsync("closed");
        Assert.Equal("response", (await peer.TargetAsync(400, 2500)).Type());
        Assert.Equal((400, ScriptedGun.MaxA), site.Gun.Driven);
    }

    [Fact]
    public async Task R13_A2_Target_values_with_open_contactors_are_answered_and_ignored()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        Assert.Equal("response", (await peer.TargetAsync(400)).Type());
        Assert.Equal(0, (await peer.NextStatusAsync(site)).GetProperty("drivenVoltage").GetDouble());
    }

    [Fact]
    public async Task R14_A2_Closing_closed_contactors_is_answered_and_switches_nothing()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.ContactorsAsync("closed");
        Assert.Equal("response", (await peer.ContactorsAsync("closed")).Type());
        Assert.Equal(1, site.Gun.Switchings);
    }

    [Theory, InlineData("{ bad"), InlineData(""), InlineData("null"), InlineData("[1]")]
    public async Task R19_A3_Unparseable_input_is_answered_with_kind_error_and_number_0(string text)
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.SendAsync(text);
        var said = await peer.NextAsync();
        Assert.Equal(("error", "error", 0, "format"), (said.Type(), said.GetProperty("kind").GetString(), said.GetProperty("sequenceNumber").GetInt32(), said.Category()));
    }

    [Fact]
    public async Task R20_R32_R33_A_fault_shows_as_inoperative_and_its_end_as_operative()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        Assert.Equal("operative", (await peer.NextStatusAsync(site)).GetProperty("operationalStatus").GetString());
        site.Gun.IsFaulted = true;
        Assert.Equal("inoperative", (await peer.NextStatusAsync(site)).GetProperty("operationalStatus").GetString());
        site.Gun.IsFaulted = false;
        Assert.Equal("operative", (await peer.NextStatusAsync(site)).GetProperty("operationalStatus").GetString());
    }

    [Fact]
    public async Task R22_The_measured_values_are_the_plants_and_not_the_driven_ones()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.ContactorsAsync("closed");
        await peer.TargetAsync(400, 50);
        site.Gun.MeasuredV = 391.5;
        site.Gun.SignedCurrentA = 12.25;
        var status = await peer.NextStatusAsync(site);
        Assert.Equal((391.5, 12.25, 400), (status.GetProperty("measuredVoltage").GetDouble(), status.GetProperty("measuredCurrent").GetDouble(), status.GetProperty("drivenVoltage").GetDouble()));
    }

    [Fact]
    public async Task R22_A_measured_value_that_is_not_a_number_is_shown_as_inoperative_and_never_sent()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.NextStatusAsync(site);
        site.Gun.SignedCurrentA = double.NaN;
        var status = await peer.NextStatusAsync(site);
        Assert.Equal("inoperative", status.GetProperty("operationalStatus").GetString());
        Assert.Null(peer.Closure);
    }

    [Theory, InlineData(false, false), InlineData(true, false), InlineData(false, true)]
    public async Task R23_R40_A_status_every_200_ms_also_in_faults_and_in_transition(bool faulted, bool inTransition)
    {
        await using var site = new PepSite(guns: 3);
        site.Guns[2].IsFaulted = faulted;
        site.Guns[2].InTransition = inTransition;
        var peer = await site.ConnectAsync(3);
        var before = site.Server.Guns[2].Counters.Statuses;
        await site.AdvanceAsync(4000, 10);
        await Until.TrueAsync(() => peer.Statuses.Count >= 20, "20 statuses");
        Assert.InRange(site.Server.Guns[2].Counters.Statuses - before, 19, 21);
    }

    [Fact]
    public async Task R25_What_the_SECC_says_of_the_vehicle_permits_nothing()
    {
        await using var site = new PepSite();
        site.Gun.PermitsContactors = false;
        var peer = await site.ConnectAsync();
        await peer.SendAsync(Event);
        Assert.Equal("internal", (await peer.ContactorsAsync("closed")).Category());
        Assert.Contains("ev EnergyTransferAllowed ", site.Gun.Log);
        Assert.Equal(0, site.Gun.Switchings);
    }

    [Fact]
    public async Task R27_R30_R31_Own_requests_count_from_1_whatever_the_SECC_counts()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        for (var i = 1; i <= 5; i++)
        {
            await peer.AskAsync("configuration", "{}", 1000 + (i * 7));
            var asking = site.Port.StopChargingAsync();
            var asked = await peer.NextAsync();
            Assert.Equal(i, asked.GetProperty("sequenceNumber").GetInt32());
            await peer.AnswerAsync("stopCharging", i);
            Assert.Equal(Plant.Pep.PepReplyKind.Answered, (await asking).Kind);
        }
    }

    [Fact]
    public async Task R28_Own_requests_go_on_with_1_after_2147483647()
    {
        var sent = new List<int>();
        var context = new Plant.Pep.PepContext(new Plant.Pep.PepOptions(), new Busbar.Tests.FakeTime(), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var queue = new Plant.Pep.PepRequestQueue(context, o => { sent.Add(o.Sequence); return true; }, _ => { }, lastSequence: int.MaxValue - 1);
        for (var i = 0; i < 3; i++)
        {
            var asking = queue.AskAsync(Wire.Pep.PepKind.StopCharging, null);
            Answer(queue, sent[^1]);
            await asking;
        }

        Assert.Equal([int.MaxValue, 1, 2], sent);

        static void Answer(Plant.Pep.PepRequestQueue queue, int number)
        {
            Assert.True(Wire.Pep.PepFrames.TryRead(
                System.Text.Encoding.UTF8.GetBytes($$$"""{"type":"response","kind":"stopCharging","sequenceNumber":{{{number}}},"payload":{}}"""), Wire.Pep.PepRole.Pecc, out var envelope, out _));
            queue.OnReply(envelope, default);
        }
    }

    [Theory, InlineData("-1"), InlineData("2147483648"), InlineData("1.5"), InlineData("\"1\""), InlineData("null")]
    public async Task R31_Numbers_out_of_range_are_format_errors_with_number_0(string number)
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.SendAsync($$$"""{"type":"request","kind":"reset","sequenceNumber":{{{number}}},"payload":{}}""");
        var said = await peer.NextAsync();
        Assert.Equal(("reset", 0, "format"), (said.GetProperty("kind").GetString(), said.GetProperty("sequenceNumber").GetInt32(), said.Category()));
    }

    [Fact]
    public async Task R34_A_SECC_that_answers_no_ping_for_5_s_puts_its_gun_into_standby_and_may_come_back()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.ContactorsAsync("closed");
        await peer.TargetAsync(400);
        var deaf = peer.Deaf = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await site.AdvanceAsync(4600, 50);
        await site.AdvanceAsync(900, 50);
        await Until.TrueAsync(() => site.Gun.Log.Contains("lost"), "the watchdog");
        Assert.Equal((default, false), (site.Gun.Driven, site.Gun.Contactors));
        peer.Deaf = null;
        deaf.SetResult();
        Assert.Equal("response", (await peer.AskAsync("configuration")).Type());
        Assert.Equal("connected", site.Gun.Log[^1]);
    }

    [Fact]
    public async Task R34_A_SECC_that_only_answers_pings_is_alive()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.ContactorsAsync("closed");
        await site.AdvanceAsync(12_000, 50);
        Assert.True(site.Gun.Contactors);
    }

    [Fact]
    public async Task R36_R37_Reset_and_opening_lead_to_standby()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        foreach (var leave in (Func<Task<JsonElement>>[])[() => peer.AskAsync("reset"), () => peer.ContactorsAsync("open")])
        {
            await peer.ContactorsAsync("closed");
            await peer.TargetAsync(400);
            Assert.Equal("response", (await leave()).Type());
            var status = await peer.NextStatusAsync(site);
            Assert.Equal(("open", 0d, 0d), (status.GetProperty("contactorsStatus").GetString(), status.GetProperty("drivenVoltage").GetDouble(), status.GetProperty("drivenCurrent").GetDouble()));
        }
    }

    [Fact]
    public async Task R38_R39_A11_In_transition_the_status_is_inoperative_and_so_is_every_answer()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        site.Gun.InTransition = true;
        Assert.Equal("inoperative", (await peer.NextStatusAsync(site)).GetProperty("operationalStatus").GetString());
        Assert.Equal("inoperative", (await peer.AskAsync("configuration")).Category());
        Assert.Equal("inoperative", (await peer.ContactorsAsync("closed")).Category());
        Assert.Equal("inoperative", (await peer.AskAsync("cableCheck", """{"voltage":500}""")).Category());
        Assert.Equal("inoperative", (await peer.TargetAsync(400)).Category());
        Assert.Equal("inoperative", (await peer.AskAsync("reset")).Category());
        Assert.Contains("reset", site.Gun.Log);
    }

    [Fact]
    public async Task R36_A11_A_reset_in_standby_is_answered_and_changes_nothing_also_after_one_in_transition()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.ContactorsAsync("closed");
        await peer.ContactorsAsync("open");
        site.Gun.InTransition = true;
        Assert.Equal("inoperative", (await peer.AskAsync("reset")).Category());
        site.Gun.InTransition = false;
        var switchings = site.Gun.Switchings;
        Assert.Equal("response", (await peer.AskAsync("reset")).Type());
        Assert.Equal("response", (await peer.AskAsync("reset")).Type());
        Assert.Equal(switchings, site.Gun.Switchings);
        var status = await peer.NextStatusAsync(site);
        Assert.Equal(("open", "operative", 0d), (status.GetProperty("contactorsStatus").GetString(), status.GetProperty("operationalStatus").GetString(), status.GetProperty("drivenVoltage").GetDouble()));
        Assert.Equal(3, site.Gun.Log.Count(l => l == "reset"));
    }

    [Fact]
    public async Task R41_Closing_without_CP_permission_is_an_internal_error()
    {
        await using var site = new PepSite();
        site.Gun.PermitsContactors = false;
        var peer = await site.ConnectAsync();
        Assert.Equal("internal", (await peer.ContactorsAsync("closed")).Category());
        Assert.Equal("open", (await peer.NextStatusAsync(site)).GetProperty("contactorsStatus").GetString());
    }

    [Fact]
    public async Task R42_R43_When_permission_goes_the_status_shows_open_contactors_and_no_current()
    {
        await using var site = new PepSite();
        var peer = await site.ConnectAsync();
        await peer.ContactorsAsync("closed");
        await peer.TargetAsync(400, 50);
        site.Gun.DropPermission();
        var status = await peer.NextStatusAsync(site);
        Assert.Equal(("open", 0d), (status.GetProperty("contactorsStatus").GetString(), status.GetProperty("measuredCurrent").GetDouble()));
    }
}
