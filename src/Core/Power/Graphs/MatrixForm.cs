using Busbar.Core.Power.Exact;
using Busbar.Core.Power.Switching;

namespace Busbar.Core.Power.Graphs;

/// <summary>A switch graph whose contactors each join a module to a gun, as the matrix that it is: much faster to divide.</summary>
internal sealed class MatrixForm
{
    private readonly AllocationProblem _graphed;
    private readonly int[,] _contactor;

    private MatrixForm(AllocationProblem graphed, AllocationProblem problem, int[,] contactor) => (_graphed, Problem, _contactor) = (graphed, problem, contactor);

    /// <summary>The matrix.</summary>
    public AllocationProblem Problem { get; }

    /// <summary>The matrix of a problem; null when it is none, when two contactors join the same pair, or when a module is on two guns now.</summary>
    public static MatrixForm? Of(AllocationProblem problem, GunNeed[] guns)
    {
        var graph = problem.Graph!;
        if (!graph.IsMatrix) return null;
        var islands = new IslandGraph(problem, g => guns[g].MayHaveModules);
        var (edges, contactor) = (new bool[graph.Modules, graph.Guns], new int[graph.Modules, graph.Guns]);
        var current = new int[graph.Modules];
        Array.Fill(current, AllocationProblem.None);
        for (var k = 0; k < graph.Contactors.Count; k++)
        {
            var (module, gun) = Ends(graph, k);
            if (contactor[module, gun] != 0) return null;
            contactor[module, gun] = k + 1;
            var failure = problem.Failures?[k] ?? ContactorFailure.None;
            var isWelded = failure == ContactorFailure.Welded;
            if (failure == ContactorFailure.StuckOpen) continue;
            if (islands.IsClosedNow(k) && (!isWelded || islands.HasPower[gun]))
            {
                if (current[module] >= 0) return null;
                current[module] = gun;
            }

            // A welded module is at its gun's place; others can be taken where they are.
            edges[module, gun] = islands.HasPower[gun] && islands.MayJoin(module, gun) && problem.Capacity(module, gun) > 0;
        }

        return new MatrixForm(problem, problem with { Graph = null, Failures = null, ClosedNow = null, Edges = edges, Current = current }, contactor);
    }

    /// <summary>A division of the matrix with its contactors.</summary>
    public Allocation Answer(Allocation found)
    {
        var closed = new bool[_graphed.Graph!.Contactors.Count];
        for (var k = 0; k < closed.Length; k++) closed[k] = _graphed.Failures?[k] == ContactorFailure.Welded;
        for (var m = 0; m < found.ModuleGun.Count; m++)
            if (found.ModuleGun[m] is var gun and >= 0) closed[_contactor[m, gun] - 1] = true;
        return found with { Closed = closed };
    }

    private static (int Module, int Gun) Ends(SwitchGraph graph, int contactor)
    {
        var (from, to) = graph.Contactors[contactor];
        return from < graph.Modules ? (from, to - graph.Modules) : (to, from - graph.Modules);
    }
}
