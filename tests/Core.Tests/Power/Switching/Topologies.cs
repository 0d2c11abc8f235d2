using Busbar.Core.Power;
using Busbar.Core.Power.Switching;

namespace Busbar.Core.Tests.Power.Switching;

/// <summary>The sites of these tests, as data: modules 0.., then guns, then busbars.</summary>
internal static class Topologies
{
    public static SwitchGraph Matrix(int modules, int guns) => SwitchGraph.FullMatrix(modules, guns);

    /// <summary>Each module reaches three of the guns.</summary>
    public static SwitchGraph Partial(int modules, int guns)
    {
        var edges = new List<ContactorEdge>();
        for (var m = 0; m < modules; m++)
        {
            for (var i = 0; i < 3; i++) edges.Add(new ContactorEdge(m, modules + ((m + i) % guns)));
        }

        return new SwitchGraph(modules, guns, 0, edges);
    }

    /// <summary>A busbar per slot, with its modules and its gun on contactors, and a ring of contactors from busbar to busbar.</summary>
    public static SwitchGraph Ring(int slots, int modulesPerSlot)
    {
        var modules = slots * modulesPerSlot;
        var edges = new List<ContactorEdge>();
        for (var m = 0; m < modules; m++) edges.Add(new ContactorEdge(m, modules + slots + (m / modulesPerSlot)));
        for (var s = 0; s < slots; s++) edges.Add(new ContactorEdge(modules + s, modules + slots + s));
        for (var s = 0; s < slots; s++) edges.Add(new ContactorEdge(modules + slots + s, modules + slots + ((s + 1) % slots)));
        return new SwitchGraph(modules, slots, slots, edges);
    }

    /// <summary>The small ring: a module and a gun on every node, joined in a ring by contactors.</summary>
    public static SwitchGraph SmallRing(int modules, int guns)
    {
        var edges = new List<ContactorEdge>();
        for (var m = 0; m < modules; m++) edges.Add(new ContactorEdge(m, (m + 1) % modules));
        for (var g = 0; g < guns; g++) edges.Add(new ContactorEdge(g, modules + g));
        return new SwitchGraph(modules, guns, 0, edges);
    }

    /// <summary>A target from pairs "module to gun" of a matrix.</summary>
    public static TargetChanged Target(SwitchGraph graph, params (int Module, int Gun)[] pairs)
    {
        var guns = new int[graph.Modules];
        Array.Fill(guns, -1);
        var closed = new bool[graph.Contactors.Count];
        foreach (var (m, g) in pairs)
        {
            guns[m] = g;
            closed[Contactor(graph, m, graph.Modules + g)] = true;
        }

        return new TargetChanged(guns, closed);
    }

    public static int Contactor(SwitchGraph graph, int from, int to)
    {
        for (var k = 0; k < graph.Contactors.Count; k++)
        {
            if (graph.Contactors[k] == new ContactorEdge(from, to) || graph.Contactors[k] == new ContactorEdge(to, from)) return k;
        }

        throw new ArgumentException($"No contactor between {from} and {to}.", nameof(to));
    }

    /// <summary>Any target without a loop and with at most one gun per island, that avoids some contactors.</summary>
    public static TargetChanged Random(SwitchGraph graph, Random random, Func<int, bool> usable)
    {
        var nodes = graph.Modules + graph.Guns + graph.Busbars;
        var root = Enumerable.Range(0, nodes).ToArray();
        var gunOf = Enumerable.Range(0, nodes).Select(n => n >= graph.Modules && n < graph.Modules + graph.Guns ? n - graph.Modules : -1).ToArray();
        var closed = new bool[graph.Contactors.Count];
        var density = random.NextDouble();
        foreach (var k in Enumerable.Range(0, closed.Length).OrderBy(_ => random.Next()).ToList())
        {
            var (a, b) = (root[graph.Contactors[k].From], root[graph.Contactors[k].To]);
            if (a == b || (gunOf[a] >= 0 && gunOf[b] >= 0) || !usable(k) || random.NextDouble() > density) continue;
            closed[k] = true;
            gunOf[a] = Math.Max(gunOf[a], gunOf[b]);
            for (var n = 0; n < nodes; n++) root[n] = root[n] == b ? a : root[n];
        }

        return new TargetChanged(Enumerable.Range(0, graph.Modules).Select(m => random.Next(10) == 0 ? -1 : gunOf[root[m]]).ToArray(), closed);
    }
}
