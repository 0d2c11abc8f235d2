using Busbar.Lab.Sites;
using Busbar.Plant.Boards;
using Busbar.Tests;
using Busbar.Wire.Can;
using Busbar.Wire.Can.Boards;

namespace Busbar.Plant.Tests.Boards;

public sealed class ContactorBoardTests
{
    [Fact]
    public async Task A_contactor_closes_and_opens_and_its_auxiliary_contact_says_so()
    {
        await using var rig = new BoardRig();
        Assert.Equal(new ContactorView(null, null, false, null), rig.Contactors[2]);
        Assert.False(rig.Contactors.Close(2), "a board that was never heard cannot close");
        rig.Run(200);
        Assert.True(rig.Contactors.Close(2));
        rig.Run(50);
        Assert.Equal(0b100u, rig.ContactorBoard.Coils);
        Assert.True(rig.Contactors[2].Closed);
        Assert.Contains(new ContactorChanged(2, rig.Contactors[2]), rig.ContactorEvents);
        rig.Contactors.Open(2);
        rig.Run(50);
        Assert.Equal(0u, rig.ContactorBoard.Coils);
        Assert.False(rig.Contactors[2].Closed);
        rig.Run(2500);
        Assert.Equal(1, rig.Contactors[2].Cycles);
        Assert.Equal(8, rig.Contactors.Identity!.Value.Channels);
    }

    [Fact]
    public async Task Nothing_is_sent_but_heartbeats_until_somebody_switches()
    {
        await using var rig = new BoardRig();
        rig.PlugVehicle();
        rig.Run(3000);
        Assert.NotEmpty(rig.Sent);
        Assert.All(rig.Sent, f => Assert.True(BoardHeartbeat.TryRead(f, out _)));
    }

    [Fact]
    public async Task A_command_that_was_lost_on_the_way_is_repeated()
    {
        await using var rig = new BoardRig();
        rig.Run(200);
        rig.ContactorBoard.Fault = BoardFault.Hung;
        Assert.True(rig.Contactors.Close(0));
        rig.Run(60);
        Assert.Equal(0u, rig.ContactorBoard.Coils);
        rig.ContactorBoard.Fault = BoardFault.None;
        rig.Run(100);
        Assert.Equal(1u, rig.ContactorBoard.Coils);
    }

    [Fact]
    public async Task A_welded_contactor_shows_by_coil_and_auxiliary_contact_after_200_ms()
    {
        await using var rig = new BoardRig();
        rig.Run(200);
        rig.Contactors.Close(1);
        rig.Run(50);
        rig.Welded = 0b10;
        rig.Contactors.Open(1);
        rig.Run(150);
        Assert.False(rig.Contactors[1].IsWelded);
        rig.Run(150);
        Assert.True(rig.Contactors[1].IsWelded);
        Assert.Contains(rig.ContactorEvents, e => e is ContactorChanged { Contactor: 1, View.IsWelded: true });
    }

    [Fact]
    public async Task A_contactor_that_does_not_close_is_stuck_open()
    {
        await using var rig = new BoardRig();
        rig.Stuck = 1;
        rig.Run(200);
        rig.Contactors.Close(0);
        rig.Run(300);
        Assert.True(rig.Contactors[0].IsStuckOpen);
        Assert.False(rig.Contactors[0].IsWelded);
    }

    [Fact]
    public async Task A_lost_board_makes_its_contactors_unknown_and_takes_no_closing()
    {
        await using var rig = new BoardRig();
        rig.RunAndClose(0);
        rig.ContactorBoard.Fault = BoardFault.Cut;
        rig.Run(700);
        Assert.False(rig.Contactors.IsOnline);
        Assert.Null(rig.Contactors[0].Closed);
        Assert.False(rig.Contactors.Close(1));
        Assert.Contains(new ContactorBoardLost("K"), rig.ContactorEvents);
        Assert.Equal(1, rig.Bus.Statistics.Losses);
    }

    [Fact]
    public async Task A_board_that_comes_back_before_it_trips_keeps_what_it_was_told()
    {
        await using var rig = new BoardRig();
        rig.RunAndClose(0);
        rig.ContactorBoard.Fault = BoardFault.Cut;
        rig.Run(700);
        rig.ContactorBoard.Fault = BoardFault.None;
        rig.Run(200);
        Assert.Contains(new ContactorBoardReturned("K", HasForgotten: false), rig.ContactorEvents);
        Assert.True(rig.Contactors[0].Closed);
        Assert.Equal(1u, rig.ContactorBoard.Coils);
    }

