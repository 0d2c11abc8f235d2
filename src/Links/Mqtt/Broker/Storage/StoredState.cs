namespace Busbar.Links.Mqtt.Broker.Storage;

/// <summary>What was durable when the last process ended.</summary>
/// <param name="Sessions">Sessions that outlive their connection.</param>
/// <param name="Retained">Kept messages. <see cref="BrokerMessage.ExpiresAt"/> is not set; the wall-clock time is here.</param>
/// <param name="LastStoreId">Highest <see cref="BrokerMessage.StoreId"/> ever given; new ones begin above it.</param>
public sealed record StoredState(IReadOnlyList<StoredSession> Sessions, IReadOnlyList<RetainedSaved> Retained, long LastStoreId);

/// <summary>One session.</summary>
/// <param name="Session">Its terms. One that was connected when the process died has no end: it counts from the start of the next process.</param>
/// <param name="Subscriptions">Its subscriptions.</param>
/// <param name="Deliveries">Its messages, in order, and what became of each.</param>
/// <param name="ReceivedIds">Identifiers of its QoS 2 messages that are not released yet.</param>
/// <param name="Will">Its will; null for none.</param>
public sealed record StoredSession(
    SessionSaved Session,
    IReadOnlyList<SubscriptionSaved> Subscriptions,
    IReadOnlyList<StoredDelivery> Deliveries,
    IReadOnlyList<ushort> ReceivedIds,
    WillSaved? Will);

/// <summary>One message of a session.</summary>
/// <param name="Delivery">The delivery; its packet identifier is 0 when it was not sent.</param>
/// <param name="Released">The receiver has it (PUBREC): only PUBREL is owed.</param>
public sealed record StoredDelivery(DeliveryQueued Delivery, bool Released);
