using System.Text;
using Busbar.Core.Session;
using Busbar.Lab.Sites;
using Busbar.Links.Can;
using Busbar.Plant.Configuration;
using Busbar.Wire.Can.Modules;

namespace Busbar.Plant.Tests.Control;

/// <summary>CAN buses that go off and gun boards that are lost, at the whole controller: the guns behind them end safely, the others charge on, and all work again afterwards.</summary>
public sealed class SiteBusFaultTests
{
    private static EvTraits Hungry => new() { MaxPowerW = 60_000 };

    [Theory]
    [InlineData("its own controller")]
    [InlineData("everybody else's")]
    public async Task A_bus_that_goes_off_ends_its_guns_without_current_and_leaves_the_other_buses_alone(string whose)
    {
        await using var rig = await TwoCabinetsAsync();
        rig.Charge(0, Hungry);
        rig.Charge(1, Hungry);
        rig.RunUntil(() => rig.Physics.GunA(0) > 100 && rig.Physics.GunA(1) > 100, atMostS: 40);
        var bus = (ICanFaults)(whose == "its own controller" ? rig.Controller.Buses[0] : rig.Lab.Buses[0]);

        bus.IsBusOff = true;
        rig.RunUntil(() => !rig.Physics.Outputs[0].IsClosed, atMostS: 6);
        rig.RunUntil(() => rig.Physics.Contactors.Where(c => c.Name.StartsWith("AM", StringComparison.Ordinal)).All(c => !c.IsClosed), atMostS: 6);
        Assert.False(rig.Gun(0).Status.IsOperative);
        Assert.Contains(rig.Controller.Picture.Events, e => e.Subject == "AGUN" && e.Text.Contains("is not heard", StringComparison.Ordinal));
        if (whose == "its own controller")
            Assert.All(rig.Controller.Picture.Modules.Take(2), m => Assert.Contains(m.View.Errors, e => e.Code == ModuleErrorCode.BusOff));
        Assert.Equal(SessionPhase.Charge, rig.Gun(1).Status.Phase);
        Assert.True(rig.Physics.GunA(1) > 100, rig.Describe());

        bus.IsBusOff = false;
        rig.Lab.Plug(0, null);
        rig.RunUntil(() => rig.Gun(0).Status is { Phase: SessionPhase.Standby, IsOperative: true }, atMostS: 30);
        rig.Charge(0, Hungry);
        rig.RunUntil(() => rig.Physics.GunA(0) > 100, atMostS: 40);
        Assert.True(rig.Physics.GunA(1) > 100, rig.Describe());
        AssertOnlyOutputsBroke(rig, "AGUN output");
    }

    [Theory]
    [InlineData(0.3, true)]
    [InlineData(0.7, false)]
    public async Task A_bus_that_is_off_for_less_than_half_a_second_costs_no_session_and_a_longer_gap_none_but_that(double offForS, bool goesOn)
    {
        await using var rig = await TwoCabinetsAsync();
        rig.Charge(0, Hungry);
        rig.RunUntil(() => rig.Physics.GunA(0) > 100, atMostS: 40);
        ((ICanFaults)rig.Controller.Buses[0]).IsBusOff = true;
        rig.Run(offForS);
        ((ICanFaults)rig.Controller.Buses[0]).IsBusOff = false;
        rig.Run(1);
        Assert.Equal(goesOn, rig.Gun(0).Status.Phase == SessionPhase.Charge);
        if (!goesOn)
        {
            rig.Lab.Plug(0, null);
            rig.RunUntil(() => rig.Gun(0).Status is { Phase: SessionPhase.Standby, IsOperative: true }, atMostS: 20);
            rig.Charge(0, Hungry);
        }

        rig.RunUntil(() => rig.Physics.GunA(0) * rig.Physics.GunV(0) > 55_000, atMostS: 60);
        rig.AssertLawful();
    }

    [Theory]
    [InlineData(BoardFault.Cut)]
    [InlineData(BoardFault.Dead)]
    [InlineData(BoardFault.Hung)]
    public async Task A_gun_whose_board_is_lost_ends_and_works_again_when_it_is_back_and_the_other_charges_on(BoardFault fault)
    {
        await using var rig = await ControlRig.StartAsync(modules: 4, guns: 2);
        rig.Charge(0, Hungry);
        rig.Charge(1, Hungry);
        rig.RunUntil(() => rig.Physics.GunA(0) > 100 && rig.Physics.GunA(1) > 100, atMostS: 60);
        rig.Lab.GunBoards[0].Fault = fault;
        rig.RunUntil(() => Math.Abs(rig.Physics.GunA(0)) < 1, atMostS: 3);
        rig.RunUntil(() => rig.Controller.Picture.Guns[0].Modules.Count == 0, atMostS: 20);
        Assert.False(rig.Gun(0).Status.IsOperative);
        Assert.Equal(SessionPhase.Charge, rig.Gun(1).Status.Phase);
        Assert.True(rig.Physics.GunA(1) > 50, rig.Describe());

        rig.Lab.GunBoards[0].Fault = BoardFault.None;
        rig.Lab.Plug(0, null);
        rig.RunUntil(() => rig.Gun(0).Status is { Phase: SessionPhase.Standby, IsOperative: true }, atMostS: 30);
        rig.Charge(0, Hungry);
        rig.RunUntil(() => rig.Physics.GunA(0) > 100 && rig.Physics.GunA(1) > 100, atMostS: 60);
        AssertOnlyOutputsBroke(rig, "GUN1 output");
    }

    /// <summary>An output that opened by itself may have broken current; nothing of the matrix ever does.</summary>
    private static void AssertOnlyOutputsBroke(ControlRig rig, string output) =>
        Assert.True(rig.Physics.Violations.All(v => v.Law == SiteLaw.OpenedUnderCurrent && v.Part == output), rig.Describe());

    private static Task<ControlRig> TwoCabinetsAsync() => ControlRig.StartAsync(SitePlan.Parse(Encoding.UTF8.GetBytes("""
        {
          "id": "cabinets",
          "buses": [{ "id": "a", "address": "memory:a" }, { "id": "b", "address": "memory:b" }],
          "modules": [
            { "id": "AM{n}", "count": 2, "family": "uugreen", "bus": "a", "address": 1, "maxW": 40000, "maxA": 133, "minV": 50, "maxV": 1000 },
            { "id": "BM{n}", "count": 2, "family": "uugreen", "bus": "b", "address": 1, "maxW": 40000, "maxA": 133, "minV": 50, "maxV": 1000 }
          ],
          "guns": [
            { "id": "AGUN", "maxW": 240000, "maxA": 500, "board": { "bus": "a", "address": 1 } },
            { "id": "BGUN", "maxW": 240000, "maxA": 500, "board": { "bus": "b", "address": 1 } }
          ],
          "matrix": { "blocks": [
            { "modules": "AM*", "guns": "AGUN", "boards": [{ "bus": "a", "address": 10 }] },
            { "modules": "BM*", "guns": "BGUN", "boards": [{ "bus": "b", "address": 10 }] } ] }
        }
        """), "cabinets"));
}
