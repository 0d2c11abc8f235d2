using Busbar.Core.Safety;
using Busbar.Core.Session;

namespace Busbar.Core.Tests.Session;

/// <summary>What goes wrong below a session, when it is noticed and what becomes of it.</summary>
public sealed class FaultTests
{
    [Theory, InlineData(480, 550), InlineData(500, 550), InlineData(750, 825), InlineData(850, 935), InlineData(1000, 1100)]
    public void Above_the_emergency_level_for_9_ms_switches_off(double vehicleV, double levelV)
    {
        var rig = Charging(vehicleV);
        rig.Measure(levelV);
        rig.Wait(0.1);
        Assert.Null(rig.Status.Fault);
        rig.Measure(levelV + 1);
        rig.Wait(0.008);
        Assert.Null(rig.Status.Fault);
        rig.Wait(0.002);
        Assert.Equal((FaultCode.OverVoltageEmergency, false), (rig.Status.Fault?.Code, rig.Driven.On));
    }

    [Fact]
    public void A_spike_of_less_than_9_ms_is_no_emergency()
    {
        var rig = Charging();
        rig.Measure(600);
        rig.Wait(0.008);
        rig.Measure(400);
        rig.Wait(0.3);
        Assert.Equal(SessionPhase.Charge, rig.Session.Phase);
    }

    [Theory, InlineData(489, false), InlineData(490, true)]
    public void Above_the_negotiated_voltage_for_400_ms_is_a_fault(double voltageV, bool fails)
    {
        var rig = Charging();
        rig.Measure(voltageV);
        rig.Wait(0.2);
        rig.Measure(voltageV);
        rig.Wait(0.199);
        Assert.Equal(SessionPhase.Charge, rig.Session.Phase);
        rig.Wait(0.01);
        Assert.Equal(fails ? FaultCode.OverVoltage : null, rig.Status.Fault?.Code);
    }

    [Theory, InlineData(550, 480), InlineData(550, 500), InlineData(825, 501), InlineData(825, 750), InlineData(935, 751), InlineData(1100, 1000), InlineData(1375, 1001), InlineData(550, double.NaN), InlineData(550, -1)]
    public void The_levels_are_those_of_the_standard(double levelV, double negotiatedV) => Assert.Equal(levelV, OverVoltage.EmergencyLevelV(negotiatedV));

