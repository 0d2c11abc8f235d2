using Busbar.Core.Power;
using Busbar.Core.Units;

namespace Busbar.Core.Tests.Power;

/// <summary>The exact policy against brute force, and what holds for every policy.</summary>
public sealed class ExactPolicyTests
{
    private readonly IAllocationPolicy _exact = AllocationPolicies.Get("exact");

    [Theory]
    [InlineData(1, 3000, 5, 3)]
    [InlineData(2, 600, 7, 3)]
    [InlineData(3, 120, 8, 4)]
    public void It_equals_brute_force_on_random_problems_of_modules_that_differ(int seed, int count, int maxModules, int maxGuns)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var problem = Instances.Mixed(random, random.Next(1, maxModules + 1), random.Next(1, maxGuns + 1));
            var found = _exact.Solve(problem);
            BruteForce.AssertAsGood(BruteForce.Best(problem), problem, found, $"seed {seed}, problem {i}");
        }
    }

    [Fact]
    public void It_equals_counting_on_random_problems_of_modules_that_are_alike()
    {
        var random = new Random(4);
        for (var i = 0; i < 400; i++)
        {
            var problem = Instances.Alike(random, random.Next(1, 13), random.Next(1, 7));
            BruteForce.AssertAsGood(CountForce.Best(problem), problem, _exact.Solve(problem), $"problem {i}");
        }
    }

    [Fact]
    public void Cabinets_that_share_nothing_but_the_site_limit_are_divided_as_well_together_as_by_brute_force()
    {
        var random = new Random(6);
        for (var i = 0; i < 400; i++)
        {
            var problem = Instances.Cabinets(random, Instances.Mixed(random, random.Next(4, 8), random.Next(3, 5)));
            BruteForce.AssertAsGood(BruteForce.Best(problem), problem, _exact.Solve(problem), $"problem {i}");
        }
    }

    [Fact]
    public void A_hundred_modules_in_cabinets_are_divided_to_the_proven_optimum_in_no_time()
    {
        var random = new Random(7);
        var edges = new bool[108, 72];
        for (var m = 0; m < 108; m++)
            for (var g = 0; g < 72; g++) edges[m, g] = m / 9 == g / 6;
        var problem = Problem(108, [.. Enumerable.Range(0, 72).Select(_ => random.Next(10, 240) * 1000.0)]) with { Edges = edges, SiteLimit = Limit.Watts(2_000_000, "grid"), MostStates = 1_000 };
        var found = _exact.Solve(problem);
        Assert.True(found.IsProven);
        Assert.Equal(2_000_000, found.TotalW, 1.0);
    }

    [Fact]
    public void Beyond_what_the_program_can_count_fractions_and_power_are_still_the_best_of_alike_modules()
    {
        // The same problems by the way that large ones go, against brute force.
        var random = new Random(5);
        for (var i = 0; i < 500; i++)
        {
            var problem = Instances.Wired(random, random.Next(1, 8), random.Next(1, 4));
            var guns = problem.Guns.Select(g => new Core.Power.Exact.GunNeed(g.Demand.Value, g.Demand.Value * g.Weight, g.Running && g.Demand.Value > 0, g.Running || g.Demand.Value > 0)).ToArray();
            var (moduleGun, proven) = new Core.Power.Exact.LevelFill(problem, guns).Run();
            Assert.True(proven);
            var (best, found) = (BruteForce.Best(problem), BruteForce.Of(problem, moduleGun));
            Assert.True(BruteForce.Compare(best with { Changed = 0, Used = 0 }, found with { Changed = 0, Used = 0 }) == 0, $"problem {i}: best {best}; found {found}");
        }
    }

    [Theory, ClassData(typeof(AllPolicies))]
    public void No_policy_gives_what_is_not_there(string policy)
    {
        var (solver, random) = (AllocationPolicies.Get(policy), new Random(6));
        for (var i = 0; i < 2000; i++)
        {
            var problem = Instances.Mixed(random, random.Next(1, 10), random.Next(1, 6));
            var found = solver.Solve(problem);
            Assert.True(found.TotalW <= (problem.SiteLimit?.Value ?? double.PositiveInfinity) * (1 + 1e-6));
            for (var g = 0; g < problem.Guns.Count; g++)
            {
                var capacityW = Enumerable.Range(0, problem.Modules.Count).Where(m => found.ModuleGun[m] == g).Sum(m => problem.Capacity(m, g));
                Assert.InRange(found.PowerW[g], 0, Math.Min(capacityW, problem.Guns[g].Demand.Value) + 1e-6);
                Assert.False(string.IsNullOrEmpty(found.Binding[g].Source));
                if (problem.Guns[g] is { Running: false, Demand.Value: 0 }) Assert.DoesNotContain(g, found.ModuleGun);
            }

            for (var m = 0; m < problem.Modules.Count; m++)
                if (found.ModuleGun[m] >= 0) Assert.True(problem.Capacity(m, found.ModuleGun[m]) > 0);
        }
    }

    [Fact]
    public void The_drawn_policy_starves_guns_that_the_exact_one_serves()
    {
        var problem = Problem(9, [240_000, 240_000, 40_000, 40_000]);
        var drawn = AllocationPolicies.Get("highest-demand-first").Solve(problem);
        Assert.Equal([240_000, 120_000, 0, 0], drawn.PowerW);
        Assert.Equal("no module is free", drawn.Binding[3].Source);
        var exact = _exact.Solve(problem);
        Assert.Equal([40_000, 40_000, 120_000, 160_000], exact.PowerW.Order());
        Assert.Equal(("vehicle", "3 modules"), (exact.Binding[2].Source, exact.Binding[exact.PowerW.ToList().IndexOf(120_000)].Source));
    }

    [Fact]
    public void Equal_gives_the_same_power_and_priority_gives_by_weight()
    {
        var problem = Problem(4, [160_000, 80_000, 160_000], weights: [1, 1, 5]);
        Assert.Equal([40_000, 40_000, 80_000], AllocationPolicies.Get("equal").Solve(problem).PowerW.Order());
        Assert.Equal([0, 0, 160_000], AllocationPolicies.Get("priority").Solve(problem).PowerW);
        Assert.Equal([160_000, 0, 0], AllocationPolicies.Get("first-come").Solve(problem).PowerW);
    }

    [Fact]
    public void A_site_limit_is_shared_and_named()
    {
        var found = _exact.Solve(Problem(9, [120_000, 60_000]) with { SiteLimit = Limit.Watts(90_000, "grid contract") });
        Assert.Equal([60_000, 30_000], found.PowerW.Select(p => Math.Round(p, 3)));
        Assert.All(found.Binding, limit => Assert.Equal("grid contract", limit.Source));
    }

    [Fact]
    public void What_is_connected_stays_where_it_serves_as_well()
    {
        var problem = Problem(6, [80_000, 80_000]) with { Current = [1, -1, 0, 1, -1, -1] };
        var found = _exact.Solve(problem);
        Assert.Equal([1, 1, 0, 1], [found.ModuleGun[0], found.ModuleGun[3], found.ModuleGun[2], found.ChangedEdges]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void A_module_that_is_no_number_is_refused(double maxW)
    {
        var e = Assert.Throws<ArgumentException>(() => _exact.Solve(Problem(1, [1000]) with { Modules = [new PowerModule("M1", maxW, 100, 150, 1000)] }));
        Assert.Contains("maxW of M1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_enormous_demand_is_no_more_than_a_demand() => Assert.Equal(80_000, _exact.Solve(Problem(2, [1e9])).TotalW);

    private static AllocationProblem Problem(int modules, double[] demandW, double[]? weights = null) => new()
    {
        Modules = [.. Enumerable.Range(1, modules).Select(i => new PowerModule($"M{i}", 40_000, 133, 150, 1000))],
        Guns = [.. demandW.Select((w, i) => new GunDemand { Id = $"G{i + 1}", VoltageV = 400, Limits = [Limit.Watts(w, "vehicle")], Running = true, Weight = weights?[i] ?? 1 })],
    };
}
