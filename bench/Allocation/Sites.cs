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

    /// <summary>The same with contactors of a shape; what is connected is the answer to the demands before.</summary>
    public static AllocationProblem Shaped(Random random, AllocationProblem problem, SwitchGraph graph)
    {
        var before = problem with { Graph = graph, Current = null, Guns = [.. problem.Guns.OrderBy(_ => random.Next()).Select((g, i) => g with { Id = $"G{i + 1}" })] };
        return problem with { Graph = graph, Current = null, ClosedNow = AllocationPolicies.Get("first-come").Solve(before).Closed };
    }

    /// <summary>Modules in a ring, guns spread around it.</summary>
    public static SwitchGraph Ring(int modules, int guns) => new(modules, guns, 0, [
        .. from m in Enumerable.Range(0, modules) select new ContactorEdge(m, (m + 1) % modules),
        .. from g in Enumerable.Range(0, guns) select new ContactorEdge(g * modules / guns, modules + g)]);

    /// <summary>Units of four modules, each joined to each in its unit and the units in a row.</summary>
    public static SwitchGraph HalfMatrix(int modules, int guns) => new(modules, guns, 0, [
        .. from a in Enumerable.Range(0, modules) from b in Enumerable.Range(a + 1, modules - a - 1) where a / 4 == b / 4 || (b == a + 1 && b % 4 == 0) select new ContactorEdge(a, b),
        .. from g in Enumerable.Range(0, guns) select new ContactorEdge(g * modules / guns, modules + g)]);

    /// <summary>A busbar for each gun, the next one joined to it by a contactor, modules on them by turns.</summary>
    public static SwitchGraph Chain(int modules, int guns) => new(modules, guns, guns, [
        .. from g in Enumerable.Range(0, guns) select new ContactorEdge(modules + g, modules + guns + g),
        .. from g in Enumerable.Range(1, guns - 1) select new ContactorEdge(modules + guns + g - 1, modules + guns + g),
        .. from m in Enumerable.Range(0, modules) select new ContactorEdge(m, modules + guns + (m * guns / modules))]);

    public static GunDemand Gun(int number, double demandW, double voltageV) => new()
    {
        Id = $"G{number + 1}",
        VoltageV = voltageV,
        Limits = [Limit.Watts(demandW, "vehicle"), Limit.Watts(240_000, "gun")],
        Running = demandW > 0,
    };
}
