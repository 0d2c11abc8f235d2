using System.Text;
using Busbar.Core.Power.Switching;
using Busbar.Core.Session;
using Busbar.Lab.Sites;
using Busbar.Plant.Configuration;
using Busbar.Tests;

namespace Busbar.Plant.Tests.Control;

/// <summary>The whole controller on sites whose contactors are no matrix: modules on the way to others, and busbars that are joined.</summary>
public sealed class SiteTopologyTests
{
    private static EvTraits Hungry => new() { MaxPowerW = 150_000, MaxCurrentA = 400 };

    [Fact]
    public async Task On_a_ring_a_second_vehicle_takes_its_side_and_gives_it_back()
    {
        await using var rig = await RingAsync();
        rig.Charge(0, Hungry);
        rig.RunUntil(() => rig.Controller.Picture.Guns[0].Modules.Count >= 4 && Power(rig, 0) > 130_000, atMostS: 60);
        rig.Charge(1, Hungry);
        rig.RunUntil(() => rig.Controller.Picture.Guns.Take(2).All(g => g.Modules.Count == 3) && Power(rig, 1) > 90_000 && Power(rig, 0) > 90_000, atMostS: 90);
        rig.Player(0).Stop();
        rig.RunUntil(() => rig.Player(0).Step == SeccStep.Done, atMostS: 20);
        rig.RunUntil(() => rig.Controller.Picture.Guns[1].Modules.Count >= 4 && Power(rig, 1) > 130_000, atMostS: 60);
        Assert.Null(rig.Player(1).Trouble);
        rig.AssertLawful();
    }

    [Fact]
    public async Task On_a_ring_what_lies_behind_a_weld_is_not_used_through_it_and_all_guns_go_on()
    {
        await using var rig = await RingAsync();
        rig.Charge(0, Hungry);
        rig.RunUntil(() => rig.Controller.Picture.Guns[0].Modules.Count >= 4 && Power(rig, 0) > 130_000, atMostS: 60);
        var welded = Enumerable.Range(0, rig.Plan.Contactors.Count).First(k => rig.Plan.Contactors[k] is { From: "M1", To: "M2" });
        rig.Physics.Contactors[welded].Fault = Busbar.Lab.Sites.ContactorFault.Welded;
        rig.Player(0).Stop();
        rig.RunUntil(() => rig.Player(0).Step == SeccStep.Done, atMostS: 20);
        rig.Lab.Plug(0, null);
        rig.Charge(1, Hungry);
        rig.Charge(0, Hungry);
        rig.Charge(2, Hungry);
        rig.RunUntil(() => Enumerable.Range(0, 3).All(g => Power(rig, g) > (g == 0 ? 30_000 : 60_000)), atMostS: 120);
        Assert.Equal(["M1"], rig.Controller.Picture.Guns[0].Modules);
        Assert.All(rig.Controller.Guns, g => Assert.Equal(SessionPhase.Charge, g.Status.Phase));
        rig.AssertLawful();
    }

    [Fact]
    public async Task On_busbars_in_a_row_guns_share_by_the_contactors_between_them_and_outlive_one_that_welds()
    {
        await using var rig = await ChainAsync();
        rig.Charge(0, Hungry);
        rig.RunUntil(() => rig.Controller.Picture.Guns[0].Modules.Count >= 4 && Power(rig, 0) > 130_000, atMostS: 60);
        rig.Charge(2, Hungry);
        rig.RunUntil(() => rig.Controller.Picture.Guns[2].Modules.Count >= 2 && Power(rig, 2) > 60_000, atMostS: 60);
        rig.AssertLawful();
        var welded = Enumerable.Range(0, rig.Plan.Contactors.Count).First(k => rig.Plan.Contactors[k] is { From: "B1", To: "B2" });
        Assert.True(rig.Physics.Contactors[welded].IsClosed, "the first gun reaches over its neighbour's busbar");
        rig.Physics.Contactors[welded].Fault = Busbar.Lab.Sites.ContactorFault.Welded;
        rig.Arrive(1, Hungry, socPct: 30);
        rig.RunUntil(() => rig.Controller.Picture.Contactors[welded].Failure == ContactorFailure.Welded, atMostS: 60);
        rig.Run(20);
        Assert.Equal(SessionPhase.Charge, rig.Gun(2).Status.Phase);
        Assert.Equal(1, Enumerable.Range(0, 2).Count(g => rig.Controller.Picture.Guns[g].Modules.Count > 0));
        rig.AssertLawful();
    }

    private static double Power(ControlRig rig, int gun) => rig.Physics.GunA(gun) * rig.Physics.GunV(gun);

    private static Task<ControlRig> RingAsync() =>
        ControlRig.StartAsync(SitePlan.Load(Path.Combine(Repo.Root, "examples", "sites", "ring-of-six.json")) with { LimitW = null });

    /// <summary>Three busbars in a row, each with a gun and two modules.</summary>
    private static Task<ControlRig> ChainAsync()
    {
        var bars = Enumerable.Range(1, 3).Select(b => $$"""{ "from": "GUN{{b}}", "to": "B{{b}}" }, { "from": "M{{(2 * b) - 1}}", "to": "B{{b}}" }, { "from": "M{{2 * b}}", "to": "B{{b}}" }""");
        var json = $$"""
            {
              "id": "chain",
              "buses": [{ "id": "can", "address": "memory:x" }],
              "modules": [{ "id": "M{n}", "count": 6, "family": "uugreen", "bus": "can", "address": 1, "maxW": 40000, "maxA": 133, "minV": 50, "maxV": 1000 }],
              "guns": [{ "id": "GUN{n}", "count": 3, "maxW": 240000, "maxA": 500, "board": { "bus": "can", "address": 1 } }],
              "matrix": {
                "busbars": ["B1", "B2", "B3"],
                "boards": [{ "bus": "can", "address": 10 }],
                "contactors": [{{string.Join(", ", bars)}}, { "from": "B1", "to": "B2" }, { "from": "B2", "to": "B3" }]
              }
            }
            """;
        return ControlRig.StartAsync(SitePlan.Parse(Encoding.UTF8.GetBytes(json), "chain"));
    }
}
