using Busbar.Core.Power.Exact;

namespace Busbar.Core.Power.Graphs;

/// <summary>
/// The best islands by dynamic programming: gun after gun, over the places that those before it have taken, as far as those after it could want them or are joined to
/// them now. Exact as <see cref="CountProgram"/> is. In a ring, a row or a chain few places lie between the guns before and after, and the work grows with the length
/// of the site, not with its power. Beyond <see cref="MostOffers"/> only the best partial solutions are kept, which is no longer exact. For one problem.
/// </summary>
internal sealed class IslandProgram
{
    /// <summary>Most partial solutions that are looked at, about 0.1 s; each call may take half of what is left, and each gun an eighth of that.</summary>
    private const int MostOffers = 300_000;

    /// <summary>So many for each gun even when all are spent.</summary>
    private const int LeastOffers = 500;

    private readonly IslandGraph _graph;
    private readonly GunNeed[] _guns;
    private readonly int[] _order;
    private readonly UInt128[] _matters;
    private readonly Island[][] _islands;
    private readonly double[] _merged;
    private readonly UInt128[] _near;
    private readonly UInt128[] _joined;
    private readonly UInt128[] _start;
    private readonly UInt128[] _touched;
    private int _offers = MostOffers;

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
        (_near, _joined) = (new UInt128[graph.Free + guns.Length], new UInt128[graph.Free + guns.Length]);
        for (var place = 0; place < _near.Length; place++)
        {
            foreach (var (to, contactor) in graph.Links(place))
            {
                if (to >= graph.Free) continue;
                _near[place] |= IslandGraph.Bit(to);
                if (graph.IsClosedNow(contactor)) _joined[place] |= IslandGraph.Bit(to);
            }
        }

        (_start, _touched) = (new UInt128[guns.Length + 1], new UInt128[guns.Length + 1]);
        for (var i = guns.Length - 1; i >= 0; i--)
        {
            _start[i] = _start[i + 1] | _near[graph.Free + _order[i]];
            _touched[i] = _touched[i + 1] | _joined[graph.Free + _order[i]];
        }
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
        var spareOffers = _offers / 2;
        var now = new Dictionary<UInt128, List<Partial>> { [0] = [new Partial(0, [], 0, _graph.MustOpen, 0, null, null!)] };
        for (var i = 0; i < _order.Length; i++)
        {
            var islands = _islands[_order[i]];
            now = Thinned(now, Math.Max(1, Math.Max(LeastOffers, (_offers - spareOffers) / 8) / islands.Length), isCapped);
            var next = new Dictionary<UInt128, List<Partial>>();
            var keys = new Dictionary<UInt128, UInt128>();
            foreach (var (occupied, partials) in now)
            {
                foreach (var island in islands)
                {
                    if ((island.Choice.Nodes & occupied) != 0) continue;
                    var there = At(next, keys, (occupied | island.Choice.Nodes) & _matters[i + 1], i + 1);
                    foreach (var partial in partials) Offer(there, partial, island, occupied, i, level, isCapped, siteW);
                }
            }

            now = next;
        }

        Partial? best = null;
        foreach (var partial in now.Values.SelectMany(list => list))
            if (best is null || Compare(partial, best, isCapped) > 0) best = partial;

