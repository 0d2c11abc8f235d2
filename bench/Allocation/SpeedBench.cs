using System.Diagnostics;
using System.Globalization;
using Busbar.Core.Power;

namespace Busbar.Bench.Allocation;

/// <summary>Time of one allocation, over random problems of a size.</summary>
internal static class SpeedBench
{
    private static readonly (int Modules, int Guns, int Kinds)[] Sizes =
        [(9, 6, 1), (24, 12, 1), (48, 24, 1), (96, 48, 1), (144, 72, 1), (9, 6, 2), (9, 6, 3), (24, 12, 2), (24, 12, 3)];

    public static void Run(bool isShort)
    {
        var policy = AllocationPolicies.Get("exact");
        Console.WriteLine("| modules x guns, kinds of modules | median, us | p99, us | allocated bytes each | proven |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (modules, guns, kinds) in Sizes)
        {
            var random = new Random(1);
            var problems = Enumerable.Range(0, isShort ? 5 : 200).Select(_ => Sites.Random(random, modules, guns, kinds)).ToArray();
            WarmUp(policy, problems, isShort ? TimeSpan.Zero : TimeSpan.FromSeconds(1));
            var timesUs = new List<double>();
            var proven = true;
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < (isShort ? 1 : 5); round++)
            {
                foreach (var problem in problems)
                {
                    var began = Stopwatch.GetTimestamp();
                    proven &= policy.Solve(problem).IsProven;
                    timesUs.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
                }
            }

            var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / timesUs.Count;
            timesUs.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {modules} x {guns}, {kinds} | {timesUs[timesUs.Count / 2]:0.0} | {timesUs[timesUs.Count * 99 / 100]:0.0} | {bytes:N0} | {(proven ? "yes" : "no")} |"));
        }
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
