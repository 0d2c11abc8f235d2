using Busbar.Core.Power;
using Busbar.Core.Units;

namespace Busbar.Core.Tests.Power;

/// <summary>Feeders with limits: the exact policy against brute force, and what holds for every policy.</summary>
public sealed class FeederPolicyTests
{
    private readonly IAllocationPolicy _exact = AllocationPolicies.Get("exact");

    [Theory]
    [InlineData(11, 2000, 5, 3)]
    [InlineData(12, 300, 7, 3)]
    [InlineData(13, 25, 8, 4)]
    public void It_equals_brute_force_on_random_trees_of_feeders(int seed, int count, int maxModules, int maxGuns)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var problem = Instances.Fed(random, Instances.Mixed(random, random.Next(1, maxModules + 1), random.Next(1, maxGuns + 1)));
            var found = _exact.Solve(problem);
            BruteForce.AssertAsGood(BruteForce.Best(problem), problem, found, $"seed {seed}, problem {i}");
        }
    }

    [Theory, ClassData(typeof(AllPolicies))]
    public void No_policy_loads_a_feeder_beyond_its_limit(string policy)
    {
        var (solver, random) = (AllocationPolicies.Get(policy), new Random(14));
        for (var i = 0; i < 1000; i++)
        {
            var problem = Instances.Fed(random, Instances.Mixed(random, random.Next(1, 8), random.Next(1, 5)));
            var found = solver.Solve(problem);
            var demanding = Enumerable.Range(0, problem.Guns.Count).ToArray();

            // With what the guns got as their demands, all of them can have it.
            var got = problem with { Guns = [.. problem.Guns.Select((g, n) => g with { Limits = [Limit.Watts(found.PowerW[n], "got")] })] };
            var can = FeederForce.Powers(got, found.ModuleGun, demanding, demanding.ToDictionary(g => g, g => Math.Max(1, found.PowerW[g])));
            for (var g = 0; g < problem.Guns.Count; g++)
            {
                Assert.InRange(found.PowerW[g], 0, problem.Guns[g].Demand.Value + 1e-6);
                Assert.True(found.PowerW[g] <= can[g] + 0.1, $"problem {i}, gun {g}: {found.PowerW[g]} W, only {can[g]} W can come");
            }
        }
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("highest-demand-first")]
    public void The_feeder_that_binds_is_named(string policy)
    {
        // F1 carries two modules and F2 one of them more; G1 can have F1's modules alone.
        var problem = Problem([200_000, 30_000], [0, 0, 1]) with { Feeders = [Feeder("F1", 50_000), Feeder("F2", 35_000)], Edges = new[,] { { true, false }, { true, false }, { false, true } } };
        var found = AllocationPolicies.Get(policy).Solve(problem);
        Assert.Equal([50_000, 30_000], found.PowerW);
        Assert.Equal(["feeder F1", "vehicle"], found.Binding.Select(l => l.Source));
    }

    [Fact]
    public void A_gun_takes_the_module_of_the_other_feeder_rather_than_one_that_cannot_give()
    {
        var found = _exact.Solve(Problem([80_000], [0, 0, 1]) with { Feeders = [Feeder("F1", 40_000), Feeder("F2", 40_000)] });
        Assert.Equal([80_000], found.PowerW);
        Assert.Equal(1, found.ModuleGun[2] + found.ModuleGun[0] + found.ModuleGun[1] + 2);
    }

    [Fact]
    public void A_feeder_above_holds_those_below_it_and_is_the_one_named()
    {
        var found = _exact.Solve(Problem([120_000, 120_000], [1, 1, 2, 2]) with { Feeders = [Feeder("main", 100_000), Feeder("F1", 70_000, 0), Feeder("F2", 70_000, 0)] });
        Assert.Equal([50_000, 50_000], found.PowerW.Select(p => Math.Round(p, 3)));
        Assert.All(found.Binding, limit => Assert.Equal("feeder main", limit.Source));
    }

    [Fact]
    public void Where_idle_modules_hang_on_a_full_feeder_the_feeder_binds()
    {
        var found = _exact.Solve(Problem([200_000], [0, 0, 0]) with { Feeders = [Feeder("F1", 80_000)] });
        Assert.Equal((80_000, "feeder F1", 2), (found.PowerW[0], found.Binding[0].Source, found.ModuleGun.Count(g => g == 0)));
    }

    [Fact]
    public void Feeders_that_hang_on_each_other_are_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => _exact.Solve(Problem([1000], [0]) with { Feeders = [Feeder("F1", 1000, 1), Feeder("F2", 1000, 0)] }));
        Assert.Contains("parent of feeder F1 is 1; allowed: no feeder that hangs on this one", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ArgumentException>(() => _exact.Solve(Problem([1000], [2]) with { Feeders = [Feeder("F1", 1000)] }));
        Assert.Contains("ModuleFeeder is 2; allowed: -1 to 0", e.Message, StringComparison.Ordinal);
    }

    private static PowerFeeder Feeder(string id, double limitW, int parent = AllocationProblem.None) => new(id, Limit.Watts(limitW, $"feeder {id}"), parent);

    private static AllocationProblem Problem(double[] demandW, int[] feeders) => new()
    {
        Modules = [.. feeders.Select((_, i) => new PowerModule($"M{i + 1}", 40_000, 133, 150, 1000))],
        Guns = [.. demandW.Select((w, i) => new GunDemand { Id = $"G{i + 1}", VoltageV = 400, Limits = [Limit.Watts(w, "vehicle")], Running = true })],
        ModuleFeeder = feeders,
    };
}
