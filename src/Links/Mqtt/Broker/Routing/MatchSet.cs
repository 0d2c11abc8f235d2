using System.Diagnostics.CodeAnalysis;

namespace Busbar.Links.Mqtt.Broker.Routing;

/// <summary>What a topic name matched, and the stack of branches on the way. Reused; one thread at a time.</summary>
internal sealed class MatchSet
{
    private readonly List<(SubscriptionNode Node, int At)> _branches = [];

    /// <summary>Those that match, not empty ones.</summary>
    public List<Audience> Audiences { get; } = [];

    public void Add(Audience audience) => Audiences.Add(audience);

    public void PushBranch(SubscriptionNode node, int at) => _branches.Add((node, at));

    public bool TryPopBranch([MaybeNullWhen(false)] out SubscriptionNode node, out int at)
    {
        var last = _branches.Count - 1;
        if (last < 0)
        {
            (node, at) = (null, 0);
            return false;
        }

        (node, at) = _branches[last];
        _branches.RemoveAt(last);
        return true;
    }

    public void Clear() => Audiences.Clear();
}
