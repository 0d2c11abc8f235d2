using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Broker.Storage;

/// <summary>One change of what must survive a restart. Immutable.</summary>
public abstract record StoreChange
{
    /// <summary>Only the ones below.</summary>
    private protected StoreChange()
    {
    }
}

/// <summary>A session that outlives its connection has begun, or its terms have changed.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Identity">Who it belongs to; only the same identity resumes it.</param>
/// <param name="Version">Protocol version.</param>
/// <param name="ExpiryS">Seconds it outlives its connection; <see cref="uint.MaxValue"/> for ever.</param>
/// <param name="EndedAt">When its connection ended, by the wall clock; null while it is connected.</param>
public sealed record SessionSaved(string ClientId, string? Identity, MqttVersion Version, uint ExpiryS, DateTimeOffset? EndedAt) : StoreChange;

/// <summary>A session is over: with it go its subscriptions, messages and identifiers.</summary>
/// <param name="ClientId">Whose.</param>
public sealed record SessionRemoved(string ClientId) : StoreChange;

/// <summary>A subscription was made or changed.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Filter">Topic filter as it was sent, <c>$share/group/</c> included.</param>
/// <param name="Options">QoS that was granted and the options; its filter is not looked at.</param>
/// <param name="SubscriptionId">0 for none.</param>
public sealed record SubscriptionSaved(string ClientId, string Filter, MqttSubscription Options, uint SubscriptionId) : StoreChange;

/// <summary>A subscription was ended.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Filter">Topic filter as it was sent.</param>
public sealed record SubscriptionRemoved(string ClientId, string Filter) : StoreChange;

/// <summary>A message waits for a session. The message itself is stored with its first receiver and goes with its last.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Order">Number of the delivery within the session, rising.</param>
/// <param name="Message">The message, with its <see cref="BrokerMessage.StoreId"/>.</param>
/// <param name="ExpiresAt">When it becomes worthless, by the wall clock; null never.</param>
/// <param name="Qos">QoS of the delivery, 1 or 2.</param>
/// <param name="Retain">RETAIN flag of the delivery.</param>
/// <param name="SubscriptionIds">Subscription identifiers of the delivery; empty for none.</param>
/// <param name="PacketId">Packet identifier when it was given one at once; 0 while it waits.</param>
public sealed record DeliveryQueued(
    string ClientId, long Order, BrokerMessage Message, DateTimeOffset? ExpiresAt, MqttQos Qos, bool Retain, uint[] SubscriptionIds, ushort PacketId) : StoreChange;

/// <summary>A message that waited has got its packet identifier and is about to be sent.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Order">Which delivery.</param>
/// <param name="PacketId">1 to 65,535.</param>
public sealed record DeliverySent(string ClientId, long Order, ushort PacketId) : StoreChange;

/// <summary>The receiver has a QoS 2 message (PUBREC): from now on only PUBREL is sent for it.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Order">Which delivery.</param>
public sealed record DeliveryReleased(string ClientId, long Order) : StoreChange;

/// <summary>A delivery is over: acknowledged, refused, expired or dropped.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Order">Which delivery.</param>
public sealed record DeliveryDone(string ClientId, long Order) : StoreChange;

/// <summary>A QoS 2 message of this client has been taken: the same identifier again is a repetition.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="PacketId">1 to 65,535.</param>
public sealed record ReceivedIdSaved(string ClientId, ushort PacketId) : StoreChange;

/// <summary>The client has released the identifier (PUBREL).</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="PacketId">1 to 65,535.</param>
public sealed record ReceivedIdRemoved(string ClientId, ushort PacketId) : StoreChange;

/// <summary>A message is kept for its topic, in place of what was.</summary>
/// <param name="Message">The message.</param>
/// <param name="ExpiresAt">When it becomes worthless, by the wall clock; null never.</param>
public sealed record RetainedSaved(BrokerMessage Message, DateTimeOffset? ExpiresAt) : StoreChange;

/// <summary>Nothing is kept for a topic any more.</summary>
/// <param name="Topic">Topic name, UTF-8.</param>
public sealed record RetainedRemoved(byte[] Topic) : StoreChange;

/// <summary>A session that outlives its connection has a will.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Message">The message.</param>
/// <param name="DelayS">Seconds between the end of the connection and the will.</param>
/// <param name="MessageExpiryS">Seconds from its publication until it is worthless; null never.</param>
public sealed record WillSaved(string ClientId, BrokerMessage Message, uint DelayS, uint? MessageExpiryS) : StoreChange;

/// <summary>The will was published or withdrawn.</summary>
/// <param name="ClientId">Whose.</param>
public sealed record WillRemoved(string ClientId) : StoreChange;
