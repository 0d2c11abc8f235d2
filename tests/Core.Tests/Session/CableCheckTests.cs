using Busbar.Core.Safety;
using Busbar.Core.Session;

namespace Busbar.Core.Tests.Session;

/// <summary>The isolation test: every way in which it fails, then how it passes.</summary>
public sealed class CableCheckTests
{
    [Fact]
    public void An_output_that_stays_above_60_V_for_10_s_fails_it()
    {
        var rig = new GunRig { Frozen = true };
        rig.Measure(70);
        Assert.Null(rig.CableCheck());
        rig.Run(9.8);
        Assert.Equal(SessionPhase.CableCheck, rig.Session.Phase);
        rig.Run(0.3);
        Assert.Equal(FaultCode.CableCheckOutputLive, rig.Status.Fault?.Code);
    }

    [Fact]
    public void Two_seconds_without_measurement_fail_it()
    {
        var rig = new GunRig { Frozen = true };
        rig.Measure(30);
        rig.Run(0.03);
        rig.Measures = false;
        rig.HasAux = false;
        Assert.Null(rig.Close());
        Assert.Null(rig.CableCheck());
        rig.Wait(0.4);
        Assert.Equal(SessionPhase.CableCheck, rig.Session.Phase);
        rig.Wait(2);
        Assert.Equal(FaultCode.CableCheckNotMeasured, rig.Status.Fault?.Code);
    }

    [Fact]
    public void A_gap_while_the_output_is_still_live_fails_it_after_2_s_and_not_before()
    {
        var rig = new GunRig { Frozen = true };
        rig.Measure(70);
        Assert.Null(rig.CableCheck());
        rig.Wait(1.99);
        Assert.Equal(SessionPhase.CableCheck, rig.Session.Phase);
        rig.Wait(0.02);
        Assert.Equal(FaultCode.CableCheckNotMeasured, rig.Status.Fault?.Code);
    }

    [Fact]
    public void A_short_circuit_does_not_reach_the_test_voltage_within_10_s()
    {
        var rig = new GunRig { ModulesObey = false }.ToCableCheck();
        rig.RunUntil(() => rig.Driven.On, 1, "test voltage");
        rig.Run(9.9);
        Assert.Equal(SessionPhase.CableCheck, rig.Session.Phase);
        rig.Run(0.2);
        Assert.Equal(FaultCode.CableCheckVoltage, rig.Status.Fault?.Code);
        Assert.False(rig.Driven.On);
    }

    [Fact]
    public void Without_modules_it_ends_after_37_s()
    {
        var rig = new GunRig().ToConnected();
        rig.Send(new Granted(GunGrant.None));
        Assert.Null(rig.CableCheck());
        Assert.True(rig.All<Demand>().Last() is { Running: true, VoltageV: 500, PowerW: 1000 });
        rig.Run(36.9);
        Assert.Equal((SessionPhase.CableCheck, false), (rig.Session.Phase, rig.Driven.On));
        rig.Run(0.2);
        Assert.Equal(FaultCode.CableCheckTimeout, rig.Status.Fault?.Code);
    }

    [Fact]
    public void A_self_test_that_fails_is_a_fault()
    {
        var rig = new GunRig { SelfTest = IsolationSelfTest.Failed }.ToCableCheck();
        rig.RunUntil(SessionPhase.Fault, 5);
        Assert.Equal(FaultCode.IsolationSelfTestFailed, rig.Status.Fault?.Code);
        Assert.Single(rig.All<StopIsolationTest>());
    }

    [Fact]
    public void A_self_test_that_does_not_end_within_30_s_is_a_fault()
    {
        var rig = new GunRig { MonitorAnswers = false }.ToCableCheck();
        rig.RunUntil(() => rig.All<RunIsolationTest>().Any(), 2, "test");
        rig.Run(29.9);
        Assert.Equal(SessionPhase.CableCheck, rig.Session.Phase);
        rig.Run(0.2);
        Assert.Equal(FaultCode.IsolationSelfTestFailed, rig.Status.Fault?.Code);
    }

