using Busbar.Core.Session;
using Busbar.Lab.Sites;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;

namespace Busbar.Plant.Tests.Control;

/// <summary>The whole controller on a good day.</summary>
public sealed class SiteControllerTests
{
    private static EvTraits Hungry => new() { MaxPowerW = 150_000, MaxCurrentA = 400 };

    [Fact]
    public async Task A_site_that_takes_power_back_says_to_the_SECC_how_much_and_one_that_does_not_says_nothing()
    {
        await using var rig = await ControlRig.StartAsync(SitePlan.Parse(
            """
            {
              "id": "back", "buses": [{ "id": "can", "address": "memory:back" }],
              "modules": [{ "id": "M1", "family": "infy-beg", "bus": "can", "address": 1, "maxW": 30000, "maxA": 100, "maxDischargeA": 80, "minV": 150, "maxV": 1000 }],
              "guns": [
                { "id": "G1", "maxW": 60000, "maxA": 200, "cableMaxA": 70, "maxDischargeA": 80, "maxDischargeW": 20000, "board": { "bus": "can", "address": 1 } },
                { "id": "G2", "maxW": 60000, "maxA": 200, "board": { "bus": "can", "address": 2 } }
              ],
              "matrix": { "boards": [{ "bus": "can", "address": 10 }] }
            }
            """u8, "back"));
        var (back, only) = (rig.Door(0).Configuration, rig.Door(1).Configuration);
        Assert.Equal((0, -70, 0, -20_000), (back.LimitDischargeCurrentMinA, back.LimitDischargeCurrentMaxA, back.LimitDischargePowerMinW, back.LimitDischargePowerMaxW));
        Assert.Equal((null, null, null, null), (only.LimitDischargeCurrentMinA, only.LimitDischargeCurrentMaxA, only.LimitDischargePowerMinW, only.LimitDischargePowerMaxW));
    }

    [Fact]
    public async Task A_vehicle_charges_from_plug_to_plug_and_gets_all_the_modules_that_it_can_use()
    {
        await using var rig = await ControlRig.StartAsync(modules: 3, guns: 2);
        rig.Arrive(0, new EvTraits { MaxPowerW = 100_000 }, socPct: 30, targetPct: 31.5);
        rig.RunUntil(() => rig.Physics.GunA(0) * rig.Physics.GunV(0) > 85_000, atMostS: 60);
        rig.RunUntil(() => rig.Player(0).Step == SeccStep.Done, atMostS: 200);
        Assert.Null(rig.Player(0).Trouble);
        rig.RunUntil(() => rig.Gun(0).Status.Phase == SessionPhase.Standby, atMostS: 10);
        rig.RunUntil(() => rig.Physics.Contactors.All(c => !c.IsClosed), atMostS: 10);
        rig.AssertLawful();
    }

    [Fact]
    public async Task A_second_vehicle_takes_modules_from_the_first_and_gives_them_back()
    {
        await using var rig = await ControlRig.StartAsync(modules: 4, guns: 2);
        rig.Charge(0, Hungry);
        rig.RunUntil(() => rig.Controller.Picture.Guns[0].Modules.Count == 4, atMostS: 40);
        rig.Charge(1, Hungry);
        rig.RunUntil(() => rig.Controller.Picture.Guns.All(g => g.Modules.Count == 2) && rig.Physics.GunA(1) > 100, atMostS: 60);
        rig.Player(0).Stop();
        rig.RunUntil(() => rig.Player(0).Step == SeccStep.Done, atMostS: 20);
        rig.RunUntil(() => rig.Controller.Picture.Guns[1].Modules.Count == 4, atMostS: 30);
        Assert.Null(rig.Player(1).Trouble);
        rig.AssertLawful();
    }

    [Fact]
    public async Task Two_vehicles_get_what_the_site_may_take_from_the_grid_and_never_more()
    {
        await using var rig = await ControlRig.StartAsync(modules: 4, guns: 2, limitW: 90_000);
        rig.Charge(0, Hungry);
        rig.Charge(1, Hungry);
        rig.Run(40);
        var mostW = 0.0;
        for (var i = 0; i < 2000; i++)
        {
            rig.Advance();
            mostW = Math.Max(mostW, Enumerable.Range(0, 2).Sum(g => rig.Physics.GunV(g) * rig.Physics.GunA(g)));
        }

        Assert.InRange(mostW, 85_000, 90_900);
        Assert.Contains(rig.Controller.Picture.Guns, g => g.Limit.Source == "grid connection");
        rig.AssertLawful();
    }

