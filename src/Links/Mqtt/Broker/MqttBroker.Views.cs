using System.Text;
using Busbar.Links.Mqtt.Broker.Reporting;
using Busbar.Links.Mqtt.Broker.Routing;
using Busbar.Links.Mqtt.Broker.Sessions;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker;

/// <summary>What people and programs see of the broker.</summary>
public sealed partial class MqttBroker
{
    /// <summary>The broker as a whole, now.</summary>
    public BrokerView View() => new(
        _startedAt,
        _core.Sessions.Connected,
        _core.Sessions.MostConnected,
        _core.Sessions.Count,
        _core.Sessions.Expired,
        _core.Subscriptions.Count,
        _core.Subscriptions.SharedCount,
        _core.Retained.Count,
        _core.Retained.Bytes,
        _core.Metrics.Totals(),
        Trouble);

    /// <summary>Every session now, connected or not, in no order.</summary>
    public IReadOnlyList<ClientView> Clients() => [.. _core.Sessions.All().Select(ViewOf)];

    /// <summary>One session with its subscriptions; null when there is none.</summary>
    public (ClientView Client, IReadOnlyList<SubscriptionView> Subscriptions)? Find(string clientId)
    {
        if (!_core.Sessions.TryFind(clientId, out var session)) return null;
        return (ViewOf(session), [.. session.Subscriptions().OrderBy(one => one.Filter, StringComparer.Ordinal).Select(ViewOf)]);
    }

    /// <summary>Kept messages in the order of their topics, compared byte by byte.</summary>
    /// <param name="filter">Topic filter without <c>$share</c>.</param>
    /// <param name="after">Only topics after this one; null for all.</param>
    /// <param name="limit">Most messages, 1 or more.</param>
    /// <exception cref="ArgumentException">The filter is not a topic filter.</exception>
    public IReadOnlyList<BrokerMessage> Retained(string filter, string? after, int limit)
    {
        var bytes = Encoding.UTF8.GetBytes(filter);
        if (!MqttTopic.IsFilter(bytes, out var fault)) throw new ArgumentException($"Filter {filter}: {fault.Text}", nameof(filter));
        var found = new List<Retained>();
        _core.Retained.Match(bytes, found);
        var from = after is null ? null : Encoding.UTF8.GetBytes(after);
        return
        [
            .. found.Select(one => one.Message)
                .Where(message => from is null || message.Topic.AsSpan().SequenceCompareTo(from) > 0)
                .OrderBy(message => message.Topic, Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b)))
                .Take(limit),
        ];
    }

    private static SubscriptionView ViewOf(Subscription one) => new(one.Filter, one.Qos, one.NoLocal, one.RetainAsPublished, one.RetainHandling, one.Id);

    private ClientView ViewOf(Session session)
    {
        var (inFlight, queued) = session.Load();
        var connection = session.Link is not { } link ? null : new ConnectionView(
            link.RemoteEndPoint,
            _core.Time.WallTime(link.ConnectedAt)!.Value,
            link.KeepAliveS,
            link.Outbox.Pending,
            BrokerMetrics.TotalsOf(link));
        return new ClientView(
            session.ClientId, session.Identity.Name, session.Version, session.ExpiryS, session.SubscriptionCount, queued, inFlight, session.Dropped, connection);
    }
}