    [Theory, InlineData(449, false), InlineData(451, true), InlineData(349, true), InlineData(double.NaN, false)]
    public void Sources_that_differ_by_more_than_50_V_for_30_s_are_a_fault(double otherV, bool fails)
    {
        var rig = Charging();
        rig.Sources = [new VoltageSource("module M1", 400), new VoltageSource("isolation monitor", otherV)];
        rig.Measure(400, 100);
        rig.Run(29.9);
        Assert.Equal(SessionPhase.Charge, rig.Session.Phase);
        rig.Run(0.2);
        Assert.Equal(fails ? FaultCode.VoltageImplausible : null, rig.Status.Fault?.Code);
        if (fails) Assert.Contains("isolation monitor", rig.Status.Fault!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_that_agree_in_between_start_the_30_s_again()
    {
        var rig = Charging();
        for (var i = 0; i < 3; i++)
        {
            rig.Sources = [new VoltageSource("module M1", 500)];
            rig.Run(20);
            rig.Sources = [new VoltageSource("module M1", 400)];
            rig.Run(1);
        }

        Assert.Equal(SessionPhase.Charge, rig.Session.Phase);
    }

    [Fact]
    public void Measurements_that_stop_in_the_charge_switch_off_after_500_ms_and_open_though_the_current_is_unknown()
    {
        var rig = Charging();
        rig.Measure(400, 100);
        rig.Wait(0.499);
        Assert.True(rig.Driven.On);
        rig.Wait(0.002);
        Assert.Equal((FaultCode.MeasurementStale, false), (rig.Status.Fault?.Code, rig.Driven.On));
        rig.Wait(0.1);
        Assert.True(rig.All<SwitchOutput>().Last() is { Close: false });
        rig.Wait(60);
        Assert.True(rig.Status.InTransition, "nobody knows whether it is safe");
        rig.Frozen = false;
        rig.VehicleClosed = false;
        rig.Run(5);
        Assert.Equal((SessionPhase.Standby, true), (rig.Session.Phase, rig.Status.IsOperative));
    }

    [Theory, InlineData(double.NaN, 0), InlineData(400, double.NaN), InlineData(double.PositiveInfinity, 0)]
    public void Measurements_that_are_no_numbers_are_none(double voltageV, double currentA)
    {
        var rig = Charging();
        rig.Measure(400, 100);
        for (var i = 0; i < 12; i++)
        {
            rig.Measure(voltageV, currentA);
            rig.Wait(0.05);
        }

        Assert.Equal(FaultCode.MeasurementStale, rig.Status.Fault?.Code);
        Assert.Equal((400.0, 100.0), (rig.Status.MeasuredVoltageV, rig.Status.MeasuredCurrentA));
    }

    [Fact]
    public void R20_R33_A_gun_that_is_not_measured_in_standby_is_inoperative_until_it_is()
    {
        var rig = new GunRig();
        rig.Wait(2.1);
        Assert.Equal((SessionPhase.Fault, false), (rig.Session.Phase, rig.Status.IsOperative));
        rig.Measure(0);
        Assert.Equal((SessionPhase.Standby, true), (rig.Session.Phase, rig.Status.IsOperative));
    }

    [Fact]
    public void R20_R32_R33_A_gun_out_of_service_is_inoperative_until_every_reason_is_gone()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(5);
        rig.Send(new OutOfService(true, "Module M1 is lost."));
        rig.Send(new OutOfService(true, "An operator has taken it out of service."));
        Assert.Equal((SessionPhase.Fault, false), (rig.Session.Phase, rig.Status.IsOperative));
        Assert.True(rig.Driven.On, "no emergency: the current goes down first");
        rig.Run(10);
        Assert.False(rig.OutputClosed);
        rig.Send(new OutOfService(false, "Module M1 is lost."));
        Assert.Equal(SessionPhase.Fault, rig.Session.Phase);
        rig.Send(new OutOfService(false, "An operator has taken it out of service."));
        Assert.True(rig.Status.IsOperative);
    }

    [Fact]
    public void A_contactor_that_does_not_close_is_a_fault_for_an_operator()
    {
        var rig = new GunRig { StuckOpen = true };
        Assert.Null(rig.Close());
        rig.Run(0.7);
        Assert.Equal(FaultCode.ContactorStuckOpen, rig.Status.Fault?.Code);
        rig.Run(5);
        Assert.Equal(RefusalCode.InFault, rig.Reset()?.Code);
        rig.Send(new FaultAcknowledged("technician"));
        Assert.Equal(SessionPhase.Standby, rig.Session.Phase);
    }

    [Fact]
    public void A_contactor_that_opens_by_itself_switches_off_in_the_same_step()
    {
        var rig = Charging();
        rig.OutputClosed = false;
        var effects = rig.Measure(400);
        Assert.Contains(effects, e => e is Drive { On: false });
        Assert.Equal(FaultCode.ContactorOpened, rig.Status.Fault?.Code);
    }

    [Fact]
    public void A_contactor_that_does_not_open_is_welded()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(5);
        rig.Welded = true;
        rig.Reset();
        rig.RunUntil(SessionPhase.Fault, 5);
        Assert.Equal(FaultCode.ContactorWelded, rig.Status.Fault?.Code);
        Assert.Equal(FaultCode.ContactorWelded, Assert.Single(rig.All<SessionEnded>()).Record.Fault?.Code);
        rig.Run(60);
        rig.Send(new FaultAcknowledged("technician"));
        rig.Run(1);
        Assert.False(rig.Status.IsOperative);
    }

    [Fact]
    public void Voltage_that_stays_behind_a_contactor_without_auxiliary_contact_is_a_weld()
    {
        var rig = new GunRig { HasAux = false }.ToConnected();
        rig.Run(1);
        Assert.Null(rig.CableCheck());
        rig.RunUntil(SessionPhase.Connected);
        rig.ToPreChargeFromHere();
        rig.Frozen = true;
        rig.Reset();
        rig.Measure(398);
        rig.Run(2.9);
        Assert.Null(rig.Status.Fault);
        rig.Run(1.2);
        Assert.Equal(FaultCode.ContactorWelded, rig.Status.Fault?.Code);
    }

