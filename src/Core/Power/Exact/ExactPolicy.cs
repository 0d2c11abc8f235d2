using Busbar.Core.Power.Graphs;
using Busbar.Core.Units;

namespace Busbar.Core.Power.Exact;

/// <summary>
/// The lexicographic optimum: most running guns with a module; then the served fractions, sorted, as large as can be one after the other; then most power; then
/// fewest changed connections; then fewest modules. Proven as long as the modules fall into few enough classes of alike ones, or differ in their wiring alone.
/// </summary>
internal sealed class ExactPolicy(string name, Func<GunDemand, double> weight) : IAllocationPolicy
{
    /// <summary>Each round raises the level; it takes as many as there are guns with different shares at the most.</summary>
    private const int MaxRounds = 100;

    /// <summary>Most parts of solutions that a search weighs: about 100 ms for 24 modules on 12 guns.</summary>
    private const int Effort = 5_000;

    /// <summary>With so few assignments (8 modules on 4 guns) a search always goes to its end.</summary>
    private const double FewAssignments = 400_000;

    private readonly CountProgram _program = new();

    public string Name => name;

    public Allocation Solve(AllocationProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        problem.Validate();
        var guns = Needs(problem);
        if (problem.Graph is null) return InMatrix(problem, guns);
        return MatrixForm.Of(problem, guns) is { } matrix ? matrix.Answer(InMatrix(matrix.Problem, guns)) : InGraph(problem, guns);
    }

    private Allocation InMatrix(AllocationProblem problem, GunNeed[] guns)
    {
        var tree = new FeederTree(problem);
        if (tree.HasFeeders) return WithFeeders(problem, tree, guns);
        var (moduleGun, proven) = Divide(problem, guns);
        return PowerShare.Finish(problem, tree, guns, moduleGun, proven);
    }

    private GunNeed[] Needs(AllocationProblem problem)
    {
        var guns = new GunNeed[problem.Guns.Count];
        for (var g = 0; g < guns.Length; g++)
        {
            var demandW = problem.Guns[g].Demand.Value;
            guns[g] = new GunNeed(demandW, demandW > 0 ? demandW * weight(problem.Guns[g]) : 0, problem.Guns[g].Running && demandW > 0, problem.Guns[g].Running || demandW > 0);
        }

        return guns;
    }

    /// <summary>
    /// As if all feeders were one with what they can give together: nothing is better than that. Where it cannot be had, the search goes on from there.
    /// </summary>
    private Allocation WithFeeders(AllocationProblem problem, FeederTree tree, GunNeed[] guns)
    {
        var relaxed = Relaxed(problem, tree);
        var (moduleGun, isBound) = Divide(relaxed, guns);
        var ideal = PowerShare.Finish(relaxed, new FeederTree(relaxed), guns, moduleGun, isBound);
        var classes = new ModuleClasses(problem, tree);
        var choices = MatrixChoices.All(classes, guns, tree);
        var search = new BranchSearch(choices, guns, tree, EffortFor(problem));
        var proven = search.Run(Taken(classes, guns, moduleGun), isBound ? Worth(guns, ideal) : null);
        var counts = Enumerable.Range(0, classes.Count).Select(k => search.Best.Select(c => c.Counts[k]).ToArray()).ToArray();
        var found = PowerShare.Finish(problem, tree, guns, classes.Assign(problem, counts), proven);
        return proven ? found : found with { LowestFractionBound = search.LowestFractionBound };
    }

