using System.Diagnostics;
using Busbar.Links.Can;
using Busbar.Tests;
using Busbar.Wire.Can;

namespace Busbar.Links.Tests.Can;

/// <summary>The slcan bus before adapters that behave, misbehave, and come and go.</summary>
public sealed class SlcanCanBusTests : IAsyncLifetime
{
    private readonly List<SlcanAdapter> _wires = [];
    private SlcanAdapter _adapter = null!;

    [Fact]
    public async Task It_closes_sets_the_bit_rate_opens_and_closes_again_when_it_leaves()
    {
        await using (var bus = await OpenAsync("?bitrate=250000"))
        {
            Assert.Equal(["", "", "C", "S5", "O"], _adapter.Heard[..5]);
            Assert.Equal($"slcan:{_adapter.Path}", bus.Name);
        }

        await Until.TrueAsync(() => !_adapter.IsOpen, "closed");
        Assert.Equal("C", _adapter.Heard[^1]);
    }

    [Fact]
    public async Task What_is_sent_before_the_adapter_is_open_waits_for_it()
    {
        await using var bus = CanBuses.Open($"slcan:{_adapter.Path}");
        Assert.True(bus.TrySend(CanFrame.Parse("02204000#1262000000000000")));
        await Until.TrueAsync(() => bus.Statistics.Sent == 1, "sent");
        Assert.Equal(["O", "T0220400081262000000000000"], _adapter.Heard.SkipWhile(c => c != "O").Take(2));
    }

    [Theory]
    [InlineData('S', "refuses the command S4, which sets the bit rate 125000")]
    [InlineData('O', "refuses the command O, which opens the channel")]
    public async Task An_adapter_that_refuses_to_start_is_a_bus_that_is_off_until_it_does(char refused, string told)
    {
        _adapter.Refuses = $"{refused}";
        await using var bus = CanBuses.Open($"slcan:{_adapter.Path}");
        await Until.TrueAsync(() => bus.State == CanBusState.BusOff, "off");
        Assert.Contains(told, bus.Statistics.LastFault, StringComparison.Ordinal);
        Assert.False(bus.TrySend(LabModule.Start()));
        var error = await Assert.ThrowsAsync<CanBusException>(async () => await bus.SendAsync(LabModule.Start()));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);

