namespace Busbar.Core.Tests.Power.Switching;

/// <summary>The end of an exploration.</summary>
/// <param name="States">Different states reached.</param>
/// <param name="Steps">Steps between them.</param>
/// <param name="Depth">The longest of the shortest ways to a state.</param>
/// <param name="IsComplete">Every reachable state was seen.</param>
/// <param name="Counterexample">The shortest way to a violation; null when there is none.</param>
/// <param name="Stuck">A state from which the target is out of reach though nothing is broken; null when there is none.</param>
internal sealed record ModelResult(int States, long Steps, int Depth, bool IsComplete, string? Counterexample, string? Stuck)
{
    public override string ToString() => $"{States} states, {Steps} steps, depth {Depth}{(IsComplete ? "" : ", NOT COMPLETE")}";
}

/// <summary>
/// Breadth first over everything that can happen, so that a counterexample is a shortest one. Also follows the steps backwards: from every state
/// the plant's and the sequencer's own steps must be able to lead to the target, or to a fault that the sequencer has reported.
/// </summary>
internal static class ModelChecker
{
    public static ModelResult Explore(ModelScope scope, int maxStates)
    {
        var index = new Dictionary<UInt128, int>();
        var (parents, moves, depths, good) = (new List<int>(), new List<ushort>(), new List<int>(), new List<bool>());
        var (from, to) = (new List<int>(), new List<int>());
        var frontier = new Queue<(int Id, ModelWorld World)>();
        var steps = 0L;
        var start = new ModelWorld(scope);
        Visit(start, -1, 0, 0);
        while (frontier.Count > 0 && index.Count < maxStates)
        {
            var (id, world) = frontier.Dequeue();
            var all = world.Moves();
            for (var i = 0; i < all.Count; i++)
            {
                var next = world.Clone();
                all[i].Do(next);
                steps++;
                if (next.Violation is { } violation)
                {
                    var trace = Replay(scope, [.. PathTo(id), (ushort)i]);
                    return new ModelResult(index.Count, steps, depths[id] + 1, IsComplete: false, $"{violation}\n{trace}", null);
                }

                var target = Visit(next, id, (ushort)i, depths[id] + 1);
                if (!all[i].Own || target == id) continue;
                from.Add(id);
                to.Add(target);
            }
        }

        var complete = frontier.Count == 0;
        return new ModelResult(index.Count, steps, depths.Max(), complete, null, complete ? FindStuck() : null);

        int Visit(ModelWorld world, int parent, ushort move, int depth)
        {
            var key = world.Key();
            if (index.TryGetValue(key, out var id)) return id;
            id = index.Count;
            index.Add(key, id);
            parents.Add(parent);
            moves.Add(move);
            depths.Add(depth);
            good.Add(world.IsExplained);
            frontier.Enqueue((id, world));
            return id;
        }

        List<ushort> PathTo(int id)
        {
            var path = new List<ushort>();
            for (; parents[id] >= 0; id = parents[id]) path.Add(moves[id]);
            path.Reverse();
            return path;
        }

        string? FindStuck()
        {
            var before = new List<int>[index.Count];
            for (var e = 0; e < from.Count; e++) (before[to[e]] ??= []).Add(from[e]);
            var reaches = good.ToArray();
            var open = new Stack<int>(Enumerable.Range(0, reaches.Length).Where(i => reaches[i]));
            while (open.TryPop(out var id))
            {
                foreach (var earlier in before[id] ?? [])
                {
                    if (reaches[earlier]) continue;
                    reaches[earlier] = true;
                    open.Push(earlier);
                }
            }

            var stuck = Array.IndexOf(reaches, false);
            return stuck < 0 ? null : Replay(scope, PathTo(stuck));
        }
    }

    private static string Replay(ModelScope scope, List<ushort> path)
    {
        var world = new ModelWorld(scope);
        _ = world.Key();
        var lines = new List<string>();
        for (var i = 0; i < path.Count; i++)
        {
            var move = world.Moves()[path[i]];
            lines.Add($"{i + 1,3}. {move.Name}");
            world.Trace = lines;
            move.Do(world);
            _ = world.Key();
        }

        return string.Join('\n', lines);
    }
}
