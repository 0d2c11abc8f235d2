using System.Diagnostics;
using Busbar.Core.Battery;
using Busbar.Core.Twin.Fit;
using Busbar.Core.Twin.Follow;
using Busbar.Core.Twin.Forecast;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Bench.Twin;

/// <summary>Measurements that a follower takes in, per second of processor time, on one thread; and what it allocates.</summary>
internal static class FollowBench
{
    public static void Run(double seconds)
    {
        Console.WriteLine($"{"follower",-34} {"rows",6} {"measurements/s of CPU",22} {"by clock",10} {"us each",8} {"allocated",10}");
        foreach (var (set, periodS) in new[] { ("Chen2020", 1.0), ("Chen2020", 10.0), ("Prada2013-thermal", 1.0), ("Ai2020", 1.0) }) Measure(set, periodS, seconds);
    }

    private static void Measure(string set, double periodS, double seconds)
    {
        var cell = ParameterSets.Get(set);
        var simulation = new TelemetrySimulation
        {
            Model = new ReducedOptions { Cell = cell },
            Plan = ForecastPlan.Of("3 x (Discharge at C/2 for 20 minutes; Rest for 10 minutes); Charge at C/2 for 50 minutes", cell),
            Health = new ReducedHealth { CapacityFactor = 0.9, ResistanceFactor = 1.3 },
            PeriodS = periodS,
        };
        var rows = SimulatedTelemetry.Of(simulation).Select(r => r.Row).ToArray();
        var length = simulation.Plan.EndS + periodS;
        var follower = new CellFollower(new FollowOptions { Cell = cell });
        Follow(0);
        var (rounds, cpu, watch, bytes) = (0, Environment.CpuUsage.TotalTime, Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
        while (watch.Elapsed.TotalSeconds < seconds) Follow(++rounds * length);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - bytes;
        var (cpuS, clockS, steps) = ((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, watch.Elapsed.TotalSeconds, (double)rounds * rows.Length);
        Console.WriteLine($"{$"{set}, a row every {periodS} s",-34} {rows.Length,6} {steps / cpuS,22:0} {steps / clockS,10:0} {1e6 * cpuS / steps,8:0.0} {allocated,10}");

        void Follow(double shiftS)
        {
            foreach (var row in rows) follower.Step(row.TimeS + shiftS, row.CurrentA, row.VoltageV, row.TemperatureK);
        }
    }
}
