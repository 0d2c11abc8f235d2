using System.CommandLine;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Experiments;
using Busbar.Core.Twin.Output;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar twin run</c>: one cell under an experiment or along a profile; CSV and a drawing.</summary>
internal static class TwinRunCommand
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(200);

    public static Command Create()
    {
        var set = TwinOptionsOfCommands.Set("Chen2020");
        var model = new Option<string>("--model") { Description = "SPM, SPMe or DFN.", DefaultValueFactory = _ => "SPMe" };
        var thermal = new Option<string>("--thermal") { Description = "isothermal or lumped.", DefaultValueFactory = _ => "isothermal" };
        var mesh = new Option<string>("--mesh") { Description = "std (as PyBaMM's default), fine, or own.", DefaultValueFactory = _ => "std" };
        var ageing = new TwinAgeingOptions();
        var soc = new Option<double>("--initial-soc") { Description = "State of charge at the start, 0 to 1.", DefaultValueFactory = _ => 1 };
        var temperature = new Option<double?>("--temperature") { Description = "Of cell and surroundings at the start, degC; the set's own when not given." };
        var tolerance = new Option<double>("--tolerance") { Description = "Error per step allowed, 1e-10 to 1e-3.", DefaultValueFactory = _ => 1e-6 };
        var experiment = new Option<string?>("--experiment") { Description = "Sentences with semicolons, e.g. \"Discharge at 1C until 2.5 V; Rest for 1 hour\"; repeats as \"3 x (...)\"." };
        var profile = new Option<FileInfo?>("--profile") { Description = "CSV with timeS,currentA (positive charges), linear between its points." };
        var unlimited = new Option<bool>("--no-limits") { Description = "Follow a profile beyond the set's window of voltage." };
        var period = DurationOption.Create("--period", "Time between points, e.g. 10s; 10s when not given.");
        var csv = new Option<FileInfo?>("--out") { Description = "Where the points go, CSV." };
        var plot = new Option<FileInfo?>("--plot") { Description = "Where the drawing goes, SVG." };
        var command = new Command("run", "Simulate one cell.") { set, model, thermal, mesh, soc, temperature, tolerance, experiment, profile, unlimited, period, csv, plot };
        ageing.AddTo(command);
        command.SetAction(async (r, ct) =>
        {
            var cell = await TwinOptionsOfCommands.CellAsync(r.GetValue(set)!, ct);
            var options = ageing.Chosen(r, new TwinOptions
            {
                Cell = cell,
                Model = TwinOptionsOfCommands.Model(r.GetValue(model)!),
                Thermal = TwinOptionsOfCommands.Thermal(r.GetValue(thermal)!),
                Mesh = TwinOptionsOfCommands.Mesh(r.GetValue(mesh)!),
                InitialSoc = r.GetValue(soc),
                TemperatureK = r.GetValue(temperature) + Physics.ZeroCelsiusK,
                RelativeTolerance = r.GetValue(tolerance),
                AbsoluteTolerance = r.GetValue(tolerance),
            });
            var steps = await StepsAsync(r.GetValue(experiment), r.GetValue(profile), r.GetValue(unlimited), cell, ct);
            var simulator = new TwinSimulator(options);
            var trace = new TwinTrace();
            var output = r.InvocationConfiguration.Output;
            var regular = Run(simulator, steps, (r.GetValue(period) ?? TimeSpan.FromSeconds(10)).TotalSeconds, trace, output, ct);
            if (r.GetValue(csv) is { } file) await File.WriteAllLinesAsync(file.FullName, TwinCsv.Lines(trace.Points), ct);
            if (r.GetValue(plot) is { } drawing) await File.WriteAllTextAsync(drawing.FullName, TwinPlot.Svg(trace.Points, $"{cell.Name}, {r.GetValue(model)}, {r.GetValue(thermal)}"), ct);
            return regular ? 0 : 1;
        });
        return command;
    }

    /// <summary>Runs step after step; false when one could not go on.</summary>
    private static bool Run(TwinSimulator simulator, IReadOnlyList<ExperimentStep> steps, double periodS, TwinTrace trace, TextWriter output, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        var (shown, number) = (TimeSpan.Zero, 0);
        simulator.Noted = point =>
        {
            ct.ThrowIfCancellationRequested();
            if (Console.IsErrorRedirected || TimeProvider.System.GetElapsedTime(started) - shown < ProgressEvery) return;
            shown = TimeProvider.System.GetElapsedTime(started);
            var filled = 30 * number / steps.Count;
            Console.Error.Write($"\r[{new string('#', filled)}{new string('.', 30 - filled)}] step {number} of {steps.Count}, {point.TimeS:0} s, {point.VoltageV:0.000} V ");
        };
        var regular = true;
        foreach (var step in steps)
        {
            number++;
            var end = simulator.Run(step.Load, step.Stop, periodS, trace);
            var p = end.Point;
            if (shown > TimeSpan.Zero) Console.Error.Write('\r');
            output.WriteLine($"{step.Text}: {end.Text} At {p.TimeS:R} s: {p.CurrentA:R} A, {p.VoltageV:R} V, {p.TemperatureK:R} K, {p.SocPct:R} %.");
            if (end.IsRegular) continue;
            regular = false;
            break;
        }
        var (taken, rejections, evaluations, factorisations) = simulator.Work;
        output.WriteLine($"{simulator.Unknowns} unknowns, {taken} steps, {rejections} tried again, {evaluations} evaluations, {factorisations} factorisations, "
            + $"{TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0.0} ms.");
        return regular;
    }

    private static async Task<IReadOnlyList<ExperimentStep>> StepsAsync(string? experiment, FileInfo? profile, bool unlimited, CellParameters cell, CancellationToken ct)
    {
        if ((experiment is null) == (profile is null)) throw new ArgumentException("Give either --experiment or --profile.", nameof(experiment));
        if (experiment is not null) return Experiment.Parse(experiment, cell);
        var lines = await File.ReadAllLinesAsync(profile!.FullName, ct);
        try
        {
            var stop = unlimited ? new TwinStop() : new TwinStop { MinVoltageV = cell.MinVoltageV, MaxVoltageV = cell.MaxVoltageV };
            return [new ExperimentStep($"Profile {profile.Name}", TwinLoad.Along(TwinCsv.Profile(lines)), stop)];
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new FormatException($"{profile.Name}: {e.Message}", e);
        }
    }
}
