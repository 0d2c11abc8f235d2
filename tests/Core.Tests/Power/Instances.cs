using Busbar.Core.Power;
using Busbar.Core.Power.Switching;
using Busbar.Core.Units;

namespace Busbar.Core.Tests.Power;

/// <summary>Random problems; the same seed makes the same.</summary>
internal static class Instances
{
    private static readonly double[] Voltages = [300, 400, 400, 400, 650, 800];
    private static readonly double[] Powers = [20_000, 30_000, 40_000];

    /// <summary>Modules of several kinds, some failed, some that cannot reach the voltage, missing contactors, weights, a site limit, something connected.</summary>
    public static AllocationProblem Mixed(Random random, int modules, int guns)
    {
        var kinds = random.Next(1, 4);
        return new AllocationProblem
        {
            Modules = [.. Enumerable.Range(1, modules).Select(i =>
                new PowerModule($"M{i}", Powers[random.Next(kinds)], random.Next(3) == 0 ? 60 : 133, random.Next(4) == 0 ? 350 : 150, random.Next(4) == 0 ? 500 : 1000, random.Next(12) == 0))],
            Guns = [.. Enumerable.Range(1, guns).Select(i => Gun(i, random, Voltages[random.Next(Voltages.Length)], weighted: random.Next(2) == 0))],
            Edges = random.Next(2) == 0 ? null : Edges(random, modules, guns),
            SiteLimit = random.Next(2) == 0 ? null : Limit.Watts(random.Next(1, 12) * 20_000, "site"),
            Current = random.Next(3) == 0 ? null : Current(random, modules, guns),
        };
    }

    /// <summary>The same on a tree of feeders, most of which are tight.</summary>
    public static AllocationProblem Fed(Random random, AllocationProblem problem, int most = 4)
    {
        var feeders = random.Next(1, most + 1);
        return problem with
        {
            Feeders = [.. Enumerable.Range(0, feeders).Select(f => new PowerFeeder($"F{f + 1}", Limit.Watts(random.Next(12) == 0 ? 0 : random.Next(1, 13) * 10_000, $"feeder F{f + 1}"), random.Next(-1, f)))],
            ModuleFeeder = [.. problem.Modules.Select(_ => random.Next(-1, feeders))],
        };
    }

    /// <summary>Contactors of a shape, or at random, some of them failed, some closed now.</summary>
    /// <param name="random">Dice.</param>
    /// <param name="problem">Modules and guns.</param>
    /// <param name="most">Most contactors.</param>
    public static AllocationProblem Switched(Random random, AllocationProblem problem, int most)
    {
        var (modules, guns) = (problem.Modules.Count, problem.Guns.Count);
        var graph = random.Next(5) switch
        {
            0 => Ring(modules, guns),
            1 => HalfMatrix(modules, guns, Math.Min(modules, 4)),
            2 => Bars(random, modules, guns, random.Next(1, 4)),
            3 => Bars(random, modules, guns, 0),
            _ => new SwitchGraph(modules, guns, 0, [.. from m in Enumerable.Range(0, modules) from g in Enumerable.Range(0, guns) where random.Next(3) > 0 select new ContactorEdge(m, modules + g)]),
        };
        if (graph.Contactors.Count > most) graph = new SwitchGraph(modules, guns, graph.Busbars, [.. graph.Contactors.OrderBy(_ => random.Next()).Take(most)]);
        ContactorFailure[] failures = [.. graph.Contactors.Select(_ => random.Next(12) switch { 0 => ContactorFailure.Welded, 1 => ContactorFailure.StuckOpen, _ => ContactorFailure.None })];
        return problem with
        {
            Graph = graph,
            Current = null,
            Failures = random.Next(2) == 0 ? failures : null,
            ClosedNow = random.Next(4) == 0 ? null : [.. graph.Contactors.Select(_ => random.Next(3) == 0)],
        };
    }

    /// <summary>Modules in a ring, guns spread around it.</summary>
    public static SwitchGraph Ring(int modules, int guns) => new(modules, guns, 0, [
        .. from m in Enumerable.Range(0, modules) where modules > 2 || m + 1 < modules select new ContactorEdge(m, (m + 1) % modules),
        .. from g in Enumerable.Range(0, guns) select new ContactorEdge(g * modules / guns % modules, modules + g)]);

