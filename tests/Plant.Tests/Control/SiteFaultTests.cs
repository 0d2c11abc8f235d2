using Busbar.Core.Power.Switching;
using Busbar.Core.Session;
using Busbar.Lab.Sites;
using Busbar.Plant.Control;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Plant.Tests.Control;

/// <summary>The whole controller on bad days.</summary>
public sealed class SiteFaultTests
{
    private static EvTraits Hungry => new() { MaxPowerW = 150_000, MaxCurrentA = 400 };

    [Fact]
    public async Task An_SECC_that_vanishes_ends_its_session_and_nobody_elses()
    {
        await using var rig = await ControlRig.StartAsync(modules: 4, guns: 2);
        rig.Charge(0, Hungry);
        rig.Charge(1, Hungry);
        rig.Run(10);
        rig.Connect(0, isThere: false);
        rig.RunUntil(() => !rig.Physics.Outputs[0].IsClosed, atMostS: 5);
        Assert.True(Math.Abs(rig.Physics.GunA(0)) < 1);
        Assert.Equal(SessionPhase.Charge, rig.Gun(1).Status.Phase);
        rig.RunUntil(() => rig.Controller.Picture.Guns[1].Modules.Count == 4, atMostS: 30);
        rig.AssertLawful();
    }

    [Fact]
    public async Task A_module_that_dies_in_the_charge_is_replaced()
    {
        await using var rig = await ControlRig.StartAsync(modules: 3, guns: 2);
        rig.Charge(0, new EvTraits { MaxPowerW = 60_000 });
        rig.RunUntil(() => rig.Controller.Picture.Guns[0].Modules.Count == 2 && rig.Physics.GunA(0) > 100, atMostS: 40);
        var first = rig.Controller.Picture.Guns[0].Modules[0];
        var number = rig.Plan.Modules.ToList().FindIndex(m => m.Id == first);
        rig.Modules[number].Troubles.IsDead = true;
        rig.RunUntil(() => rig.Controller.Picture.Guns[0].Modules is { Count: 2 } now && !now.Contains(first) && rig.Physics.GunA(0) * rig.Physics.GunV(0) > 50_000, atMostS: 40);
        Assert.Equal(SessionPhase.Charge, rig.Gun(0).Status.Phase);
        rig.Modules[number].Troubles.IsDead = false;
        rig.RunUntil(() => rig.Controller.Picture.Modules[number].View.IsUsable, atMostS: 20);
        rig.AssertLawful();
    }

    [Fact]
    public async Task The_emergency_stop_takes_the_current_at_once_and_opens_everything_and_its_release_lets_guns_work_again()
    {
        await using var rig = await ControlRig.StartAsync(modules: 3, guns: 2);
        rig.Charge(0, Hungry);
        rig.RunUntil(() => rig.Physics.GunA(0) > 100, atMostS: 40);
        rig.Controller.EmergencyStop("test");
        rig.Run(0.5);
        Assert.True(Math.Abs(rig.Physics.GunA(0)) < 1, rig.Describe());
        rig.RunUntil(() => rig.Physics.Contactors.All(c => !c.IsClosed) && !rig.Physics.Outputs[0].IsClosed, atMostS: 5);
        Assert.True(rig.Controller.Picture.EmergencyStop.IsActive);
        Assert.Equal("test", rig.Controller.Picture.EmergencyStop.By);
        Assert.False(rig.Gun(1).Status.IsOperative);
        rig.Controller.ReleaseEmergencyStop("test");
        rig.RunUntil(() => rig.Gun(0).Status.Phase == SessionPhase.Standby && rig.Gun(1).Status.Phase == SessionPhase.Standby, atMostS: 15);
        rig.Lab.Plug(0, null);
        rig.Charge(1, Hungry);
        Assert.DoesNotContain(rig.Physics.Violations, v => v.Law is SiteLaw.GunsJoined or SiteLaw.ClosedAcrossVoltage);
    }

