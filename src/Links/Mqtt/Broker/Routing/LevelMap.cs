namespace Busbar.Links.Mqtt.Broker.Routing;

/// <summary>
/// Children of a topic level by their bytes: open addressing in one array. Readers take no lock: a slot is written once from null to a node and a
/// removed node stays in its slot, marked, until the array is replaced. One writer at a time, which the tree sees to.
/// </summary>
internal struct LevelMap<TNode>
    where TNode : LevelNode<TNode>
{
    private const int FirstSlots = 2;

    private TNode?[]? _slots;
    private int _used;
    private int _count;

    /// <summary>Nodes that are not removed.</summary>
    public readonly int Count => _count;

    /// <summary>The child with these bytes; null for none.</summary>
    public readonly TNode? Find(ReadOnlySpan<byte> level)
    {
        if (Volatile.Read(in _slots) is not { } slots) return null;
        var hash = LevelHash.Of(level);
        for (var at = hash & (slots.Length - 1); ; at = (at + 1) & (slots.Length - 1))
        {
            var node = Volatile.Read(ref slots[at]);
            if (node is null) return null;
            if (node.Hash == hash && !node.Removed && level.SequenceEqual(node.Level)) return node;
        }
    }

    /// <summary>Adds a node whose bytes are not there yet.</summary>
    public void Add(TNode node)
    {
        if (_slots is null || (_used + 1) * 4 > _slots.Length * 3) Rebuild();
        Place(_slots!, node);
        _used++;
        _count++;
    }

    /// <summary>Removes a node that is there.</summary>
    public void Remove(TNode node)
    {
        node.Removed = true;
        _count--;
        if (_count == 0)
        {
            Volatile.Write(ref _slots, null);
            _used = 0;
        }
    }

    /// <summary>Every child that is there now.</summary>
    public readonly IEnumerable<TNode> All()
    {
        if (Volatile.Read(in _slots) is not { } slots) yield break;
        foreach (var node in slots)
            if (node is { Removed: false }) yield return node;
    }

    private static void Place(TNode?[] slots, TNode node)
    {
        var at = node.Hash & (slots.Length - 1);
        while (slots[at] is not null) at = (at + 1) & (slots.Length - 1);
        Volatile.Write(ref slots[at], node);
    }

    /// <summary>A new array without the removed nodes, with room for as many again as are left.</summary>
    private void Rebuild()
    {
        var size = FirstSlots;
        while (size < (_count + 1) * 2) size *= 2;
        var slots = new TNode?[size];
        foreach (var node in All()) Place(slots, node);
        _used = _count;
        Volatile.Write(ref _slots, slots);
    }
}
