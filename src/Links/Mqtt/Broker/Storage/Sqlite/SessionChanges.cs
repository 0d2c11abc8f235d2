using System.Runtime.InteropServices;

namespace Busbar.Links.Mqtt.Broker.Storage.Sqlite;

/// <summary>What a group of changes makes of one session, whatever the way there. Not thread safe.</summary>
internal sealed class SessionChanges
{
    /// <summary>Dictionaries that grew beyond this are not kept for the next group.</summary>
    private const int KeptCapacity = 256;

    private Dictionary<string, SubscriptionSaved?> _subscriptions = new(StringComparer.Ordinal);
    private Dictionary<long, DeliveryChange> _deliveries = [];
    private Dictionary<ushort, bool> _receivedIds = [];

    /// <summary>The database has the session.</summary>
    public bool Stored { get; private set; }

    /// <summary>What the database has of the session goes, before anything below comes.</summary>
    public bool Removed { get; private set; }

    /// <summary>New terms; null when they stay as they are.</summary>
    public SessionSaved? Saved { get; private set; }

    /// <summary>By filter; null for one that ends.</summary>
    public IReadOnlyDictionary<string, SubscriptionSaved?> Subscriptions => _subscriptions;

    /// <summary>By order.</summary>
    public Dictionary<long, DeliveryChange> Deliveries => _deliveries;

    /// <summary>True for an identifier that is to be there, false for one that goes.</summary>
    public Dictionary<ushort, bool> ReceivedIds => _receivedIds;

    /// <summary><see cref="Will"/> is new; null then means that there is none.</summary>
    public bool WillChanged { get; private set; }

    /// <summary>The new will.</summary>
    public WillSaved? Will { get; private set; }

    /// <summary>The session is there after the changes.</summary>
    public bool Exists => Saved is not null || (Stored && !Removed);

    /// <summary>The changes have cancelled each other.</summary>
    public bool IsEmpty =>
        !Removed && Saved is null && !WillChanged && _deliveries.Count == 0 && _receivedIds.Count == 0 && _subscriptions.Count == 0;

    public void Begin(bool stored) => Stored = stored;

    public void Save(SessionSaved change) => Saved = change;

    public void Remove()
    {
        var stored = Stored;
        Clear();
        Stored = Removed = stored;
    }

    public void Save(SubscriptionSaved change) => _subscriptions[change.Filter] = change;

    public void Remove(SubscriptionRemoved change) => _subscriptions[change.Filter] = null;

    public void Queue(DeliveryQueued change) => _deliveries[change.Order] = new DeliveryChange { Queued = change, PacketId = change.PacketId };

    public void Send(DeliverySent change)
    {
        ref var delivery = ref CollectionsMarshal.GetValueRefOrAddDefault(_deliveries, change.Order, out _);
        if (!delivery.Done) delivery.PacketId = change.PacketId;
    }

    public void Release(DeliveryReleased change)
    {
        ref var delivery = ref CollectionsMarshal.GetValueRefOrAddDefault(_deliveries, change.Order, out _);
        if (!delivery.Done) delivery.Released = true;
    }

    /// <summary>A delivery that came in the same group leaves no trace; one that the database has is removed.</summary>
    public void End(DeliveryDone change)
    {
        ref var delivery = ref CollectionsMarshal.GetValueRefOrAddDefault(_deliveries, change.Order, out _);
        if (delivery.Queued is not null) _deliveries.Remove(change.Order);
        else delivery = new DeliveryChange { Done = true };
    }

    public void Save(ReceivedIdSaved change) => _receivedIds[change.PacketId] = true;

    /// <summary>The removal is written even when the identifier came in the same group: the database may have it from before.</summary>
    public void Remove(ReceivedIdRemoved change) => _receivedIds[change.PacketId] = false;

    public void SetWill(WillSaved? will) => (Will, WillChanged) = (will, true);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Stored = Removed = WillChanged = false;
        Saved = null;
        Will = null;
        if (_subscriptions.Count > KeptCapacity) _subscriptions = new(StringComparer.Ordinal);
        else _subscriptions.Clear();
        if (_deliveries.Count > KeptCapacity) _deliveries = [];
        else _deliveries.Clear();
        if (_receivedIds.Count > KeptCapacity) _receivedIds = [];
        else _receivedIds.Clear();
    }
}

/// <summary>What becomes of one delivery.</summary>
internal struct DeliveryChange
{
    /// <summary>It is new; null when the database has it already.</summary>
    public DeliveryQueued? Queued;

    /// <summary>Its packet identifier; 0 when none was given.</summary>
    public ushort PacketId;

    /// <summary>The receiver has it.</summary>
    public bool Released;

    /// <summary>It goes.</summary>
    public bool Done;
}
