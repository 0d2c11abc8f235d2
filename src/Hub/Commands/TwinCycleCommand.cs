using System.CommandLine;
using System.Globalization;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Experiments;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar twin cycle</c>: an experiment again and again, with a row per cycle on what is left of the cell.</summary>
internal static class TwinCycleCommand
{
    private const string Header = "cycle,timeS,capacityAh,lithiumLossPct,seiThicknessNm,seiLostAh,x0,x100,y0,y100";

    public static Command Create()
    {
        var set = TwinOptionsOfCommands.Set("OKane2022");
        var model = new Option<string>("--model") { Description = "SPM or SPMe.", DefaultValueFactory = _ => "SPM" };
        var sei = TwinOptionsOfCommands.Sei();
        var cycles = new Option<int>("--cycles") { Description = "How many, 1 to 100000.", DefaultValueFactory = _ => 100 };
        var experiment = new Option<string?>("--experiment") { Description = "One cycle; the default is 1C down, C/2 up and held to C/20 within the set's window." };
        var csv = new Option<FileInfo?>("--out") { Description = "Where the rows go, CSV; standard output when not given." };
        var command = new Command("cycle", "Age one cell, with a row per cycle.") { set, model, sei, cycles, experiment, csv };
        command.SetAction(async (r, ct) =>
        {
            var cell = ParameterSets.Get(r.GetValue(set)!);
            var count = Checked(r.GetValue(cycles));
            var steps = Experiment.Parse(r.GetValue(experiment) ?? $"Discharge at 1C; Charge at C/2; Hold at {cell.MaxVoltageV} V until C/20", cell);
            var simulator = new TwinSimulator(new TwinOptions
            {
                Cell = cell,
                Model = TwinOptionsOfCommands.Model(r.GetValue(model)!),
                Sei = TwinOptionsOfCommands.Sei(r.GetValue(sei)!),
            });
            using var file = r.GetValue(csv) is { } path ? new StreamWriter(path.FullName) : null;
            var output = file ?? r.InvocationConfiguration.Output;
            await output.WriteLineAsync(Header);
            for (var cycle = 1; cycle <= count; cycle++)
            {
                foreach (var step in steps)
                {
                    ct.ThrowIfCancellationRequested();
                    var end = simulator.Run(step.Load, step.Stop, 1e9);
                    if (!end.IsRegular) throw new InvalidOperationException($"Cycle {cycle}, {step.Text}: {end.Text}");
                }
                await output.WriteLineAsync(Row(cycle, simulator));
            }
            return 0;
        });
        return command;
    }

    private static int Checked(int cycles) =>
        cycles is >= 1 and <= 100_000 ? cycles : throw new ArgumentException($"--cycles is {cycles}; allowed: 1 to 100000.", nameof(cycles));

    private static string Row(int cycle, TwinSimulator simulator)
    {
        var h = simulator.HealthNow;
        return string.Create(CultureInfo.InvariantCulture,
            $"{cycle},{simulator.TimeS:R},{h.CapacityAh:R},{100 * (1 - h.LithiumAh / simulator.Health.LithiumAh):R},{1e9 * simulator.SeiThicknessM:R},{simulator.SeiLostAh:R},{h.X0:R},{h.X100:R},{h.Y0:R},{h.Y100:R}");
    }
}
