using System.Text.Json;
using Busbar.Lab.Commands;
using Busbar.Lab.Pep;
using Busbar.Tests;

namespace Busbar.Lab.Tests.Pep;

/// <summary>The lab's SECC from plug-in to plug-out, and what it does where nobody answers.</summary>
public sealed class SeccSessionTests
{
    [Fact]
    public async Task A_session_goes_through_every_step_in_its_order_and_counts_the_energy()
    {
        await using var pecc = new ScriptedPecc(isPatient: true);
        var steps = new List<string>();
        var session = new SeccSession(pecc.Secc, new SeccVehicle { Id = "EV-1", BatteryV = 400, MaxV = 450, CurrentA = 100, Duration = TimeSpan.FromSeconds(3) }, pecc.Time, steps.Add).RunAsync(CancellationToken.None);
        var gun = new Gun(pecc);
        _ = gun.ServeAsync();
        await pecc.AdvanceUntilAsync(session, stepMs: 20);
        var result = await session;

        Assert.Equal((true, "plug-out", ""), (result.Completed, result.Step, result.Why));
        Assert.Equal(["configuration", "wait for an operative status", "plug-in", "contactors", "cable check", "pre-charge", "charge", "post-charge", "reset", "plug-out"], steps);
        // 450 V and 100 A for about 3 s.
        Assert.InRange(result.EnergyWh, 450 * 100 * 2.0 / 3600, 450 * 100 * 3.5 / 3600);
        Assert.Empty(pecc.Secc.Problems);
        Assert.Equal("chargingSession", gun.Heard[2]);
        Assert.Equal(
            ["configuration", "evConnectionState connected", "evConnectionState energyTransferAllowed", "contactorsStatus closed", "cableCheck 450", "targetValues preCharge 400", "targetValues charge 450",
             "targetValues postCharge 0", "evConnectionState connected", "reset", "evConnectionState disconnected"],
            gun.Heard.Where(h => h != "chargingSession").Aggregate(new List<string>(), Fold));
    }

    [Fact]
    public async Task A_session_ends_when_the_isolation_is_faulty_and_leaves_the_gun_reset()
    {
        await using var pecc = new ScriptedPecc(isPatient: true);
        var session = new SeccSession(pecc.Secc, new SeccVehicle(), pecc.Time).RunAsync(CancellationToken.None);
        var gun = new Gun(pecc) { Isolation = "fault" };
        _ = gun.ServeAsync();
        await pecc.AdvanceUntilAsync(session, stepMs: 20);
        var result = await session;
        Assert.Equal((false, "cable check", "The isolation is faulty."), (result.Completed, result.Step, result.Why));
        Assert.Equal("reset", gun.Heard.Last(h => !h.StartsWith("ev", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_nobody_answers_it_gives_up_after_its_attempts_10_s_apart()
    {
        var time = new FakeTime();
        var (tries, said) = (0, new List<string>());
        var options = new SeccOptions { Url = new Uri("ws://127.0.0.1:1/GUN1"), MostAttempts = 3 };
        var running = Secc.RunAsync(options, _ => { tries++; throw new IOException("no"); }, (_, _) => Task.FromResult(true), time, said.Add, CancellationToken.None);
        for (var i = 2; i <= 3; i++)
        {
            Assert.False(running.IsCompleted);
            time.Advance(TimeSpan.FromMilliseconds(10_001));
            var expected = i;
            await Until.TrueAsync(() => Volatile.Read(ref tries) == expected, "it tries again");
        }

        await running.SoonAsync();
        Assert.Equal(3, tries);
        Assert.Equal("gave up after 3 attempts to connect to ws://127.0.0.1:1/GUN1", said[^1]);
    }

    [Fact]
    public async Task The_command_says_so_and_ends_with_1_where_nobody_answers()
    {
        var output = new StringWriter();
        var exit = await SeccCommands.RunAsync(new LabSeccOptions { Url = new Uri("ws://127.0.0.1:1/GUN1"), Guns = 2, Attempts = 1 }, output, TimeProvider.System, CancellationToken.None).SoonAsync();
        Assert.Equal(1, exit);
        Assert.Contains("gave up after 1 attempt to connect to ws://127.0.0.1:1/GUN2", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("0 of 2 guns completed a session", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fewer_than_0_attempts_are_refused()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => SeccCommands.RunAsync(new LabSeccOptions { Attempts = -1 }, TextWriter.Null, TimeProvider.System, CancellationToken.None));
        Assert.Contains("--attempts is -1; allowed: 0 to 1000000", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>What comes again and again counts once.</summary>
    private static List<string> Fold(List<string> seen, string next)
    {
        if (seen is [] || seen[^1] != next) seen.Add(next);
        return seen;
    }

    /// <summary>A gun that does at once what it is told, and says so in a status after each message.</summary>
    private sealed class Gun(ScriptedPecc pecc)
    {
        private const string Configuration =
            """{"firmwareVersion":"1","manufacturer":"x","limitVoltageMin":0,"limitVoltageMax":1000,"limitCurrentMin":0,"limitCurrentMax":100,"limitPowerMax":50000,"floatValues":true}""";

        private (double V, double A) _drives;
        private bool _closed;
        private string _isolation = "invalid";

        public List<string> Heard { get; } = [];

        public string Isolation { get; init; } = "valid";

        public async Task ServeAsync()
        {
            while (await pecc.NextOrEndAsync() is { } said)
            {
                var (kind, payload) = (said.GetProperty("kind").GetString()!, said.GetProperty("payload"));
                Heard.Add(kind switch
                {
                    "targetValues" => $"{kind} {payload.GetProperty("chargingState").GetString()} {payload.GetProperty("targetVoltage").GetDouble():0}",
                    "contactorsStatus" or "evConnectionState" => $"{kind} {payload.GetProperty(kind).GetString()}",
                    "cableCheck" => $"{kind} {payload.GetProperty("voltage").GetDouble():0}",
                    _ => kind,
                });
                Act(kind, payload);
                if (said.GetProperty("type").GetString() == "request")
                {
                    await pecc.SayAsync($$"""{"type":"response","kind":"{{kind}}","sequenceNumber":{{said.GetProperty("sequenceNumber").GetInt32()}},"payload":{{(kind == "configuration" ? Configuration : "{}")}}}""");
                }

                await pecc.SayAsync(
                    $$$"""{"type":"info","kind":"status","payload":{"measuredVoltage":{{{_drives.V:0}}},"measuredCurrent":{{{_drives.A:0}}},"drivenVoltage":{{{_drives.V:0}}},"drivenCurrent":{{{_drives.A:0}}},"temperature":20,"contactorsStatus":"{{{(_closed ? "closed" : "open")}}}","isolationStatus":"{{{_isolation}}}","operationalStatus":"operative"}}""");
            }
        }

        private void Act(string kind, JsonElement payload)
        {
            switch (kind)
            {
                case "contactorsStatus": _closed = payload.GetProperty(kind).GetString() == "closed"; break;
                case "cableCheck": _isolation = Isolation; break;
                case "targetValues" when _closed: _drives = (payload.GetProperty("targetVoltage").GetDouble(), payload.GetProperty("targetCurrent").GetDouble()); break;
                case "reset": (_closed, _drives, _isolation) = (false, default, "invalid"); break;
            }
        }
    }
}
