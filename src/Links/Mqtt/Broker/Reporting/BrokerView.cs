using System.Net;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Broker.Reporting;

/// <summary>The broker as a whole, at one moment. Immutable.</summary>
/// <param name="StartedAt">When it started, by the wall clock.</param>
/// <param name="Connections">Clients connected.</param>
/// <param name="MostConnections">Most clients connected at one time since the start.</param>
/// <param name="Sessions">Sessions, connected or not.</param>
/// <param name="ExpiredSessions">Sessions that ended because their client did not come back in time.</param>
/// <param name="Subscriptions">Subscriptions of all sessions, shared ones included.</param>
/// <param name="SharedSubscriptions">Shared subscriptions.</param>
/// <param name="Retained">Kept messages.</param>
/// <param name="RetainedBytes">Bytes of their payloads.</param>
/// <param name="Totals">What has passed since the start.</param>
/// <param name="Trouble">Why the store does not write, in words; null when all is well.</param>
public sealed record BrokerView(
    DateTimeOffset StartedAt, int Connections, int MostConnections, int Sessions, long ExpiredSessions, int Subscriptions, int SharedSubscriptions,
    int Retained, long RetainedBytes, BrokerTotals Totals, string? Trouble);

/// <summary>What has passed the broker since its start. Immutable.</summary>
/// <param name="MessagesIn">PUBLISH packets received.</param>
/// <param name="MessagesOut">PUBLISH packets sent.</param>
/// <param name="PacketsIn">Packets of all kinds received.</param>
/// <param name="PacketsOut">Packets of all kinds sent.</param>
/// <param name="BytesIn">Bytes received.</param>
/// <param name="BytesOut">Bytes sent.</param>
/// <param name="Dropped">Messages dropped because a client did not keep up, a queue was full, or they were too large for a client.</param>
public readonly record struct BrokerTotals(long MessagesIn, long MessagesOut, long PacketsIn, long PacketsOut, long BytesIn, long BytesOut, long Dropped)
{
    /// <summary>Both together.</summary>
    public static BrokerTotals operator +(BrokerTotals a, BrokerTotals b) => new(
        a.MessagesIn + b.MessagesIn, a.MessagesOut + b.MessagesOut, a.PacketsIn + b.PacketsIn, a.PacketsOut + b.PacketsOut,
        a.BytesIn + b.BytesIn, a.BytesOut + b.BytesOut, a.Dropped + b.Dropped);
}

/// <summary>One session at one moment. Immutable.</summary>
/// <param name="ClientId">Client identifier.</param>
/// <param name="Identity">Who it belongs to.</param>
/// <param name="Version">Protocol version of its connection, or of the last.</param>
/// <param name="ExpiryS">Seconds it outlives its connection; 0 ends with it.</param>
/// <param name="Subscriptions">How many it has.</param>
/// <param name="Queued">Messages that wait for it.</param>
/// <param name="InFlight">QoS 1 and 2 messages that were given a packet identifier and are not acknowledged yet.</param>
/// <param name="Dropped">Messages for it that were dropped since it began.</param>
/// <param name="Connection">Its connection; null while there is none.</param>
public sealed record ClientView(
    string ClientId, string Identity, MqttVersion Version, uint ExpiryS, int Subscriptions, int Queued, int InFlight, long Dropped, ConnectionView? Connection);

/// <summary>One connection at one moment. Immutable.</summary>
/// <param name="Remote">Where it comes from; null within the program.</param>
/// <param name="ConnectedAt">When it began, by the wall clock.</param>
/// <param name="KeepAliveS">Keep-alive that holds, seconds; 0 for none.</param>
/// <param name="PendingBytes">Bytes on their way to it that its connection has not taken yet.</param>
/// <param name="Totals">What has passed since it began; nothing is dropped here, see <see cref="ClientView.Dropped"/>.</param>
public sealed record ConnectionView(IPEndPoint? Remote, DateTimeOffset ConnectedAt, int KeepAliveS, int PendingBytes, BrokerTotals Totals);

/// <summary>One subscription. Immutable.</summary>
/// <param name="Filter">Topic filter, <c>$share/group/</c> included.</param>
/// <param name="Qos">Highest QoS of its messages.</param>
/// <param name="NoLocal">What the client published itself does not come back.</param>
/// <param name="RetainAsPublished">RETAIN stays as it was published.</param>
/// <param name="RetainHandling">What it did with kept messages.</param>
/// <param name="Id">Subscription identifier; 0 for none.</param>
public sealed record SubscriptionView(string Filter, MqttQos Qos, bool NoLocal, bool RetainAsPublished, MqttRetainHandling RetainHandling, uint Id);
