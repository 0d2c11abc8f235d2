using System.CommandLine;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Experiments;
using Busbar.Core.Twin.Output;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar twin cycle</c>: an experiment again and again, with a row per cycle on what is left of the cell.</summary>
internal static class TwinCycleCommand
{
    public static Command Create()
    {
        var set = TwinOptionsOfCommands.Set("OKane2022");
        var model = new Option<string>("--model") { Description = "SPM, SPMe or DFN.", DefaultValueFactory = _ => "SPM" };
        var ageing = new TwinAgeingOptions();
        var cycles = new Option<int>("--cycles") { Description = "How many, 1 to 100000.", DefaultValueFactory = _ => 100 };
        var experiment = new Option<string?>("--experiment") { Description = "One cycle; the default is 1C down, C/2 up and held to C/20 within the set's window." };
        var csv = new Option<FileInfo?>("--out") { Description = "Where the rows go, CSV; standard output when not given." };
        var command = new Command("cycle", "Age one cell, with a row per cycle.") { set, model, cycles, experiment, csv };
        ageing.AddTo(command);
        command.SetAction(async (r, ct) =>
        {
            var cell = await TwinOptionsOfCommands.CellAsync(r.GetValue(set)!, ct);
            var count = Checked(r.GetValue(cycles));
            var steps = Experiment.Parse(r.GetValue(experiment) ?? $"Discharge at 1C; Charge at C/2; Hold at {cell.MaxVoltageV} V until C/20", cell);
            var options = ageing.Chosen(r, new TwinOptions { Cell = cell, Model = TwinOptionsOfCommands.Model(r.GetValue(model)!) });
            var simulator = new TwinSimulator(options) { CountsThroughput = true };
            using var file = r.GetValue(csv) is { } path ? new StreamWriter(path.FullName) : null;
            var output = file ?? r.InvocationConfiguration.Output;
            await output.WriteLineAsync(CycleCsv.Header);
            for (var cycle = 1; cycle <= count; cycle++)
            {
                foreach (var step in steps)
                {
                    ct.ThrowIfCancellationRequested();
                    var end = simulator.Run(step.Load, step.Stop, 1e9);
                    if (!end.IsRegular) throw new InvalidOperationException($"Cycle {cycle}, {step.Text}: {end.Text}");
                }
                await output.WriteLineAsync(CycleCsv.Line(cycle, simulator));
            }
            return 0;
        });
        return command;
    }

    private static int Checked(int cycles) =>
        cycles is >= 1 and <= 100_000 ? cycles : throw new ArgumentException($"--cycles is {cycles}; allowed: 1 to 100000.", nameof(cycles));
}
