using Busbar.Core.Power.Exact;

namespace Busbar.Core.Power.Graphs;

/// <summary>Lets islands grow module by module, each time the nearest that helps: what closes fewest contactors. A good division, no more.</summary>
internal sealed class IslandFill(AllocationProblem problem, IslandGraph graph)
{
    private readonly int[] _owner = graph.Owners();
    private readonly int[] _cameFrom = new int[graph.Free + graph.Guns];

    /// <summary>The gun of each place so far, or -1.</summary>
    public int[] Owner => _owner;

    /// <summary>The modules that come with a gun: those welded to it.</summary>
    public List<int> Own(int gun) => graph.HasPower[gun] ? graph.Modules(graph.Free + gun) : [];

    /// <summary>Always the gun with the lowest fraction next, until none can grow. Returns the gun of each place.</summary>
    public int[] ByLevel(GunNeed[] guns)
    {
        var capacityW = new double[guns.Length];
        for (var g = 0; g < guns.Length; g++) capacityW[g] = Own(g).Sum(m => problem.Capacity(m, g));
        var open = Enumerable.Range(0, guns.Length).Where(g => guns[g].ScaleW > 0 && graph.HasPower[g]).ToList();
        while (open.Count > 0)
        {
            var gun = open.MinBy(g => Math.Min(capacityW[g], guns[g].DemandW) / guns[g].ScaleW);
            var more = capacityW[gun] < guns[gun].DemandW ? Grow(gun, _ => true) : [];
            if (more.Count == 0) open.Remove(gun);
            foreach (var m in more) capacityW[gun] += problem.Capacity(m, gun);
        }

        return _owner;
    }

    /// <summary>Takes the way to the nearest place with a module that helps.</summary>
    /// <returns>The modules that came with it; empty when there is none.</returns>
    public List<int> Grow(int gun, Func<int, bool> helps)
    {
        var place = Nearest(gun, helps);
        var modules = new List<int>();
        for (; place >= 0 && _owner[place] != gun; place = _cameFrom[place])
        {
            _owner[place] = gun;
            modules.AddRange(graph.Modules(place));
        }

        return modules;
    }

    /// <summary>Breadth first, contactors that are closed already cost nothing.</summary>
    private int Nearest(int gun, Func<int, bool> helps)
    {
        if (!graph.HasPower[gun]) return -1;
        Array.Fill(_cameFrom, -2);
        var open = new LinkedList<int>();
        for (var place = 0; place < _owner.Length; place++)
        {
            if (_owner[place] != gun) continue;
            _cameFrom[place] = -1;
            open.AddLast(place);
        }

        var isDone = new bool[_owner.Length];
        while (open.First is { Value: var place })
        {
            open.RemoveFirst();
            if (isDone[place]) continue;
            isDone[place] = true;
            if (_owner[place] != gun && graph.Modules(place).Exists(m => helps(m))) return place;
            foreach (var (to, contactor) in graph.Links(place))
            {
                if (isDone[to] || to >= graph.Free || _owner[to] >= 0 || !graph.CanTake(gun, to)) continue;
                var isClosed = graph.IsClosedNow(contactor);
                if (_cameFrom[to] != -2 && !isClosed) continue;
                _cameFrom[to] = place;
                if (isClosed) open.AddFirst(to);
                else open.AddLast(to);
            }
        }

        return -1;
    }
}
