using Busbar.Links.Can;
using Busbar.Tests;
using Busbar.Wire.Can;

namespace Busbar.Links.Tests.Can;

/// <summary>A CAN interface whose controller has troubles; frames of Linux over sockets that keep them whole.</summary>
public sealed class SocketCanTests : IAsyncDisposable
{
    private readonly KernelCan _wires = new();

    [Fact]
    public async Task Bus_off_is_noticed_and_nothing_is_taken_until_the_controller_has_restarted()
    {
        await using var bus = await JoinAsync();
        _wires.HasCarrier = false;
        _wires.SayError(CanErrorClass.BusOff);
        await Until.TrueAsync(() => bus.State == CanBusState.BusOff, "off");
        Assert.False(bus.TrySend(LabModule.Start()));
        await Assert.ThrowsAsync<CanBusException>(async () => await bus.SendAsync(LabModule.Start()));

        _wires.SayError(CanErrorClass.Restarted);
        await Until.TrueAsync(() => bus.State == CanBusState.ErrorActive, "back");
        await bus.SendAsync(LabModule.Stop());
        await Until.TrueAsync(() => bus.Statistics.Sent == 2, "sent");
        Assert.Equal(1, _wires.Opened);
    }

    [Fact]
    public async Task A_controller_that_is_restarted_by_hand_tells_nothing_and_is_found_all_the_same()
    {
        await using var bus = await JoinAsync();
        _wires.HasCarrier = false;
        _wires.SayError(CanErrorClass.BusOff);
        await Until.TrueAsync(() => bus.State == CanBusState.BusOff, "off");
        _wires.HasCarrier = true;
        await Until.TrueAsync(() => bus.State == CanBusState.ErrorActive, "back");
    }

    [Fact]
    public async Task The_controllers_state_is_the_state_of_the_bus_and_error_frames_reach_nobody()
    {
        await using var bus = await JoinAsync();
        using var lane = bus.Subscribe();
        _wires.SayError(CanErrorClass.Controller, 0x20);
        await Until.TrueAsync(() => bus.State == CanBusState.ErrorPassive, "passive");
        _wires.SayError(CanErrorClass.Controller, 0x40);
        await Until.TrueAsync(() => bus.State == CanBusState.ErrorActive, "active");
        _wires.SayError(CanErrorClass.NoAcknowledge);
        Assert.False(lane.TryRead(out _));
        Assert.Equal(0, bus.Statistics.Received);
    }

    [Fact]
    public async Task An_interface_that_is_down_is_a_bus_that_is_off_until_it_is_up()
    {
        _wires.HasCarrier = false;
        await using var bus = _wires.Join();
        await Until.TrueAsync(() => bus.State == CanBusState.BusOff, "off");
        Assert.Contains("ip link set test up", bus.Statistics.LastFault, StringComparison.Ordinal);
        _wires.HasCarrier = true;
        await Until.TrueAsync(() => bus.State == CanBusState.ErrorActive, "up");
    }

    [Fact]
    public async Task An_interface_that_goes_away_and_returns_is_opened_anew()
    {
        await using var bus = await JoinAsync();
        using var lane = bus.Subscribe();
        await _wires.DisposeAsync();
        await Until.TrueAsync(() => bus.State == CanBusState.BusOff, "gone");
        await Until.TrueAsync(() => bus.State == CanBusState.ErrorActive, "returned");
        Assert.Equal(2, _wires.Opened);
        await using var other = await JoinAsync();
        Assert.True(await lane.WaitToReadAsync(new CancellationTokenSource(Until.Patience).Token));
    }

    [Fact]
    public async Task Frames_that_are_too_short_or_too_long_are_counted_and_the_next_is_read()
    {
        await using var bus = await JoinAsync();
        using var lane = bus.Subscribe();
        _wires.Say(new byte[15]);
        _wires.Say(new byte[72]);
        _wires.Say([0, 0, 0, 0, 9, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        await using var other = await JoinAsync();
        Assert.True(await lane.WaitToReadAsync(new CancellationTokenSource(Until.Patience).Token));
        Assert.True(lane.TryRead(out var received));
        Assert.Equal((LabModule.Start(), 3), (received.Frame, bus.Statistics.Malformed));
    }

    [Fact]
    public void A_kernel_without_CAN_or_an_interface_that_is_none_is_told_with_what_to_do()
    {
        var error = Assert.Throws<CanBusException>(() => CanBuses.Open("socketcan:no-such-can0"));
        if (error.Message.Contains("kernel has no CAN", StringComparison.Ordinal)) Assert.Contains("modprobe can_raw", error.Message, StringComparison.Ordinal);
        else Assert.Contains("there is no interface 'no-such-can0'", error.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _wires.DisposeAsync();

    private async Task<ICanBus> JoinAsync()
    {
        var bus = _wires.Join();
        await bus.SendAsync(LabModule.Start());
        await Until.TrueAsync(() => bus.Statistics.Sent == 1, "on the bus");
        return bus;
    }
}
