using Busbar.Core.Power;
using Busbar.Core.Power.Switching;

namespace Busbar.Core.Tests.Power.Switching;

/// <summary>Long runs of anything that can happen, on the topologies that are built, judged at every movement of a contactor.</summary>
public sealed class RandomRunTests(ITestOutputHelper output)
{
    /// <summary>Per site; BUSBAR_SWITCHING_RUNS asks for more.</summary>
    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("BUSBAR_SWITCHING_RUNS"), out var runs) ? runs : 6;

    public static TheoryData<string, int> Runs()
    {
        var data = new TheoryData<string, int>();
        foreach (var site in (string[])["full matrix 9x6", "ring 6x2", "partial matrix 9x6"])
        {
            for (var seed = 1; seed <= Seeds; seed++) data.Add(site, seed);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Whatever_happens_no_guns_are_joined_nothing_switches_under_current_and_the_last_target_is_reached(string site, int seed)
    {
        var graph = site switch
        {
            "full matrix 9x6" => Topologies.Matrix(9, 6),
            "ring 6x2" => Topologies.Ring(6, 2),
            _ => Topologies.Partial(9, 6),
        };
        var plant = new SimulatedPlant(graph, seed);
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            Disturb(plant, random);
            plant.Run(random.Next(4) switch { 0 => 0.05, 1 => 0.3, 2 => 2, _ => 6 });
            Assert.True(plant.Violations.Count == 0, $"{plant.Violations.FirstOrDefault()}\n{plant.Log}");
        }

        Heal(plant);
        plant.Run(8);
        Heal(plant);
        plant.Run(3);
        plant.Send(Topologies.Random(graph, random, _ => true));
        Assert.True(plant.RunUntilSettled(60), plant.Log);
        Assert.True(plant.Violations.Count == 0, $"{plant.Violations.FirstOrDefault()}\n{plant.Log}");
        Assert.True(plant.Movements > 50, $"only {plant.Movements} movements: the run says little");
    }

    [Fact]
    public void A_site_of_144_modules_and_72_guns_starts_and_settles()
    {
        var graph = Topologies.Matrix(144, 72);
        var sequencer = new Sequencer(graph, new SequencerSettings { MaxMovingContactors = 64 });
        var (state, now, steps) = (sequencer.Recover(null, TimeSpan.FromSeconds(1)), TimeSpan.FromSeconds(1), 0);
        var coils = new bool[graph.Contactors.Count];
        var events = new Queue<SequencerEvent>(Enumerable.Range(0, coils.Length).Select(k => (SequencerEvent)new ContactorSeen(k, false)));
        for (var m = 0; m < 144; m++) events.Enqueue(new ModuleMeasured(m, false, 0, 0));
        events.Enqueue(Topologies.Target(graph, [.. Enumerable.Range(0, 144).Select(m => (m, m / 2))]));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var rounds = 0; rounds < 2000 && !state.IsSettled; rounds++)
        {
            now += TimeSpan.FromMilliseconds(50);
            events.Enqueue(SequencerEvent.Tick);
            for (var m = rounds % 4; m < 144; m += 4) events.Enqueue(new ModuleMeasured(m, false, 0, 0));
            while (events.TryDequeue(out var e))
            {
                steps++;
                foreach (var effect in sequencer.Step(state, e, now))
                {
                    if (effect is CloseContactor close) events.Enqueue(new ContactorSeen(close.Contactor, true));
                }
            }
        }

        output.WriteLine($"{steps} steps, {watch.Elapsed.TotalMilliseconds / steps:0.000} ms each, {(now - TimeSpan.FromSeconds(1)).TotalSeconds:0.0} s of the site's time");
        Assert.True(state.IsSettled);
    }

    private static void Disturb(SimulatedPlant plant, Random random)
    {
        var (k, m, g) = (random.Next(plant.Contactors.Length), random.Next(plant.Modules.Length), random.Next(plant.VehicleV.Length));
        switch (random.Next(24))
        {
            case 0: plant.Contactors[k].Welded |= plant.Contactors[k].Closed; break;
            case 1: plant.Contactors[k].Stuck |= !plant.Contactors[k].Closed; break;
            case 2: plant.SilenceContactor(k); break;
            case 3: plant.DropOut(k); break;
            case 4: plant.SilenceModule(m); break;
            case 5: plant.Modules[m].LoopIsDeaf ^= true; break;
            case 6: plant.Modules[m].KeepsVoltage ^= true; break;
            case 7: plant.Modules[m].IgnoresOff ^= true; break;
            case 8: plant.Crash(random.Next(2) == 0 ? plant.StoredJournal : null); break;
            case 9:
                plant.Send(new EmergencyStopChanged(true));
                plant.Run(random.NextDouble() * 3);
                plant.Send(new EmergencyStopChanged(false));
                break;
            case 10: plant.Send(new RangeChangeWanted(m)); break;
            case 11: Heal(plant); break;
            case 12 or 13 or 14: plant.PlugIn(g, plant.VehicleV[g] > 0 ? 0 : 300 + (random.NextDouble() * 600)); break;
            default:
                plant.Send(Topologies.Random(plant.Graph, random, c => plant.State.Contactors[c].Failure == ContactorFailure.None));
                break;
        }
    }

    private static void Heal(SimulatedPlant plant)
    {
        for (var k = 0; k < plant.Contactors.Length; k++)
        {
            // One that fell open stays open until its coil is released.
            (plant.Contactors[k].Welded, plant.Contactors[k].Stuck) = (false, plant.Contactors[k].Stuck && plant.Contactors[k].Coil);
            if (plant.Contactors[k].Silent) plant.HearContactor(k);
            plant.Contactors[k].MovesAt = plant.Now + TimeSpan.FromMilliseconds(100);
            plant.Send(new ContactorRepaired(k));
        }

        foreach (var module in plant.Modules) (module.Silent, module.LoopIsDeaf, module.KeepsVoltage, module.IgnoresOff) = (false, false, false, false);
    }
}
