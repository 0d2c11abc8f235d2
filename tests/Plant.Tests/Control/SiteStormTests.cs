using System.Diagnostics;
using Busbar.Core.Units;
using Busbar.Lab.Sites;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Busbar.Tests;

namespace Busbar.Plant.Tests.Control;

/// <summary>Many vehicles and everything that can go wrong, drawn from a seed; the physics judge. <c>BUSBAR_STORM_SEEDS</c> asks for more seeds than CI runs.</summary>
public sealed class SiteStormTests(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("BUSBAR_STORM_SEEDS"), out var n) ? n : 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task No_two_guns_are_joined_and_no_matrix_contactor_breaks_current_or_closes_across_voltage_whatever_fails(int seed)
    {
        var random = new Random(seed);
        var family = (string[])["uugreen", "infy", "winline"];
        await using var rig = await ControlRig.StartAsync(
            modules: random.Next(2, 9), guns: random.Next(2, 6), random.Next(2) == 0 ? 120_000 : null, family[random.Next(3)]);
        var traffic = new Traffic(rig, seed);
        while (rig.Physics.Now < TimeSpan.FromMinutes(4))
        {
            traffic.Step();
            if (random.Next(2000) == 0) await Upset(rig, random);
            rig.Advance();
        }

        output.WriteLine($"{rig.Plan.Modules.Count} modules, {rig.Plan.Guns.Count} guns: {traffic.Sessions} sessions, {traffic.Troubles} of them in trouble");
        // What a welding or a dropping supply tears apart is nobody's decision; what contactors of the matrix do on command is.
        var bad = rig.Physics.Violations.Where(v => v.Law is SiteLaw.GunsJoined or SiteLaw.ClosedAcrossVoltage || (v.Law == SiteLaw.OpenedUnderCurrent && v.Part.StartsWith('M'))).ToList();
        Assert.True(bad.Count == 0, $"seed {seed}: {string.Join("; ", bad)}; {rig.Describe()}");
    }

    [Fact]
    public async Task Seventy_two_guns_charge_at_once_and_stay_within_the_site()
    {
        await using var rig = await ControlRig.StartAsync(SitePlan.Load(Path.Combine(Repo.Root, "examples/sites/seventy-two-guns.json")));
        for (var g = 0; g < 72; g++) rig.Arrive(g, new EvTraits { MaxPowerW = 150_000, MaxCurrentA = 400 }, socPct: 20 + (g % 30), targetPct: 90);
        rig.RunUntil(() => Enumerable.Range(0, 72).All(g => rig.Player(g).Step == SeccStep.Charge), atMostS: 60);
        var cpu = Stopwatch.StartNew();
        rig.Run(20);
        output.WriteLine($"20 s of the site in {cpu.Elapsed.TotalSeconds:0.0} s");
        Assert.All(rig.Controller.Picture.Guns, g => Assert.NotEmpty(g.Modules));
        Assert.InRange(rig.Controller.Picture.Totals.DeliveredW, 2_000_000, 2_430_000);
        rig.AssertLawful();
    }

    private static async Task Upset(ControlRig rig, Random random)
    {
        var (module, gun, contactor) = (random.Next(rig.Plan.Modules.Count), random.Next(rig.Plan.Guns.Count), random.Next(rig.Plan.Contactors.Count));
        var troubles = rig.Modules[module].Troubles;
        switch (random.Next(14))
        {
            case 0: troubles.IsDead = !troubles.IsDead; break;
            case 1: troubles.IsSilent = !troubles.IsSilent; break;
            case 2: troubles.IsCut = !troubles.IsCut; break;
            case 3: troubles.AnswersLate = TimeSpan.FromMilliseconds(random.Next(700)); break;
            case 4: troubles.Loss = random.Next(2) * 0.2; break;
            case 5: rig.Modules[module].Restart(); break;
            case 6: rig.Connect(gun, !rig.HasSecc[gun]); break;
            case 7: rig.Lab.SeccPermits[gun] = !rig.Lab.SeccPermits[gun]; break;
            case 8: rig.Physics.Contactors[contactor].Fault = random.Next(4) == 0 ? Lab.Sites.ContactorFault.Welded : Lab.Sites.ContactorFault.None; break;
            case 9: rig.Physics.Contactors[contactor].Fault = random.Next(2) == 0 ? Lab.Sites.ContactorFault.StuckOpen : Lab.Sites.ContactorFault.None; break;
            case 10: rig.Controller.SetLimit(random.Next(2) == 0 ? null : random.Next(10, 200) * 1000, "test"); break;
            case 11: rig.Gun(gun).SetLimit(random.Next(2) == 0 ? null : Limit.Watts(random.Next(0, 100) * 1000, "test"), "test"); break;
            case 12:
                if (rig.Controller.Picture.EmergencyStop.IsActive) rig.Controller.ReleaseEmergencyStop("test");
                else if (random.Next(3) == 0) rig.Controller.EmergencyStop("test");
                break;
            default:
                rig.Kill();
                rig.Run(random.Next(3) * random.NextDouble() * 3);
                await rig.StartControllerAsync();
                break;
        }
    }

    /// <summary>Vehicles that come, charge and go.</summary>
    private sealed class Traffic(ControlRig rig, int seed)
    {
        private readonly SiteVisitPlan[] _plans = [.. Enumerable.Range(0, rig.Plan.Guns.Count).Select(g => new SiteVisitPlan((seed * 100) + g, pace: 15))];
        private readonly SiteVisit?[] _next = new SiteVisit?[rig.Plan.Guns.Count];
        private readonly TimeSpan[] _since = new TimeSpan[rig.Plan.Guns.Count];

        public int Sessions { get; private set; }

        public int Troubles { get; private set; }

        public void Step()
        {
            var now = rig.Physics.Now;
            for (var g = 0; g < _plans.Length; g++)
            {
                var visit = _next[g] ??= _plans[g].Next();
                if (rig.Lab.PluggedIn[g] is not { } player)
                {
                    if (now < _since[g] + visit.ArrivesAfter) continue;
                    rig.Arrive(g, visit.Vehicle, visit.SocPct, visit.TargetPct);
                    _since[g] = now;
                }
                else if (player.Step == SeccStep.Done || now > _since[g] + TimeSpan.FromSeconds(90))
                {
                    Sessions++;
                    if (player.Trouble is not null) Troubles++;
                    rig.Lab.Plug(g, null);
                    (_since[g], _next[g]) = (now, null);
                }
                else if (now > _since[g] + TimeSpan.FromSeconds(45)) player.Stop();
            }
        }
    }
}