    /// <summary>Units of modules, each joined to each in its unit and the units in a row; guns spread over them (US 12400163 B2).</summary>
    public static SwitchGraph HalfMatrix(int modules, int guns, int unit) => new(modules, guns, 0, [
        .. from a in Enumerable.Range(0, modules) from b in Enumerable.Range(a + 1, modules - a - 1) where a / unit == b / unit || (b == a + 1 && b % unit == 0) select new ContactorEdge(a, b),
        .. from g in Enumerable.Range(0, guns) select new ContactorEdge(g * modules / guns, modules + g)]);

    /// <summary>Busbars in a row, everything else on them or on each other as it comes.</summary>
    public static SwitchGraph Bars(Random random, int modules, int guns, int bars)
    {
        var first = modules + guns;
        var contactors = new List<ContactorEdge>();
        for (var b = 1; b < bars; b++) contactors.Add(new ContactorEdge(first + b - 1, first + b));
        for (var n = 0; n < first; n++)
        {
            for (var i = random.Next(1, 3); i > 0; i--)
            {
                var to = bars > 0 && random.Next(4) > 0 ? first + random.Next(bars) : random.Next(modules);
                if (to != n) contactors.Add(new ContactorEdge(n, to));
            }
        }

        return new SwitchGraph(modules, guns, bars, contactors);
    }

    /// <summary>Modules that are alike, every one on every gun.</summary>
    public static AllocationProblem Alike(Random random, int modules, int guns) => new()
    {
        Modules = [.. Enumerable.Range(1, modules).Select(i => new PowerModule($"M{i}", 40_000, 133, 150, 1000))],
        Guns = [.. Enumerable.Range(1, guns).Select(i => Gun(i, random, Voltages[random.Next(Voltages.Length)], weighted: false))],
        SiteLimit = random.Next(2) == 0 ? null : Limit.Watts(random.Next(1, 1 + (modules * 2)) * 20_000, "site"),
        Current = Current(random, modules, guns),
    };

    /// <summary>Modules of so many kinds by turns, every one on every gun.</summary>
    public static AllocationProblem Kinds(Random random, int modules, int guns, int kinds) => Alike(random, modules, guns) with
    {
        Modules = [.. Enumerable.Range(1, modules).Select(i => new PowerModule($"M{i}", Powers[i % kinds], 133, 150, 1000))],
    };

    /// <summary>Modules that are alike, wired as it comes.</summary>
    public static AllocationProblem Wired(Random random, int modules, int guns) => Alike(random, modules, guns) with { Edges = Edges(random, modules, guns), SiteLimit = null };

    /// <summary>Cabinets of two guns: no module of one reaches a gun of another; only the site's limit joins them.</summary>
    public static AllocationProblem Cabinets(Random random, AllocationProblem problem)
    {
        var edges = new bool[problem.Modules.Count, problem.Guns.Count];
        for (var m = 0; m < edges.GetLength(0); m++)
            for (var g = 0; g < edges.GetLength(1); g++) edges[m, g] = m % ((problem.Guns.Count + 1) / 2) == g / 2 && random.Next(8) > 0;
        return problem with { Edges = edges };
    }

    private static GunDemand Gun(int number, Random random, double voltageV, bool weighted) => new()
    {
        Id = $"G{number}",
        VoltageV = voltageV,
        Limits = [Limit.Watts(random.Next(5) == 0 ? 0 : random.Next(1, 25) * 10_000, "vehicle demand"), Limit.Watts(240_000, "gun"), Limit.Watts(voltageV * random.Next(150, 500), "cable")],
        Weight = weighted ? random.Next(1, 4) : 1,
        Running = random.Next(3) > 0,
    };

    private static bool[,] Edges(Random random, int modules, int guns)
    {
        var edges = new bool[modules, guns];
        for (var m = 0; m < modules; m++)
            for (var g = 0; g < guns; g++) edges[m, g] = random.Next(10) < 7;
        return edges;
    }

    private static int[] Current(Random random, int modules, int guns) => [.. Enumerable.Range(0, modules).Select(_ => random.Next(-1, guns))];
}