    [Fact]
    public void A_monitor_that_falls_silent_between_samples_is_a_fault_after_5_s()
    {
        var rig = new GunRig { MonitorAnswers = false }.ToCableCheck();
        rig.RunUntil(() => rig.All<RunIsolationTest>().Any(), 2, "test");
        rig.Send(new IsolationMeasured(IsolationStatus.Valid, 1e6, IsolationSelfTest.Passed));
        rig.Run(4.9);
        Assert.Equal(SessionPhase.CableCheck, rig.Session.Phase);
        rig.Run(0.2);
        Assert.Equal(FaultCode.IsolationNotMeasured, rig.Status.Fault?.Code);
    }

    [Theory, InlineData(100_000, 99_999, false), InlineData(100_000, 100_000, true), InlineData(125_000, 124_999, false), InlineData(125_000, 125_000, true), InlineData(100_000, 0, false), InlineData(100_000, double.PositiveInfinity, true)]
    public void Isolation_below_the_fault_level_is_a_fault(double levelOhm, double ohm, bool passes)
    {
        var rig = new GunRig(new GunSettings { IsolationFaultOhm = levelOhm }) { IsolationOhm = ohm }.ToCableCheck();
        rig.RunUntil(() => rig.Session.Phase != SessionPhase.CableCheck, 20, "result");
        Assert.Equal(passes ? IsolationStatus.Valid : IsolationStatus.Fault, rig.Status.Isolation);
        Assert.Equal(passes ? null : FaultCode.IsolationFault, rig.Status.Fault?.Code);
    }

    [Theory, InlineData(0, IsolationStatus.Valid), InlineData(500_000, IsolationStatus.Warning)]
    public void The_warning_level_is_a_setting(double warningOhm, IsolationStatus expected)
    {
        var rig = new GunRig(new GunSettings { IsolationWarningOhm = warningOhm }) { IsolationOhm = 300_000 }.ToIsolated();
        Assert.Equal(expected, rig.Status.Isolation);
        Assert.Null(rig.Target(RequestedPhase.PreCharge, 400, 2));
        Assert.Equal(SessionPhase.PreCharge, rig.Session.Phase);
    }

    [Fact]
    public void The_monitors_own_fault_counts_whatever_its_resistance()
    {
        var rig = new GunRig { MonitorAnswers = false }.ToCableCheck();
        rig.RunUntil(() => rig.All<RunIsolationTest>().Any(), 2, "test");
        rig.Send(new IsolationMeasured(IsolationStatus.Fault, 1e6, IsolationSelfTest.Passed));
        Assert.Equal(FaultCode.IsolationFault, rig.Status.Fault?.Code);
    }

    [Fact]
    public void Samples_count_only_at_the_test_voltage()
    {
        var rig = new GunRig { MonitorAnswers = false }.ToCableCheck();
        rig.RunUntil(() => rig.All<RunIsolationTest>().Any(), 2, "test");
        rig.Frozen = true;
        rig.Measure(300);
        for (var i = 0; i < 5; i++) rig.Send(new IsolationMeasured(IsolationStatus.Valid, 1e6, IsolationSelfTest.Passed));
        Assert.Equal(SessionPhase.CableCheck, rig.Session.Phase);
        rig.Measure(500);
        for (var i = 0; i < 3; i++) rig.Send(new IsolationMeasured(IsolationStatus.Valid, 1e6, IsolationSelfTest.Passed));
        Assert.False(rig.Driven.On);
        rig.Measure(10);
        Assert.Equal(IsolationStatus.Valid, rig.Status.Isolation);
    }

    [Fact]
    public void An_output_that_keeps_its_voltage_after_the_test_is_a_fault()
    {
        var rig = new GunRig { Discharges = false }.ToCableCheck();
        rig.RunUntil(SessionPhase.Fault, 20);
        Assert.Equal(FaultCode.DischargeFailed, rig.Status.Fault?.Code);
        Assert.NotEqual(IsolationStatus.Valid, rig.Status.Isolation);
    }

