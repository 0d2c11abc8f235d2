using Busbar.Core.Power.Exact;
using Busbar.Core.Power.Graphs;

namespace Busbar.Core.Power.Sequential;

/// <summary>One gun after the other takes as many modules as it needs, while there are some. What comes late may get nothing.</summary>
/// <param name="name">Its name.</param>
/// <param name="order">Who comes first; among equals the lower number.</param>
/// <param name="keeps">A gun takes the modules that it has before others; otherwise modules go by their numbers, as system 1 draws it. In a switch graph it always does.</param>
internal sealed class SequentialPolicy(string name, Comparison<GunDemand> order, bool keeps) : IAllocationPolicy
{
    public string Name => name;

    public Allocation Solve(AllocationProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        problem.Validate();
        if (problem.Graph is not null) return InGraph(problem);
        var moduleGun = new int[problem.Modules.Count];
        Array.Fill(moduleGun, AllocationProblem.None);
        var tree = new FeederTree(problem);
        var supply = new Supply(problem, tree);
        foreach (var gun in InOrder(problem))
        {
            foreach (var module in Free(problem, moduleGun, gun))
            {
                if (supply.IsServed(gun)) break;
                if (!supply.Helps(module, gun)) continue;
                supply.Give(module, gun);
                moduleGun[module] = gun;
            }
        }

        return PowerShare.Described(problem, tree, moduleGun, supply.PowerW, proven: true);
    }

    /// <summary>Each gun's island grows by the nearest module, and takes those on the way.</summary>
    private Allocation InGraph(AllocationProblem problem)
    {
        var graph = new IslandGraph(problem, g => problem.Guns[g].Running || problem.Guns[g].Demand.Value > 0);
        var flat = problem with { Graph = null, Failures = null, ClosedNow = null, Current = graph.Current() };
        var tree = new FeederTree(flat);
        var (supply, fill) = (new Supply(flat, tree), new IslandFill(flat, graph));
        foreach (var gun in InOrder(problem))
        {
            var more = fill.Own(gun);
            do
            {
                foreach (var module in more) supply.Give(module, gun);
                more = supply.IsServed(gun) ? [] : fill.Grow(gun, m => supply.Helps(m, gun));
            }
            while (more.Count > 0);
        }

        return graph.Answer(PowerShare.Described(flat, tree, graph.ModuleGun(fill.Owner), supply.PowerW, proven: true), fill.Owner);
    }

    private IOrderedEnumerable<int> InOrder(AllocationProblem problem) =>
        Enumerable.Range(0, problem.Guns.Count).Order(Comparer<int>.Create((a, b) => order(problem.Guns[a], problem.Guns[b]) is var c and not 0 ? c : a.CompareTo(b)));

    private int[] Free(AllocationProblem problem, int[] moduleGun, int gun)
    {
        var free = Enumerable.Range(0, moduleGun.Length).Where(m => moduleGun[m] < 0 && problem.Capacity(m, gun) > 0);
        return [.. keeps ? free.OrderByDescending(m => problem.CurrentGun(m) == gun).ThenBy(m => problem.CurrentGun(m) >= 0) : free];
    }

    /// <summary>What is given so far, and what the feeders still let through.</summary>
    private sealed class Supply(AllocationProblem problem, FeederTree tree)
    {
        private readonly double[] _leftW = [.. Enumerable.Range(0, tree.Count).Select(tree.LimitW)];

        public double[] PowerW { get; } = new double[problem.Guns.Count];

        public bool IsServed(int gun) => PowerW[gun] >= WantedW(gun) * (1 - CountProgram.Tolerance);

        public bool Helps(int module, int gun) => CanGiveW(module, gun) > WantedW(gun) * CountProgram.Tolerance;

        public void Give(int module, int gun)
        {
            var givenW = CanGiveW(module, gun);
            for (var f = tree.Leaf(module); f >= 0; f = tree.Parent(f)) _leftW[f] -= givenW;
            PowerW[gun] += givenW;
        }

        private double WantedW(int gun) => problem.Guns[gun].Demand.Value;

        private double CanGiveW(int module, int gun)
        {
            var w = Math.Min(problem.Capacity(module, gun), WantedW(gun) - PowerW[gun]);
            for (var f = tree.Leaf(module); f >= 0; f = tree.Parent(f)) w = Math.Min(w, _leftW[f]);
            return Math.Max(0, w);
        }
    }
}
