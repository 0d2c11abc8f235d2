namespace Busbar.Core.Power.Exact;

/// <summary>The most that flows through a small directed network, and the cut that stops more (E. A. Dinic, 1970). Not thread safe; reuses its memory.</summary>
internal sealed class FlowNetwork
{
    /// <summary>Less than this is nothing, W.</summary>
    private const double Least = 1e-7;

    private int[] _first = [];
    private int[] _level = [];
    private int[] _at = [];
    private int[] _queue = [];
    private int[] _next = new int[64];
    private int[] _to = new int[64];
    private double[] _left = new double[64];
    private double[] _full = new double[64];
    private int _nodes;
    private int _arcs;

    /// <summary>Starts anew with so many nodes and no arc.</summary>
    public void Clear(int nodes)
    {
        if (_first.Length < nodes) (_first, _level, _at, _queue) = (new int[nodes], new int[nodes], new int[nodes], new int[nodes]);
        (_nodes, _arcs) = (nodes, 0);
        Array.Fill(_first, -1, 0, nodes);
    }

    /// <summary>Adds an arc; its number is even, that of its reverse one more.</summary>
    public int Arc(int from, int to, double capacity)
    {
        if (_arcs + 2 > _to.Length)
        {
            var size = _to.Length * 2;
            Array.Resize(ref _next, size);
            Array.Resize(ref _to, size);
            Array.Resize(ref _left, size);
            Array.Resize(ref _full, size);
        }

        var arc = _arcs;
        Half(from, to, capacity);
        Half(to, from, 0);
        return arc;
    }

    /// <summary>Changes the capacity of an arc; what flows is forgotten at the next <see cref="Flow"/>.</summary>
    public void SetCapacity(int arc, double capacity) => _full[arc] = capacity;

    /// <summary>The most that flows from one node to another.</summary>
    public double Flow(int source, int sink)
    {
        _full.AsSpan(0, _arcs).CopyTo(_left);
        var sum = 0.0;
        while (Measure(source, sink))
        {
            _first.AsSpan(0, _nodes).CopyTo(_at);
            while (Push(source, sink, double.PositiveInfinity) is var pushed and > 0) sum += pushed;
        }

        return sum;
    }

    /// <summary>More could flow from the source to this node: it is on the source's side of the cut.</summary>
    public bool IsBeforeCut(int node) => _level[node] >= 0;

    /// <summary>Nothing more fits through an arc.</summary>
    public bool IsFull(int arc) => _left[arc] <= Least;

    /// <summary>After a <see cref="Flow"/>: the nodes to which more could flow from this one are marked as before the cut, all others not.</summary>
    public void Mark(int node) => Measure(node, node);

    private void Half(int from, int to, double capacity)
    {
        (_to[_arcs], _full[_arcs], _next[_arcs]) = (to, capacity, _first[from]);
        _first[from] = _arcs++;
    }

    private bool Measure(int source, int sink)
    {
        Array.Fill(_level, -1, 0, _nodes);
        _level[source] = 0;
        _queue[0] = source;
        for (int head = 0, tail = 1; head < tail; head++)
        {
            var node = _queue[head];
            for (var arc = _first[node]; arc >= 0; arc = _next[arc])
            {
                var to = _to[arc];
                if (_level[to] >= 0 || _left[arc] <= Least) continue;
                _level[to] = _level[node] + 1;
                _queue[tail++] = to;
            }
        }

        return source != sink && _level[sink] >= 0;
    }

    private double Push(int node, int sink, double most)
    {
        if (node == sink) return most;
        for (; _at[node] >= 0; _at[node] = _next[_at[node]])
        {
            var arc = _at[node];
            if (_left[arc] <= Least || _level[_to[arc]] != _level[node] + 1) continue;
            var pushed = Push(_to[arc], sink, Math.Min(most, _left[arc]));
            if (pushed <= 0) continue;
            _left[arc] -= pushed;
            _left[arc ^ 1] += pushed;
            return pushed;
        }

        return 0;
    }
}
