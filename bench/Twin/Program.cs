using System.Diagnostics;
using Busbar.Bench.Twin;
using Busbar.Core.Battery;
using Busbar.Core.Twin;

// Whole calls on one thread: a simulator made, run, points noted every 10 s. On a machine that others use too, processor time says most, then the
// least of the times by the clock.
if (args is ["fleet", ..])
{
    FleetBench.Run(args.Length > 1 && double.TryParse(args[1], out var each) ? each : 2);
    return;
}
if (args is ["follow", ..])
{
    FollowBench.Run(args.Length > 1 && double.TryParse(args[1], out var each) ? each : 2);
    return;
}
if (args is ["share", ..])
{
    ShareBench.Run(args.Length > 1 && double.TryParse(args[1], out var each) ? each : 2);
    return;
}
var seconds = args.Length > 0 && double.TryParse(args[0], out var s) ? s : 2;
var only = args.Length > 1 ? args[1] : "";
Console.WriteLine($"{"run",-44} {"CPU, ms",8} {"least, ms",10} {"median, ms",11} {"steps",7} {"evaluations",12} {"unknowns",9}");
foreach (var set in new[] { "Chen2020", "Prada2013", "Marquis2019", "Ai2020" })
    foreach (var (model, mesh) in new[] { (TwinModel.Spm, TwinMesh.Standard), (TwinModel.Spme, TwinMesh.Standard), (TwinModel.Dfn, TwinMesh.Standard), (TwinModel.Dfn, TwinMesh.Own) })
        Measure($"{set} {model} {mesh} 1C", () => Discharge(ParameterSets.Get(set), model, mesh));
foreach (var set in new[] { "Chen2020", "Ai2020" })
    foreach (var model in Enum.GetValues<TwinModel>())
        Measure($"{set} {model} Standard drive, 300 s", () => Drive(ParameterSets.Get(set), model));
foreach (var law in new[] { SeiLaw.ReactionLimited, SeiLaw.SolventDiffusionLimited, SeiLaw.EcReactionLimited })
    Measure($"SPM, SEI {law}, 100 cycles", () => Cycles(law));

void Measure(string name, Func<TwinSimulator> run)
{
    if (!name.Contains(only, StringComparison.OrdinalIgnoreCase)) return;
    Repeat(run, 0.3 * seconds, []);
    var times = new List<double>();
    var before = Environment.CpuUsage.TotalTime;
    var last = Repeat(run, seconds, times);
    var cpuMs = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / times.Count;
    times.Sort();
    Console.WriteLine($"{name,-44} {cpuMs,8:0.000} {times[0],10:0.000} {times[times.Count / 2],11:0.000} {last.Work.Steps,7} {last.Work.Evaluations,12} {last.Unknowns,9}");
}

static TwinSimulator Repeat(Func<TwinSimulator> run, double seconds, List<double> times)
{
    var all = Stopwatch.StartNew();
    TwinSimulator last;
    do
    {
        var one = Stopwatch.StartNew();
        last = run();
        times.Add(one.Elapsed.TotalMilliseconds);
    }
    while (all.Elapsed.TotalSeconds < seconds || times.Count < 5);
    return last;
}

static TwinSimulator Discharge(CellParameters cell, TwinModel model, TwinMesh mesh)
{
    var simulator = new TwinSimulator(new TwinOptions { Cell = cell, Model = model, Mesh = mesh });
    var end = simulator.Run(TwinLoad.Current(-cell.NominalCapacityAh), new TwinStop { MinVoltageV = cell.MinVoltageV }, 10, new TwinTrace(512));
    return end.Reason == TwinEndReason.MinVoltage ? simulator : throw new InvalidOperationException(end.Text);
}

// A corner every second: another aim every few seconds, neared by half, as a vehicle in traffic asks for.
static TwinSimulator Drive(CellParameters cell, TwinModel model)
{
    var chance = new Random(1);
    var (times, currents) = (new double[301], new double[301]);
    double aimA = 0, nowA = 0;
    for (var i = 0; i <= 300; i++)
    {
        if (i % 7 == 0) aimA = cell.NominalCapacityAh * (1.25 - 3.75 * chance.NextDouble());
        nowA += 0.5 * (aimA - nowA);
        (times[i], currents[i]) = (i, nowA);
    }
    var simulator = new TwinSimulator(new TwinOptions { Cell = cell, Model = model, InitialSoc = 0.8 });
    var end = simulator.Run(TwinLoad.Along(new CurrentProfile(times, currents)), new TwinStop(), 1, new TwinTrace(512));
    return end.IsRegular ? simulator : throw new InvalidOperationException(end.Text);
}

static TwinSimulator Cycles(SeiLaw law)
{
    var simulator = new TwinSimulator(new TwinOptions { Cell = ParameterSets.Get("OKane2022"), Model = TwinModel.Spm, Sei = law });
    for (var cycle = 0; cycle < 100; cycle++)
    {
        simulator.Run(TwinLoad.Current(-5), new TwinStop { MinVoltageV = 2.5 }, 1e9);
        simulator.Run(TwinLoad.Current(2.5), new TwinStop { MaxVoltageV = 4.2 }, 1e9);
        simulator.Run(TwinLoad.Voltage(4.2), new TwinStop { MinCurrentA = 0.25 }, 1e9);
    }
    return simulator;
}
