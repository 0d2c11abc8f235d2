using Busbar.Core.Session;
using Busbar.Core.Units;

namespace Busbar.Core.Tests.Session;

public sealed class PreChargeTests
{
    [Fact]
    public void A_voltage_that_is_not_reached_within_4_s_is_a_fault()
    {
        var rig = new GunRig().ToIsolated();
        rig.ModulesObey = false;
        Assert.Null(rig.Target(RequestedPhase.PreCharge, 400, 2));
        rig.Run(3.95);
        Assert.Equal(SessionPhase.PreCharge, rig.Session.Phase);
        rig.Run(0.1);
        Assert.Equal(FaultCode.PreChargeTimeout, rig.Status.Fault?.Code);
        Assert.False(rig.Driven.On);
    }

    [Fact]
    public void Every_request_starts_the_4_s_again()
    {
        var rig = new GunRig().ToIsolated();
        rig.ModulesObey = false;
        for (var i = 0; i < 4; i++)
        {
            Assert.Null(rig.Target(RequestedPhase.PreCharge, 400, 2));
            rig.Run(3);
            Assert.Equal(SessionPhase.PreCharge, rig.Session.Phase);
        }

        rig.Run(1.1);
        Assert.Equal(FaultCode.PreChargeTimeout, rig.Status.Fault?.Code);
    }

    [Theory, InlineData(389.9, true), InlineData(390, false), InlineData(410, false), InlineData(410.1, true)]
    public void The_voltage_is_reached_within_10_V(double voltageV, bool fails)
    {
        var rig = new GunRig { VehicleMayClose = false }.ToIsolated();
        rig.Frozen = true;
        Assert.Null(rig.Target(RequestedPhase.PreCharge, 400, 2));
        rig.Measure(voltageV);
        rig.Run(4.1);
        Assert.Equal(fails, rig.Session.Phase == SessionPhase.Fault);
    }

    [Theory, InlineData(0.5), InlineData(2), InlineData(100)]
    public void It_drives_at_most_2_A_whatever_is_asked(double currentA)
    {
        var rig = new GunRig().ToIsolated();
        Assert.Null(rig.Target(RequestedPhase.PreCharge, 400, currentA));
        Assert.True(rig.Driven is { On: true, VoltageV: 400, CurrentA: <= 2 and > 0 });
    }

    [Fact]
    public void A_limit_of_0_from_beside_pauses_the_charge_and_does_not_fail_the_pre_charge()
    {
        var rig = new GunRig().ToIsolated();
        rig.Send(new LimitsChanged(Limit.Watts(0, "ocpp: no transaction")));
        Assert.Null(rig.Target(RequestedPhase.PreCharge, 400, 2));
        rig.Run(3);
        Assert.InRange(rig.VoltageV, 390, 410);
        Assert.Null(rig.Target(RequestedPhase.Charge, 400, 100));
        rig.Run(5);
        Assert.Equal((SessionPhase.Charge, 0.0, "ocpp: no transaction"), (rig.Session.Phase, rig.Driven.CurrentA, rig.Status.Binding.Source));
        rig.Send(new LimitsChanged());
        rig.Run(5);
        Assert.Equal(100, rig.Driven.CurrentA, 1.0);
    }

    [Fact]
    public void A_pause_switches_off_and_stops_the_time()
    {
        var rig = new GunRig { VehicleMayClose = false }.ToPreCharge();
        Assert.Null(rig.Target(RequestedPhase.Standby, 0, 0));
        Assert.False(rig.Driven.On);
        rig.Run(10);
        Assert.Equal(SessionPhase.PreCharge, rig.Session.Phase);
    }

    [Fact]
    public void Modules_that_go_switch_it_off()
    {
        var rig = new GunRig { VehicleMayClose = false }.ToPreCharge();
        rig.Send(new Granted(GunGrant.None));
        Assert.False(rig.Driven.On);
    }

    [Fact]
    public void It_never_passes_the_vehicles_highest_voltage()
    {
        var rig = new GunRig { VehicleMayClose = false }.ToIsolated();
        Assert.Null(rig.Target(RequestedPhase.PreCharge, 700, 2));
        Assert.Equal(480, rig.Driven.VoltageV);
    }

    [Fact]
    public void The_vehicle_may_give_up_in_the_pre_charge()
    {
        var rig = new GunRig { VehicleMayClose = false }.ToPreCharge();
        Assert.Null(rig.Target(RequestedPhase.PostCharge, 0, 0));
        rig.Run(0.1);
        Assert.Equal((SessionPhase.PostCharge, false), (rig.Session.Phase, rig.Driven.On));
    }
}
