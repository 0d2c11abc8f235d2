using Busbar.Core.Safety;
using Busbar.Core.Session;

namespace Busbar.Core.Tests.Session;

/// <summary>What the SECC may ask when: the rules of the charge procedure that have a number in the PEP sheet.</summary>
public sealed class RequestTests
{
    [Theory, InlineData(double.NaN), InlineData(-1), InlineData(1000.1), InlineData(1e9), InlineData(double.PositiveInfinity), InlineData(49.9)]
    public void R10_A_target_voltage_that_cannot_be_supplied_is_refused_as_a_value(double voltageV)
    {
        var rig = new GunRig().ToCharge();
        var refusal = rig.Target(RequestedPhase.Charge, voltageV);
        Assert.Equal((RefusalCode.VoltageOutOfRange, RefusalCategory.Value), (refusal?.Code, refusal?.Category));
        Assert.Contains("allowed: 0 or 50 to 1000 V", refusal!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void R10_The_limit_itself_is_no_violation() => Assert.Null(new GunRig().ToCharge().Target(RequestedPhase.Charge, 1000));

    [Fact]
    public void R11_Nothing_changes_with_a_refused_voltage()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(6);
        var before = rig.Status;
        rig.Log.Clear();
        Assert.NotNull(rig.Target(RequestedPhase.Charge, 1001));
        Assert.Equal(before, rig.Status);
        Assert.IsType<Refuse>(Assert.Single(rig.Log).Effect);
    }

    [Fact]
    public void R12_A_current_that_cannot_be_reached_is_answered_and_driven_as_far_as_possible()
    {
        var rig = new GunRig().ToCharge(currentA: 2500);
        rig.RunUntil(() => rig.CurrentA > 240, 12, "the vehicle's power limit");
        Assert.Equal("vehicle", rig.Status.Binding.Source);
    }

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void A_current_that_is_no_number_is_refused(double currentA) =>
        Assert.Equal(RefusalCode.CurrentNotANumber, new GunRig().ToCharge().Target(RequestedPhase.Charge, 400, currentA)?.Code);

    [Theory, InlineData(RequestedPhase.Standby), InlineData(RequestedPhase.PreCharge), InlineData(RequestedPhase.Charge), InlineData(RequestedPhase.PostCharge), InlineData((RequestedPhase)99)]
    public void R13_Targets_in_standby_are_answered_and_ignored(RequestedPhase phase)
    {
        var rig = new GunRig();
        Assert.Null(rig.Target(phase));
        rig.Run(1);
        Assert.Equal((SessionPhase.Standby, 0.0), (rig.Session.Phase, rig.Status.DrivenVoltageV));
    }

    [Theory, InlineData(RequestedPhase.Standby), InlineData(RequestedPhase.PreCharge), InlineData(RequestedPhase.Charge), InlineData(RequestedPhase.PostCharge)]
    public void R13_Targets_before_the_isolation_is_tested_are_answered_and_ignored(RequestedPhase phase)
    {
        var rig = new GunRig().ToConnected();
        Assert.Null(rig.Target(phase));
        rig.Run(1);
        Assert.Equal((SessionPhase.Connected, 0.0), (rig.Session.Phase, rig.Status.DrivenVoltageV));
    }

    [Fact]
    public void R13_Targets_with_the_contactor_open_after_the_cable_check_are_answered_and_ignored()
    {
        var rig = new GunRig();
        Assert.Null(rig.CableCheck());
        rig.RunUntil(SessionPhase.Connected);
        Assert.Null(rig.Target(RequestedPhase.PreCharge));
        rig.Run(1);
        Assert.Equal((SessionPhase.Connected, 0.0), (rig.Session.Phase, rig.Status.DrivenVoltageV));
    }

    [Fact]
    public void R13_A_charge_without_pre_charge_is_answered_and_ignored()
    {
        var rig = new GunRig().ToIsolated();
        Assert.Null(rig.Target(RequestedPhase.Charge));
        rig.Run(1);
        Assert.Equal((SessionPhase.Connected, false), (rig.Session.Phase, rig.Driven.On));
    }

    [Fact]
    public void R13_A_pre_charge_in_the_charge_is_answered_and_ignored()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(5);
        Assert.Null(rig.Target(RequestedPhase.PreCharge, 300, 1));
        Assert.Equal((SessionPhase.Charge, 450.0), (rig.Session.Phase, rig.Driven.VoltageV));
    }

    [Fact]
    public void R13_Targets_in_the_cable_check_are_answered_and_ignored()
    {
        var rig = new GunRig().ToCableCheck();
        Assert.Null(rig.Target(RequestedPhase.Charge));
        Assert.Equal(SessionPhase.CableCheck, rig.Session.Phase);
    }