    [Fact]
    public async Task A_board_cut_off_opens_after_five_seconds_and_closes_nothing_when_it_returns()
    {
        await using var rig = new BoardRig();
        rig.RunAndClose(0);
        rig.ContactorBoard.Fault = BoardFault.Cut;
        rig.Run(4700);
        Assert.Equal(1u, rig.ContactorBoard.Coils);
        rig.Run(600);
        Assert.Equal(0u, rig.ContactorBoard.Coils);
        rig.ContactorBoard.Fault = BoardFault.None;
        rig.Run(1000);
        Assert.Contains(new ContactorBoardReturned("K", HasForgotten: true), rig.ContactorEvents);
        Assert.Equal(0u, rig.ContactorBoard.Coils);
        Assert.False(rig.Contactors[0].Commanded);
        Assert.True(rig.Contactors.Close(0));
        rig.Run(50);
        Assert.Equal(1u, rig.ContactorBoard.Coils);
    }

    [Fact]
    public async Task A_board_that_lost_its_power_closes_nothing_when_it_returns()
    {
        await using var rig = new BoardRig();
        rig.RunAndClose(0);
        rig.ContactorBoard.Fault = BoardFault.Dead;
        rig.Run(50);
        rig.ContactorBoard.Fault = BoardFault.None;
        rig.Run(1000);
        Assert.Equal(0u, rig.ContactorBoard.Coils);
        Assert.Contains(new ContactorBoardReturned("K", HasForgotten: true), rig.ContactorEvents);
    }

    [Fact]
    public async Task A_board_that_hangs_is_lost_though_its_frames_go_on()
    {
        await using var rig = new BoardRig();
        rig.Run(200);
        rig.ContactorBoard.Fault = BoardFault.Hung;
        rig.Run(700);
        Assert.False(rig.Contactors.IsOnline);
    }

    [Fact]
    public async Task A_controller_whose_loops_hang_sends_no_heartbeat_and_the_board_trips()
    {
        await using var rig = new BoardRig();
        rig.RunAndClose(0);
        rig.IsAlive = false;
        rig.Run(1300);
        Assert.True(rig.ContactorBoard.HasTripped);
        Assert.False(rig.Contactors.Close(1), "a tripped board takes no closing");
        rig.Run(4500);
        Assert.Equal(0u, rig.ContactorBoard.Coils);
    }

    [Fact]
    public async Task A_controller_that_starts_anew_finds_the_contactors_as_they_are_and_switches_nothing()
    {
        await using var rig = new BoardRig();
        rig.RunAndClose(0, 3);
        await rig.RestartControllerAsync();
        rig.Sent.Clear();
        rig.Run(2000);
        Assert.Equal(0b1001u, rig.ContactorBoard.Coils);
        Assert.All(rig.Sent, f => Assert.True(BoardHeartbeat.TryRead(f, out _)));
        Assert.True(rig.Contactors[3].Commanded);
        rig.Contactors.Open(3);
        rig.Run(50);
        Assert.Equal(0b0001u, rig.ContactorBoard.Coils);
    }

    [Fact]
    public async Task An_opening_before_the_board_was_heard_is_kept_until_it_is()
    {
        await using var rig = new BoardRig();
        rig.RunAndClose(0, 1);
        await rig.RestartControllerAsync();
        rig.Contactors.Open(0);
        rig.Run(200);
        Assert.Equal(0b10u, rig.ContactorBoard.Coils);
    }

    [Fact]
    public async Task An_emergency_stop_at_the_board_opens_all_and_is_told()
    {
        await using var rig = new BoardRig();
        rig.RunAndClose(0);
        rig.ContactorBoard.EmergencyStop = true;
        rig.Run(50);
        Assert.Equal(0u, rig.ContactorBoard.Coils);
        Assert.Contains(new ContactorBoardEmergencyStop("K", IsActive: true), rig.ContactorEvents);
        Assert.False(rig.Contactors.Close(0));
        rig.ContactorBoard.EmergencyStop = false;
        rig.Run(300);
        Assert.Equal(0u, rig.ContactorBoard.Coils);
    }