    /// <summary>Islands of modules: the best of them without feeders, from which the search goes on where feeders bind or there are too many.</summary>
    private static Allocation InGraph(AllocationProblem problem, GunNeed[] guns)
    {
        var graph = new IslandGraph(problem, g => guns[g].MayHaveModules);
        var flat = problem with { Graph = null, Failures = null, ClosedNow = null, Current = graph.Current() };
        var tree = new FeederTree(flat);
        if (graph.Free > IslandGraph.MostPlaces) return TooLarge(flat, graph, tree, guns);
        var relaxed = Relaxed(flat, tree);
        var classes = new ModuleClasses(flat, tree);
        var choices = IslandChoices.All(flat, graph, classes, guns, new FeederTree(relaxed));
        var program = new IslandProgram(graph, choices, guns);
        var moduleGun = Rounds(relaxed, guns, program.Solve);
        if (!tree.HasFeeders && program.IsExact) return graph.Answer(PowerShare.Finish(flat, tree, guns, moduleGun, proven: true), Nodes(program.Taken));
        var ideal = graph.Answer(PowerShare.Finish(relaxed, new FeederTree(relaxed), guns, moduleGun, program.IsExact), Nodes(program.Taken));
        if (tree.HasFeeders) choices = IslandChoices.All(flat, graph, classes, guns, tree);
        var search = new BranchSearch(choices, guns, tree, EffortFor(problem));
        var proven = search.Run(program.IsExact ? program.Taken : Better(program.Taken, choices.Of(new IslandFill(flat, graph).ByLevel(guns))), program.IsExact ? Worth(guns, ideal) : null);
        var found = In(search.Best, proven);
        return proven ? found : found with { LowestFractionBound = search.LowestFractionBound };

        Allocation In(Choice[] taken, bool isProven) =>
            graph.Answer(PowerShare.Finish(flat, tree, guns, graph.ModuleGun(graph.Owners(Nodes(taken))), isProven), Nodes(taken));

        Choice[] Better(Choice[] a, Choice[] b) => Worth(guns, In(a, isProven: false)).Compare(Worth(guns, In(b, isProven: false))) >= 0 ? a : b;
    }

    private static Allocation TooLarge(AllocationProblem flat, IslandGraph graph, FeederTree tree, GunNeed[] guns)
    {
        var owner = new IslandFill(flat, graph).ByLevel(guns);
        return graph.Answer(PowerShare.Finish(flat, tree, guns, graph.ModuleGun(owner), proven: false), owner) with { LowestFractionBound = Bound(flat, tree, guns) };
    }

    /// <summary>As if each gun had all modules, and as if power could be divided at will.</summary>
    private static double? Bound(AllocationProblem flat, FeederTree tree, GunNeed[] guns)
    {
        var modules = Enumerable.Range(0, flat.Modules.Count);
        var throughW = Math.Min(tree.ThroughW, modules.Sum(m => Enumerable.Range(0, guns.Length).Max(g => flat.Capacity(m, g))));
        var bound = throughW / guns.Sum(g => g.ScaleW);
        for (var g = 0; g < guns.Length; g++)
            if (guns[g].ScaleW > 0) bound = Math.Min(bound, Math.Min(guns[g].DemandW, modules.Sum(m => flat.Capacity(m, g))) / guns[g].ScaleW);
        return guns.Any(g => g.ScaleW > 0) ? bound : null;
    }

    private static UInt128[] Nodes(Choice[] taken) => [.. taken.Select(c => c.Nodes)];

    private static AllocationProblem Relaxed(AllocationProblem problem, FeederTree tree) =>
        problem with { Feeders = null, ModuleFeeder = null, SiteLimit = double.IsPositiveInfinity(tree.ThroughW) ? null : Limit.Watts(tree.ThroughW, "feeders") };

    private static int EffortFor(AllocationProblem problem)
    {
        var (modules, guns) = (problem.Modules.Count, problem.Guns.Count);
        if (Math.Pow(guns + 1, modules) <= FewAssignments) return int.MaxValue;
        return problem.Graph is null ? Effort : (int)Math.Clamp(Effort * 288.0 / modules / guns, 200, Effort);
    }

