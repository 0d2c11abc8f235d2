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
        var leftW = problem.SiteLimit?.Value ?? double.PositiveInfinity;
        foreach (var gun in Enumerable.Range(0, powerW.Length).Order(Comparer<int>.Create((a, b) => order(problem.Guns[a], problem.Guns[b]) is var c and not 0 ? c : a.CompareTo(b))))
        {
            var wantedW = Math.Min(problem.Guns[gun].Demand.Value, leftW);
            var capacityW = 0.0;
            foreach (var module in Free(problem, moduleGun, gun))
            {
                if (capacityW >= wantedW * (1 - CountProgram.Tolerance)) break;
                moduleGun[module] = gun;
                capacityW += problem.Capacity(module, gun);
            }

            powerW[gun] = Math.Min(wantedW, capacityW);
            leftW -= powerW[gun];
        }

        return PowerShare.Described(problem, moduleGun, powerW, proven: true);
    }

    private int[] Free(AllocationProblem problem, int[] moduleGun, int gun)
    {
        var free = Enumerable.Range(0, moduleGun.Length).Where(m => moduleGun[m] < 0 && problem.Capacity(m, gun) > 0);
        return [.. keeps ? free.OrderByDescending(m => problem.CurrentGun(m) == gun).ThenBy(m => problem.CurrentGun(m) >= 0) : free];
    }
}