    [Theory]
    [InlineData("01010380#00")]
    [InlineData("01010382#FF00000001")]
    [InlineData("010103AA#0000000000000000")]
    public async Task A_frame_that_cannot_be_read_is_counted_and_changes_nothing(string frame)
    {
        await using var rig = new BoardRig();
        rig.Run(200);
        var before = rig.Contactors[0];
        var events = rig.ContactorEvents.Count;
        rig.Theirs.TrySend(CanFrame.Parse(frame));
        rig.Run(5);
        Assert.Equal(1, rig.Bus.Statistics.Malformed);
        Assert.NotNull(rig.Bus.Statistics.LastFault);
        Assert.Equal(before, rig.Contactors[0]);
        Assert.Equal(events, rig.ContactorEvents.Count);
    }

    [Fact]
    public async Task Frames_of_modules_and_of_boards_that_nobody_configured_change_nothing()
    {
        await using var rig = new BoardRig();
        rig.Run(200);
        rig.Theirs.TrySend(CanFrame.Parse("0220639D#1362000000092582"));
        rig.Theirs.TrySend(CanFrame.Parse("01010980#FFFFFFFF00110722"));
        rig.Theirs.TrySend(CanFrame.Parse("01010301#FFFFFFFF1107"));
        rig.Run(5);
        Assert.Equal(0, rig.Bus.Statistics.Malformed);
        Assert.Equal(1, rig.Bus.Statistics.Foreign);
        Assert.All(Enumerable.Range(0, 8), k => Assert.False(rig.Contactors[k].Closed));
    }

    [Fact]
    public async Task A_listener_that_throws_stops_nothing()
    {
        await using var rig = new BoardRig();
        rig.Contactors.Changed += _ => throw new InvalidOperationException("listener");
        rig.Run(200);
        Assert.True(rig.Contactors.Close(0));
        rig.Run(50);
        Assert.True(rig.Contactors[0].Closed);
    }

    [Fact]
    public async Task The_site_s_numbers_go_to_the_boards_and_back()
    {
        await using var rig = new BoardRig();
        var map = new ContactorMap([(rig.Contactors, 5), (rig.Contactors, 2)]);
        List<ContactorEvent> events = [];
        map.Changed += events.Add;
        rig.Run(200);
        map.Close(1);
        rig.Run(50);
        Assert.Equal(0b100u, rig.ContactorBoard.Coils);
        Assert.True(map[1].Closed);
        Assert.False(map[0].Closed);
        Assert.Contains(events, e => e is ContactorChanged { Contactor: 1, View.Closed: true });
        map.Open(1);
        rig.Run(50);
        Assert.Equal(0u, rig.ContactorBoard.Coils);
        Assert.Throws<ArgumentException>(() => new ContactorMap([(rig.Contactors, 2), (rig.Contactors, 2)]));
        Assert.Throws<ArgumentException>(() => new ContactorMap([(rig.Contactors, 8)]));
    }

    [Fact]
    public async Task The_loop_itself_beats_and_hears()
    {
        await using var rig = new BoardRig();
        await using var ours = Links.Can.CanBuses.Open(rig.Theirs.Name, rig.Time);
        using var frames = rig.Theirs.Subscribe();
        await using var bus = BoardBus.Open(ours, [new BoardConfig("K", BoardKind.Contactors, 9, 4)], rig.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bus.ContactorBoards[0].Changed += e => heard.TrySetResult();
        rig.Theirs.TrySend(new ContactorStatus(0b11, BoardFlags.None, 1, 0, 1).Frame(9));
        await heard.Task.SoonAsync();
        Assert.True(bus.ContactorBoards[0][1].Closed);
        Assert.True(frames.TryRead(out var beat) && BoardHeartbeat.TryRead(beat.Frame, out _));
    }

    [Fact]
    public void A_wrong_configuration_names_the_board_and_what_is_allowed()
    {
        Check(new("K", BoardKind.Contactors, 0), "'K' has the address 0; allowed: 1 to 254");
        Check(new("K", BoardKind.Contactors, 1, 33), "'K' has 33 contactors; allowed: 1 to 32");
        Check(new("K", BoardKind.All, 1), "'K' is of kind All; allowed: Contactors, Gun");

        static void Check(BoardConfig config, string text)
        {
            var bus = Links.Can.CanBuses.Open($"memory:config-{Guid.NewGuid():N}");
            var e = Assert.Throws<ArgumentException>(() => BoardBus.Open(bus, [config], TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance));
            Assert.Contains(text, e.Message, StringComparison.Ordinal);
        }
    }
}
