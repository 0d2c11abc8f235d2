using Busbar.Core.Power.Switching;

namespace Busbar.Core.Power.Graphs;

/// <summary>
/// A switch graph as guns compete for it. Nodes that are welded together are one place. Places 0 to n-1 may belong to any gun's island, place n + g is that of gun g.
/// Places with a failed module, or with several guns, belong to nobody. Immutable.
/// </summary>
internal sealed class IslandGraph
{
    /// <summary>Most places without a gun.</summary>
    public const int MostPlaces = 128;

    private readonly AllocationProblem _problem;
    private readonly SwitchGraph _graph;
    private readonly int[] _place;
    private readonly bool[] _isWithin;
    private readonly List<int>[] _modules;
    private readonly List<(int To, int Contactor)>[] _links;

    public IslandGraph(AllocationProblem problem, Func<int, bool> mayHaveModules)
    {
        (_problem, _graph) = (problem, problem.Graph!);
        var islands = new Islands(_graph);
        var root = islands.Partition(k => Failure(k) == ContactorFailure.Welded);
        var roots = Enumerable.Range(0, islands.Nodes).GroupBy(n => root[n]).ToDictionary(p => p.Key, p => p.ToArray());
        _place = new int[islands.Nodes];
        Array.Fill(_place, AllocationProblem.None);
        foreach (var nodes in roots.Values)
        {
            if (nodes.Any(islands.IsGun) || nodes.Any(n => islands.IsModule(n) && problem.Modules[n].Failed)) continue;
            foreach (var n in nodes) _place[n] = Free;
            Free++;
        }

        _isWithin = new bool[_graph.Contactors.Count];
        HasPower = new bool[_graph.Guns];
        for (var g = 0; g < _graph.Guns; g++)
        {
            var nodes = roots[root[_graph.Modules + g]];
            if (nodes.Count(islands.IsGun) > 1 || nodes.Any(n => islands.IsModule(n) && problem.Modules[n].Failed)) continue;
            foreach (var n in nodes) _place[n] = Free + g;
            HasPower[g] = mayHaveModules(g) && nodes.All(n => !islands.IsModule(n) || problem.Capacity(n, g) > 0);
        }

        _modules = [.. Enumerable.Range(0, Free + _graph.Guns).Select(_ => new List<int>())];
        _links = [.. Enumerable.Range(0, Free + _graph.Guns).Select(_ => new List<(int, int)>())];
        for (var m = 0; m < _graph.Modules; m++)
            if (_place[m] >= 0) _modules[_place[m]].Add(m);
        for (var k = 0; k < _graph.Contactors.Count; k++)
        {
            var (a, b) = Ends(k);
            var (from, to) = _graph.Contactors[k];
            _isWithin[k] = root[from] == root[to];
            if (Failure(k) != ContactorFailure.None || _isWithin[k]) continue;
            if (a < 0 || b < 0)
            {
                MustOpen += IsClosedNow(k) ? 1 : 0;
                continue;
            }

            _links[a].Add((b, k));
            _links[b].Add((a, k));
            if (IsClosedNow(k)) Closed.Add((a, b));
        }
    }

    /// <summary>Places without a gun.</summary>
    public int Free { get; }

    /// <summary>Contactors that are closed now and stay so in no case.</summary>
    public int MustOpen { get; }

    /// <summary>Ends of the contactors that are closed now and may stay so.</summary>
    public List<(int A, int B)> Closed { get; } = [];

    /// <summary>Guns that may have modules.</summary>
    public bool[] HasPower { get; }

    public int Guns => _graph.Guns;

    public List<int> Modules(int place) => _modules[place];

    public List<(int To, int Contactor)> Links(int place) => _links[place];

    public bool IsClosedNow(int contactor) => Failure(contactor) == ContactorFailure.Welded || (Failure(contactor) == ContactorFailure.None && _problem.ClosedNow?[contactor] == true);

    public static UInt128 Bit(int place) => UInt128.One << place;

    public static bool Has(UInt128 places, int place) => (places >> place & 1) != 0;

    public static int First(UInt128 places) => (int)UInt128.TrailingZeroCount(places);