    [Fact]
    public void R14_Closing_what_is_closed_switches_nothing_A2()
    {
        var rig = new GunRig().ToCharge();
        var before = rig.All<SwitchOutput>().Count();
        Assert.Null(rig.Close());
        Assert.Null(rig.Close());
        Assert.Equal(before, rig.All<SwitchOutput>().Count());
        Assert.Equal(SessionPhase.Charge, rig.Session.Phase);
    }

    [Fact]
    public void R14_Opening_what_is_open_switches_nothing_and_ends_no_cable_check_A2()
    {
        var rig = new GunRig();
        Assert.Null(rig.Open());
        Assert.Equal(SessionPhase.Standby, rig.Session.Phase);
        Assert.Null(rig.CableCheck());
        Assert.Null(rig.Open());
        Assert.Equal(SessionPhase.CableCheck, rig.Session.Phase);
        Assert.DoesNotContain(rig.All<SwitchOutput>(), s => s.Close);
    }

    [Theory, InlineData("connected"), InlineData("cableCheck"), InlineData("preCharge"), InlineData("charge"), InlineData("postCharge")]
    public void R36_A_reset_leads_to_standby_from_every_phase(string phase)
    {
        var rig = In(phase);
        Assert.Null(rig.Reset());
        Assert.Equal(SessionPhase.Transition, rig.Session.Phase);
        rig.RunUntil(SessionPhase.Standby, 15);
        Assert.Equal(SessionEndReason.Reset, Assert.Single(rig.All<SessionEnded>()).Record.Reason);
        Assert.False(rig.OutputClosed);
    }

    [Fact]
    public void R36_A_reset_in_standby_changes_nothing()
    {
        var rig = new GunRig();
        Assert.Null(rig.Reset());
        Assert.Equal(SessionPhase.Standby, rig.Session.Phase);
    }

    [Theory, InlineData("connected"), InlineData("cableCheck"), InlineData("preCharge"), InlineData("charge"), InlineData("postCharge")]
    public void R37_Opening_what_is_closed_leads_to_standby(string phase)
    {
        var rig = In(phase);
        Assert.Null(rig.Open());
        rig.RunUntil(SessionPhase.Standby, 15);
        Assert.Equal(SessionEndReason.ContactorsOpened, Assert.Single(rig.All<SessionEnded>()).Record.Reason);
    }

    [Theory, InlineData("connected"), InlineData("cableCheck"), InlineData("preCharge"), InlineData("charge"), InlineData("postCharge")]
    public void R34_A_lost_SECC_leads_to_standby_with_contactor_open_and_0_driven(string phase)
    {
        var rig = In(phase);
        rig.Send(new SeccLost());
        rig.RunUntil(SessionPhase.Standby, 15);
        Assert.True(rig.Status is { OutputClosed: false, DrivenVoltageV: 0, DrivenCurrentA: 0, SeccConnected: false });
    }

