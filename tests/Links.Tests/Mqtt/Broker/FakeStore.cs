using Busbar.Links.Mqtt.Broker.Storage;

namespace Busbar.Links.Tests.Mqtt.Broker;

/// <summary>A store in memory whose changes become durable when the test says so, and whose process can die with what was durable by then.</summary>
internal sealed class FakeStore(StoredState? state = null) : IMqttStore
{
    private readonly Lock _gate = new();
    private readonly Lock _telling = new();
    private readonly List<(StoreChange Change, IDurable? Then)> _changes = [];
    private readonly List<int> _scopeOf = [];
    private readonly Dictionary<int, int> _open = [];
    private int _lastScope;
    private int _durable;

    /// <summary>Each change becomes durable by itself, on another thread as with a real store. Default false.</summary>
    public bool IsImmediate { get; set; }

    public Action<Action>? Telling { get; set; }

    public string? Trouble { get; set; }

    /// <summary>Every change so far.</summary>
    public StoreChange[] Changes
    {
        get
        {
            lock (_gate) return [.. _changes.Select(one => one.Change)];
        }
    }

    public Task<StoredState> LoadAsync(CancellationToken ct) => Task.FromResult(state ?? new StoredState([], [], 0));

    public void Append(StoreChange change, IDurable? then)
    {
        lock (_gate)
        {
            _changes.Add((change, then));
            _scopeOf.Add(_open.GetValueOrDefault(Environment.CurrentManagedThreadId));
        }

        if (IsImmediate) ThreadPool.UnsafeQueueUserWorkItem(static store => store.MakeDurable(), this, preferLocal: false);
    }

    public StoreScope Together()
    {
        lock (_gate)
        {
            var thread = Environment.CurrentManagedThreadId;
            if (!_open.TryAdd(thread, ++_lastScope)) return default;
            return new StoreScope(Close, thread);
        }
    }

    /// <summary>The last changes of these kinds were to be durable together.</summary>
    public bool AreTogether(params Type[] kinds)
    {
        lock (_gate)
        {
            var scopes = kinds.Select(kind => _scopeOf[_changes.FindLastIndex(one => one.Change.GetType() == kind)]).Distinct().ToList();
            return scopes is [not 0];
        }
    }

    /// <summary>Makes everything so far durable and tells who waits.</summary>
    public void MakeDurable()
    {
        lock (_telling)
        {
            List<IDurable> told;
            lock (_gate)
            {
                told = [.. _changes[_durable..].Select(one => one.Then).OfType<IDurable>()];
                _durable = _changes.Count;
            }

            if (told.Count == 0) return;
            var tell = () => told.ForEach(one => one.Durable());
            if (Telling is { } telling) telling(tell);
            else tell();
        }
    }

    /// <summary>What the next process finds: only what was durable.</summary>
    public StoredState AfterDeath()
    {
        var sessions = new Dictionary<string, Kept>(StringComparer.Ordinal);
        var retained = new Dictionary<string, RetainedSaved>(StringComparer.Ordinal);
        (StoreChange Change, IDurable?)[] durable;
        lock (_gate) durable = [.. _changes.Take(_durable)];
        foreach (var (change, _) in durable)
        {
            switch (change)
            {
                case SessionSaved c when sessions.TryGetValue(c.ClientId, out var kept): kept.Saved = c; break;
                case SessionSaved c: sessions[c.ClientId] = new Kept(c); break;
                case SessionRemoved c: sessions.Remove(c.ClientId); break;
                case SubscriptionSaved c: sessions[c.ClientId].Subscriptions[c.Filter] = c; break;
                case SubscriptionRemoved c: sessions[c.ClientId].Subscriptions.Remove(c.Filter); break;
                case DeliveryQueued c: sessions[c.ClientId].Deliveries[c.Order] = new StoredDelivery(c, Released: false); break;
                case DeliverySent c: Change(sessions[c.ClientId], c.Order, d => d with { Delivery = d.Delivery with { PacketId = c.PacketId } }); break;
                case DeliveryReleased c: Change(sessions[c.ClientId], c.Order, d => d with { Released = true }); break;
                case DeliveryDone c: sessions[c.ClientId].Deliveries.Remove(c.Order); break;
                case ReceivedIdSaved c: sessions[c.ClientId].Ids.Add(c.PacketId); break;
                case ReceivedIdRemoved c: sessions[c.ClientId].Ids.Remove(c.PacketId); break;
                case WillSaved c: sessions[c.ClientId].Will = c; break;
                case WillRemoved c: sessions[c.ClientId].Will = null; break;
                case RetainedSaved c: retained[Convert.ToHexString(c.Message.Topic)] = c; break;
                case RetainedRemoved c: retained.Remove(Convert.ToHexString(c.Topic)); break;
            }
        }

        return new StoredState(
            [.. sessions.Values.Select(s => new StoredSession(s.Saved, [.. s.Subscriptions.Values], [.. s.Deliveries.Values], [.. s.Ids], s.Will))],
            [.. retained.Values],
            1_000_000);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Close(long thread)
    {
        lock (_gate) _open.Remove((int)thread);
    }

    private static void Change(Kept kept, long order, Func<StoredDelivery, StoredDelivery> change) => kept.Deliveries[order] = change(kept.Deliveries[order]);

    private sealed class Kept(SessionSaved saved)
    {
        public SessionSaved Saved { get; set; } = saved;

        public Dictionary<string, SubscriptionSaved> Subscriptions { get; } = new(StringComparer.Ordinal);

        public SortedDictionary<long, StoredDelivery> Deliveries { get; } = [];

        public HashSet<ushort> Ids { get; } = [];

        public WillSaved? Will { get; set; }
    }
}
