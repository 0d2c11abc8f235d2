using Busbar.Core.Power;
using Busbar.Core.Power.Switching;

namespace Busbar.Core.Tests.Power;

/// <summary>Tries every position of every contactor of a switch graph, and knows nothing of islands but what hangs together.</summary>
internal static class ContactorForce
{
    public static BruteForce.Score? Best(AllocationProblem problem)
    {
        var graph = problem.Graph!;
        var movable = Enumerable.Range(0, graph.Contactors.Count).Where(k => Failure(problem, k) == ContactorFailure.None).ToArray();
        var closed = new bool[graph.Contactors.Count];
        BruteForce.Score? best = null;
        for (var state = 0; state < 1 << movable.Length; state++)
        {
            for (var k = 0; k < closed.Length; k++) closed[k] = Failure(problem, k) == ContactorFailure.Welded;
            for (var i = 0; i < movable.Length; i++) closed[movable[i]] = (state & (1 << i)) != 0;
            if (Of(problem, closed, out _) is { } score && (best is null || BruteForce.Compare(score, best) > 0)) best = score;
        }

        return best;
    }

    /// <summary>The score of contactor positions; null when they are not allowed, with the reason.</summary>
    public static BruteForce.Score? Of(AllocationProblem problem, IReadOnlyList<bool> closed, out string why)
    {
        if (ModuleGun(problem, closed, out why) is not { } moduleGun) return null;
        var changed = Enumerable.Range(0, closed.Count).Count(k => Failure(problem, k) == ContactorFailure.None && closed[k] != (problem.ClosedNow?[k] ?? false));
        return BruteForce.Of(problem with { Graph = null, Current = null }, moduleGun) with { Changed = changed };
    }

    /// <summary>The gun that each module feeds; null when the positions are not allowed, with the reason.</summary>
    public static int[]? ModuleGun(AllocationProblem problem, IReadOnlyList<bool> closed, out string why)
    {
        var graph = problem.Graph!;
        var nodes = graph.Modules + graph.Guns + graph.Busbars;
        var island = Islands(graph, nodes, k => closed[k]);
        var welded = Islands(graph, nodes, k => Failure(problem, k) == ContactorFailure.Welded);
        var moduleGun = Enumerable.Repeat(AllocationProblem.None, graph.Modules).ToArray();
        why = "";
        for (var root = 0; root < nodes; root++)
        {
            if (island[root] != root) continue;
            var members = Enumerable.Range(0, nodes).Where(n => island[n] == root).ToArray();
            var guns = members.Where(n => n >= graph.Modules && n < graph.Modules + graph.Guns).Select(n => n - graph.Modules).ToArray();
            var modules = members.Where(n => n < graph.Modules).ToArray();
            var isAsWelded = members.All(n => welded[n] == welded[root]);
            var isDead = guns.Length > 1 || modules.Any(m => problem.Modules[m].Failed) || (guns.Length == 1 && modules.Any(m => problem.Capacity(m, guns[0]) <= 0));
            var isIdle = guns.Length == 1 && !problem.Guns[guns[0]].Running && problem.Guns[guns[0]].Demand.Value <= 0;
            if ((isDead || isIdle) && !isAsWelded)
            {
                why = $"guns [{string.Join(" ", guns)}] and modules [{string.Join(" ", modules)}] are joined";
                return null;
            }

            if (isDead || isIdle || guns.Length == 0) continue;
            foreach (var m in modules) moduleGun[m] = guns[0];
        }

        for (var k = 0; k < closed.Count; k++)
        {
            if (closed[k] || Failure(problem, k) != ContactorFailure.Welded) continue;
            why = $"contactor {k} is welded";
            return null;
        }

        return moduleGun;
    }

    private static ContactorFailure Failure(AllocationProblem problem, int contactor) => problem.Failures?[contactor] ?? ContactorFailure.None;

    private static int[] Islands(SwitchGraph graph, int nodes, Func<int, bool> joins)
    {
        var island = Enumerable.Range(0, nodes).ToArray();
        for (var isMoving = true; isMoving;)
        {
            isMoving = false;
            for (var k = 0; k < graph.Contactors.Count; k++)
            {
                var (from, to) = graph.Contactors[k];
                if (!joins(k) || island[from] == island[to]) continue;
                island[from] = island[to] = Math.Min(island[from], island[to]);
                isMoving = true;
            }
        }

        return island;
    }
}
