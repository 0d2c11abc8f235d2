using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Busbar.Lab.Pep;
using Busbar.Links.Tests.Support;
using Busbar.Links.WebSockets;
using Busbar.Tests;
using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Lab.Tests.Pep;

/// <summary>What PEP-WS demands of the SECC, against a scripted PECC over a connection in memory.</summary>
public sealed class SeccConformanceTests
{
    [Fact]
    public async Task R3_A_request_right_after_the_upgrade_is_answered()
    {
        await using var pecc = new ScriptedPecc();
        Assert.Equal("""{"type":"response","kind":"getInput","sequenceNumber":1,"payload":{"inputValues":{"temperature1":25.5}}}""", await pecc.AskAsync("getInput", """{"inputIdentifiers":["temperature1"]}"""));
    }

    [Fact]
    public async Task R5_R6_The_second_request_waits_for_the_reply_or_the_500_ms()
    {
        await using var pecc = new ScriptedPecc();
        var first = pecc.Secc.ResetAsync();
        var second = pecc.Secc.CableCheckAsync(400);
        Assert.Equal("reset", (await pecc.NextAsync()).GetProperty("kind").GetString());
        pecc.Time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(pecc.TryNext(out _));
        pecc.Time.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Equal(SeccReplyKind.TimedOut, (await first).Kind);
        var next = await pecc.NextAsync();
        Assert.Equal(("cableCheck", 2), (next.GetProperty("kind").GetString(), next.GetProperty("sequenceNumber").GetInt32()));
        await pecc.SayAsync("""{"type":"response","kind":"cableCheck","sequenceNumber":2,"payload":{}}""");
        Assert.True((await second).IsAnswered);
    }

    [Theory]
    [InlineData("getInput", """{"inputIdentifiers":["nonsense"]}""", "nonsense"), InlineData("setOutput", """{"outputValues":{"nonsense":true}}""", "nonsense"), InlineData("setOutput", """{"outputValues":{"lamp":5}}""", "true or false")]
    public async Task R15_R16_Unknown_inputs_and_outputs_and_bad_values_are_value_errors(string kind, string payload, string details)
    {
        await using var pecc = new ScriptedPecc();
        var said = JsonDocument.Parse(await pecc.AskAsync(kind, payload)).RootElement;
        Assert.Equal(("error", kind, "value"), (said.GetProperty("type").GetString(), said.GetProperty("kind").GetString(), said.GetProperty("payload").GetProperty("errorCategory").GetString()));
        Assert.Contains(details, said.GetProperty("payload").GetProperty("errorDetails").GetString());
        Assert.Empty(pecc.Secc.Outputs);
    }

