namespace Busbar.Links.Mqtt.Broker.Storage.Sqlite;

/// <summary>
/// What a group of changes comes to: the difference between what the database holds and the state after the last change of the group. What
/// came and went within the group is not in it, and so never reaches the disk. Because a group is committed as a whole, the database always
/// holds the state after some change and all before it. Changes of a session that is not there change nothing. Not thread safe.
/// </summary>
/// <param name="isStored">Does the database have a session with this client identifier?</param>
internal sealed class PendingChanges(Func<string, bool> isStored)
{
    private const int SpareSessions = 4_096;

    private readonly Dictionary<string, SessionChanges> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<byte[], RetainedSaved?> _retained = new(TopicComparer.Instance);
    private readonly Stack<SessionChanges> _spare = [];

    /// <summary>By client identifier; some may be empty.</summary>
    public Dictionary<string, SessionChanges> Sessions => _sessions;

    /// <summary>By topic; null for one that nothing is kept for any more.</summary>
    public IReadOnlyDictionary<byte[], RetainedSaved?> Retained => _retained;

    /// <summary>There is nothing to write.</summary>
    public bool IsEmpty
    {
        get
        {
            if (_retained.Count > 0) return false;
            foreach (var session in _sessions.Values)
                if (!session.IsEmpty) return false;
            return true;
        }
    }

    /// <summary>Takes the next change.</summary>
    public void Take(StoreChange change)
    {
        switch (change)
        {
            case DeliveryQueued c: Existing(c.ClientId)?.Queue(c); break;
            case DeliveryDone c: Existing(c.ClientId)?.End(c); break;
            case DeliverySent c: Existing(c.ClientId)?.Send(c); break;
            case DeliveryReleased c: Existing(c.ClientId)?.Release(c); break;
            case ReceivedIdSaved c: Existing(c.ClientId)?.Save(c); break;
            case ReceivedIdRemoved c: Existing(c.ClientId)?.Remove(c); break;
            case RetainedSaved c: _retained[c.Message.Topic] = c; break;
            case RetainedRemoved c: _retained[c.Topic] = null; break;
            case SubscriptionSaved c: Existing(c.ClientId)?.Save(c); break;
            case SubscriptionRemoved c: Existing(c.ClientId)?.Remove(c); break;
            case SessionSaved c: Of(c.ClientId).Save(c); break;
            case SessionRemoved c: Of(c.ClientId).Remove(); break;
            case WillSaved c: Existing(c.ClientId)?.SetWill(c); break;
            case WillRemoved c: Existing(c.ClientId)?.SetWill(null); break;
            default: throw new ArgumentException($"change: {change.GetType().Name} is not known; allowed are the kinds of StoreChange.", nameof(change));
        }
    }

    /// <summary>Begins anew, once the group is durable.</summary>
    public void Clear()
    {
        foreach (var session in _sessions.Values)
        {
            if (_spare.Count == SpareSessions) break;
            session.Clear();
            _spare.Push(session);
        }

        _sessions.Clear();
        _retained.Clear();
    }

    private SessionChanges? Existing(string clientId)
    {
        var session = Of(clientId);
        return session.Exists ? session : null;
    }

    private SessionChanges Of(string clientId)
    {
        if (_sessions.TryGetValue(clientId, out var session)) return session;
        session = _spare.TryPop(out var spare) ? spare : new SessionChanges();
        session.Begin(isStored(clientId));
        _sessions.Add(clientId, session);
        return session;
    }

    /// <summary>Topics by their bytes.</summary>
    private sealed class TopicComparer : IEqualityComparer<byte[]>
    {
        public static readonly TopicComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] topic)
        {
            var hash = default(HashCode);
            hash.AddBytes(topic);
            return hash.ToHashCode();
        }
    }
}
