using Busbar.Core.Power;

namespace Busbar.Core.Tests.Power;

/// <summary>Tries every number of modules for every gun: enough where modules are alike.</summary>
internal static class CountForce
{
    public static BruteForce.Score Best(AllocationProblem problem)
    {
        BruteForce.Score? best = null;
        var counts = new int[problem.Guns.Count];
        Try(0, problem.Modules.Count);
        return best!;

        void Try(int gun, int left)
        {
            if (gun == counts.Length)
            {
                var score = BruteForce.Of(problem, Assigned(problem, counts));
                if (best is null || BruteForce.Compare(score, best) > 0) best = score;
                return;
            }

            var most = problem.Guns[gun] is { Running: false, Demand.Value: 0 } ? 0 : left;
            for (counts[gun] = 0; counts[gun] <= most; counts[gun]++) Try(gun + 1, left - counts[gun]);
        }
    }

    /// <summary>Every gun keeps what it has, as far as it goes, and takes the rest from what is over.</summary>
    private static int[] Assigned(AllocationProblem problem, int[] counts)
    {
        var left = (int[])counts.Clone();
        var moduleGun = new int[problem.Modules.Count];
        for (var m = 0; m < moduleGun.Length; m++)
        {
            var home = problem.CurrentGun(m);
            moduleGun[m] = home >= 0 && left[home]-- > 0 ? home : AllocationProblem.None;
        }

        left = (int[])counts.Clone();
        foreach (var gun in moduleGun.Where(g => g >= 0)) left[gun]--;
        for (var m = 0; m < moduleGun.Length; m++)
        {
            if (moduleGun[m] >= 0) continue;
            var gun = Array.FindIndex(left, n => n > 0);
            if (gun < 0) break;
            moduleGun[m] = gun;
            left[gun]--;
        }

        return moduleGun;
    }
}
