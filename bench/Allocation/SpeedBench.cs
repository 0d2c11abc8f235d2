using System.Diagnostics;
using System.Globalization;
using Busbar.Core.Power;

namespace Busbar.Bench.Allocation;

/// <summary>Time of one allocation, over random problems of a size.</summary>
internal static class SpeedBench
{
    private static readonly (string What, Func<Random, AllocationProblem> Make)[] Sizes =
    [
        .. from size in new[] { (9, 6, 1), (24, 12, 1), (48, 24, 1), (96, 48, 1), (144, 72, 1), (9, 6, 2), (9, 6, 3), (24, 12, 2), (24, 12, 3) } select Matrix(size.Item1, size.Item2, size.Item3),
        .. from size in new[] { (9, 6, 3), (12, 6, 2), (24, 12, 2), (24, 12, 4), (48, 24, 4) } select Fed(size.Item1, size.Item2, size.Item3),
        .. from size in new[] { (9, 6), (12, 12), (24, 12), (48, 24), (96, 48) } select Shaped("a ring", size.Item1, size.Item2, Sites.Ring),
        .. from size in new[] { (8, 4), (12, 6), (24, 12) } select Shaped("half matrices of 4 in a row", size.Item1, size.Item2, Sites.HalfMatrix),
        .. from size in new[] { (12, 6), (24, 12), (48, 24) } select Shaped("busbars in a row", size.Item1, size.Item2, Sites.Chain),
    ];

    public static void Run(bool isShort, string? only)
    {
        var policy = AllocationPolicies.Get("exact");
        Console.WriteLine("| modules x guns | median, us | p99, us | allocated bytes each | proven | lowest fraction against its bound |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (what, make) in Sizes.Where(s => only is null || s.What.Contains(only, StringComparison.Ordinal)))
        {
            var random = new Random(1);
            var problems = Enumerable.Range(0, isShort ? 3 : 100).Select(_ => make(random)).ToArray();
            WarmUp(policy, problems, isShort ? TimeSpan.Zero : TimeSpan.FromSeconds(1));
            var timesUs = new List<double>();
            var (proven, share) = (0, 0.0);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < (isShort ? 1 : 3); round++)
            {
                foreach (var problem in problems)
                {
                    var began = Stopwatch.GetTimestamp();
                    var found = policy.Solve(problem);
                    timesUs.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
                    proven += found.IsProven ? 1 : 0;
                    share += Share(problem, found);
                }
            }

            var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / timesUs.Count;
            timesUs.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {what} | {timesUs[timesUs.Count / 2]:0.0} | {timesUs[timesUs.Count * 99 / 100]:0.0} | {bytes:N0} | {100.0 * proven / timesUs.Count:0.#} % | {100 * share / timesUs.Count:0.##} % |"));
        }
    }

    private static (string What, Func<Random, AllocationProblem> Make) Matrix(int modules, int guns, int kinds) =>
        ($"{modules} x {guns}, {kinds} kinds", random => Sites.Random(random, modules, guns, kinds));

    private static (string What, Func<Random, AllocationProblem> Make) Fed(int modules, int guns, int feeders) =>
        ($"{modules} x {guns}, {feeders} feeders", random => Sites.Fed(Sites.Random(random, modules, guns, 1), feeders));

    private static (string What, Func<Random, AllocationProblem> Make) Shaped(string shape, int modules, int guns, Func<int, int, SwitchGraph> graph) =>
        ($"{modules} x {guns}, {shape}", random => Sites.Shaped(random, Sites.Random(random, modules, guns, 1), graph(modules, guns)));

    /// <summary>The lowest fraction as a share of what it could be at most; 1 when it is proven.</summary>
    private static double Share(AllocationProblem problem, Core.Power.Allocation found)
    {
        if (found.LowestFractionBound is not (> 0 and var bound)) return 1;
        return Enumerable.Range(0, problem.Guns.Count).Where(g => problem.Guns[g].Demand.Value > 0).Min(g => found.PowerW[g] / (problem.Guns[g].Weight * problem.Guns[g].Demand.Value)) / bound;
    }

    /// <summary>Until the compiler has made the best of it.</summary>
    private static void WarmUp(IAllocationPolicy policy, AllocationProblem[] problems, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        do
        {
            foreach (var problem in problems) policy.Solve(problem);
        }
        while (Stopwatch.GetElapsedTime(began) < time);
    }
}
