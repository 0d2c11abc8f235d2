using Busbar.Core.Safety;
using Busbar.Core.Session;

namespace Busbar.Core.Tests.Session;

/// <summary>Whole charges as an electrical engineer would tell them.</summary>
public sealed class ScenarioTests
{
    [Fact]
    public void A_vehicle_charges_from_plugging_in_to_standby_with_contactors_closed_first_A8()
    {
        var rig = new GunRig();
        Assert.Null(rig.Close());
        rig.Run(0.2);
        Assert.True(rig.Status.OutputClosed);
        Assert.Null(rig.CableCheck(480));
        rig.RunUntil(() => rig.Driven.On, 1, "test voltage");
        Assert.Equal((500.0, 2.0, DrivePhase.CableCheck), (rig.Driven.VoltageV, rig.Driven.CurrentA, rig.Driven.Phase));
        rig.RunUntil(SessionPhase.Connected, 37);
        Assert.Equal(IsolationStatus.Valid, rig.Status.Isolation);
        Assert.True(rig.VoltageV < 60);
        Assert.Null(rig.Target(RequestedPhase.PreCharge, 400, 2));
        rig.RunUntil(() => rig.VehicleClosed, 4, "pre-charge");
        Assert.True(rig.Driven.CurrentA <= 2);
        Assert.Null(rig.Target(RequestedPhase.Charge, 450, 100));
        rig.RunUntil(() => rig.CurrentA > 99.9, 5, "100 A by 25 A/s");
        rig.Run(36);
        Assert.InRange(rig.Status.EnergyWh, 350, 450);
        Assert.Null(rig.Target(RequestedPhase.PostCharge, 0, 0));
        rig.Run(1);
        Assert.False(rig.Driven.On);
        Assert.True(rig.Status.OutputClosed, "the vehicle looks for welded contactors");
        Assert.Null(rig.Reset());
        Assert.Equal(SessionPhase.Transition, rig.Session.Phase);
        rig.RunUntil(SessionPhase.Standby, 10);
        Assert.False(rig.Status.OutputClosed);
        Assert.True(rig.Status is { MeasuredVoltageV: < 60, DrivenVoltageV: 0, DrivenCurrentA: 0, IsOperative: true });
        var record = Assert.Single(rig.All<SessionEnded>()).Record;
        Assert.Equal((SessionEndReason.Reset, null), (record.Reason, record.Fault));
        Assert.InRange(record.EnergyWh, 350, 450);
    }

    [Fact]
    public void A_vehicle_charges_with_the_cable_check_before_the_contactors_A8()
    {
        var rig = new GunRig();
        Assert.Null(rig.CableCheck());
        rig.RunUntil(SessionPhase.Connected, 37);
        Assert.Equal((IsolationStatus.Valid, false), (rig.Status.Isolation, rig.Status.OutputClosed));
        Assert.Null(rig.Close());
        rig.Run(0.2);
        Assert.True(rig.Status.OutputClosed);
        Assert.Null(rig.Target(RequestedPhase.PreCharge, 400, 2));
        rig.RunUntil(() => rig.VehicleClosed, 4, "pre-charge");
        Assert.Null(rig.Target(RequestedPhase.Charge, 450, 50));
        rig.RunUntil(() => rig.CurrentA > 49, 5, "50 A");
        Assert.Single(rig.All<SessionStarted>());
    }

    [Fact]
    public void Emergency_stop_in_the_charge_switches_off_at_once_and_opens_and_the_gun_works_again_after_release()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(5);
        var effects = rig.Send(new EmergencyStop(true));
        Assert.Contains(effects, e => e is Drive { On: false });
        Assert.Equal((SessionPhase.Fault, false), (rig.Session.Phase, rig.Status.IsOperative));
        rig.RunUntil(() => !rig.OutputClosed, 0.2, "contactor open");
        rig.Run(10);
        Assert.Equal(SessionPhase.Fault, rig.Session.Phase);
        rig.Send(new EmergencyStop(false));
        rig.Run(0.1);
        Assert.Equal((SessionPhase.Standby, true), (rig.Session.Phase, rig.Status.IsOperative));
        Assert.Equal(FaultCode.EmergencyStop, Assert.Single(rig.All<SessionEnded>()).Record.Fault!.Code);
    }

    [Fact]
    public void The_vehicle_opens_its_pilot_in_the_charge_and_the_gun_is_ready_for_the_next()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(5);
        rig.Permits = false;
        rig.Run(0.06);
        Assert.False(rig.Driven.On);
        rig.RunUntil(SessionPhase.Standby, 10);
        Assert.Equal(SessionEndReason.PermissionLost, Assert.Single(rig.All<SessionEnded>()).Record.Reason);
        rig.Permits = true;
        rig.Run(0.1);
        rig.ToCharge();
        Assert.Equal(2, rig.All<SessionStarted>().Count());
    }

    [Fact]
    public void Modules_are_taken_away_and_given_back_in_the_charge()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(5);
        rig.Send(new Granted(GunGrant.None));
        Assert.False(rig.Driven.On);
        Assert.Equal("no modules granted", rig.Status.Binding.Source);
        rig.Run(5);
        Assert.Equal(SessionPhase.Charge, rig.Session.Phase);
        rig.Send(new Granted(rig.Grant));
        rig.Run(1);
        Assert.InRange(rig.CurrentA, 20, 30);
        rig.RunUntil(() => rig.CurrentA > 99.9, 5, "up again by 25 A/s");
    }
}