        _adapter.Refuses = "";
        await Until.TrueAsync(() => bus.State == CanBusState.ErrorActive, "back");
        Assert.True(bus.TrySend(LabModule.Stop()));
        await Until.TrueAsync(() => _adapter.Heard.Contains("t2010"), "sent");
        Assert.DoesNotContain("t2000", _adapter.Heard);
    }

    [Fact]
    public async Task An_adapter_that_answers_nothing_is_named_with_the_option_for_such()
    {
        _adapter.IsSilent = true;
        await using (var strict = CanBuses.Open($"slcan:{_adapter.Path}"))
        {
            await Until.TrueAsync(() => strict.State == CanBusState.BusOff, "off");
            Assert.Contains("does not answer the command S4", strict.Statistics.LastFault, StringComparison.Ordinal);
            Assert.Contains("ack=0", strict.Statistics.LastFault, StringComparison.Ordinal);
        }

        await using var bus = await OpenAsync("?ack=0");
        for (var i = 0; i < 100; i++) await bus.SendAsync(LabModule.Current(i));
        await Until.TrueAsync(() => _adapter.Heard.Contains(Line(99)), "heard");
        Assert.Equal(100, bus.Statistics.Sent);
        Assert.DoesNotContain("F", _adapter.Heard);
    }

    [Fact]
    public async Task Frames_that_are_acknowledged_by_z_count_as_sent()
    {
        _adapter.SaysZ = true;
        await using var bus = await OpenAsync();
        for (var i = 0; i < 20; i++) await bus.SendAsync(i % 2 == 0 ? LabModule.Current(i) : CanFrame.Parse("02204000#12"));
        await Until.TrueAsync(() => bus.Statistics.Sent == 20, "sent");
        Assert.Equal(0, bus.Statistics.SendErrors);
    }

    [Fact]
    public async Task A_frame_that_is_refused_counts_as_an_error_and_the_next_goes_out()
    {
        await using var bus = await OpenAsync();
        _adapter.Refuses = "t";
        await bus.SendAsync(LabModule.Current(1));
        await Until.TrueAsync(() => bus.Statistics.SendErrors == 1, "refused");
        Assert.Equal(CanBusState.ErrorPassive, bus.State);
        Assert.Contains("refused a frame", bus.Statistics.LastFault, StringComparison.Ordinal);
        _adapter.Refuses = "";
        await bus.SendAsync(LabModule.Current(2));
        await Until.TrueAsync(() => bus.Statistics.Sent == 1, "sent");
        Assert.Equal(CanBusState.ErrorActive, bus.State);
    }

    [Fact]
    public async Task Torn_overlong_and_garbled_lines_cost_themselves_alone()
    {
        await using var bus = await OpenAsync();
        using var lane = bus.Subscribe();

        _adapter.Say("t1232AA");
        _adapter.Say("t0012BBCC\r");
        _adapter.Say("0000112233\r");
        _adapter.Say($"T{new string('1', 100)}\r");
        _adapter.Say("t12\r");
        _adapter.Say("t9992GG00\r");
        _adapter.Say("tFFF0\r");
        _adapter.Say("t1009112233445566778899\r");
        _adapter.Say("\n\0\u00FF\u0080\r");
        _adapter.Say("T0220639D8126");
        _adapter.Say("\a");
        _adapter.Say("T022063");
        _adapter.Say("9D813620000000925B2\r");
        _adapter.Say("t1232AABB1F40\r");

        Assert.Equal([CanFrame.Parse("001#BBCC"), CanFrame.Parse("0220639D#13620000000925B2"), CanFrame.Parse("123#AABB")], await lane.TakeAsync(3));
        Assert.Equal(9, bus.Statistics.Malformed);
        Assert.Equal(CanBusState.ErrorActive, bus.State);
    }

    [Fact]
    public async Task The_adapters_word_on_its_controller_is_the_state_of_the_bus()
    {
        _adapter.Flags = "F20";
        await using var bus = await OpenAsync();
        await Until.TrueAsync(() => bus.State == CanBusState.ErrorPassive, "passive");
        _adapter.Flags = "F00";
        await Until.TrueAsync(() => bus.State == CanBusState.ErrorActive, "active");
    }

    [Fact]
    public async Task An_adapter_that_knows_no_flags_is_alive_all_the_same()
    {
        _adapter.Flags = null;
        await using var bus = await OpenAsync();
        await Until.TrueAsync(() => _adapter.Heard.Count(c => c == "F") >= 3, "asked three times");
        await bus.SendAsync(LabModule.Current(1));
        await Until.TrueAsync(() => bus.Statistics.Sent == 1, "sent");
        Assert.Equal((CanBusState.ErrorActive, 0), (bus.State, bus.Statistics.SendErrors));
    }

    [Fact]
    public async Task An_adapter_that_falls_silent_is_off_and_is_started_again_when_it_speaks()
    {
        await using var bus = await OpenAsync();
        _adapter.IsSilent = true;
        Assert.True(bus.TrySend(LabModule.Start()));
        await Until.TrueAsync(() => bus.State == CanBusState.BusOff, "off");
        Assert.Equal((0, 1), (bus.Statistics.Sent, bus.Statistics.SendErrors));
        Assert.False(bus.TrySend(LabModule.Start()));
        _adapter.IsSilent = false;
        await Until.TrueAsync(() => bus.State == CanBusState.ErrorActive, "back");
        Assert.True(_adapter.Heard.Count(c => c == "O") >= 2);
        await bus.SendAsync(LabModule.Stop());
        await Until.TrueAsync(() => bus.Statistics.Sent == 1, "sent");
    }

    [Fact]
    public async Task A_device_that_disappears_and_returns_is_opened_anew_and_nothing_old_is_sent()
    {
        var link = Path.Combine(Path.GetTempPath(), $"busbar-tty-{Guid.NewGuid():N}");
        File.CreateSymbolicLink(link, _adapter.Path);
        try
        {
            await using var bus = CanBuses.Open($"slcan:{link}");
            using var lane = bus.Subscribe();
            await Until.TrueAsync(() => _adapter.IsOpen, "open");

            await _adapter.DisposeAsync();
            File.Delete(link);
            await Until.TrueAsync(() => bus.State == CanBusState.BusOff, "off");
            Assert.False(bus.TrySend(LabModule.Start()));
            await Until.TrueAsync(() => bus.Statistics.LastFault!.Contains("cannot be opened", StringComparison.Ordinal), "told why");

            _adapter = new SlcanAdapter(_wires);
            File.CreateSymbolicLink(link, _adapter.Path);
            await Until.TrueAsync(() => bus.State == CanBusState.ErrorActive, "back");
            _adapter.Say("t1231AA\r");
            Assert.Equal([CanFrame.Parse("123#AA")], await lane.TakeAsync(1));
            await bus.SendAsync(LabModule.Stop());
            await Until.TrueAsync(() => bus.Statistics.Sent == 1, "sent");
            Assert.Equal("t2010", Assert.Single(_adapter.Heard, c => c.StartsWith('t')));
        }
        finally
        {
            File.Delete(link);
        }
    }

    [Theory]
    [InlineData("/dev/no-such-tty", "No such file or directory")]
    [InlineData("/dev/null", "it is no serial device")]
    public void A_device_that_is_none_is_refused_at_once_with_the_reason(string device, string why)
    {
        var error = Assert.Throws<CanBusException>(() => CanBuses.Open($"slcan:{device}"));
        Assert.Contains(device, error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Python_cans_slcan_and_ours_understand_each_other_through_one_adapter()
    {
        await using var theirs = new SlcanAdapter(_wires);
        await using var bus = await OpenAsync();
        using var lane = bus.Subscribe();
        await using var python = await PythonCan.StartSlcanAsync(theirs.Path, """
            bus.send(can.Message(arbitration_id=0x2204000, is_extended_id=True, data=[0x12, 0x62, 0, 0, 0, 0, 0, 0]))
            bus.send(can.Message(arbitration_id=0x123, is_extended_id=False, is_remote_frame=True, dlc=4))
            for _ in range(3):
                m = bus.recv(15)
                print(f"{m.arbitration_id:x} {m.is_extended_id} {m.is_remote_frame} {m.dlc} {bytes(m.data).hex()}", flush=True)
            """);

        Assert.Equal([CanFrame.Parse("02204000#1262000000000000"), CanFrame.Parse("123#R4")], await lane.TakeAsync(2));
        await bus.SendAsync(CanFrame.Parse("0220639D#13620000000925B2"));
        await bus.SendAsync(CanFrame.Parse("300#1400"));
        await bus.SendAsync(CanFrame.Parse("7FF#R0"));
        Assert.Equal("220639d True False 8 13620000000925b2", await python.ReadLineAsync());
        Assert.Equal("300 False False 2 1400", await python.ReadLineAsync());
        Assert.Equal("7ff False True 0 ", await python.ReadLineAsync());
    }

    public ValueTask InitializeAsync()
    {
        _adapter = new SlcanAdapter(_wires);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _adapter.DisposeAsync();

    private static string Line(int currentA) => $"t3002{currentA & 0xFF:X2}{currentA >> 8:X2}";

    private async Task<ICanBus> OpenAsync(string options = "")
    {
        var bus = CanBuses.Open($"slcan:{_adapter.Path}{options}");
        await Until.TrueAsync(() => _adapter.IsOpen, "the channel is open");
        return bus;
    }
}