    [Fact]
    public async Task R8_An_output_is_set_and_the_request_answered()
    {
        await using var pecc = new ScriptedPecc();
        Assert.Contains("\"response\"", await pecc.AskAsync("setOutput", """{"outputValues":{"lamp":true}}"""));
        Assert.True(pecc.Secc.Outputs["lamp"].Flag);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task R17_A2_stopCharging_is_answered_and_acts_only_on_a_running_session(bool running)
    {
        await using var pecc = new ScriptedPecc();
        pecc.Secc.IsSessionRunning = running;
        Assert.Equal("""{"type":"response","kind":"stopCharging","sequenceNumber":1,"payload":{}}""", await pecc.AskAsync("stopCharging", "{}"));
        Assert.Equal(running, pecc.Secc.IsStopRequested);
    }

    [Theory]
    [InlineData("{ bad", "error", 0), InlineData("""{"type":"request","kind":"getInput","sequenceNumber":5,"payload":{}}""", "getInput", 5)]
    [InlineData("""{"type":"request","kind":"reset","sequenceNumber":5,"payload":{}}""", "reset", 5), InlineData("""{"type":"request","kind":"setOutput","sequenceNumber":-5,"payload":{"outputValues":{}}}""", "setOutput", 0)]
    public async Task R7_R9_R18_R19_Bad_requests_of_the_PECC_are_format_errors(string text, string kind, int sequence)
    {
        await using var pecc = new ScriptedPecc();
        await pecc.SayAsync(text);
        var said = await pecc.NextAsync();
        Assert.Equal((kind, sequence, "format"), (said.GetProperty("kind").GetString(), said.GetProperty("sequenceNumber").GetInt32(), said.GetProperty("payload").GetProperty("errorCategory").GetString()));
    }

    [Fact]
    public async Task R21_An_inoperative_PECC_gets_no_session()
    {
        await using var pecc = new ScriptedPecc();
        var session = new SeccSession(pecc.Secc, new SeccVehicle(), pecc.Time).RunAsync(CancellationToken.None);
        await pecc.ConfigureAsync();
        await pecc.SayStatusAsync(operative: false);
        await pecc.AdvanceUntilAsync(session);
        var result = await session;
        Assert.Equal((false, "The PECC is inoperative; no session is begun."), (result.Completed, result.Why));
        Assert.False(pecc.TryNext(out _));
    }

    [Fact]
    public async Task R21_A_session_ends_when_the_PECC_becomes_inoperative()
    {
        await using var pecc = new ScriptedPecc();
        var session = new SeccSession(pecc.Secc, new SeccVehicle(), pecc.Time).RunAsync(CancellationToken.None);
        await pecc.ConfigureAsync();
        await pecc.SayStatusAsync(operative: true);
        while ((await pecc.NextAsync()).GetProperty("kind").GetString() != "contactorsStatus")
        {
            // Plug-in.
        }

        await pecc.SayAsync("""{"type":"response","kind":"contactorsStatus","sequenceNumber":2,"payload":{}}""");
        await pecc.SayStatusAsync(operative: false);
        var reset = await pecc.NextAsync();
        Assert.Equal("reset", reset.GetProperty("kind").GetString());
        await pecc.SayAsync("""{"type":"response","kind":"reset","sequenceNumber":3,"payload":{}}""");
        Assert.Equal("The PECC became inoperative.", (await session).Why);
    }

    [Fact]
    public async Task R24_evConnectionState_is_sent_on_every_change_and_only_then()
    {
        await using var pecc = new ScriptedPecc();
        await pecc.Secc.TellEvAsync(new PepEvConnection(PepEvConnectionState.Connected, "V1"));
        await pecc.Secc.TellEvAsync(new PepEvConnection(PepEvConnectionState.Connected, "V1"));
        await pecc.Secc.TellEvAsync(new PepEvConnection(PepEvConnectionState.Disconnected));
        Assert.Equal("connected", (await pecc.NextAsync()).GetProperty("payload").GetProperty("evConnectionState").GetString());
        Assert.Equal("disconnected", (await pecc.NextAsync()).GetProperty("payload").GetProperty("evConnectionState").GetString());
    }

    [Fact]
    public async Task R26_chargingSession_is_sent_on_every_change_and_only_then()
    {
        await using var pecc = new ScriptedPecc();
        await pecc.Secc.TellSessionAsync(new PepChargingSession { EvMaxVoltageV = 450 });
        await pecc.Secc.TellSessionAsync(new PepChargingSession { EvMaxVoltageV = 450 });
        await pecc.Secc.TellSessionAsync(new PepChargingSession { EvMaxVoltageV = 450, TimeToFullSocS = 60 });
        Assert.False((await pecc.NextAsync()).GetProperty("payload").TryGetProperty("timeToFullSocSeconds", out _));
        Assert.Equal(60, (await pecc.NextAsync()).GetProperty("payload").GetProperty("timeToFullSocSeconds").GetInt32());
    }

    [Fact]
    public async Task R27_R28_R31_Numbers_go_up_by_one_and_wrap_to_1()
    {
        await using var pecc = new ScriptedPecc(lastSequence: int.MaxValue - 1);
        foreach (var expected in (int[])[int.MaxValue, 1, 2])
        {
            var asking = pecc.Secc.ResetAsync();
            Assert.Equal(expected, (await pecc.NextAsync()).GetProperty("sequenceNumber").GetInt32());
            await pecc.SayAsync($$$"""{"type":"response","kind":"reset","sequenceNumber":{{{expected}}},"payload":{}}""");
            Assert.True((await asking).IsAnswered);
        }
    }

    [Fact]
    public async Task R29_R30_Replies_carry_the_PECCs_numbers_and_own_requests_their_own()
    {
        await using var pecc = new ScriptedPecc();
        var asking = pecc.Secc.ResetAsync();
        Assert.Equal(1, (await pecc.NextAsync()).GetProperty("sequenceNumber").GetInt32());
        await pecc.SayAsync("""{"type":"request","kind":"stopCharging","sequenceNumber":900,"payload":{}}""");
        Assert.Equal(900, (await pecc.NextAsync()).GetProperty("sequenceNumber").GetInt32());
        await pecc.SayAsync("""{"type":"response","kind":"reset","sequenceNumber":1,"payload":{}}""");
        Assert.True((await asking).IsAnswered);
    }

    [Fact]
    public async Task R35_A_dead_PECC_is_known_by_its_status_and_no_ping_is_ever_sent()
    {
        await using var pecc = new ScriptedPecc();
        await pecc.SayStatusAsync(operative: true);
        await Until.TrueAsync(() => pecc.Secc.Status is not null);
        Assert.False(pecc.Secc.IsPeccSilent);
        var bytes = pecc.BytesReceived;
        for (var i = 0; i < 100; i++) pecc.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(pecc.Secc.IsPeccSilent);
        Assert.Equal(bytes, pecc.BytesReceived);
        Assert.Null(pecc.Secc.Closure);
    }

    [Fact]
    public async Task S1_After_a_loss_it_tries_again_every_10_s()
    {
        var time = new FakeTime();
        var tries = 0;
        using var stop = new CancellationTokenSource();
        var options = new SeccOptions { Url = new Uri("ws://127.0.0.1:1/GUN1") };
        var running = Secc.RunAsync(options, _ => { tries++; throw new IOException("no"); }, (_, _) => Task.FromResult(true), time, _ => { }, stop.Token);
        Assert.Equal(1, tries);
        time.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.Equal(1, tries);
        time.Advance(TimeSpan.FromMilliseconds(2));
        await Until.TrueAsync(() => Volatile.Read(ref tries) == 2, "it tries again");
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_status_that_breaks_the_schema_is_a_problem_and_an_error()
    {
        await using var pecc = new ScriptedPecc();
        await pecc.SayAsync(ScriptedPecc.Status);
        Assert.Equal("status", (await pecc.NextAsync()).GetProperty("kind").GetString());
        Assert.Contains("operationalStatus", Assert.Single(pecc.Secc.Problems));
    }

    [Fact]
    public async Task Faults_on_demand_withhold_replies_break_JSON_and_vanish()
    {
        await using var mute = new ScriptedPecc(SeccFaults.WithholdReplies);
        await mute.SayAsync("""{"type":"request","kind":"stopCharging","sequenceNumber":1,"payload":{}}""");
        await mute.SayAsync("{ bad");
        Assert.Equal("error", (await mute.NextAsync()).GetProperty("kind").GetString());

        await using var broken = new ScriptedPecc(SeccFaults.WrongJson);
        await broken.SayAsync("""{"type":"request","kind":"stopCharging","sequenceNumber":1,"payload":{}}""");
        Assert.Equal(JsonValueKind.Undefined, (await broken.NextAsync()).ValueKind);

        broken.Secc.Vanish();
        Assert.NotNull(broken.Secc.Closure);
    }
}