    [Fact]
    public void Voltage_that_falls_too_slowly_is_a_failed_discharge_and_over_when_it_is_gone()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(5);
        rig.Reset();
        rig.RunUntil(() => !rig.OutputClosed, 5, "open");
        rig.Frozen = true;
        rig.Measure(300);
        rig.Run(11);
        Assert.Equal(FaultCode.DischargeFailed, rig.Status.Fault?.Code);
        Assert.True(rig.Status.InTransition);
        rig.Measure(59);
        Assert.Equal(SessionPhase.Standby, rig.Session.Phase);
    }

    [Fact]
    public void Voltage_in_standby_is_an_invalid_state_after_10_s_R32()
    {
        var rig = new GunRig { Frozen = true };
        rig.Measure(400);
        rig.Run(9.9);
        Assert.True(rig.Status.IsOperative);
        rig.Run(0.3);
        Assert.Equal(FaultCode.DischargeFailed, rig.Status.Fault?.Code);
    }

    [Fact]
    public void A_contactor_that_is_found_closed_at_the_start_is_opened_before_anything_else()
    {
        var rig = new GunRig(isReady: false) { OutputClosed = true, VoltageV = 400, CurrentA = 80, Frozen = true };
        rig.Measure();
        Assert.Contains(rig.Log, l => l.Effect is Drive { On: false });
        Assert.DoesNotContain(rig.Log, l => l.Effect is SwitchOutput);
        Assert.Equal(RefusalCode.InTransition, rig.Close()?.Code);
        rig.Measure(400, 0.5);
        Assert.True(rig.All<SwitchOutput>().Single() is { Close: false });
        rig.Measure(20);
        rig.Measure(20);
        Assert.Equal(SessionPhase.Standby, rig.Session.Phase);
        Assert.Empty(rig.All<SessionEnded>());
    }

    [Fact]
    public void Current_that_does_not_go_is_an_emergency_after_2_s()
    {
        var rig = Charging();
        rig.Measure(400, 50);
        rig.Reset();
        rig.RunUntil(() => !rig.Driven.On, 2, "off");
        rig.Run(1.9);
        Assert.True(rig.OutputClosed);
        rig.RunUntil(() => !rig.OutputClosed, 0.3, "open under current, the lesser evil");
        Assert.Equal(FaultCode.CurrentRemains, rig.Status.Fault?.Code);
    }

    [Theory, InlineData(94.9, false), InlineData(95, true), InlineData(400, true), InlineData(double.NaN, false)]
    public void Over_temperature_is_a_fault_until_5_K_below_the_derating(double temperatureC, bool fails)
    {
        var rig = new GunRig().ToCharge();
        rig.Run(5);
        rig.TemperatureC = temperatureC;
        rig.Run(0.1);
        Assert.Equal(fails ? FaultCode.OverTemperature : null, rig.Status.Fault?.Code);
        if (!fails) return;
        rig.TemperatureC = 75.1;
        rig.Run(20);
        Assert.Equal(SessionPhase.Fault, rig.Session.Phase);
        rig.TemperatureC = 75;
        rig.Run(0.1);
        Assert.Equal(SessionPhase.Standby, rig.Session.Phase);
    }

    [Fact]
    public void Isolation_that_fails_in_the_charge_twice_in_a_row_is_an_emergency()
    {
        var rig = Charging();
        rig.MonitorAnswers = false;
        var bad = new IsolationMeasured(IsolationStatus.Fault, 20_000, IsolationSelfTest.Passed);
        rig.Send(bad);
        rig.Send(new IsolationMeasured(IsolationStatus.Valid, 1e6, IsolationSelfTest.Passed));
        rig.Send(bad);
        Assert.Null(rig.Status.Fault);
        rig.Send(bad);
        Assert.Equal((FaultCode.IsolationFault, IsolationStatus.Fault, false), (rig.Status.Fault?.Code, rig.Status.Isolation, rig.Driven.On));
    }

    [Fact]
    public void A_second_fault_keeps_the_gun_down_until_both_are_over()
    {
        var rig = Charging();
        rig.Send(new EmergencyStop(true));
        rig.Send(new OutOfService(true, "Board is lost."));
        rig.Frozen = false;
        rig.VehicleClosed = false;
        rig.Run(10);
        rig.Send(new EmergencyStop(false));
        Assert.Equal((SessionPhase.Fault, FaultCode.OutOfService), (rig.Session.Phase, rig.Status.Fault!.Code));
        rig.Send(new OutOfService(false, "Board is lost."));
        Assert.Equal(SessionPhase.Standby, rig.Session.Phase);
    }

    [Fact]
    public void Emergency_stop_before_the_first_measurement_holds()
    {
        var rig = new GunRig(isReady: false);
        rig.Send(new EmergencyStop(true));
        rig.Measure(0);
        Assert.Equal(FaultCode.EmergencyStop, rig.Status.Fault?.Code);
    }

    [Theory, MemberData(nameof(Codes))]
    public void Every_fault_says_what_ends_it(FaultCode code)
    {
        var fault = new SessionFault(code, "text", TimeSpan.Zero);
        Assert.True(Enum.IsDefined(fault.Recovery));
    }

    public static TheoryData<FaultCode> Codes => [.. Enum.GetValues<FaultCode>()];

    /// <summary>A charge at 400 V whose world stands still.</summary>
    private static GunRig Charging(double vehicleV = 480)
    {
        var rig = new GunRig { Vehicle = new VehicleLimits { MaxVoltageV = vehicleV } };
        rig.Send(new VehicleReported(rig.Vehicle));
        rig.ToCharge();
        rig.Run(5);
        rig.Frozen = true;
        rig.MonitorAnswers = false;
        return rig;
    }
}

internal static class GunRigWays
{
    public static void ToPreChargeFromHere(this GunRig rig)
    {
        Assert.Null(rig.Target(RequestedPhase.PreCharge, 400, 2));
        rig.Run(2);
        Assert.Equal(SessionPhase.PreCharge, rig.Session.Phase);
    }
}
