using Busbar.Lab.Sites;
using Busbar.Plant.Boards;
using Busbar.Wire.Can;
using Busbar.Wire.Can.Boards;

namespace Busbar.Plant.Tests.Boards;

public sealed class GunBoardTests
{
    [Fact]
    public async Task The_output_closes_with_permission_and_not_without()
    {
        await using var rig = new BoardRig();
        rig.Run(200);
        Assert.False(rig.Gun.SwitchOutput(close: true), "no vehicle, no permission (R42)");
        rig.PlugVehicle();
        rig.Run(100);
        Assert.True(rig.Gun.View.Permits);
        Assert.True(rig.Gun.SwitchOutput(close: true));
        rig.Run(100);
        Assert.Equal((true, true, true), (rig.Gun.View.OutputCommanded, rig.Gun.View.OutputDriven, rig.Gun.View.OutputClosed));
    }

    [Fact]
    public async Task R42_The_board_refuses_a_closing_without_permission_whatever_the_controller_sends()
    {
        await using var rig = new BoardRig();
        rig.Run(200);
        for (var epoch = 0; epoch < 256; epoch++) rig.GunBoard.Take(new OutputCommand(true, (byte)epoch, 1).Frame(5), TimeSpan.FromMilliseconds(200));
        Assert.False(rig.GunBoard.Coil);
    }

    [Fact]
    public async Task R42_Permission_withdrawn_opens_at_once_and_its_return_closes_nothing()
    {
        await using var rig = new BoardRig();
        rig.RunAndCloseOutput();
        rig.GunBoard.Senses = rig.GunBoard.Senses with { Pilot = PilotState.B };
        rig.Run(10);
        Assert.False(rig.GunBoard.Coil);
        rig.Run(50);
        Assert.False(rig.Gun.View.Permits);
        Assert.Contains(new GunBoardReturned(HasForgotten: true), rig.GunEvents);
        rig.PlugVehicle();
        rig.Run(1000);
        Assert.False(rig.GunBoard.Coil, "a repeated command must not close again");
        Assert.False(rig.Gun.View.OutputCommanded);
        Assert.True(rig.Gun.SwitchOutput(close: true));
        rig.Run(50);
        Assert.True(rig.GunBoard.Coil);
    }

    [Fact]
    public async Task Measurements_arrive_and_a_gap_is_no_value()
    {
        await using var rig = new BoardRig();
        rig.PlugVehicle(401.786, 124.5);
        rig.Run(200);
        Assert.Equal((401.786, 124.5), (rig.Gun.View.VoltageV, rig.Gun.View.CurrentA));
        Assert.Contains(new GunBoardMeasured(401.786, 124.5), rig.GunEvents);
        rig.Run(1000);
        Assert.Equal(25, rig.Gun.View.TemperatureC);
        rig.GunBoard.Fault = BoardFault.Cut;
        rig.Run(700);
        Assert.False(rig.Gun.View.IsOnline);
        Assert.Null(rig.Gun.View.VoltageV);
        Assert.Null(rig.Gun.View.OutputClosed);
        Assert.False(rig.Gun.View.Permits);
        Assert.Contains(rig.GunEvents, e => e is GunBoardLost);
        Assert.False(rig.Gun.SwitchOutput(close: true));
    }

    [Fact]
    public async Task A_gun_board_cut_off_waits_for_the_current_to_fall_and_opens()
    {
        await using var rig = new BoardRig();
        rig.RunAndCloseOutput(400, 100);
        rig.GunBoard.Fault = BoardFault.Cut;
        rig.Run(1500);
        Assert.True(rig.GunBoard.HasTripped);
        Assert.True(rig.GunBoard.Coil);
        rig.PlugVehicle(400, 0.5);
        rig.Run(10);
        Assert.False(rig.GunBoard.Coil);
        Assert.Equal(0, rig.GunBoard.LoadBreaks);
    }

    [Fact]
    public async Task A_gun_board_cut_off_opens_under_current_after_four_seconds_and_counts_it()
    {
        await using var rig = new BoardRig();
        rig.RunAndCloseOutput(400, 100);
        rig.GunBoard.Fault = BoardFault.Cut;
        rig.Run(3700);
        Assert.True(rig.GunBoard.Coil);
        rig.Run(500);
        Assert.False(rig.GunBoard.Coil);
        rig.GunBoard.Fault = BoardFault.None;
        rig.Run(1200);
        Assert.Equal(new GunWear(1, 1, 1), rig.Gun.View.Wear);
        Assert.False(rig.GunBoard.Coil);
    }

