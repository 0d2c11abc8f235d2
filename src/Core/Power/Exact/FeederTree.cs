using Busbar.Core.Units;

namespace Busbar.Core.Power.Exact;

/// <summary>
/// The feeders that can bind, as a tree under the grid connection, which is number 0. Those whose modules cannot give as much as they carry are left out, so that
/// a site without tight feeders is as fast as one without any. Immutable.
/// </summary>
internal sealed class FeederTree
{
    private readonly Limit[] _limits;
    private readonly int[] _parents;
    private readonly int[] _leaves;

    public FeederTree(AllocationProblem problem)
    {
        var count = problem.Feeders?.Count ?? 0;
        var order = TopDown(problem, count);
        var flowW = Flows(problem, order);
        var kept = new int[count];
        var limits = new List<Limit> { problem.SiteLimit ?? Limit.Unlimited(LimitUnit.Watt) };
        var parents = new List<int> { AllocationProblem.None };
        foreach (var f in order)
        {
            var feeder = problem.Feeders![f];
            var above = feeder.Parent < 0 ? 0 : kept[feeder.Parent];
            kept[f] = above;
            if (flowW[f] <= feeder.Limit.Value) continue;
            kept[f] = limits.Count;
            limits.Add(feeder.Limit);
            parents.Add(above);
        }

        (_limits, _parents) = ([.. limits], [.. parents]);
        _leaves = new int[problem.Modules.Count];
        for (var m = 0; m < _leaves.Length; m++) _leaves[m] = problem.ModuleFeeder?[m] is { } f and >= 0 ? kept[f] : 0;
        ThroughW = limits[0].Value;
        if (HasFeeders) ThroughW = Math.Min(ThroughW, FromGridW(problem, order, flowW));
    }

    /// <summary>No division gives more than this, W; infinite when neither the feeders nor the site have a limit that binds.</summary>
    public double ThroughW { get; }

    /// <summary>The grid connection and the feeders that can bind; a parent comes before its children.</summary>
    public int Count => _limits.Length;

    /// <summary>There is more than the grid connection.</summary>
    public bool HasFeeders => Count > 1;

    /// <summary>Most power, W.</summary>
    public double LimitW(int feeder) => _limits[feeder].Value;

    public string Source(int feeder) => _limits[feeder].Source;

    /// <summary>The feeder that it hangs on; -1 for the grid connection.</summary>
    public int Parent(int feeder) => _parents[feeder];

    /// <summary>The feeder of a module.</summary>
    public int Leaf(int module) => _leaves[module];

    /// <summary>Parents before children.</summary>
    private static List<int> TopDown(AllocationProblem problem, int count)
    {
        var order = new List<int>(count);
        Add(AllocationProblem.None);
        for (var i = 0; i < order.Count; i++) Add(order[i]);
        return order;

        void Add(int parent)
        {
            for (var f = 0; f < count; f++)
                if (problem.Feeders![f].Parent == parent) order.Add(f);
        }
    }

    /// <summary>Most that the modules and feeders below each feeder can send through it, W.</summary>
    private static double[] Flows(AllocationProblem problem, List<int> order)
    {
        var flowW = new double[order.Count];
        for (var m = 0; m < problem.Modules.Count; m++)
        {
            if (problem.ModuleFeeder?[m] is { } f and >= 0) flowW[f] += MostW(problem, m);
        }

        for (var i = order.Count - 1; i >= 0; i--)
            if (problem.Feeders![order[i]] is { Parent: >= 0 and var parent, Limit: var limit }) flowW[parent] += Math.Min(flowW[order[i]], limit.Value);
        return flowW;
    }

    private static double FromGridW(AllocationProblem problem, List<int> order, double[] flowW)
    {
        var sumW = 0.0;
        for (var m = 0; m < problem.Modules.Count; m++)
            if (problem.ModuleFeeder![m] < 0) sumW += MostW(problem, m);
        foreach (var f in order)
            if (problem.Feeders![f] is { Parent: < 0, Limit: var limit }) sumW += Math.Min(flowW[f], limit.Value);
        return sumW;
    }

    private static double MostW(AllocationProblem problem, int module)
    {
        var mostW = 0.0;
        for (var g = 0; g < problem.Guns.Count; g++) mostW = Math.Max(mostW, problem.Capacity(module, g));
        return mostW;
    }
}