    /// <summary>A gun's island may have this place.</summary>
    public bool CanTake(int gun, int place)
    {
        if (place >= Free) return false;
        foreach (var m in _modules[place])
            if (_problem.Capacity(m, gun) <= 0) return false;
        return true;
    }

    /// <summary>A module is at no other gun's place.</summary>
    public bool MayJoin(int module, int gun) => _place[module] == Free + gun || (_place[module] >= 0 && _place[module] < Free);

    /// <summary>The gun of each module, from the gun of each place.</summary>
    public int[] ModuleGun(int[] owner)
    {
        var moduleGun = new int[_graph.Modules];
        for (var m = 0; m < moduleGun.Length; m++)
            moduleGun[m] = _place[m] >= 0 && owner[_place[m]] is var g and >= 0 && HasPower[g] ? g : AllocationProblem.None;
        return moduleGun;
    }

    /// <summary>The contactors of islands: what is closed within one stays, what is missing closes, and nothing that is on no island moves.</summary>
    public bool[] Contactors(int[] owner)
    {
        var parent = Enumerable.Range(0, owner.Length).ToArray();
        var closed = new bool[_graph.Contactors.Count];
        for (var k = 0; k < closed.Length; k++)
        {
            var (a, b) = Ends(k);
            closed[k] = IsClosedNow(k) && (_isWithin[k] || (a >= 0 && b >= 0 && owner[a] == owner[b]));
            if (closed[k] && a >= 0 && b >= 0) parent[Find(a)] = Find(b);
        }

        for (var k = 0; k < closed.Length; k++)
        {
            var (a, b) = Ends(k);
            if (Failure(k) != ContactorFailure.None || a < 0 || b < 0 || owner[a] < 0 || owner[a] != owner[b] || Find(a) == Find(b)) continue;
            closed[k] = true;
            parent[Find(a)] = Find(b);
        }

        return closed;

        int Find(int place)
        {
            while (parent[place] != place) place = parent[place] = parent[parent[place]];
            return place;
        }
    }

    /// <summary>The gun on whose island each place is, or -1: nobody has any but its own.</summary>
    public int[] Owners()
    {
        var owner = new int[Free + Guns];
        Array.Fill(owner, AllocationProblem.None);
        for (var g = 0; g < Guns; g++) owner[Free + g] = g;
        return owner;
    }

    /// <summary>The gun on whose island each place is, or -1.</summary>
    public int[] Owners(UInt128[] islands)
    {
        var owner = Owners();
        for (var g = 0; g < islands.Length; g++)
        {
            for (var rest = islands[g]; rest != 0; rest &= rest - 1) owner[First(rest)] = g;
        }

        return owner;
    }

    /// <summary>The gun that each module feeds now; -1 where that is not clear.</summary>
    public int[] Current()
    {
        var root = new Islands(_graph).Partition(IsClosedNow);
        var gunOf = Enumerable.Range(0, Guns).GroupBy(g => root[_graph.Modules + g]).Where(i => i.Count() == 1).ToDictionary(i => i.Key, i => i.First());
        return [.. Enumerable.Range(0, _graph.Modules).Select(m => gunOf.GetValueOrDefault(root[m], AllocationProblem.None))];
    }

    /// <summary>A division with its contactors.</summary>
    public Allocation Answer(Allocation found, UInt128[] islands) => Answer(found, Owners(islands));

    /// <summary>A division with its contactors, from the gun of each place.</summary>
    public Allocation Answer(Allocation found, int[] owner)
    {
        var closed = Contactors(owner);
        return found with { Closed = closed, ChangedEdges = Changes(closed) };
    }

    private int Changes(bool[] closed)
    {
        var changes = 0;
        for (var k = 0; k < closed.Length; k++)
            if (Failure(k) == ContactorFailure.None && closed[k] != IsClosedNow(k)) changes++;
        return changes;
    }

    private (int A, int B) Ends(int contactor) => (_place[_graph.Contactors[contactor].From], _place[_graph.Contactors[contactor].To]);

    private ContactorFailure Failure(int contactor) => _problem.Failures?[contactor] ?? ContactorFailure.None;
}
