using Busbar.Core.Power.Exact;

namespace Busbar.Core.Power.Graphs;

/// <summary>
/// The islands that a gun may have. One that gives all that the gun can take grows only through contactors that are closed already: whatever hangs on a new contactor
/// could be left out of it, and nothing else would have to move. With feeders it grows until that holds for the modules of each feeder.
/// </summary>
internal sealed class IslandChoices : Choices
{
    /// <summary>Most islands of a gun; the smaller ones come first.</summary>
    private const int MostIslands = 6_000;

    private readonly IslandGraph _graph;
    private readonly IslandGrowth[] _growths;

    private IslandChoices(IslandGraph graph, ModuleClasses classes, IslandGrowth[] growths, bool isComplete)
        : base(classes, [.. growths.Select(g => g.Found)], isComplete) => (_graph, _growths) = (graph, growths);

    public static IslandChoices All(AllocationProblem problem, IslandGraph graph, ModuleClasses classes, GunNeed[] guns, FeederTree tree)
    {
        var (growths, isComplete) = (new IslandGrowth[guns.Length], true);
        var kind = new int[problem.Modules.Count];
        for (var m = 0; m < kind.Length; m++) kind[m] = classes.Of(m);
        for (var g = 0; g < guns.Length; g++)
        {
            growths[g] = new IslandGrowth(problem, graph, classes, tree, kind, g, guns[g].DemandW);
            isComplete &= growths[g].Run(MostIslands);
        }

        return new IslandChoices(graph, classes, growths, isComplete);
    }

    /// <summary>Islands as choices, from the gun of each place.</summary>
    public Choice[] Of(int[] owner)
    {
        var islands = new UInt128[_growths.Length];
        for (var place = 0; place < _graph.Free; place++)
            if (owner[place] is var g and >= 0) islands[g] |= IslandGraph.Bit(place);
        return [.. islands.Select((island, g) => _graph.HasPower[g] ? _growths[g].Of(island) : _growths[g].Found[0])];
    }

    public override int Changes(Choice[] taken, bool[] isDecided, int[] left)
    {
        var changes = _graph.MustOpen;
        var islands = new UInt128[taken.Length];
        for (var g = 0; g < taken.Length; g++)
        {
            if (!isDecided[g]) continue;
            changes += taken[g].Changes;
            islands[g] = taken[g].Nodes;
        }

        var owner = _graph.Owners(islands);
        for (var g = 0; g < taken.Length; g++)
            if (!isDecided[g]) owner[_graph.Free + g] = AllocationProblem.None;
        foreach (var (a, b) in _graph.Closed)
            if (owner[a] != owner[b]) changes++;
        return changes;
    }
}

/// <summary>
/// The islands of one gun, from small to large. Of modules alike that hang on an island by one contactor and on nothing else, the closed ones and then the first ones are
/// in it: nobody else could have the others.
/// </summary>
internal sealed class IslandGrowth(AllocationProblem problem, IslandGraph graph, ModuleClasses classes, FeederTree tree, int[] kind, int gun, double demandW)
{
    private readonly HashSet<UInt128> _known = [0];
    private readonly UInt128[] _near = new UInt128[graph.Free + 1];
    private readonly UInt128[] _joined = new UInt128[graph.Free + 1];
    private readonly double[] _leafW = new double[tree.Count];
    private readonly bool[] _isFed = new bool[tree.Count];
    private readonly List<UInt128> _twins = [];
    private UInt128 _busbars;
    private UInt128 _closedTwins;

    public List<Choice> Found { get; } = [];

    /// <summary>Finds them.</summary>
    /// <returns>All were found.</returns>
    public bool Run(int most)
    {
        if (!graph.HasPower[gun])
        {
            Found.Add(new Choice(new int[classes.Count], 0, 0, 0));
            return true;
        }

        Prepare();
        Found.Add(Of(0));
        for (var i = 0; i < Found.Count; i++)
        {
            var island = Found[i].Nodes;
            var (near, joined) = Around(island);
            for (var rest = (IsEnough(island) ? joined : near) & ~island; rest != 0; rest &= rest - 1)
            {
                var larger = island | (rest & (~rest + 1));
                if (!_known.Add(larger) || HasTwinsOutOfTurn(larger, near | _near[IslandGraph.First(rest)])) continue;
                if (Found.Count >= most) return false;
                Found.Add(Of(larger));
            }
        }

        Found.RemoveAll(HasIdleBusbar);
        return true;
    }