    [Theory]
    [InlineData(400, 1000, 450), InlineData(480, 1000, 500), InlineData(500, 1000, 500), InlineData(501, 1000, 551.1), InlineData(800, 1000, 880), InlineData(920, 1000, 1000), InlineData(480, 450, 450), InlineData(1e9, 1000, 1000)]
    public void The_test_voltage_follows_the_standard(double vehicleV, double supplyV, double expectedV) => Assert.Equal(expectedV, TestVoltage.Of(vehicleV, supplyV), 9);

    [Fact]
    public void The_test_voltage_stays_within_what_the_granted_modules_drive()
    {
        var rig = new GunRig();
        rig.Send(new Granted(rig.Grant with { MaxV = 450 }));
        rig.ToCableCheck();
        rig.RunUntil(() => rig.Driven.On, 1, "test voltage");
        Assert.Equal(450, rig.Driven.VoltageV);
        rig.RunUntil(SessionPhase.Connected);
    }

    [Theory, InlineData(920, 400, 450), InlineData(400, 920, 450), InlineData(480, 480, 500)]
    public void The_lower_of_what_the_vehicle_reported_and_the_SECC_named_counts(double reportedV, double namedV, double expectedV)
    {
        var rig = new GunRig();
        rig.Send(new VehicleReported(new VehicleLimits { MaxVoltageV = reportedV }));
        rig.ToConnected();
        Assert.Null(rig.CableCheck(namedV));
        rig.RunUntil(SessionPhase.Connected);
        Assert.Equal(expectedV, rig.All<Drive>().Max(d => d.VoltageV));
        Assert.Null(rig.Target(RequestedPhase.PreCharge, 900, 2));
        Assert.Equal(Math.Min(reportedV, namedV), rig.Driven.VoltageV);
    }

    [Fact]
    public void Another_SECC_in_standby_brings_another_vehicle()
    {
        var rig = new GunRig();
        rig.Send(new SeccConnected());
        Assert.Null(rig.Status.Vehicle.MaxVoltageV);
    }

    [Fact]
    public void The_test_voltage_is_no_over_voltage()
    {
        var rig = new GunRig { BatteryV = 700, Vehicle = new VehicleLimits { MaxVoltageV = 850 } };
        rig.Send(new VehicleReported(rig.Vehicle));
        rig.ToConnected();
        Assert.Null(rig.CableCheck(850));
        rig.RunUntil(SessionPhase.Connected);
        Assert.Equal(935, rig.All<Drive>().Max(d => d.VoltageV), 6);
    }

    [Fact]
    public void Without_a_monitor_it_passes_with_a_warning_to_the_operator()
    {
        var rig = new GunRig(new GunSettings { HasIsolationMonitor = false }).ToIsolated();
        Assert.Contains(rig.All<Notice>(), n => n is { Severity: NoticeSeverity.Warning, Code: "CableCheckPassed" });
        Assert.Empty(rig.All<RunIsolationTest>());
    }

    [Fact]
    public void It_never_draws_more_than_2_A()
    {
        var rig = new GunRig().ToIsolated();
        Assert.All(rig.All<Drive>().Where(d => d.On), d => Assert.InRange(d.CurrentA, 0, 2));
    }

    [Fact]
    public void After_a_fault_of_the_isolation_a_reset_makes_the_gun_ready_again()
    {
        var rig = new GunRig { IsolationOhm = 50_000 }.ToCableCheck();
        rig.RunUntil(SessionPhase.Fault, 20);
        rig.RunUntil(() => !rig.Status.InTransition, 10, "safe");
        Assert.Equal(RefusalCode.InFault, rig.Close()?.Code);
        Assert.Equal(IsolationStatus.Fault, rig.Status.Isolation);
        Assert.Null(rig.Reset());
        Assert.Equal((SessionPhase.Standby, true), (rig.Session.Phase, rig.Status.IsOperative));
    }
}
