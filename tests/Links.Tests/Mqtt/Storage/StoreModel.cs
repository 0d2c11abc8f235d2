using System.Text;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Storage;

namespace Busbar.Links.Tests.Mqtt.Storage;

/// <summary>What the store must come to, in the simplest words: change after change, and every fact as a line of text.</summary>
internal sealed class StoreModel
{
    private readonly SortedDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RetainedSaved> _retained = new(StringComparer.Ordinal);

    public static List<string> Lines(StoredState state)
    {
        var lines = new List<string>();
        foreach (var session in state.Sessions)
        {
            var client = session.Session.ClientId;
            lines.Add(Line(session.Session));
            lines.AddRange(session.Subscriptions.Select(Line));
            lines.AddRange(session.Deliveries.Select(d => Line(d.Delivery, d.Delivery.PacketId, d.Released)));
            lines.AddRange(session.ReceivedIds.Select(id => Received(client, id)));
            if (session.Will is { } will) lines.Add(Line(will));
        }

        lines.AddRange(state.Retained.Select(Line));
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    public List<string> Lines()
    {
        var lines = new List<string>();
        foreach (var (client, session) in _sessions)
        {
            lines.Add(Line(session.Saved));
            lines.AddRange(session.Subscriptions.Values.Select(Line));
            lines.AddRange(session.Deliveries.Values.Select(d => Line(d.Queued, d.PacketId, d.Released)));
            lines.AddRange(session.ReceivedIds.Select(id => Received(client, id)));
            if (session.Will is { } will) lines.Add(Line(will));
        }

        lines.AddRange(_retained.Values.Select(Line));
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    public void Take(StoreChange change)
    {
        switch (change)
        {
            case SessionSaved c when _sessions.TryGetValue(c.ClientId, out var there): there.Saved = c; return;
            case SessionSaved c: _sessions.Add(c.ClientId, new Session(c)); return;
            case SessionRemoved c: _sessions.Remove(c.ClientId); return;
            case RetainedSaved c: _retained[Hex(c.Message.Topic)] = c; return;
            case RetainedRemoved c: _retained.Remove(Hex(c.Topic)); return;
        }

        if (!_sessions.TryGetValue(Client(change), out var session)) return;
        switch (change)
        {
            case SubscriptionSaved c: session.Subscriptions[c.Filter] = c; break;
            case SubscriptionRemoved c: session.Subscriptions.Remove(c.Filter); break;
            case DeliveryQueued c: session.Deliveries[c.Order] = new Delivery(c); break;
            case DeliverySent c when session.Deliveries.TryGetValue(c.Order, out var d): d.PacketId = c.PacketId; break;
            case DeliveryReleased c when session.Deliveries.TryGetValue(c.Order, out var d): d.Released = true; break;
            case DeliveryDone c: session.Deliveries.Remove(c.Order); break;
            case ReceivedIdSaved c: session.ReceivedIds.Add(c.PacketId); break;
            case ReceivedIdRemoved c: session.ReceivedIds.Remove(c.PacketId); break;
            case WillSaved c: session.Will = c; break;
            case WillRemoved: session.Will = null; break;
        }
    }

    /// <summary>Whose change it is.</summary>
    public static string Client(StoreChange change) => change switch
    {
        SessionSaved c => c.ClientId,
        SessionRemoved c => c.ClientId,
        SubscriptionSaved c => c.ClientId,
        SubscriptionRemoved c => c.ClientId,
        DeliveryQueued c => c.ClientId,
        DeliverySent c => c.ClientId,
        DeliveryReleased c => c.ClientId,
        DeliveryDone c => c.ClientId,
        ReceivedIdSaved c => c.ClientId,
        ReceivedIdRemoved c => c.ClientId,
        WillSaved c => c.ClientId,
        WillRemoved c => c.ClientId,
        _ => throw new ArgumentException($"{change} belongs to no client.", nameof(change)),
    };

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes);

    private static string Line(SessionSaved s) => $"{s.ClientId} session {s.Identity ?? "null"} {s.Version} {s.ExpiryS} {s.EndedAt:O}";

    private static string Line(SubscriptionSaved s) =>
        $"{s.ClientId} subscription {s.Filter} {s.Options.Qos} {s.Options.NoLocal} {s.Options.RetainAsPublished} {s.Options.RetainHandling} {s.SubscriptionId}";

    private static string Line(DeliveryQueued d, ushort packetId, bool released) =>
        $"{d.ClientId} delivery {d.Order} {d.ExpiresAt:O} {d.Qos} {d.Retain} [{string.Join(' ', d.SubscriptionIds)}] {packetId} {released} {Line(d.Message)}";

    private static string Received(string client, ushort id) => $"{client} received {id}";

    private static string Line(WillSaved w) => $"{w.ClientId} will {w.DelayS} {w.MessageExpiryS} {Line(w.Message)}";

    private static string Line(RetainedSaved r) => $"retained {r.ExpiresAt:O} {Line(r.Message)}";

    private static string Line(BrokerMessage m) =>
        $"{m.StoreId} {Encoding.UTF8.GetString(m.Topic)} {Hex(m.Properties)} {Hex(m.Payload)} {m.Qos} {m.Retain} {m.Publisher ?? "null"}";

    private sealed class Session(SessionSaved saved)
    {
        public SessionSaved Saved { get; set; } = saved;

        public Dictionary<string, SubscriptionSaved> Subscriptions { get; } = new(StringComparer.Ordinal);

        public Dictionary<long, Delivery> Deliveries { get; } = [];

        public HashSet<ushort> ReceivedIds { get; } = [];

        public WillSaved? Will { get; set; }
    }

    private sealed class Delivery(DeliveryQueued queued)
    {
        public DeliveryQueued Queued => queued;

        public ushort PacketId { get; set; } = queued.PacketId;

        public bool Released { get; set; }
    }
}
