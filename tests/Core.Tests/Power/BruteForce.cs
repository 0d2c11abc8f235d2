using Busbar.Core.Power;

namespace Busbar.Core.Tests.Power;

/// <summary>Tries every assignment, and knows nothing of how the policy finds its own.</summary>
internal static class BruteForce
{
    private const double Tolerance = 1e-6;

    /// <summary>What counts, in its order.</summary>
    public sealed record Score(int Served, double[] Fractions, double SumW, int Changed, int Used)
    {
        public override string ToString() => $"served {Served}, fractions [{string.Join(" ", Fractions.Select(f => f.ToString("0.########")))}], {SumW:0.###} W, {Changed} changed, {Used} used";
    }

    /// <summary>Above 0 when the first is better.</summary>
    public static int Compare(Score a, Score b)
    {
        if (a.Served != b.Served) return a.Served - b.Served;
        for (var i = 0; i < a.Fractions.Length; i++)
            if (Differ(a.Fractions[i], b.Fractions[i])) return a.Fractions[i] > b.Fractions[i] ? 1 : -1;
        if (Differ(a.SumW, b.SumW)) return a.SumW > b.SumW ? 1 : -1;
        return a.Changed != b.Changed ? b.Changed - a.Changed : b.Used - a.Used;
    }

    public static Score Best(AllocationProblem problem)
    {
        Score? best = null;
        var moduleGun = new int[problem.Modules.Count];
        Try(0);
        return best!;

        void Try(int module)
        {
            if (module == moduleGun.Length)
            {
                // Without feeders it is at least as good: what is worse so is not worth a closer look.
                if (problem.Feeders is not null && best is not null && Compare(Of(problem with { Feeders = null, ModuleFeeder = null }, moduleGun), best) <= 0) return;
                var score = Of(problem, moduleGun);
                if (best is null || Compare(score, best) > 0) best = score;
                return;
            }

            for (var gun = -1; gun < problem.Guns.Count; gun++)
            {
                if (gun >= 0 && (problem.Capacity(module, gun) <= 0 || (!problem.Guns[gun].Running && problem.Guns[gun].Demand.Value <= 0))) continue;
                moduleGun[module] = gun;
                Try(module + 1);
            }
        }
    }

    /// <summary>The score of an assignment, its power divided as well as the site's limit allows.</summary>
    public static Score Of(AllocationProblem problem, IReadOnlyList<int> moduleGun)
    {
        var guns = problem.Guns.Count;
        var mostW = new double[guns];
        var has = new int[guns];
        for (var m = 0; m < moduleGun.Count; m++)
        {
            if (moduleGun[m] < 0) continue;
            mostW[moduleGun[m]] += problem.Capacity(m, moduleGun[m]);
            has[moduleGun[m]]++;
        }

        var demanding = Enumerable.Range(0, guns).Where(g => problem.Guns[g].Demand.Value > 0).ToArray();
        foreach (var g in demanding) mostW[g] = Math.Min(mostW[g], problem.Guns[g].Demand.Value);
        var scale = demanding.ToDictionary(g => g, g => problem.Guns[g].Weight * problem.Guns[g].Demand.Value);
        if (problem.Feeders is not null) return Scored(problem, moduleGun, demanding, FeederForce.Powers(problem, moduleGun, demanding, scale), scale, has);
        var level = double.PositiveInfinity;
        var siteW = problem.SiteLimit?.Value ?? double.PositiveInfinity;
        if (demanding.Sum(g => mostW[g]) > siteW)
        {
            // Bisection, where the policy computes.
            var (low, high) = (0.0, demanding.Max(g => mostW[g] / scale[g]));
            for (var i = 0; i < 100; i++)
            {
                level = (low + high) / 2;
                if (demanding.Sum(g => Math.Min(mostW[g], level * scale[g])) > siteW) high = level;
                else low = level;
            }
        }

        var powerW = demanding.ToDictionary(g => g, g => Math.Min(mostW[g], level * scale[g]));
        return Scored(problem, moduleGun, demanding, powerW, scale, has);
    }

    /// <summary>What a policy found is proven and as good as the best, and what it says of its power and its changes is so.</summary>
    public static void AssertAsGood(Score best, AllocationProblem problem, Allocation found, string where)
    {
        var score = Of(problem, found.ModuleGun);
        Assert.True(found.IsProven, $"{where} is not proven");
        Assert.True(Compare(best, score) == 0, $"{where}: best {best}; found {score}");
        Assert.Equal(score.SumW, found.TotalW, 1e-3);
        Assert.Equal(score.Changed, found.ChangedEdges);
    }

    private static Score Scored(AllocationProblem problem, IReadOnlyList<int> moduleGun, int[] demanding, Dictionary<int, double> powerW, Dictionary<int, double> scale, int[] has)
    {
        var changed = moduleGun.Select((gun, m) => gun == problem.CurrentGun(m) ? 0 : (gun >= 0 ? 1 : 0) + (problem.CurrentGun(m) >= 0 ? 1 : 0)).Sum();
        return new Score(
            demanding.Count(g => problem.Guns[g].Running && has[g] > 0), [.. demanding.Select(g => powerW[g] / scale[g]).Order()], powerW.Values.Sum(), changed, moduleGun.Count(g => g >= 0));
    }

    private static bool Differ(double a, double b) => Math.Abs(a - b) > Tolerance * Math.Max(Math.Abs(a), Math.Abs(b));
}
