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

    private readonly CountProgram _program = new();

    public string Name => name;

    public Allocation Solve(AllocationProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        problem.Validate();
        var guns = new GunNeed[problem.Guns.Count];
        for (var g = 0; g < guns.Length; g++)
        {
            var demandW = problem.Guns[g].Demand.Value;
            guns[g] = new GunNeed(demandW, demandW > 0 ? demandW * weight(problem.Guns[g]) : 0, problem.Guns[g].Running && demandW > 0, problem.Guns[g].Running || demandW > 0);
        }

        var classes = new ModuleClasses(problem);
        var (moduleGun, proven) = CountProgram.States(classes) <= MaxStates ? (Program(problem, classes, guns), true) : new LevelFill(problem, guns).Run();
        return PowerShare.Finish(problem, guns, moduleGun, proven);
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
