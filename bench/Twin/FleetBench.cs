using System.Diagnostics;
using Busbar.Core.Battery;
using Busbar.Core.Twin.Fleet;
using Busbar.Core.Twin.Reduced;
using Busbar.Core.Twin;

namespace Busbar.Bench.Twin;

/// <summary>Packs advanced by one second, per second of processor time, on one thread; and what a snapshot takes.</summary>
internal static class FleetBench
{
    public static void Run(double seconds)
    {
        Console.WriteLine($"{"fleet",-58} {"packs/s of CPU",15} {"packs/s by clock",17} {"ns each",8} {"bytes each",11} {"allocated",10}");
        foreach (var (set, packs, power, law) in new[]
        {
            ("Chen2020", 10_000, false, SeiLaw.None), ("Chen2020", 10_000, true, SeiLaw.None), ("OKane2022", 10_000, true, SeiLaw.EcReactionLimited),
            ("Prada2013-thermal", 10_000, true, SeiLaw.SolventDiffusionLimited), ("Ai2020", 10_000, true, SeiLaw.None), ("OKane2022", 200_000, true, SeiLaw.EcReactionLimited),
        })
            Measure($"{set}, {packs} packs, {(power ? "power" : "current")}, SEI {law}", set, packs, power, law, seconds);
    }

    private static void Measure(string name, string set, int packs, bool power, SeiLaw law, double seconds)
    {
        var cell = ParameterSets.Get(set);
        var fleet = new FleetEngine(new ReducedOptions { Cell = cell, Sei = law }, packs);
        var chance = new Random(1);
        var kinds = Enumerable.Range(0, 64).Select(_ => new FleetPack
        {
            InSeries = 96, InParallel = 20, SeriesOhm = 0.01,
            Health = new ReducedHealth { CapacityFactor = 0.7 + 0.3 * chance.NextDouble(), ResistanceFactor = 1 + chance.NextDouble() },
        }).ToArray();
        for (var i = 0; i < packs; i++) fleet.Put(i, kinds[i % kinds.Length], 0.3 + 0.4 * chance.NextDouble(), 298.15);
        void Loads()
        {
            for (var i = 0; i < packs; i++)
            {
                var rate = chance.NextDouble() - 0.5;
                if (power) fleet.Power(i, rate * 96 * 20 * 3.5 * cell.NominalCapacityAh);
                else fleet.Current(i, rate * 20 * cell.NominalCapacityAh);
            }
        }
        Loads();
        for (var i = 0; i < 20; i++) fleet.Advance(1);
        long steps = 0;
        var (cpu, clock, allocated) = (TimeSpan.Zero, 0.0, 0L);
        while (clock < seconds)
        {
            Loads();
            var (cpuBefore, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 30; i++) fleet.Advance(1);
            allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
            clock += watch.Elapsed.TotalSeconds;
            cpu += Environment.CpuUsage.TotalTime - cpuBefore;
            steps += 30;
        }
        var advanced = (double)packs * steps;
        Console.WriteLine($"{name,-58} {advanced / cpu.TotalSeconds,15:0} {advanced / clock,17:0} {1e9 * cpu.TotalSeconds / advanced,8:0} {fleet.BytesPerPack,11} {allocated,10}");

        var snapshot = new byte[fleet.SnapshotBytes];
        fleet.Snapshot(snapshot, 0);
        var copy = Stopwatch.StartNew();
        fleet.Snapshot(snapshot, 1);
        var outMs = copy.Elapsed.TotalMilliseconds;
        copy.Restart();
        fleet.Restore(snapshot);
        Console.WriteLine($"{"",-58} snapshot of {snapshot.Length / 1e6:0.0} MB: {outMs:0.0} ms out, {copy.Elapsed.TotalMilliseconds:0.0} ms in");
    }
}
