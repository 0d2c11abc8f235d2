using Busbar.Core.Units;

namespace Busbar.Core.Power.Exact;

/// <summary>What each gun gets from the modules that it has, and why no more.</summary>
internal static class PowerShare
{
    /// <summary>The highest fraction that all guns can have under the site's limit; infinite when it does not bind.</summary>
    public static double Level(AllocationProblem problem, GunNeed[] guns, IReadOnlyList<int> moduleGun, double siteW)
    {
        var mostW = Most(problem, guns, moduleGun);
        if (mostW.Sum() <= siteW * (1 + 1e-12)) return double.PositiveInfinity;
        var (leftW, scaleW) = (siteW, 0.0);
        var order = new List<int>();
        for (var g = 0; g < guns.Length; g++)
        {
            if (guns[g].ScaleW <= 0) continue;
            order.Add(g);
            scaleW += guns[g].ScaleW;
        }

        order.Sort((a, b) => (mostW[a] / guns[a].ScaleW).CompareTo(mostW[b] / guns[b].ScaleW));
        foreach (var g in order)
        {
            if (mostW[g] / guns[g].ScaleW * scaleW >= leftW) break;
            leftW -= mostW[g];
            scaleW -= guns[g].ScaleW;
        }

        return Math.Max(0, leftW / scaleW);
    }

    /// <summary>The highest fraction that any gun could have.</summary>
    public static double Highest(AllocationProblem problem, GunNeed[] guns, IReadOnlyList<int> moduleGun)
    {
        var mostW = Most(problem, guns, moduleGun);
        var highest = 0.0;
        for (var g = 0; g < guns.Length; g++)
            if (guns[g].ScaleW > 0) highest = Math.Max(highest, mostW[g] / guns[g].ScaleW);
        return highest;
    }

    /// <summary>Power of all guns, none above a fraction, W.</summary>
    public static double HeldW(AllocationProblem problem, GunNeed[] guns, IReadOnlyList<int> moduleGun, double level)
    {
        var mostW = Most(problem, guns, moduleGun);
        var sumW = 0.0;
        for (var g = 0; g < guns.Length; g++) sumW += Math.Min(mostW[g], guns[g].Target(level));
        return sumW;
    }

    /// <summary>Power, limits and changes of an assignment.</summary>
    public static Allocation Finish(AllocationProblem problem, FeederTree tree, GunNeed[] guns, int[] moduleGun, bool proven)
    {
        double[] powerW;
        if (tree.HasFeeders)
        {
            powerW = new double[guns.Length];
            Flow(problem, tree, guns, moduleGun).Fill(powerW, null);
        }
        else
        {
            powerW = Most(problem, guns, moduleGun);
            var level = problem.SiteLimit is { IsUnlimited: false } site ? Level(problem, guns, moduleGun, site.Value) : double.PositiveInfinity;
            for (var g = 0; g < guns.Length; g++) powerW[g] = Math.Min(powerW[g], guns[g].Target(level));
        }

        return Described(problem, tree, moduleGun, powerW, proven);
    }

    /// <summary>With the limit that binds each gun.</summary>
    public static Allocation Described(AllocationProblem problem, FeederTree tree, int[] moduleGun, double[] powerW, bool proven)
    {
        var binding = new Limit[powerW.Length];
        for (var g = 0; g < powerW.Length; g++)
        {
            var demand = problem.Guns[g].Demand;
            binding[g] = CountProgram.Differ(powerW[g], demand.Value) ? Scarce(problem, tree, moduleGun, powerW, g) : demand;
        }

        var changed = 0;
        for (var m = 0; m < moduleGun.Length; m++)
            if (problem.CurrentGun(m) is var before && before != moduleGun[m]) changed += (before >= 0 ? 1 : 0) + (moduleGun[m] >= 0 ? 1 : 0);
        return new Allocation(moduleGun, powerW, binding, changed, proven);
    }

    /// <summary>The limit of a gun that gets less than it could take: its modules, or what feeds them and those that are idle.</summary>
    private static Limit Scarce(AllocationProblem problem, FeederTree tree, int[] moduleGun, double[] powerW, int gun)
    {
        var (capacityW, idleW, count) = (0.0, 0.0, 0);
        for (var m = 0; m < moduleGun.Length; m++)
        {
            if (moduleGun[m] == gun) (capacityW, count) = (capacityW + problem.Capacity(m, gun), count + 1);
            else if (moduleGun[m] < 0) idleW += problem.Capacity(m, gun);
        }

        var hasSpare = powerW[gun] < capacityW * (1 - CountProgram.Tolerance);
        if (hasSpare || idleW > 0)
        {
            var sources = Holding(problem, tree, moduleGun, powerW, gun);
            if (sources.Length > 0 || hasSpare) return Limit.Watts(powerW[gun], sources.Length > 0 ? sources : "site limit");
        }

        return Limit.Watts(capacityW, count == 0 ? "no module is free" : count == 1 ? "one module" : $"{count} modules");
    }

    /// <summary>The feeders, the grid connection included, that keep a gun from more; empty when none does.</summary>
    private static string Holding(AllocationProblem problem, FeederTree tree, int[] moduleGun, double[] powerW, int gun)
    {
        if (!tree.HasFeeders) return powerW.Sum() >= tree.LimitW(0) * (1 - CountProgram.Tolerance) ? tree.Source(0) : "";
        var flow = Flow(problem, tree, new GunNeed[powerW.Length], moduleGun);
        for (var m = 0; m < moduleGun.Length; m++)
            if (moduleGun[m] < 0 && problem.Capacity(m, gun) is > 0 and var w) flow.Give(gun, tree.Leaf(m), w);
        return string.Join(" and ", Enumerable.Range(0, tree.Count).Where(f => flow.IsHeldBy(gun, f, powerW)).Select(tree.Source));
    }

    private static FeederFlow Flow(AllocationProblem problem, FeederTree tree, GunNeed[] guns, int[] moduleGun)
    {
        var flow = new FeederFlow(tree, guns, 0);
        flow.Begin();
        for (var m = 0; m < moduleGun.Length; m++)
            if (moduleGun[m] is var g and >= 0) flow.Give(g, tree.Leaf(m), problem.Capacity(m, g));
        return flow;
    }

    private static double[] Most(AllocationProblem problem, GunNeed[] guns, IReadOnlyList<int> moduleGun)
    {
        var mostW = new double[guns.Length];
        for (var m = 0; m < moduleGun.Count; m++)
            if (moduleGun[m] >= 0) mostW[moduleGun[m]] += problem.Capacity(m, moduleGun[m]);
        for (var g = 0; g < guns.Length; g++) mostW[g] = Math.Min(mostW[g], guns[g].DemandW);
        return mostW;
    }
}