    [Fact]
    public async Task A_welded_contactor_keeps_its_module_for_its_gun_and_is_used_again_when_it_is_cleared()
    {
        await using var rig = await ControlRig.StartAsync(modules: 2, guns: 2);
        rig.Charge(0, Hungry);
        rig.RunUntil(() => rig.Controller.Picture.Guns[0].Modules.Count == 2, atMostS: 40);
        rig.Physics.Contactors[0].Fault = Busbar.Lab.Sites.ContactorFault.Welded;
        rig.Player(0).Stop();
        rig.RunUntil(() => rig.Controller.Picture.Contactors[0].Failure == ContactorFailure.Welded, atMostS: 20);
        rig.Lab.Plug(0, null);
        rig.Charge(1, Hungry);
        rig.Run(15);
        Assert.Equal(["M2"], rig.Controller.Picture.Guns[1].Modules);
        rig.Physics.Contactors[0].Fault = Busbar.Lab.Sites.ContactorFault.None;
        rig.Controller.ClearContactor(rig.Plan.Contactors[0].Id, "test");
        rig.RunUntil(() => rig.Controller.Picture.Guns[1].Modules.Count == 2, atMostS: 30);
        rig.AssertLawful();
    }

    [Fact]
    public async Task The_next_vehicle_at_a_gun_with_a_welded_contactor_is_fed_by_the_other_modules()
    {
        await using var rig = await ControlRig.StartAsync(modules: 2, guns: 2);
        rig.Charge(0, Hungry);
        rig.RunUntil(() => rig.Controller.Picture.Guns[0].Modules.Count == 2, atMostS: 40);
        rig.Physics.Contactors[0].Fault = Busbar.Lab.Sites.ContactorFault.Welded;
        rig.Player(0).Stop();
        rig.RunUntil(() => rig.Controller.Picture.Contactors[0].Failure == ContactorFailure.Welded, atMostS: 20);
        rig.RunUntil(() => rig.Gun(0).Status.Phase == SessionPhase.Standby, atMostS: 20);
        rig.Charge(0, Hungry);
        rig.RunUntil(() => rig.Physics.GunA(0) > 50, atMostS: 20);
        Assert.Equal(["M2"], rig.Controller.Picture.Guns[0].Modules);
        Assert.DoesNotContain(rig.Controller.Picture.Events, e => e.Text.Contains("loop failed", StringComparison.Ordinal));
        rig.AssertLawful();
    }

    [Fact]
    public async Task A_pilot_that_drops_ends_the_session()
    {
        await using var rig = await ControlRig.StartAsync(modules: 2, guns: 1);
        rig.Charge(0, Hungry);
        rig.Run(5);
        rig.Lab.SeccPermits[0] = false;
        rig.RunUntil(() => rig.Gun(0).Status.Phase is not SessionPhase.Charge, atMostS: 2);
        rig.RunUntil(() => rig.Gun(0).Status.Phase == SessionPhase.Standby, atMostS: 15);
    }

    [Theory]
    [InlineData(double.NaN, 10)]
    [InlineData(400, double.NaN)]
    [InlineData(-400, 10)]
    [InlineData(1e9, 1e9)]
    [InlineData(400, -1e9)]
    [InlineData(400, double.PositiveInfinity)]
    public async Task A_demand_that_cannot_be_moves_nothing_and_the_session_goes_on_or_is_refused(double voltageV, double currentA)
    {
        await using var rig = await ControlRig.StartAsync(modules: 2, guns: 2, limitW: 50_000);
        rig.Charge(0, Hungry);
        rig.Run(5);
        var car = rig.Player(0);
        for (var i = 0; i < 50; i++)
        {
            rig.Door(0).OnTargetValues(1_000_000 + i, new PepTargetValues(voltageV, currentA, 50, PepChargingState.Charge));
            rig.Advance();
        }

        rig.Run(3);
        Assert.InRange(rig.Physics.GunV(0) * rig.Physics.GunA(0), -1, 50_500);
        Assert.True(rig.Physics.GunV(0) <= car.Vehicle.Traits.MaxVoltageV + 5);
        rig.AssertLawful();
    }

    [Fact]
    public async Task A_contactor_board_that_is_lost_stops_nothing_that_runs_and_moves_nothing_that_it_drives()
    {
        await using var rig = await ControlRig.StartAsync(modules: 3, guns: 2);
        rig.Charge(0, new EvTraits { MaxPowerW = 60_000 });
        rig.Run(10);
        rig.Lab.ContactorBoards[0].Fault = BoardFault.Cut;
        rig.Run(1.5);
        Assert.Contains(rig.Controller.Picture.Events, e => e.Text.Contains("is not heard", StringComparison.Ordinal));
        rig.Lab.ContactorBoards[0].Fault = BoardFault.None;
        rig.RunUntil(() => rig.Controller.Picture.Contactors.All(c => c.View.Closed is not null), atMostS: 5);
        rig.Run(30);
        Assert.DoesNotContain(rig.Physics.Violations, v => v.Law is SiteLaw.GunsJoined or SiteLaw.ClosedAcrossVoltage);
    }
}