    [Theory, InlineData(5000, IsolationState.Valid), InlineData(200, IsolationState.Warning), InlineData(60, IsolationState.Fault)]
    public async Task An_isolation_test_runs_once_and_tells(int kOhm, IsolationState state)
    {
        await using var rig = new BoardRig();
        rig.GunBoard.Senses = rig.GunBoard.Senses with { IsolationKOhm = kOhm, VoltageV = 500 };
        Assert.Null(rig.Gun.StartIsolationTest(500));
        rig.Run(200);
        var test = rig.Gun.StartIsolationTest(500);
        Assert.NotNull(test);
        rig.Run(500);
        Assert.Equal((IsolationState.Running, IsolationSelfTest.Running), (rig.Gun.View.Isolation.State, rig.Gun.View.Isolation.SelfTest));
        rig.Run(3000);
        Assert.Equal(new GunIsolation(state, test.Value, (ushort)kOhm, 500, IsolationSelfTest.Passed), rig.Gun.View.Isolation);
        var tests = rig.GunEvents.OfType<GunBoardIsolation>().Count(e => e.Isolation.State == IsolationState.Running);
        rig.Run(5000);
        Assert.Equal(tests, rig.GunEvents.OfType<GunBoardIsolation>().Count(e => e.Isolation.State == IsolationState.Running));
        Assert.NotEqual(test, rig.Gun.StartIsolationTest(500));
    }

    [Fact]
    public async Task An_isolation_test_can_be_stopped_and_a_failed_self_test_gives_no_result()
    {
        await using var rig = new BoardRig();
        rig.Run(200);
        rig.Gun.StartIsolationTest(500);
        rig.Run(1500);
        rig.Gun.StopIsolationTest();
        rig.Run(1200);
        Assert.Equal(IsolationState.Invalid, rig.Gun.View.Isolation.State);
        rig.GunBoard.PassesSelfTest = false;
        rig.Gun.StartIsolationTest(500);
        rig.Run(3500);
        Assert.Equal((IsolationState.Invalid, IsolationSelfTest.Failed), (rig.Gun.View.Isolation.State, rig.Gun.View.Isolation.SelfTest));
        Assert.Throws<ArgumentOutOfRangeException>(() => rig.Gun.StartIsolationTest(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => rig.Gun.StartIsolationTest(1501));
    }

    [Fact]
    public async Task The_emergency_stop_opens_at_once_and_stays()
    {
        await using var rig = new BoardRig();
        rig.RunAndCloseOutput(400, 50);
        rig.GunBoard.EmergencyStop = true;
        rig.Run(50);
        Assert.False(rig.GunBoard.Coil);
        Assert.True(rig.Gun.View.EmergencyStop);
        Assert.False(rig.Gun.SwitchOutput(close: true));
        Assert.Equal(1, rig.GunBoard.LoadBreaks);
    }

    [Fact]
    public async Task A_controller_that_starts_anew_finds_the_output_closed_and_can_open_it()
    {
        await using var rig = new BoardRig();
        rig.RunAndCloseOutput(400, 50);
        await rig.RestartControllerAsync();
        rig.Run(1500);
        Assert.True(rig.GunBoard.Coil);
        Assert.True(rig.Gun.View.OutputCommanded);
        Assert.True(rig.Gun.SwitchOutput(close: false));
        rig.Run(20);
        Assert.False(rig.GunBoard.Coil);
    }

    [Theory, InlineData("01020580#FF01380101AA"), InlineData("01020581#0000"), InlineData("01020583#09000000000000")]
    public async Task A_frame_that_cannot_be_read_is_counted_and_changes_nothing(string frame)
    {
        await using var rig = new BoardRig();
        rig.Run(200);
        var before = rig.Gun.View;
        rig.Theirs.TrySend(CanFrame.Parse(frame));
        rig.Bus.Turn();
        Assert.Equal(1, rig.Bus.Statistics.Malformed);
        Assert.Equal(before, rig.Gun.View);
    }
}