    private void Prepare()
    {
        for (var place = 0; place < graph.Free; place++)
            if (graph.CanTake(gun, place)) Link(place, graph.Links(place));
        Link(graph.Free, graph.Links(graph.Free + gun));
        Dictionary<string, UInt128> twins = new(StringComparer.Ordinal);
        for (var place = 0; place < graph.Free; place++)
        {
            if (!graph.CanTake(gun, place) || graph.Links(place) is not [var (_, contactor)] || graph.Modules(place).Count == 0) continue;
            var alike = string.Join(' ', graph.Modules(place).Select(m => kind[m]).Order());
            twins[alike] = twins.GetValueOrDefault(alike) | IslandGraph.Bit(place);
            if (graph.IsClosedNow(contactor)) _closedTwins |= IslandGraph.Bit(place);
        }

        _twins.AddRange(twins.Values.Where(alike => UInt128.PopCount(alike) > 1));
    }

    private bool HasTwinsOutOfTurn(UInt128 island, UInt128 near)
    {
        foreach (var alike in _twins)
        {
            var (taken, left) = (alike & island, alike & near & ~island);
            if (taken == 0 || left == 0) continue;
            if ((left & _closedTwins) != 0 && (taken & ~_closedTwins) != 0) return true;
            if (IsOutOfTurn(taken & _closedTwins, left & _closedTwins) || IsOutOfTurn(taken & ~_closedTwins, left & ~_closedTwins)) return true;
        }

        return false;

        static bool IsOutOfTurn(UInt128 taken, UInt128 left) => taken != 0 && left != 0 && UInt128.Log2(taken) > UInt128.TrailingZeroCount(left);
    }

    /// <summary>The last index stands for the gun's own place.</summary>
    private void Link(int index, List<(int To, int Contactor)> links)
    {
        if (index < graph.Free && graph.Modules(index).Count == 0) _busbars |= IslandGraph.Bit(index);
        if (index < graph.Free)
            foreach (var m in graph.Modules(index)) _isFed[tree.Leaf(m)] = true;
        foreach (var (to, contactor) in links)
        {
            if (!graph.CanTake(gun, to)) continue;
            _near[index] |= IslandGraph.Bit(to);
            if (graph.IsClosedNow(contactor)) _joined[index] |= IslandGraph.Bit(to);
        }
    }

    private (UInt128 Near, UInt128 Joined) Around(UInt128 island)
    {
        var (near, joined) = (_near[graph.Free], _joined[graph.Free]);
        for (var rest = island; rest != 0; rest &= rest - 1)
        {
            var place = IslandGraph.First(rest);
            near |= _near[place];
            joined |= _joined[place];
        }

        return (near, joined);
    }

    private bool IsEnough(UInt128 island)
    {
        Array.Clear(_leafW);
        foreach (var m in Modules(island)) _leafW[tree.Leaf(m)] += problem.Capacity(m, gun);
        for (var f = 0; f < _leafW.Length; f++)
            if (_isFed[f] && _leafW[f] < demandW) return false;
        return true;
    }

    private IEnumerable<int> Modules(UInt128 island)
    {
        foreach (var m in graph.Modules(graph.Free + gun)) yield return m;
        for (var rest = island; rest != 0; rest &= rest - 1)
            foreach (var m in graph.Modules(IslandGraph.First(rest))) yield return m;
    }

    /// <summary>An island as a choice.</summary>
    public Choice Of(UInt128 island)
    {
        var (counts, used, capacityW) = (new int[classes.Count], 0, 0.0);
        foreach (var m in Modules(island))
        {
            counts[kind[m]]++;
            used++;
            capacityW += problem.Capacity(m, gun);
        }

        return new Choice(counts, island, used, Pieces(island) - 1) { CapacityW = capacityW };
    }

    /// <summary>Parts of an island, the gun with it, that closed contactors hold together now: one less is what must close.</summary>
    private int Pieces(UInt128 island)
    {
        var pieces = 1;
        for (var rest = island & ~Reached(island, _joined[graph.Free], _joined); rest != 0; pieces++)
            rest &= ~Reached(island, rest & (~rest + 1), _joined);
        return pieces;
    }

    /// <summary>An island without a busbar that nothing joins now, and that leads nowhere, is as good and takes less.</summary>
    private bool HasIdleBusbar(Choice choice)
    {
        for (var rest = choice.Nodes & _busbars; rest != 0; rest &= rest - 1)
        {
            var place = IslandGraph.First(rest);
            var others = choice.Nodes & ~IslandGraph.Bit(place);
            if ((_joined[place] & others) == 0 && !IslandGraph.Has(_joined[graph.Free], place) && Reached(others, _near[graph.Free], _near) == others) return true;
        }

        return false;
    }

    private static UInt128 Reached(UInt128 within, UInt128 start, UInt128[] links)
    {
        var (reached, open) = (start & within, start & within);
        while (open != 0)
        {
            var more = links[IslandGraph.First(open)] & within & ~reached;
            reached |= more;
            open = (open & (open - 1)) | more;
        }

        return reached;
    }
}
