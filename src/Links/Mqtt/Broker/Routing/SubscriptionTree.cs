using System.Text;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Routing;

/// <summary>
/// All subscriptions by the levels of their filters, as UTF-8. <see cref="Match"/> takes no lock, allocates nothing and sees each change whole or
/// not at all; changes wait for each other. Thread safe.
/// </summary>
internal sealed class SubscriptionTree
{
    private readonly Lock _gate = new();
    private readonly SubscriptionNode _root = new([], null);
    private int _count;
    private int _shared;

    /// <summary>Subscriptions, shared ones included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Shared subscriptions.</summary>
    public int SharedCount => Volatile.Read(ref _shared);

    /// <summary>Adds a subscription that its session does not have yet.</summary>
    public void Add(Subscription subscription)
    {
        var (inner, group) = Split(subscription.Filter);
        lock (_gate)
        {
            var node = Reach(inner, out var below);
            subscription.Node = node;
            var audience = below ? node.Below ??= new Audience() : node.Exact ??= new Audience();
            _count++;
            if (group is null)
            {
                audience.Everyone = Roster.With(audience.Everyone, subscription);
                return;
            }

            _shared++;
            var shared = Array.Find(audience.Groups, g => g.Name.AsSpan().SequenceEqual(group));
            if (shared is null) audience.Groups = [.. audience.Groups, shared = new SharedGroup(group)];
            subscription.Group = shared;
            shared.Add(subscription);
        }
    }

    /// <summary>Puts a subscription in the place of one of the same session and filter; between the two no message is lost.</summary>
    public void Replace(Subscription old, Subscription next)
    {
        lock (_gate)
        {
            if (old.Node is not { } node) return;
            (next.Node, next.Group) = (node, old.Group);
            if (old.Group is { } group) group.Replace(old, next);
            else AudienceOf(old, node).Everyone!.Replace(old, next);
            old.Node = null;
        }
    }

    /// <summary>Takes a subscription out; nothing happens when it is not there.</summary>
    public void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            if (subscription.Node is not { } node) return;
            subscription.Node = null;
            _count--;
            var audience = AudienceOf(subscription, node);
            if (subscription.Group is { } group)
            {
                _shared--;
                group.Remove(subscription);
                if (group.Count == 0) audience.Groups = Array.FindAll(audience.Groups, g => g != group);
            }
            else
            {
                audience.Everyone = audience.Everyone!.Without(subscription);
            }

            if (!audience.IsEmpty) return;
            if (node.Below == audience) node.Below = null;
            else node.Exact = null;
            Prune(node);
        }
    }

    /// <summary>Adds every audience that a topic name matches to <paramref name="found"/>.</summary>
    public void Match(ReadOnlySpan<byte> topic, MatchSet found)
    {
        // Wildcards at the front do not match topics that begin with $ (4.7.2).
        var hidden = topic.Length > 0 && topic[0] == (byte)'$';
        var node = _root;
        var at = 0;
        if (!hidden && node.Below is { } all) found.Add(all);
        while (true)
        {
            var rest = topic[at..];
            var end = rest.IndexOf((byte)'/');
            var next = end < 0 ? topic.Length + 1 : at + end + 1;
            if (!(hidden && at == 0) && node.Plus is { } plus) Enter(plus, next, topic.Length, found);
            if (node.Children.Find(end < 0 ? rest : rest[..end]) is { } child) Enter(child, next, topic.Length, found);
            if (!found.TryPopBranch(out node, out at)) return;
        }
    }

    /// <summary>Takes what a node has to say; when there are levels left, they are for later.</summary>
    private static void Enter(SubscriptionNode node, int next, int length, MatchSet found)
    {
        if (node.Below is { } below) found.Add(below);
        if (next <= length) found.PushBranch(node, next);
        else if (node.Exact is { } exact) found.Add(exact);
    }

    private static (byte[] Inner, byte[]? Group) Split(string filter)
    {
        var bytes = Encoding.UTF8.GetBytes(filter);
        return MqttTopic.TryParseShared(bytes, out var group, out var inner) ? (inner.ToArray(), group.ToArray()) : (bytes, null);
    }

    private static Audience AudienceOf(Subscription subscription, SubscriptionNode node) => subscription.Filter.EndsWith('#') ? node.Below! : node.Exact!;

    private SubscriptionNode Reach(ReadOnlySpan<byte> filter, out bool below)
    {
        var node = _root;
        foreach (var range in filter.Split((byte)'/'))
        {
            var level = filter[range];
            if (level.SequenceEqual("#"u8))
            {
                below = true;
                return node;
            }

            node = level.SequenceEqual("+"u8) ? node.Plus ??= new SubscriptionNode([(byte)'+'], node) : Child(node, level);
        }

        below = false;
        return node;
    }

    private static SubscriptionNode Child(SubscriptionNode node, ReadOnlySpan<byte> level)
    {
        if (node.Children.Find(level) is { } child) return child;
        child = new SubscriptionNode(level.ToArray(), node);
        node.Children.Add(child);
        return child;
    }

    private static void Prune(SubscriptionNode node)
    {
        while (node.IsEmpty && node.Parent is { } parent)
        {
            if (parent.Plus == node) parent.Plus = null;
            else parent.Children.Remove(node);
            node = parent;
        }
    }
}
