using Busbar.Core.Power;
using Busbar.Core.Power.Switching;

namespace Busbar.Plant.Control.Sites;

/// <summary>
/// Which guns stand on an island at which a contactor moves: until it rests their loops change no voltage (what the neighbours owe, Core/Power/Switching). Islands
/// count every contactor that may be closed. Not thread safe.
/// </summary>
internal sealed class IslandHolds(SwitchGraph graph)
{
    private readonly int[] _root = [.. Enumerable.Range(0, graph.Modules + graph.Guns + graph.Busbars)];
    private readonly bool[] _moves = new bool[graph.Modules + graph.Guns + graph.Busbars];

    /// <summary>Per gun, after <see cref="Look"/>.</summary>
    public bool[] Held { get; } = new bool[graph.Guns];

    /// <summary>Looks at the contactors.</summary>
    public void Look(ReadOnlySpan<ContactorState> contactors)
    {
        for (var i = 0; i < _root.Length; i++) _root[i] = i;
        Array.Clear(_moves);
        var any = false;
        for (var k = 0; k < contactors.Length; k++)
        {
            if (contactors[k].MayBeClosed) Join(graph.Contactors[k].From, graph.Contactors[k].To);
            any |= contactors[k].Moves;
        }

        if (any)
        {
            for (var k = 0; k < contactors.Length; k++)
                if (contactors[k].Moves) _moves[Root(graph.Contactors[k].From)] = _moves[Root(graph.Contactors[k].To)] = true;
        }

        for (var g = 0; g < Held.Length; g++) Held[g] = any && _moves[Root(graph.Modules + g)];
    }

    /// <summary>Whether two nodes were on one island at the last <see cref="Look"/>.</summary>
    public bool AreJoined(int a, int b) => Root(a) == Root(b);

    private void Join(int a, int b) => _root[Root(a)] = Root(b);

    private int Root(int node)
    {
        while (_root[node] != node) node = _root[node] = _root[_root[node]];
        return node;
    }
}
