using Busbar.Core.Power.Exact;

namespace Busbar.Core.Power.Graphs;

/// <summary>
/// The best islands by dynamic programming: gun after gun, over the places that those before it have taken, as far as those after it could want them or are joined to
/// them now. Exact as <see cref="CountProgram"/> is. In a ring, a row or a chain few places lie between the guns before and after, and the work grows with the length
/// of the site, not with its power. Beyond <see cref="MostStates"/> only the best partial solutions are kept, which is no longer exact. For one problem.
/// </summary>
internal sealed class IslandProgram
{
    private const int MostStates = 10_000;

    private readonly IslandGraph _graph;
    private readonly GunNeed[] _guns;
    private readonly int[] _order;
    private readonly UInt128[] _matters;
    private readonly Island[][] _islands;
    private readonly double[] _merged;

    public IslandProgram(IslandGraph graph, IslandChoices choices, GunNeed[] guns)
    {
        (_graph, _guns, _merged) = (graph, guns, new double[guns.Length]);
        IsExact = choices.IsComplete;
        var reach = Enumerable.Range(0, guns.Length).Select(g => Reach(choices.ByGun[g], g)).ToArray();
        _order = Order(reach);
        _matters = new UInt128[guns.Length + 1];
        for (var i = guns.Length - 1; i >= 0; i--) _matters[i] = _matters[i + 1] | reach[_order[i]];
        var position = new int[guns.Length];
        for (var i = 0; i < guns.Length; i++) position[_order[i]] = i;
        _islands = [.. Enumerable.Range(0, guns.Length).Select(g => choices.ByGun[g].Select(c => new Island(c, Leaving(c.Nodes, g, position))).ToArray())];
    }

    /// <summary>Nothing was left out so far.</summary>
    public bool IsExact { get; private set; }

    /// <summary>What each gun takes in the solution found last.</summary>
    public Choice[] Taken { get; private set; } = [];

    /// <summary>Solves; see <see cref="CountProgram.Solve"/>.</summary>
    /// <param name="level">No gun gets a higher fraction.</param>
    /// <param name="isCapped">Among equal fractions the least power is best instead of the most.</param>
    /// <param name="siteW">Not null: among equal fractions the most power up to this; every sum is kept.</param>
    public int[] Solve(double level, bool isCapped, double? siteW = null)
    {
        var now = new Dictionary<UInt128, List<Partial>> { [0] = [new Partial(0, [], 0, _graph.MustOpen, 0, null, null!)] };
        for (var i = 0; i < _order.Length; i++)
        {
            var next = new Dictionary<UInt128, List<Partial>>();
            foreach (var (occupied, partials) in now)
                foreach (var island in _islands[_order[i]])
                    if ((island.Choice.Nodes & occupied) == 0)
                        foreach (var partial in partials) Offer(next, partial, island, occupied, i, level, isCapped, siteW is not null);
            now = next.Count > MostStates ? Thinned(next, isCapped) : next;
        }

        Partial? best = null;
        foreach (var partial in now.Values.SelectMany(list => list))
            if ((siteW is null || partial.SumW <= siteW * (1 + CountProgram.Tolerance)) && (best is null || Compare(partial, best, isCapped) > 0)) best = partial;
        Taken = new Choice[_guns.Length];
        var at = best!;
        for (var i = _order.Length - 1; i >= 0; i--, at = at.Before!) Taken[_order[i]] = at.Choice;
        return _graph.ModuleGun(_graph.Owners([.. Taken.Select(c => c.Nodes)]));
    }

    /// <summary>Places that a gun could take, and those that closed contactors join to them.</summary>
    private UInt128 Reach(List<Choice> choices, int gun)
    {
        UInt128 places = 0;
        foreach (var choice in choices) places |= choice.Nodes;
        var reach = places;
        foreach (var (a, b) in _graph.Closed)
        {
            if (a < _graph.Free && (b == _graph.Free + gun || (b < _graph.Free && IslandGraph.Has(places, b)))) reach |= IslandGraph.Bit(a);
            if (b < _graph.Free && (a == _graph.Free + gun || (a < _graph.Free && IslandGraph.Has(places, a)))) reach |= IslandGraph.Bit(b);
        }

        return reach;
    }

    /// <summary>Next is always the gun that leaves the fewest places between those before and those after it.</summary>
    private static int[] Order(UInt128[] reach)
    {
        var (order, open, before) = (new List<int>(), Enumerable.Range(0, reach.Length).ToList(), UInt128.Zero);
        while (open.Count > 0)
        {
            var next = open.MinBy(g => UInt128.PopCount((before | reach[g]) & open.Where(o => o != g).Aggregate(UInt128.Zero, (all, o) => all | reach[o])));
            order.Add(next);
            open.Remove(next);
            before |= reach[next];
        }

        return [.. order];
    }

