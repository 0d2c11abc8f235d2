namespace Busbar.Links.Mqtt.Broker.Routing;

/// <summary>One level of the subscription tree. Read without a lock, changed by <see cref="SubscriptionTree"/> alone.</summary>
internal sealed class SubscriptionNode(byte[] level, SubscriptionNode? parent) : LevelNode<SubscriptionNode>(level, parent)
{
    private SubscriptionNode? _plus;
    private Audience? _exact;
    private Audience? _below;

    /// <summary>The level <c>+</c>; null for none.</summary>
    public SubscriptionNode? Plus
    {
        get => Volatile.Read(ref _plus);
        set => Volatile.Write(ref _plus, value);
    }

    /// <summary>Who wants the topics that end here.</summary>
    public Audience? Exact
    {
        get => Volatile.Read(ref _exact);
        set => Volatile.Write(ref _exact, value);
    }

    /// <summary>Who wants this level and all below it: <c>#</c>.</summary>
    public Audience? Below
    {
        get => Volatile.Read(ref _below);
        set => Volatile.Write(ref _below, value);
    }

    public bool IsEmpty => Exact is null && Below is null && Plus is null && Children.Count == 0;
}

/// <summary>Who gets the messages of one filter: each of its own, and one of each group.</summary>
internal sealed class Audience
{
    private Roster? _everyone;
    private SharedGroup[] _groups = [];

    /// <summary>Those who get every message; null for none.</summary>
    public Roster? Everyone
    {
        get => Volatile.Read(ref _everyone);
        set => Volatile.Write(ref _everyone, value);
    }

    /// <summary>Groups of which one member gets each message. Replaced, never changed.</summary>
    public SharedGroup[] Groups
    {
        get => Volatile.Read(ref _groups);
        set => Volatile.Write(ref _groups, value);
    }

    public bool IsEmpty => Everyone is null && Groups.Length == 0;
}
