using Busbar.Links.Mqtt.Broker.Routing;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Sessions;

/// <summary>One session that several filters of one message may lead to: it gets the message once, with the highest QoS and all identifiers (3.3.4).</summary>
internal struct Merged
{
    public Session Session;
    public MqttQos Qos;
    public bool RetainAsPublished;
    public uint[]? Ids;
}

/// <summary>Receivers of a message that overlapping filters matched. Reused; one thread at a time.</summary>
internal sealed class MergeSet
{
    /// <summary>Up to so many are searched one by one.</summary>
    private const int FewItems = 8;

    private readonly List<Merged> _items = [];
    private readonly Dictionary<Session, int> _index = [];

    public List<Merged> Items => _items;

    public void Add(Subscription subscription)
    {
        var at = Find(subscription.Session);
        if (at < 0)
        {
            _items.Add(new Merged { Session = subscription.Session, Qos = subscription.Qos, RetainAsPublished = subscription.RetainAsPublished, Ids = subscription.Ids });
            return;
        }

        var item = _items[at];
        if (subscription.Qos > item.Qos) item.Qos = subscription.Qos;
        item.RetainAsPublished |= subscription.RetainAsPublished;
        if (subscription.Ids is { } ids) item.Ids = item.Ids is { } before ? [.. before, .. ids] : ids;
        _items[at] = item;
    }

    public void Clear()
    {
        _items.Clear();
        _index.Clear();
    }

    private int Find(Session session)
    {
        if (_items.Count <= FewItems)
        {
            for (var i = 0; i < _items.Count; i++)
                if (_items[i].Session == session) return i;
            return -1;
        }

        for (var i = _index.Count; i < _items.Count; i++) _index.Add(_items[i].Session, i);
        return _index.GetValueOrDefault(session, -1);
    }
}
