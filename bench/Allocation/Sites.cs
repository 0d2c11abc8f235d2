using Busbar.Core.Power;
using Busbar.Core.Units;

namespace Busbar.Bench.Allocation;

/// <summary>Problems as sites have them; the same seed makes the same.</summary>
internal static class Sites
{
    private static readonly double[] Voltages = [350, 400, 400, 650, 750];

    /// <summary>Modules of 40 kW, 133 A; demands of 0 to 240 kW; something is connected from before.</summary>
    /// <param name="random">Dice.</param>
    /// <param name="modules">How many.</param>
    /// <param name="guns">How many.</param>
    /// <param name="kinds">Kinds of modules: 40 kW, 30 kW, 20 kW.</param>
    public static AllocationProblem Random(Random random, int modules, int guns, int kinds) => new()
    {
        Modules = [.. Enumerable.Range(0, modules).Select(i => new PowerModule($"M{i + 1}", 40_000 - (10_000 * (i % kinds)), 133, 150, 1000))],
        Guns = [.. Enumerable.Range(0, guns).Select(i => Gun(i, random.Next(4) == 0 ? 0 : random.Next(20, 241) * 1000.0, Voltages[random.Next(Voltages.Length)]))],
        Current = [.. Enumerable.Range(0, modules).Select(_ => random.Next(-1, guns))],
        SiteLimit = random.Next(2) == 0 ? null : Limit.Watts(modules * 30_000, "site"),
    };

    /// <summary>The same, by turns on so many feeders, each of which carries 25 kW for each of its modules.</summary>
    public static AllocationProblem Fed(AllocationProblem problem, int feeders) => problem with
    {
        Feeders = [.. Enumerable.Range(0, feeders).Select(f => new PowerFeeder($"F{f + 1}", Limit.Watts(problem.Modules.Count / feeders * 25_000, $"feeder F{f + 1}")))],
        ModuleFeeder = [.. Enumerable.Range(0, problem.Modules.Count).Select(m => m % feeders)],
    };

    public static GunDemand Gun(int number, double demandW, double voltageV) => new()
    {
        Id = $"G{number + 1}",
        VoltageV = voltageV,
        Limits = [Limit.Watts(demandW, "vehicle"), Limit.Watts(240_000, "gun")],
        Running = demandW > 0,
    };
}
