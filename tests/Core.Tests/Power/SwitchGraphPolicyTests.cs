using Busbar.Core.Power;
using Busbar.Core.Power.Switching;
using Busbar.Core.Units;

namespace Busbar.Core.Tests.Power;

/// <summary>Rings, half matrices, busbars and what else contactors can make: the exact policy against all contactor states, and what holds for every policy.</summary>
public sealed class SwitchGraphPolicyTests
{
    private readonly IAllocationPolicy _exact = AllocationPolicies.Get("exact");

    [Theory]
    [InlineData(21, 3000, 5, 3, 8, 0)]
    [InlineData(22, 500, 8, 4, 11, 0)]
    [InlineData(23, 20, 8, 4, 14, 0)]
    [InlineData(24, 500, 5, 3, 8, 3)]
    [InlineData(25, 60, 8, 4, 10, 3)]
    public void It_equals_brute_force_over_all_contactor_states(int seed, int count, int maxModules, int maxGuns, int maxContactors, int feeders)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var problem = Instances.Switched(random, Instances.Mixed(random, random.Next(1, maxModules + 1), random.Next(1, maxGuns + 1)), maxContactors);
            if (feeders > 0) problem = Instances.Fed(random, problem, feeders);
            var found = _exact.Solve(problem);
            var (best, score) = (ContactorForce.Best(problem), ContactorForce.Of(problem, found.Closed, out var why));
            Assert.True(score is not null, $"problem {i}: {why}");
            Assert.True(found.IsProven, $"problem {i} is not proven");
            Assert.True(BruteForce.Compare(best!, score) == 0, $"problem {i}: best {best}; found {score}");
            Assert.Equal(score.SumW, found.TotalW, 1e-3);
            Assert.Equal(score.Changed, found.ChangedEdges);
        }
    }

    [Theory, ClassData(typeof(AllPolicies))]
    public void No_policy_joins_two_guns_or_gives_what_is_not_there(string policy)
    {
        var (solver, random) = (AllocationPolicies.Get(policy), new Random(26));
        for (var i = 0; i < 1000; i++)
        {
            var problem = Instances.Switched(random, Instances.Mixed(random, random.Next(1, 9), random.Next(1, 5)), 20);
            if (random.Next(2) == 0) problem = Instances.Fed(random, problem);
            var found = solver.Solve(problem);
            Assert.True(ContactorForce.Of(problem, found.Closed, out var why) is not null, $"problem {i}: {why}");
            for (var g = 0; g < problem.Guns.Count; g++)
            {
                var capacityW = Enumerable.Range(0, problem.Modules.Count).Where(m => found.ModuleGun[m] == g).Sum(m => problem.Capacity(m, g));
                Assert.InRange(found.PowerW[g], 0, Math.Min(capacityW, problem.Guns[g].Demand.Value) + 1e-6);
                Assert.False(string.IsNullOrEmpty(found.Binding[g].Source));
            }
        }
    }

    [Fact]
    public void Equal_shares_are_those_of_brute_force_with_weights_that_make_watts_of_fractions()
    {
        var (equal, random) = (AllocationPolicies.Get("equal"), new Random(28));
        for (var i = 0; i < 600; i++)
        {
            var problem = Instances.Switched(random, Instances.Mixed(random, random.Next(1, 7), random.Next(1, 4)), 9);
            var found = equal.Solve(problem);
            var weighed = problem with { Guns = [.. problem.Guns.Select(g => g.Demand.Value > 0 ? g with { Weight = 1 / g.Demand.Value } : g)] };
            var (best, score) = (ContactorForce.Best(weighed), ContactorForce.Of(weighed, found.Closed, out var why));
            Assert.True(score is not null && found.IsProven, $"problem {i}: {why}");
            Assert.True(BruteForce.Compare(best!, score) == 0, $"problem {i}: best {best}; found {score}");
        }
    }

    [Theory]
    [InlineData(24, 12, "ring")]
    [InlineData(24, 12, "half matrix")]
    [InlineData(24, 12, "full")]
    [InlineData(96, 48, "ring")]
    [InlineData(96, 48, "half matrix")]
    [InlineData(96, 48, "bars")]
    [InlineData(144, 72, "ring")]
    public void What_is_large_is_answered_all_the_same_and_says_what_is_proven(int modules, int guns, string shape)
    {
        var random = new Random(modules);
        var graph = shape switch
        {
            "ring" => Instances.Ring(modules, guns),
            "half matrix" => Instances.HalfMatrix(modules, guns, 4),
            "bars" => Instances.Bars(random, modules, guns, guns),
            _ => Instances.HalfMatrix(modules, guns, modules),
        };
        var problem = Instances.Alike(random, modules, guns) with { Graph = graph, Current = null, ClosedNow = [.. graph.Contactors.Select(_ => random.Next(3) == 0)], Failures = [.. graph.Contactors.Select(_ => random.Next(30) == 0 ? ContactorFailure.Welded : ContactorFailure.None)] };
        foreach (var asked in (AllocationProblem[])[problem, Instances.Fed(random, problem, 3)])
        {
            foreach (var policy in AllocationPolicies.Names)
            {
                var found = AllocationPolicies.Get(policy).Solve(asked);
                var moduleGun = ContactorForce.ModuleGun(asked, found.Closed, out var why);
                Assert.True(moduleGun is not null, $"{policy}: {why}");
                Assert.Equal(moduleGun, found.ModuleGun);
                if (policy != "exact" || found.IsProven) continue;
                var fractions = Enumerable.Range(0, guns).Where(g => asked.Guns[g].Demand.Value > 0).Select(g => found.PowerW[g] / (asked.Guns[g].Weight * asked.Guns[g].Demand.Value));
                Assert.True(found.LowestFractionBound >= fractions.Min() * (1 - 1e-9), $"bound {found.LowestFractionBound}, found {fractions.Min()}");
            }
        }
    }

    [Fact]
    public void In_a_ring_a_module_on_the_way_belongs_to_the_same_gun()
    {
        // G1 at M1 and G2 at M3 of four: what G1 takes beyond M1 is M2 or M4.
        var found = _exact.Solve(Problem(4, [120_000, 40_000]) with { Graph = Instances.Ring(4, 2) });
        Assert.Equal([120_000, 40_000], found.PowerW);
        Assert.Equal([0, 0, 1, 0], found.ModuleGun);
        Assert.Equal([true, false, false, true, true, true], found.Closed);
    }

    [Fact]
    public void A_weld_between_modules_moves_the_boundary_and_a_stuck_contactor_cuts_the_ring()
    {
        var problem = Problem(4, [120_000, 120_000]) with { Graph = Instances.Ring(4, 2), Failures = Failures(6, (1, ContactorFailure.Welded)) };
        Assert.Equal([0, 1, 1], _exact.Solve(problem).ModuleGun.Take(3));
        problem = problem with { Failures = Failures(6, (0, ContactorFailure.StuckOpen), (3, ContactorFailure.StuckOpen)) };
        Assert.Equal([40_000, 120_000], _exact.Solve(problem).PowerW);
    }

    [Fact]
    public void Guns_that_are_welded_together_get_nothing_and_others_do()
    {
        var problem = Problem(3, [40_000, 40_000, 40_000]) with { Graph = Instances.Ring(3, 3), Failures = Failures(6, (0, ContactorFailure.Welded), (3, ContactorFailure.Welded), (4, ContactorFailure.Welded)) };
        Assert.Equal([0, 0, 40_000], _exact.Solve(problem).PowerW);
        Assert.Equal([0, 0, 40_000], AllocationPolicies.Get("first-come").Solve(problem).PowerW);
    }

    [Fact]
    public void A_matrix_given_by_its_contactors_is_divided_as_one_given_by_its_edges()
    {
        var random = new Random(27);
        for (var i = 0; i < 200; i++)
        {
            var problem = Instances.Alike(random, random.Next(1, 10), random.Next(1, 7));
            var (modules, guns) = (problem.Modules.Count, problem.Guns.Count);
            var graphed = problem with { Graph = SwitchGraph.FullMatrix(modules, guns), ClosedNow = [.. from m in Enumerable.Range(0, modules) from g in Enumerable.Range(0, guns) select problem.CurrentGun(m) == g] };
            var (plain, found) = (_exact.Solve(problem), _exact.Solve(graphed));
            Assert.Equal(plain.ModuleGun, found.ModuleGun);
            Assert.Equal(plain.ChangedEdges, found.ChangedEdges);
            for (var k = 0; k < found.Closed.Count; k++) Assert.Equal(found.ModuleGun[k / guns] == k % guns, found.Closed[k]);
        }
    }

    [Fact]
    public void A_graph_that_does_not_fit_is_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => _exact.Solve(Problem(3, [1000]) with { Graph = Instances.Ring(4, 1) }));
        Assert.Contains("modules of the graph is 4; allowed: 3", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ArgumentException>(() => _exact.Solve(Problem(4, [1000]) with { Graph = Instances.Ring(4, 1), ClosedNow = [true] }));
        Assert.Contains("ClosedNow is 1", e.Message, StringComparison.Ordinal);
    }

    private static ContactorFailure[] Failures(int contactors, params (int Contactor, ContactorFailure Failure)[] failed)
    {
        var failures = new ContactorFailure[contactors];
        foreach (var (contactor, failure) in failed) failures[contactor] = failure;
        return failures;
    }

    private static AllocationProblem Problem(int modules, double[] demandW) => new()
    {
        Modules = [.. Enumerable.Range(1, modules).Select(i => new PowerModule($"M{i}", 40_000, 133, 150, 1000))],
        Guns = [.. demandW.Select((w, i) => new GunDemand { Id = $"G{i + 1}", VoltageV = 400, Limits = [Limit.Watts(w, "vehicle")], Running = true })],
    };
}
