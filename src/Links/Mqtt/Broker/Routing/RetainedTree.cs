using Busbar.Links.Mqtt.Broker.Storage;

namespace Busbar.Links.Mqtt.Broker.Routing;

/// <summary>Kept messages by the levels of their topics. The store, null for none, hears of changes in the order in which they are made; those of messages
/// without a number in the store stay here. Thread safe.</summary>
internal sealed class RetainedTree(int limit, TimeProvider time, IMqttStore? store)
{
    private readonly Lock _gate = new();
    private readonly RetainedNode _root = new([], null);
    private readonly PriorityQueue<RetainedNode, long> _expiring = new();
    private readonly Stack<(RetainedNode Node, int At)> _branches = new();
    private int _count;
    private long _bytes;

    /// <summary>Kept messages.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Bytes of their payloads.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Keeps a message in place of what is kept for its topic; false when there are too many.</summary>
    /// <param name="message">The message.</param>
    /// <param name="then">Asked, when it is stored, who wants to know that it is durable; null for nobody.</param>
    public bool TrySet(BrokerMessage message, Func<IDurable?>? then)
    {
        lock (_gate)
        {
            DropExpired();
            var node = Find(message.Topic);
            if (node?.Message is null && _count >= limit) return false;
            node ??= Reach(message.Topic);
            Put(node, message);
            Expect(node, message);
            if (message.StoreId != 0) store?.Append(new RetainedSaved(message, time.WallTime(message.ExpiresAt)), then?.Invoke());
            return true;
        }
    }

    /// <summary>Puts back what was stored.</summary>
    public void Restore(BrokerMessage message)
    {
        lock (_gate)
        {
            var node = Reach(message.Topic);
            Put(node, message);
            Expect(node, message);
        }
    }

    /// <summary>Forgets what is kept for a topic.</summary>
    public void Remove(ReadOnlySpan<byte> topic, Func<IDurable?>? then)
    {
        lock (_gate)
        {
            if (Find(topic) is { Message: not null } node) Forget(node, then);
        }
    }

    /// <summary>Adds every kept message that a filter, without <c>$share/group/</c>, matches and that has not expired.</summary>
    public void Match(ReadOnlySpan<byte> filter, List<Retained> found)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _branches.Push((_root, 0));
            while (_branches.TryPop(out var branch)) Visit(branch.Node, branch.At, filter, now, found);
        }
    }

    /// <summary>Forgets those that have expired.</summary>
    public void Sweep()
    {
        lock (_gate) DropExpired();
    }

    private static bool IsHidden(RetainedNode node) => node.Level.Length > 0 && node.Level[0] == (byte)'$';

    private void Visit(RetainedNode node, int at, ReadOnlySpan<byte> filter, long now, List<Retained> found)
    {
        if (at > filter.Length)
        {
            Take(node, now, found);
            return;
        }

        var rest = filter[at..];
        var end = rest.IndexOf((byte)'/');
        var level = end < 0 ? rest : rest[..end];
        if (level.SequenceEqual("#"u8))
        {
            if (node != _root) Take(node, now, found);
            foreach (var child in node.Children.All())
                if (node != _root || !IsHidden(child)) _branches.Push((child, at));
            return;
        }

        var next = end < 0 ? filter.Length + 1 : at + end + 1;
        if (level.SequenceEqual("+"u8))
        {
            foreach (var child in node.Children.All())
                if (node != _root || !IsHidden(child)) _branches.Push((child, next));
        }
        else if (node.Children.Find(level) is { } child)
        {
            _branches.Push((child, next));
        }
    }

    private static void Take(RetainedNode node, long now, List<Retained> found)
    {
        if (node.Message is { } message && !(message.ExpiresAt <= now)) found.Add(new Retained(node, message));
    }

    private RetainedNode? Find(ReadOnlySpan<byte> topic)
    {
        var node = _root;
        foreach (var range in topic.Split((byte)'/'))
        {
            if (node.Children.Find(topic[range]) is not { } child) return null;
            node = child;
        }

        return node;
    }

    private RetainedNode Reach(ReadOnlySpan<byte> topic)
    {
        var node = _root;
        foreach (var range in topic.Split((byte)'/'))
        {
            var child = node.Children.Find(topic[range]);
            if (child is null) node.Children.Add(child = new RetainedNode(topic[range].ToArray(), node));
            node = child;
        }

        return node;
    }

    private void Put(RetainedNode node, BrokerMessage? message)
    {
        var old = node.Message;
        node.Message = message;
        _count += (message is null ? 0 : 1) - (old is null ? 0 : 1);
        _bytes += (message?.Payload.Length ?? 0) - (old?.Payload.Length ?? 0);
    }

    private static void Prune(RetainedNode node)
    {
        while (node.Message is null && node.Children.Count == 0 && node.Parent is { } parent)
        {
            parent.Children.Remove(node);
            node = parent;
        }
    }

    /// <summary>A topic waits in the queue once, at the earliest time that it was ever due; one that has a later time by then waits again.</summary>
    private void DropExpired()
    {
        var now = time.GetTimestamp();
        while (_expiring.TryPeek(out var node, out var due) && due <= now)
        {
            _expiring.Dequeue();
            node.Expiring = false;
            if (node.Message is not { ExpiresAt: { } expiresAt } message) continue;
            if (expiresAt > now) Expect(node, message);
            else Forget(node, null);
        }
    }

    private void Expect(RetainedNode node, BrokerMessage message)
    {
        if (message.ExpiresAt is not { } expiresAt || node.Expiring) return;
        node.Expiring = true;
        _expiring.Enqueue(node, expiresAt);
    }

    private void Forget(RetainedNode node, Func<IDurable?>? then)
    {
        var old = node.Message!;
        Put(node, null);
        Prune(node);
        if (old.StoreId != 0) store?.Append(new RetainedRemoved(old.Topic), then?.Invoke());
    }
}
