using Busbar.Core.Units;

namespace Busbar.Core.Power.Exact;

/// <summary>
/// The lexicographic optimum: most running guns with a module; then the served fractions, sorted, as large as can be one after the other; then most power; then
/// fewest changed connections; then fewest modules. Proven as long as the modules fall into few enough classes of alike ones, or differ in their wiring alone.
/// </summary>
internal sealed class ExactPolicy(string name, Func<GunDemand, double> weight) : IAllocationPolicy
{
    /// <summary>Most states of the program: beyond it, the count of steps and of bytes grows past what a controller can spend.</summary>
    private const long MaxStates = 1 << 20;

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
        var relaxed = problem with { Feeders = null, ModuleFeeder = null, SiteLimit = double.IsPositiveInfinity(tree.ThroughW) ? null : Limit.Watts(tree.ThroughW, "feeders") };
        var (moduleGun, isBound) = Divide(relaxed, guns);
        var ideal = PowerShare.Finish(relaxed, new FeederTree(relaxed), guns, moduleGun, isBound);
        var classes = new ModuleClasses(problem, tree);
        var choices = Choices.OfMatrix(classes, guns, tree);
        var search = new BranchSearch(choices, guns, tree, Math.Pow(guns.Length + 1, problem.Modules.Count) <= FewAssignments ? int.MaxValue : Effort);
        var proven = search.Run(Taken(classes, guns, moduleGun), isBound ? Worth(guns, ideal) : null);
        var counts = Enumerable.Range(0, classes.Count).Select(k => search.Best.Select(c => c.Counts[k]).ToArray()).ToArray();
        var found = PowerShare.Finish(problem, tree, guns, classes.Assign(problem, counts), proven);
        return proven ? found : found with { LowestFractionBound = search.LowestFractionBound };
    }

    private static Choice[] Taken(ModuleClasses classes, GunNeed[] guns, int[] moduleGun)
    {
        var taken = new int[guns.Length][];
        for (var g = 0; g < guns.Length; g++) taken[g] = new int[classes.Count];
        for (var m = 0; m < moduleGun.Length; m++)
            if (moduleGun[m] is var g and >= 0) taken[g][classes.Of(m)]++;
        return [.. taken.Select((counts, g) => Choices.Of(classes, g, counts))];
    }

    private static Merit Worth(GunNeed[] guns, Allocation found)
    {
        var served = Enumerable.Range(0, guns.Length).Count(g => guns[g].WantsAModule && found.ModuleGun.Contains(g));
        return new Merit(served, Merit.Sorted(guns, [.. found.PowerW]), found.TotalW, found.ChangedEdges, found.ModuleGun.Count(g => g >= 0));
    }

    private (int[] ModuleGun, bool IsProven) Divide(AllocationProblem problem, GunNeed[] guns)
    {
        var classes = new ModuleClasses(problem);
        return CountProgram.States(classes) <= MaxStates ? (Program(problem, classes, guns), true) : new LevelFill(problem, guns).Run();
    }

    /// <summary>Without a site limit once; with one that binds, until no other choice would leave the guns at the limit a higher level.</summary>
    private int[] Program(AllocationProblem problem, ModuleClasses classes, GunNeed[] guns)
    {
        var moduleGun = classes.Assign(problem, _program.Solve(classes, guns, double.PositiveInfinity, isCapped: false));
        if (problem.SiteLimit is not { IsUnlimited: false } site) return moduleGun;
        var level = PowerShare.Level(problem, guns, moduleGun, site.Value);
        if (double.IsPositiveInfinity(level)) return moduleGun;
        for (var round = 0; round < MaxRounds; round++)
        {
            moduleGun = classes.Assign(problem, _program.Solve(classes, guns, level, isCapped: true));
            if (PowerShare.HeldW(problem, guns, moduleGun, level) >= site.Value * (1 - CountProgram.Tolerance)) break;

            // There is power left for those at the level: it rises. Where nobody is at it, choices with these fractions differ in power alone.
            var higher = Math.Min(PowerShare.Level(problem, guns, moduleGun, site.Value), PowerShare.Highest(problem, guns, moduleGun));
            if (!(higher > level * (1 + CountProgram.Tolerance))) return classes.Assign(problem, TiedSums.Solve(classes, guns, level, site.Value));
            level = higher;
        }

        return moduleGun;
    }
}
