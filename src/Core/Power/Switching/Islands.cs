namespace Busbar.Core.Power.Switching;

/// <summary>
/// What hangs together. Safety asks over every contactor that <i>may</i> be closed (unknown, welded and moving ones included), service over
/// those that <i>surely</i> are. Built once for a graph; immutable.
/// </summary>
internal sealed class Islands
{
    private readonly int[] _first;
    private readonly (int Contactor, int Node)[] _edges;

    public Islands(SwitchGraph graph)
    {
        Graph = graph;
        Nodes = graph.Modules + graph.Guns + graph.Busbars;
        _first = new int[Nodes + 1];
        foreach (var (from, to) in graph.Contactors)
        {
            _first[from + 1]++;
            _first[to + 1]++;
        }

        for (var n = 0; n < Nodes; n++) _first[n + 1] += _first[n];
        _edges = new (int, int)[_first[Nodes]];
        var next = _first[..Nodes];
        for (var k = 0; k < graph.Contactors.Count; k++)
        {
            var (from, to) = graph.Contactors[k];
            _edges[next[from]++] = (k, to);
            _edges[next[to]++] = (k, from);
        }
    }

    public SwitchGraph Graph { get; }

    public int Nodes { get; }

    public bool IsModule(int node) => node < Graph.Modules;

    public bool IsGun(int node) => node >= Graph.Modules && node < Graph.Modules + Graph.Guns;

    public ReadOnlySpan<(int Contactor, int Node)> EdgesOf(int node) => _edges.AsSpan(_first[node].._first[node + 1]);

    /// <summary>Everything that <paramref name="conducts"/> reaches from a node, without passing <paramref name="skip"/>.</summary>
    public Island From(int start, int skip, Func<int, bool> conducts)
    {
        var members = new List<int> { start };
        var inside = new bool[Nodes];
        inside[start] = true;
        for (var i = 0; i < members.Count; i++)
        {
            foreach (var (k, node) in EdgesOf(members[i]))
            {
                if (k == skip || inside[node] || !conducts(k)) continue;
                inside[node] = true;
                members.Add(node);
            }
        }

        return new Island(this, members, inside);
    }

    /// <summary>Per node the lowest node of its island.</summary>
    public int[] Partition(Func<int, bool> conducts)
    {
        var root = new int[Nodes];
        for (var n = 0; n < Nodes; n++) root[n] = n;
        for (var k = 0; k < Graph.Contactors.Count; k++)
        {
            if (!conducts(k)) continue;
            var (a, b) = (Find(Graph.Contactors[k].From), Find(Graph.Contactors[k].To));
            if (a < b) root[b] = a;
            else root[a] = b;
        }

        for (var n = 0; n < Nodes; n++) root[n] = Find(n);
        return root;

        int Find(int n)
        {
            while (root[n] != n) n = root[n] = root[root[n]];
            return n;
        }
    }
}

/// <summary>Nodes that hang together.</summary>
internal readonly struct Island(Islands islands, List<int> members, bool[] inside)
{
    public int Count => members.Count;

    public bool Has(int node) => inside[node];

    public List<int> Members => members;

    public IEnumerable<int> Modules => members.Where(islands.IsModule);

    public IEnumerable<int> Guns
    {
        get
        {
            var graph = islands.Graph;
            return members.Where(islands.IsGun).Select(n => n - graph.Modules);
        }
    }

    /// <summary>How many guns are in it.</summary>
    public int GunCount => members.Count(islands.IsGun);
}
