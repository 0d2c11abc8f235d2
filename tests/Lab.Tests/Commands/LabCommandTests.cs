using Busbar.Lab.Commands;
using Busbar.Lab.Tests.Support;
using Busbar.Links.Can;
using Busbar.Tests;
using Busbar.Wire.Can;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Lab.Tests.Commands;

public sealed class LabCommandTests
{
    [Fact]
    public async Task The_sniffer_prints_lines_that_candump_s_tools_read_and_ends_after_its_count()
    {
        await using var bus = CanBuses.Open("memory:sniffed");
        var output = new StringWriter();
        var running = LabCommands.RunAsync(new LabSniffOptions { Bus = "memory:sniffed", Count = 2 }, output, TimeProvider.System, CancellationToken.None);
        bus.TrySend(LabModule.Current(20));
        bus.TrySend(CanFrame.Parse("02204000#1262"));
        Assert.Equal(0, await running.SoonAsync());
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Matches(@"^\(\d+\.\d{6}\) memory:sniffed 300#1400$", lines[0].TrimEnd());
        Assert.Matches(@"^\(\d+\.\d{6}\) memory:sniffed 02204000#1262$", lines[1].TrimEnd());
    }

    [Fact]
    public async Task The_sniffer_draws_currents_as_bars_on_demand()
    {
        await using var bus = CanBuses.Open("memory:plotted");
        var output = new StringWriter();
        var running = LabCommands.RunAsync(new LabSniffOptions { Bus = "memory:plotted", Plot = true, Count = 1 }, output, TimeProvider.System, CancellationToken.None);
        bus.TrySend(LabModule.Current(20));
        await running.SoonAsync();
        Assert.Contains("0x300    20 A |##########", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_anomaly_lab_says_when_there_is_no_hub()
    {
        var output = new StringWriter();
        var exit = await LabCommands.RunAsync(new LabAnomalyOptions { Api = new Uri("http://127.0.0.1:1") }, output, TimeProvider.System, CancellationToken.None);
        Assert.Equal(1, exit);
        Assert.Contains("No hub answers at http://127.0.0.1:1/", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("busbar demo", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_bus_is_an_error_that_names_it() =>
        await Assert.ThrowsAsync<CanBusException>(() => LabCommands.RunAsync(new LabModuleOptions { Bus = "canopen:can0" }, new StringWriter(), TimeProvider.System, CancellationToken.None));

    [Fact]
    public async Task Module_and_charge_point_as_commands_meet_on_a_bus_and_a_central_system()
    {
        await using var central = new TcpCentral();
        using var stop = new CancellationTokenSource();
        var output = new StringWriter();
        Task<int>[] running =
        [
            LabCommands.RunAsync(new LabModuleOptions { Bus = "memory:commands", Speed = 20 }, TextWriter.Null, TimeProvider.System, stop.Token),
            LabCommands.RunAsync(new LabChargePointOptions { Id = "CP-7", Url = central.Url, Bus = "memory:commands", Speed = 20 }, output, TimeProvider.System, stop.Token),
        ];
        await Until.TrueAsync(() => central.Of<MeterValuesRequest>().Length >= 3, "meter values of the module");
        await stop.CancelAsync();
        var exits = await Task.WhenAll(running);
        Assert.Equal([0, 0], exits);
        Assert.Contains(central.Stations.Keys, id => id == "CP-7");
        Assert.Empty(central.Troubles);
        Assert.Contains("BootNotification: Accepted", output.ToString(), StringComparison.Ordinal);
    }
}
