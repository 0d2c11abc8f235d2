using Busbar.Lab.Modules;
using Busbar.Links.Can;
using Busbar.Tests;
using Busbar.Wire.Can;

namespace Busbar.Lab.Tests.Modules;

public sealed class ChargerModuleTests
{
    [Fact]
    public void The_ramp_of_the_document_is_20_then_36_then_48_point_8()
    {
        var state = ChargerModule.Apply(ChargerModule.Apply(ChargerModuleState.Initial, Limit(100)), Message(LabModuleMessageKind.Start));
        var ramp = new List<double>();
        for (var tick = 0; tick < 5; tick++)
        {
            state = ChargerModule.Step(state);
            ramp.Add(Math.Round(state.CurrentA, 6));
        }

        Assert.Equal([20, 36, 48.8, 59.04, 67.232], ramp);
        Assert.Equal(67, state.PublishedA);
    }

    [Fact]
    public void A_fresh_module_is_stopped_and_when_started_goes_to_its_default_of_32_A()
    {
        var state = ChargerModuleState.Initial;
        Assert.Equal((false, 32, 0.0, 0.0), (state.IsRunning, state.LimitA, state.TargetA, state.CurrentA));
        Assert.Equal(0, ChargerModule.Step(state).CurrentA);
        state = ChargerModule.Apply(state, Message(LabModuleMessageKind.Start));
        Assert.Equal(32, state.TargetA);
        Assert.Equal(6.4, ChargerModule.Step(state).CurrentA, 9);
    }

    [Fact]
    public void A_limit_while_stopped_is_kept_for_the_start()
    {
        var state = ChargerModule.Apply(ChargerModuleState.Initial, Limit(100));
        Assert.Equal((100, 0.0), (state.LimitA, state.TargetA));
        Assert.Equal(100, ChargerModule.Apply(state, Message(LabModuleMessageKind.Start)).TargetA);
    }

    [Theory]
    [InlineData(LabModuleMessageKind.Stop, 0)]
    [InlineData(LabModuleMessageKind.Limit, 0)]
    public void Stopped_or_limited_to_zero_it_ramps_down_by_a_fifth_each_second(LabModuleMessageKind kind, int valueA)
    {
        var state = new ChargerModuleState(IsRunning: true, 100, 100, 100);
        state = ChargerModule.Apply(state, new LabModuleMessage(kind, valueA));
        Assert.Equal(0, state.TargetA);
        state = ChargerModule.Step(ChargerModule.Step(state));
        Assert.Equal(64, state.CurrentA, 9);
        for (var tick = 0; tick < 30; tick++) state = ChargerModule.Step(state);
        Assert.Equal(0, state.PublishedA);
    }

    [Fact]
    public void Its_own_current_message_changes_nothing()
    {
        var state = new ChargerModuleState(IsRunning: true, 100, 100, 50);
        Assert.Equal(state, ChargerModule.Apply(state, Message(LabModuleMessageKind.Current)));
    }

    [Fact]
    public void The_current_never_leaves_the_span_between_where_it_was_and_its_target()
    {
        var random = new Random(5);
        var state = ChargerModuleState.Initial;
        for (var round = 0; round < 50_000; round++)
        {
            var kind = (LabModuleMessageKind)random.Next(4);
            state = ChargerModule.Apply(state, new LabModuleMessage(kind, random.Next(65_536)));
            var stepped = ChargerModule.Step(state);
            Assert.InRange(stepped.CurrentA, Math.Min(state.CurrentA, state.TargetA) - 1e-6, Math.Max(state.CurrentA, state.TargetA) + 1e-6);
            Assert.Equal(state.IsRunning ? state.LimitA : 0, state.TargetA);
            state = stepped;
        }
    }

    [Fact]
    public async Task The_device_publishes_every_second_and_obeys_the_bus()
    {
        var time = new FakeTime();
        await using var moduleBus = CanBuses.Open("memory:device", time);
        await using var ours = CanBuses.Open("memory:device", time);
        using var heard = ours.Subscribe();
        using var stop = new CancellationTokenSource();
        var device = new ChargerModuleDevice(moduleBus, time);
        var running = device.RunAsync(stop.Token);
        ours.TrySend(LabModule.Limit(100));
        ours.TrySend(CanFrame.Standard(0x123, [1, 2, 3]));
        ours.TrySend(LabModule.Start());
        await Until.TrueAsync(() => device.State.IsRunning, "the module runs");

        var began = time.GetUtcNow();
        await Until.TrueAsync(() => device.Ticks == 4, time, TimeSpan.FromMilliseconds(100), "four ticks");
        await stop.CancelAsync();
        await running;

        var frames = new List<CanReceived>();
        while (heard.TryRead(out var received)) frames.Add(received);
        Assert.Equal([20, 36, 49, 59], frames.Select(f => LabModule.TryRead(f.Frame, out var m) ? m.CurrentA : -1));
        Assert.All(frames.Zip(frames.Skip(1)), pair => Assert.InRange((pair.Second.At - pair.First.At).TotalMilliseconds, 900, 1300));
        Assert.InRange((frames[0].At - began).TotalSeconds, 0, 1.3);
    }

    [Fact]
    public async Task A_closed_bus_ends_the_device()
    {
        var bus = CanBuses.Open("memory:closes");
        var running = new ChargerModuleDevice(bus, new FakeTime()).RunAsync(CancellationToken.None);
        await bus.DisposeAsync();
        await running.SoonAsync();
    }

    private static LabModuleMessage Limit(int limitA) => new(LabModuleMessageKind.Limit, limitA);

    private static LabModuleMessage Message(LabModuleMessageKind kind) => new(kind, 0);
}