    /// <summary>Contactors that are closed now and lead out of an island: those that open in any case, and the places of the others.</summary>
    private (int Sure, int[] To) Leaving(UInt128 nodes, int gun, int[] position)
    {
        var (sure, to) = (0, new List<int>());
        foreach (var (a, b) in _graph.Closed)
        {
            var (isA, isB) = (IsIn(a), IsIn(b));
            if (isA == isB) continue;
            var other = isA ? b : a;
            if (other < _graph.Free) to.Add(other);
            else if (position[other - _graph.Free] > position[gun]) sure++;
        }

        return (sure, [.. to]);

        bool IsIn(int place) => place < _graph.Free ? IslandGraph.Has(nodes, place) : place == _graph.Free + gun;
    }

    private void Offer(Dictionary<UInt128, List<Partial>> layer, Partial before, Island island, UInt128 occupied, int step, double level, bool isCapped, bool keepsSums)
    {
        var gun = _guns[_order[step]];
        var choice = island.Choice;
        var powerW = Math.Min(choice.CapacityW, gun.Target(level));
        var changes = before.Changes + choice.Changes + island.Leaving.Sure;
        foreach (var place in island.Leaving.To)
            if (!IslandGraph.Has(occupied, place)) changes++;
        var count = before.Fractions.Length;
        if (gun.ScaleW > 0) Insert(before.Fractions, count++, powerW / gun.ScaleW);
        else before.Fractions.CopyTo(_merged, 0);
        var merged = _merged.AsSpan(0, count);
        var (served, sumW, used) = (before.Served + (gun.WantsAModule && choice.Used > 0 ? 1 : 0), before.SumW + powerW, before.Used + choice.Used);

        var key = (occupied | choice.Nodes) & _matters[step + 1];
        if (!layer.TryGetValue(key, out var there)) layer.Add(key, there = []);
        var at = 0;
        if (there.Count > 0)
        {
            var better = CompareFractions(served, merged, there[0]);
            if (better < 0) return;
            if (better > 0) there.Clear();
            at = keepsSums ? there.FindIndex(p => !CountProgram.Differ(p.SumW, sumW)) : there.Count - 1;
            if (at >= 0 && there.Count > 0 && CompareRest(sumW, changes, used, there[at], isCapped) <= 0) return;
        }

        var partial = new Partial(served, merged.ToArray(), sumW, changes, used, before, choice);
        if (there.Count == 0 || at < 0) there.Add(partial);
        else there[at] = partial;
    }

    private void Insert(double[] sorted, int count, double value)
    {
        var at = count;
        while (at > 0 && sorted[at - 1] > value) at--;
        Array.Copy(sorted, _merged, at);
        _merged[at] = value;
        Array.Copy(sorted, at, _merged, at + 1, count - at);
    }

    private Dictionary<UInt128, List<Partial>> Thinned(Dictionary<UInt128, List<Partial>> layer, bool isCapped)
    {
        IsExact = false;
        return layer.OrderByDescending(s => s.Value[0], Comparer<Partial>.Create((a, b) => Compare(a, b, isCapped))).Take(MostStates / 4).ToDictionary(s => s.Key, s => s.Value);
    }

    private static int Compare(Partial a, Partial b, bool isCapped) =>
        CompareFractions(a.Served, a.Fractions, b) is var better and not 0 ? better : CompareRest(a.SumW, a.Changes, a.Used, b, isCapped);

    private static int CompareFractions(int served, ReadOnlySpan<double> fractions, Partial other)
    {
        if (served != other.Served) return served - other.Served;
        for (var i = 0; i < fractions.Length; i++)
            if (CountProgram.Differ(fractions[i], other.Fractions[i])) return fractions[i] > other.Fractions[i] ? 1 : -1;
        return 0;
    }

    private static int CompareRest(double sumW, int changes, int used, Partial other, bool isCapped)
    {
        if (CountProgram.Differ(sumW, other.SumW)) return sumW > other.SumW != isCapped ? 1 : -1;
        return changes != other.Changes ? other.Changes - changes : other.Used - used;
    }

    private sealed record Partial(int Served, double[] Fractions, double SumW, int Changes, int Used, Partial? Before, Choice Choice);

    private sealed record Island(Choice Choice, (int Sure, int[] To) Leaving);
}
