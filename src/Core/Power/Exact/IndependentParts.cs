namespace Busbar.Core.Power.Exact;

/// <summary>Modules and guns that share nothing but the site's limit with the rest, such as a cabinet. Each part is divided for itself: every point of the objective is best in the whole when it is best in each part.</summary>
/// <param name="Problem">The part, without a site limit and without feeders.</param>
/// <param name="Modules">Its modules, by their numbers in the whole.</param>
/// <param name="Guns">Its guns, by their numbers in the whole.</param>
/// <param name="Needs">What its guns need.</param>
internal sealed record IndependentPart(AllocationProblem Problem, int[] Modules, int[] Guns, GunNeed[] Needs)
{
    /// <summary>The parts of a problem; a gun that no module can feed, and a module that can feed none, are in none.</summary>
    public static IReadOnlyList<IndependentPart> Of(AllocationProblem problem, GunNeed[] guns)
    {
        var (modules, parent) = (problem.Modules.Count, Enumerable.Range(0, problem.Modules.Count + guns.Length).ToArray());
        for (var m = 0; m < modules; m++)
            for (var g = 0; g < guns.Length; g++)
                if (problem.Capacity(m, g) > 0) parent[Root(parent, modules + g)] = Root(parent, m);
        var members = Enumerable.Range(0, parent.Length).GroupBy(n => Root(parent, n)).Select(part => part.ToArray()).Where(part => part.Length > 1).ToArray();
        return members is [_] or []
            ? [new IndependentPart(problem, [.. Enumerable.Range(0, modules)], [.. Enumerable.Range(0, guns.Length)], guns)]
            : [.. members.Select(part => Cut(problem, guns, [.. part.Where(n => n < modules)], [.. part.Where(n => n >= modules).Select(n => n - modules)]))];
    }

    /// <summary>Writes the part's division into that of the whole.</summary>
    public void Put(int[] division, int[] whole)
    {
        for (var i = 0; i < division.Length; i++) whole[Modules[i]] = division[i] < 0 ? AllocationProblem.None : Guns[division[i]];
    }

    private static IndependentPart Cut(AllocationProblem problem, GunNeed[] needs, int[] modules, int[] guns)
    {
        var edges = new bool[modules.Length, guns.Length];
        for (var i = 0; i < modules.Length; i++)
            for (var j = 0; j < guns.Length; j++) edges[i, j] = problem.Edges?[modules[i], guns[j]] ?? true;
        var part = new AllocationProblem
        {
            Modules = [.. modules.Select(m => problem.Modules[m])],
            Guns = [.. guns.Select(g => problem.Guns[g])],
            Edges = edges,
            Current = [.. modules.Select(m => Array.IndexOf(guns, problem.CurrentGun(m)))],
        };
        return new IndependentPart(part, modules, guns, [.. guns.Select(g => needs[g])]);
    }

    private static int Root(int[] parent, int n)
    {
        while (parent[n] != n) n = parent[n] = parent[parent[n]];
        return n;
    }
}
