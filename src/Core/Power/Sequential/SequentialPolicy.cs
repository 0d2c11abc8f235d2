using Busbar.Core.Power.Exact;

namespace Busbar.Core.Power.Sequential;

/// <summary>One gun after the other takes as many modules as it needs, while there are some. What comes late may get nothing.</summary>
/// <param name="name">Its name.</param>
/// <param name="order">Who comes first; among equals the lower number.</param>
/// <param name="keeps">A gun takes the modules that it has before others; otherwise modules go by their numbers, as system 1 draws it.</param>
internal sealed class SequentialPolicy(string name, Comparison<GunDemand> order, bool keeps) : IAllocationPolicy
{
    public string Name => name;

    public Allocation Solve(AllocationProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        problem.Validate();
        var moduleGun = new int[problem.Modules.Count];
        Array.Fill(moduleGun, AllocationProblem.None);
        var powerW = new double[problem.Guns.Count];
        var tree = new FeederTree(problem);
        var leftW = Enumerable.Range(0, tree.Count).Select(tree.LimitW).ToArray();
        foreach (var gun in Enumerable.Range(0, powerW.Length).Order(Comparer<int>.Create((a, b) => order(problem.Guns[a], problem.Guns[b]) is var c and not 0 ? c : a.CompareTo(b))))
        {
            var wantedW = problem.Guns[gun].Demand.Value;
            foreach (var module in Free(problem, moduleGun, gun))
            {
                if (powerW[gun] >= wantedW * (1 - CountProgram.Tolerance)) break;
                var givenW = Math.Min(Math.Min(problem.Capacity(module, gun), wantedW - powerW[gun]), Through(tree, leftW, module));
                if (givenW <= wantedW * CountProgram.Tolerance) continue;
                for (var f = tree.Leaf(module); f >= 0; f = tree.Parent(f)) leftW[f] -= givenW;
                moduleGun[module] = gun;
                powerW[gun] += givenW;
            }
        }

        return PowerShare.Described(problem, tree, moduleGun, powerW, proven: true);
    }

    /// <summary>What the feeders of a module still let through, W.</summary>
    private static double Through(FeederTree tree, double[] leftW, int module)
    {
        var through = double.PositiveInfinity;
        for (var f = tree.Leaf(module); f >= 0; f = tree.Parent(f)) through = Math.Min(through, leftW[f]);
        return through;
    }

    private int[] Free(AllocationProblem problem, int[] moduleGun, int gun)
    {
        var free = Enumerable.Range(0, moduleGun.Length).Where(m => moduleGun[m] < 0 && problem.Capacity(m, gun) > 0);
        return [.. keeps ? free.OrderByDescending(m => problem.CurrentGun(m) == gun).ThenBy(m => problem.CurrentGun(m) >= 0) : free];
    }
}