        // Where much was left out, nothing may be left that keeps to a sum: then what was found before stands.
        if (best is null) return _graph.ModuleGun(_graph.Owners([.. Taken.Select(c => c.Nodes)]));
        Taken = new Choice[_guns.Length];
        for (var (i, at) = (_order.Length - 1, best); i >= 0; i--, at = at.Before!) Taken[_order[i]] = at.Choice;
        return _graph.ModuleGun(_graph.Owners([.. Taken.Select(c => c.Nodes)]));
    }

    private List<Partial> At(Dictionary<UInt128, List<Partial>> layer, Dictionary<UInt128, UInt128> keys, UInt128 occupied, int step)
    {
        if (!keys.TryGetValue(occupied, out var key)) keys.Add(occupied, key = Key(occupied, step));
        if (!layer.TryGetValue(key, out var there)) layer.Add(key, there = []);
        return there;
    }

    /// <summary>What the guns to come see: a free place that none of them can get to, and that no closed contactor joins to one where they can, is as good as taken.</summary>
    private UInt128 Key(UInt128 occupied, int step)
    {
        var free = _matters[step] & ~occupied;
        var (reached, open) = (_start[step] & free, _start[step] & free);
        var seen = reached | _touched[step];
        while (open != 0)
        {
            var place = IslandGraph.First(open);
            var more = _near[place] & free & ~reached;
            reached |= more;
            seen |= more | _joined[place];
            open = (open & (open - 1)) | more;
        }

        return (occupied | ~seen) & _matters[step];
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

    /// <summary>Next is always the gun that leaves the fewest places between those before and those after it, from whichever first gun that goes best.</summary>
    private static int[] Order(UInt128[] reach)
    {
        var (best, bestCost) = (Array.Empty<int>(), double.PositiveInfinity);
        for (var first = 0; first < reach.Length; first++)
        {
            var (order, cost) = Order(reach, first);
            if (cost < bestCost) (best, bestCost) = (order, cost);
        }

        return best;
    }

    private static (int[] Order, double Cost) Order(UInt128[] reach, int first)
    {
        var (order, isDone, before, cost) = (new int[reach.Length], new bool[reach.Length], UInt128.Zero, 0.0);
        for (var i = 0; i < order.Length; i++)
        {
            var (once, twice) = (UInt128.Zero, UInt128.Zero);
            for (var g = 0; g < reach.Length; g++)
                if (!isDone[g]) (once, twice) = (once | reach[g], twice | (once & reach[g]));
            var (next, least) = (i == 0 ? first : -1, i == 0 ? Between(first) : int.MaxValue);
            for (var g = 0; i > 0 && g < reach.Length; g++)
                if (!isDone[g] && Between(g) is var between && between < least) (next, least) = (g, between);
            (order[i], isDone[next]) = (next, true);
            before |= reach[next];
            cost += Math.Pow(2, least);

            int Between(int g) => (int)UInt128.PopCount((before | reach[g]) & once & ~(reach[g] & ~twice));
        }

        return (order, cost);
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

    private void Offer(List<Partial> there, Partial before, Island island, UInt128 occupied, int step, double level, bool isCapped, double? siteW)
    {
        _offers--;
        var gun = _guns[_order[step]];
        var choice = island.Choice;
        var powerW = Math.Min(choice.CapacityW, gun.Target(level));
        var (served, sumW, used) = (before.Served + (gun.WantsAModule && choice.Used > 0 ? 1 : 0), before.SumW + powerW, before.Used + choice.Used);
        if (sumW > siteW * (1 + CountProgram.Tolerance)) return;
        var changes = before.Changes + choice.Changes + island.Leaving.Sure;
        foreach (var place in island.Leaving.To)
            if (!IslandGraph.Has(occupied, place)) changes++;
        var count = before.Fractions.Length;
        if (gun.ScaleW > 0) Insert(before.Fractions, count++, powerW / gun.ScaleW);
        else before.Fractions.CopyTo(_merged, 0);
        var merged = _merged.AsSpan(0, count);

        var at = -1;
        if (there.Count > 0)
        {
            var better = CompareFractions(served, merged, there[0]);
            if (better < 0) return;
            if (better > 0) there.Clear();
            else at = siteW is null ? 0 : there.FindIndex(p => !CountProgram.Differ(p.SumW, sumW));
            if (at >= 0 && CompareRest(sumW, changes, used, there[at], isCapped) <= 0) return;
        }

        var partial = new Partial(served, merged.ToArray(), sumW, changes, used, before, choice);
        if (at < 0) there.Add(partial);
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

    /// <summary>No more partial solutions than may be, the best of all.</summary>
    private Dictionary<UInt128, List<Partial>> Thinned(Dictionary<UInt128, List<Partial>> layer, int most, bool isCapped)
    {
        if (layer.Values.Sum(list => list.Count) <= most) return layer;
        IsExact = false;
        return layer.SelectMany(s => s.Value, (s, partial) => (s.Key, Partial: partial))
            .OrderByDescending(p => p.Partial, Comparer<Partial>.Create((a, b) => Compare(a, b, isCapped))).Take(most)
            .GroupBy(p => p.Key, p => p.Partial).ToDictionary(s => s.Key, s => s.ToList());
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
