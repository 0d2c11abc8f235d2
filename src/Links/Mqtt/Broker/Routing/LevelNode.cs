namespace Busbar.Links.Mqtt.Broker.Routing;

/// <summary>One level of a topic tree. Its children are read by any number of threads while the tree's one writer changes them.</summary>
internal abstract class LevelNode<TNode>(byte[] level, TNode? parent)
    where TNode : LevelNode<TNode>
{
    /// <summary>The children. A field, because it is a struct that changes in place.</summary>
    public LevelMap<TNode> Children;

    /// <summary>Bytes of this level, UTF-8.</summary>
    public byte[] Level { get; } = level;

    public int Hash { get; } = LevelHash.Of(level);

    /// <summary>Null for the root.</summary>
    public TNode? Parent { get; } = parent;

    /// <summary>Taken out of its parent; written by the tree's writer.</summary>
    public bool Removed { get; set; }
}