    private static Choice[] Taken(ModuleClasses classes, GunNeed[] guns, int[] moduleGun)
    {
        var taken = new int[guns.Length][];
        for (var g = 0; g < guns.Length; g++) taken[g] = new int[classes.Count];
        for (var m = 0; m < moduleGun.Length; m++)
            if (moduleGun[m] is var g and >= 0) taken[g][classes.Of(m)]++;
        return [.. taken.Select((counts, g) => MatrixChoices.Of(classes, g, counts))];
    }

    private static Merit Worth(GunNeed[] guns, Allocation found)
    {
        var served = Enumerable.Range(0, guns.Length).Count(g => guns[g].WantsAModule && found.ModuleGun.Contains(g));
        return new Merit(served, Merit.Sorted(guns, [.. found.PowerW]), found.TotalW, found.ChangedEdges, found.ModuleGun.Count(g => g >= 0));
    }

    private (int[] ModuleGun, bool IsProven) Divide(AllocationProblem problem, GunNeed[] guns)
    {
        var parts = IndependentPart.Of(problem, guns);
        if (parts.Count == 1 && CountProgram.States(new ModuleClasses(problem)) > problem.MostStates) return new LevelFill(problem, guns).Run();
        var isProven = true;
        var classes = parts.Select(part => new ModuleClasses(part.Problem)).ToArray();
        var all = new ModuleClasses(problem);
        var filled = new int[]?[parts.Count];
        var moduleGun = Rounds(problem, guns, Solve);
        return (moduleGun, isProven);

        int[] Solve(double level, bool isCapped, double? siteW)
        {
            // Where choices with equal fractions differ in power alone, the parts are not independent: together they are to come closest to the limit.
            if (siteW is { } sumW && CountProgram.States(all) <= problem.MostStates) return all.Assign(problem, TiedSums.Solve(all, guns, level, sumW));
            isProven &= siteW is null;
            var whole = new int[problem.Modules.Count];
            Array.Fill(whole, AllocationProblem.None);
            for (var i = 0; i < parts.Count; i++) parts[i].Put(Part(i, level, isCapped || siteW is not null), whole);
            return whole;
        }

        int[] Part(int i, double level, bool isCapped)
        {
            if (CountProgram.States(classes[i]) <= problem.MostStates) return classes[i].Assign(parts[i].Problem, _program.Solve(classes[i], parts[i].Needs, level, isCapped));
            if (filled[i] is { } before) return before;
            (filled[i], var isBest) = new LevelFill(parts[i].Problem, parts[i].Needs).Run();
            isProven &= isBest && problem.SiteLimit is null or { IsUnlimited: true };
            return filled[i]!;
        }
    }

    /// <summary>Without a site limit once; with one that binds, until no other choice would leave the guns at the limit a higher level.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="guns">What the guns need.</param>
    /// <param name="solve">The best division when no fraction is above a level, among equal fractions that with the most or the least power, or the most up to a sum.</param>
    private static int[] Rounds(AllocationProblem problem, GunNeed[] guns, Func<double, bool, double?, int[]> solve)
    {
        var moduleGun = solve(double.PositiveInfinity, false, null);
        if (problem.SiteLimit is not { IsUnlimited: false } site) return moduleGun;
        var level = PowerShare.Level(problem, guns, moduleGun, site.Value);
        if (double.IsPositiveInfinity(level)) return moduleGun;
        for (var round = 0; round < MaxRounds; round++)
        {
            moduleGun = solve(level, true, null);
            if (PowerShare.HeldW(problem, guns, moduleGun, level) >= site.Value * (1 - CountProgram.Tolerance)) break;

            // There is power left for those at the level: it rises. Where nobody is at it, choices with these fractions differ in power alone.
            var higher = Math.Min(PowerShare.Level(problem, guns, moduleGun, site.Value), PowerShare.Highest(problem, guns, moduleGun));
            if (!(higher > level * (1 + CountProgram.Tolerance))) return solve(level, false, site.Value);
            level = higher;
        }

        return moduleGun;
    }
}
