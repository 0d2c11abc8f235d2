using Busbar.Lab.Commands;
using Busbar.Lab.Modules;
using Busbar.Links.Can;
using Busbar.Tests;
using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Lab.Tests.Commands;

public sealed class ModulesCommandTests
{
    private readonly LabModulesOptions _options = new() { Bus = $"memory:modules-{Guid.NewGuid():N}" };

    [Fact]
    public async Task A_stranger_s_controller_switches_a_module_on_and_reads_what_it_gives()
    {
        await using var bus = CanBuses.Open(_options.Bus);
        using var answers = bus.Subscribe();
        using var stop = new CancellationTokenSource();
        var output = new StringWriter();
        var running = ModulesCommands.RunAsync(_options with { Count = 3, LoadOhm = 20 }, output, TimeProvider.System, stop.Token);

        var volts = 0u;
        bus.TrySend(UuGreen.SetVoltage(2, 400));
        bus.TrySend(UuGreen.SetCurrent(2, 10));
        bus.TrySend(UuGreen.Switch(2, on: true));
        await Until.TrueAsync(() =>
        {
            bus.TrySend(UuGreen.Read(2, UuGreenCommand.VoltageFast));
            while (answers.TryRead(out var answer))
            {
                Assert.True(UuGreenId.TryRead(answer.Frame, out var id));
                Assert.Equal(2, id.Module);
                Assert.True(UuGreenMessage.TryRead(answer.Frame, out var message, out _));
                if (message.Command == UuGreenCommand.VoltageFast) volts = message.Value;
            }

            return volts == 200_000;
        }, "10 A into 20 ohm");
        await Until.TrueAsync(() => output.ToString().Contains("module 2: on, told 400.0 V 10.0 A, gives 200.0 V 10.0 A", StringComparison.Ordinal), "said so");
        await stop.CancelAsync();
        Assert.Equal(0, await running);
        Assert.Contains("3 uugreen modules with the addresses 1 to 3", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_begins_and_ends_at_its_time_and_the_command_ends_at_its_own()
    {
        await using var bus = CanBuses.Open(_options.Bus);
        using var answers = bus.Subscribe();
        using var asking = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var output = new StringWriter();
        var running = ModulesCommands.RunAsync(
            _options with { Family = "winline", Faults = [ModuleFault.Parse("1:silent@0-0.5")], Duration = TimeSpan.FromSeconds(20) }, output, TimeProvider.System, CancellationToken.None);
        await Until.TrueAsync(() => output.ToString().Contains("silent begins", StringComparison.Ordinal), "begins");
        while (!answers.TryRead(out _))
        {
            Assert.False(running.IsCompleted);
            bus.TrySend(Winline.Read(1, WinlineRegister.Voltage));
            await asking.WaitForNextTickAsync();
        }

        Assert.Contains("silent ends", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await ModulesCommands.RunAsync(_options with { Duration = TimeSpan.FromMilliseconds(50) }, output, TimeProvider.System, CancellationToken.None));
    }

    [Fact]
    public void Every_kind_of_fault_is_there_while_it_lasts_and_gone_after()
    {
        string[] all = ["silent", "cut", "dead", "stubborn", "refuses", "restart", "loss=0.5", "late=300", "temperature=95", "capability=10", "voltage=2", "current=0.5", "short=1", "error=FanFault"];
        Assert.Equal(all.Length, ModuleFault.Kinds.Split(", ").Length);
        var module = SimulatedModules.Create("infy", new SimulatedModuleOptions { Address = 1 });
        foreach (var text in all) ModuleFault.Parse($"1:{text}").Apply(module, isOn: true);
        var troubles = module.Troubles;
        Assert.True(troubles is { IsSilent: true, IsCut: true, IsDead: true, IsStubborn: true, Refuses: true, Loss: 0.5, TemperatureC: 95, CapabilityA: 10, VoltageFactor: 2, CurrentFactor: 0.5, ShortBy: 1 });
        Assert.Equal((TimeSpan.FromMilliseconds(300), true), (troubles.AnswersLate, troubles.Errors.Has(ModuleErrorCode.FanFault)));
        foreach (var text in all) ModuleFault.Parse($"1:{text}").Apply(module, isOn: false);
        Assert.True(troubles is { IsSilent: false, IsCut: false, IsDead: false, IsStubborn: false, Refuses: false, Loss: 0, TemperatureC: null, CapabilityA: null, VoltageFactor: 1, CurrentFactor: 1, ShortBy: 0 });
        Assert.Equal((TimeSpan.Zero, 0UL), (troubles.AnswersLate, troubles.Errors.Bits));
    }

    [Theory]
    [InlineData("silent", "address of a module")]
    [InlineData("x:silent", "address of a module")]
    [InlineData("2:sleepy", "silent, cut, dead")]
    [InlineData("2:silent=1", "has no value")]
    [InlineData("2:loss", "needs =SHARE")]
    [InlineData("2:loss=2", "'2' is not 0 to 1")]
    [InlineData("2:loss=NaN", "'NaN' is not 0 to 1")]
    [InlineData("2:late=soon", "'soon' is not 0 to 60000")]
    [InlineData("2:error=Gremlins", "'Gremlins' is no error; allowed: InputOverVoltage")]
    [InlineData("2:error=3", "'3' is no error")]
    [InlineData("2:silent@-5", "'' is no time")]
    [InlineData("2:silent@x", "'x' is no time")]
    [InlineData("2:silent@20-10", "after 20")]
    public void A_fault_that_is_none_is_refused_with_what_is_allowed(string text, string told)
    {
        var error = Assert.Throws<ArgumentException>(() => ModuleFault.Parse(text));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_out_of_their_range_are_named_with_what_is_allowed()
    {
        await RefusedAsync(_options with { Family = "acme" }, "'acme'; allowed: uugreen, infy, infy-beg, winline");
        await RefusedAsync(_options with { Count = 0 }, "--count is 0; allowed: 1 to 60");
        await RefusedAsync(_options with { Address = 0 }, "--address is 0; allowed: 1 to 127");
        await RefusedAsync(_options with { Address = 126, Count = 3 }, "--address is 126; allowed: 1 to 125 for 3 modules");
        await RefusedAsync(_options with { LoadOhm = 0 }, "--load is 0");
        await RefusedAsync(_options with { BatteryV = double.NaN }, "--battery is NaN");
        await RefusedAsync(_options with { Faults = [ModuleFault.Parse("2:silent")] }, "--fault is 2; allowed: an address of one of the modules");
        await Assert.ThrowsAsync<CanBusException>(() => RunAsync(_options with { Bus = "nowhere" }));

        async Task RefusedAsync(LabModulesOptions options, string told) =>
            Assert.Contains(told, (await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(options))).Message, StringComparison.Ordinal);

        static Task RunAsync(LabModulesOptions options) => ModulesCommands.RunAsync(options, TextWriter.Null, TimeProvider.System, CancellationToken.None);
    }
}