    [Fact]
    public async Task A_limit_of_an_operator_counts_at_once_and_is_shown_with_its_source()
    {
        await using var rig = await ControlRig.StartAsync(modules: 2, guns: 1);
        rig.Charge(0, Hungry);
        rig.RunUntil(() => rig.Physics.GunA(0) * rig.Physics.GunV(0) > 65_000, atMostS: 40);
        rig.Gun(0).SetLimit(Core.Units.Limit.Watts(20_000, "operator"), LimitSources.Operator);
        rig.Run(1.5);
        Assert.InRange(rig.Physics.GunA(0) * rig.Physics.GunV(0), 17_000, 20_400);
        Assert.Equal("operator", rig.Controller.Picture.Guns[0].Limit.Source);
        Assert.Equal(20_000, rig.Controller.Picture.Guns[0].OwnLimitW);
        rig.Gun(0).SetLimit(null, LimitSources.Operator);
        rig.RunUntil(() => rig.Physics.GunA(0) * rig.Physics.GunV(0) > 65_000, atMostS: 20);
        rig.AssertLawful();
    }

    [Theory]
    [InlineData("uugreen")]
    [InlineData("infy")]
    [InlineData("winline")]
    public async Task Six_guns_and_nine_modules_live_a_morning_of_vehicles_without_breaking_a_law(string family)
    {
        await using var rig = await ControlRig.StartAsync(modules: 9, guns: 6, limitW: 300_000, family);
        var visits = Enumerable.Range(0, 6).Select(g => new SiteVisitPlan(seed: 100 + g, pace: 12)).ToArray();
        var next = visits.Select(v => v.Next()).ToArray();
        var freeSince = new TimeSpan[6];
        var leavesAt = new TimeSpan[6];
        var (sessions, troubles) = (0, new List<string>());
        while (rig.Physics.Now < TimeSpan.FromMinutes(6))
        {
            for (var g = 0; g < 6; g++)
            {
                var now = rig.Physics.Now;
                if (rig.Lab.PluggedIn[g] is not { } player)
                {
                    if (now < freeSince[g] + next[g].ArrivesAfter) continue;
                    rig.Arrive(g, next[g].Vehicle, next[g].SocPct, next[g].TargetPct);
                    leavesAt[g] = now + TimeSpan.FromSeconds(60 + (10 * g));
                }
                else if (player.Step == SeccStep.Done)
                {
                    sessions++;
                    if (player.Trouble is { } trouble) troubles.Add($"{rig.Physics.Now} GUN{g + 1}: {trouble}");
                    rig.Lab.Plug(g, null);
                    (freeSince[g], next[g]) = (now, visits[g].Next());
                }
                else if (now > leavesAt[g]) player.Stop();
            }

            rig.Advance();
        }

        Assert.True(sessions >= 15 && troubles.Count == 0, $"{sessions} sessions; {string.Join("; ", troubles)}; {rig.Describe()}");
        rig.AssertLawful();
    }

    [Fact]
    public async Task Feeders_carry_no_more_than_they_may_and_say_what_binds()
    {
        const string Json = """
            {
              "id": "rig", "buses": [{ "id": "can", "address": "memory:x" }],
              "feeders": [{ "id": "MAIN", "limitW": 90000 }, { "id": "F1", "limitW": 30000, "parent": "MAIN" }, { "id": "F2", "limitW": 80000, "parent": "MAIN" }],
              "modules": [
                { "id": "A{n}", "count": 2, "family": "uugreen", "bus": "can", "address": 1, "maxW": 40000, "maxA": 133, "minV": 50, "maxV": 1000, "feeder": "F1" },
                { "id": "B{n}", "count": 2, "family": "uugreen", "bus": "can", "address": 3, "maxW": 40000, "maxA": 133, "minV": 50, "maxV": 1000, "feeder": "F2" }
              ],
              "guns": [{ "id": "GUN{n}", "count": 2, "maxW": 240000, "maxA": 500, "board": { "bus": "can", "address": 1 } }],
              "matrix": { "boards": [{ "bus": "can", "address": 10 }] }
            }
            """;
        await using var rig = await ControlRig.StartAsync(Busbar.Plant.Configuration.SitePlan.Parse(System.Text.Encoding.UTF8.GetBytes(Json), "rig"));
        rig.Charge(0, Hungry);
        rig.Charge(1, Hungry);
        rig.Run(30);
        for (var i = 0; i < 1000; i++)
        {
            rig.Advance();
            double Watts(int m) => rig.Physics.Sources[m].VoltageV * rig.Physics.Sources[m].CurrentA;
            Assert.True(Watts(0) + Watts(1) <= 30_600, $"F1 carries {Watts(0) + Watts(1)} W");
            Assert.True(Watts(0) + Watts(1) + Watts(2) + Watts(3) <= 91_000, $"MAIN carries {Watts(0) + Watts(1) + Watts(2) + Watts(3)} W");
        }

        Assert.InRange(rig.Controller.Picture.Totals.DeliveredW, 70_000, 91_000);
        Assert.Contains(rig.Controller.Picture.Guns, g => g.Limit.Source.StartsWith("feeder", StringComparison.Ordinal));
        rig.AssertLawful();
    }
}