    [Fact]
    public void R38_R39_R40_In_the_transition_every_request_is_refused_as_inoperative_and_the_status_goes_on()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(5);
        Assert.Null(rig.Open());
        Assert.Equal((true, false), (rig.Status.InTransition, rig.Status.IsOperative));
        foreach (var refusal in new[] { rig.Close(), rig.Open(), rig.CableCheck(), rig.Target(RequestedPhase.Charge), rig.Target(RequestedPhase.Charge, double.NaN), rig.Reset() })
            Assert.Equal((RefusalCode.InTransition, RefusalCategory.Inoperative), (refusal?.Code, refusal?.Category));
        Assert.True(rig.Status.MeasuredVoltageV > 300);
        rig.RunUntil(SessionPhase.Standby, 15);
        Assert.Equal((false, true), (rig.Status.InTransition, rig.Status.IsOperative));
    }

    [Fact]
    public void A11_A_reset_in_the_transition_takes_effect_when_the_output_is_safe()
    {
        var rig = new GunRig { IsolationOhm = 50_000 }.ToCableCheck();
        rig.RunUntil(SessionPhase.Fault, 20);
        Assert.True(rig.Status.InTransition);
        Assert.Equal(RefusalCategory.Inoperative, rig.Reset()?.Category);
        rig.RunUntil(SessionPhase.Standby, 15);
        Assert.True(rig.Status.IsOperative);
    }

    [Fact]
    public void R41_Closing_without_permission_is_refused_as_internal()
    {
        var rig = new GunRig { Permits = false };
        rig.Run(0.1);
        var refusal = rig.Close();
        Assert.Equal((RefusalCode.NoPermission, RefusalCategory.Internal), (refusal?.Code, refusal?.Category));
        Assert.DoesNotContain(rig.All<SwitchOutput>(), s => s.Close);
        Assert.Equal(RefusalCode.NoPermission, rig.CableCheck()?.Code);
    }

    [Theory, InlineData("connected"), InlineData("cableCheck"), InlineData("preCharge"), InlineData("charge"), InlineData("postCharge")]
    public void R42_Permission_that_goes_while_closed_opens(string phase)
    {
        var rig = In(phase);
        rig.Frozen = true;
        rig.Permits = false;
        var effects = rig.Measure();
        Assert.False(rig.Driven.On);
        rig.Run(0.2);
        Assert.False(rig.All<SwitchOutput>().Last().Close);
        Assert.NotEmpty(effects);
    }

    [Theory, InlineData(EvConnectionState.Disconnected), InlineData(EvConnectionState.Connected), InlineData(EvConnectionState.EnergyTransferAllowed), InlineData(EvConnectionState.Error)]
    public void R25_No_decision_rests_on_the_state_of_the_vehicles_connection(EvConnectionState state)
    {
        var rig = new GunRig { Permits = false };
        rig.Run(0.1);
        Assert.Empty(rig.Send(new EvConnection(state, "WMIV1234")));
        Assert.Equal(RefusalCode.NoPermission, rig.Close()?.Code);
        var charging = new GunRig().ToCharge();
        Assert.Empty(charging.Send(new EvConnection(state)));
        Assert.Equal((SessionPhase.Charge, state), (charging.Session.Phase, charging.Status.EvConnection));
    }

    [Fact]
    public void Closing_an_output_that_nobody_measures_is_refused()
    {
        var rig = new GunRig(isReady: false);
        Assert.Equal(RefusalCode.NotMeasured, rig.Close()?.Code);
        Assert.Equal(RefusalCode.NotMeasured, rig.CableCheck()?.Code);
        Assert.False(rig.Status.IsOperative);
    }

    [Theory, InlineData(60), InlineData(-60), InlineData(500)]
    public void Closing_an_output_with_voltage_is_refused(double voltageV)
    {
        var rig = new GunRig { Frozen = true };
        rig.Measure(voltageV);
        Assert.Equal((RefusalCode.OutputLive, RefusalCategory.Internal), (rig.Close()?.Code, new Refusal(RefusalCode.OutputLive, "").Category));
    }

    [Theory, InlineData("preCharge"), InlineData("charge")]
    public void A_cable_check_while_something_is_driven_is_refused(string phase)
    {
        var refusal = In(phase).CableCheck();
        Assert.Equal((RefusalCode.CableCheckNotNow, RefusalCategory.Generic), (refusal?.Code, refusal?.Category));
    }

    [Fact]
    public void Closing_in_the_middle_of_a_cable_check_is_refused()
    {
        var rig = new GunRig();
        Assert.Null(rig.CableCheck());
        rig.RunUntil(() => rig.VoltageV > 400, 2, "test voltage");
        Assert.Equal(RefusalCode.ClosingNotNow, rig.Close()?.Code);
    }

    [Fact]
    public void A_new_cable_check_after_the_charge_is_possible()
    {
        var rig = new GunRig().ToPostCharge();
        rig.Run(3);
        Assert.Null(rig.CableCheck());
        rig.RunUntil(SessionPhase.Connected);
        Assert.Equal(IsolationStatus.Valid, rig.Status.Isolation);
    }

    [Fact]
    public void A_cable_check_is_answered_again_while_it_runs()
    {
        var rig = new GunRig().ToCableCheck();
        rig.Run(2);
        Assert.Null(rig.CableCheck());
        Assert.Equal(SessionPhase.CableCheck, rig.Session.Phase);
    }

    [Theory, InlineData(double.NaN), InlineData(0), InlineData(-400), InlineData(double.PositiveInfinity)]
    public void A_cable_check_for_a_voltage_that_is_none_is_refused_as_a_value(double voltageV) =>
        Assert.Equal(RefusalCategory.Value, new GunRig().ToConnected().CableCheck(voltageV)?.Category);

    private static GunRig In(string phase)
    {
        var rig = new GunRig();
        return phase switch
        {
            "connected" => rig.ToConnected(),
            "cableCheck" => rig.ToCableCheck(),
            "preCharge" => rig.ToPreCharge(),
            "charge" => rig.ToCharge(),
            _ => rig.ToPostCharge(),
        };
    }
}
