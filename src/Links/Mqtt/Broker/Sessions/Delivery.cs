using Busbar.Links.Mqtt.Broker.Routing;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Sessions;

/// <summary>How far a delivery with QoS 1 or 2 has come.</summary>
internal enum DeliveryState : byte
{
    /// <summary>Has no packet identifier yet.</summary>
    Waiting,

    /// <summary>QoS 2 for a session that survives us: sent once its packet identifier is durable.</summary>
    Storing,

    /// <summary>Its packet identifier became durable while the client was away: not sent yet.</summary>
    Stored,

    /// <summary>PUBLISH was sent.</summary>
    Sent,

    /// <summary>PUBREC has come; PUBREL is sent once that is durable.</summary>
    Received,

    /// <summary>PUBREL was sent.</summary>
    Released,
}

/// <summary>A message on its way to one session with QoS 1 or 2.</summary>
internal struct Delivery
{
    public BrokerMessage Message;

    /// <summary>Identifiers of the subscriptions; null for none. Shared, not changed.</summary>
    public uint[]? SubscriptionIds;

    /// <summary>The group that chose this session; null for none.</summary>
    public SharedGroup? Group;

    /// <summary>Number within the session, rising.</summary>
    public long Order;

    /// <summary>0 while it waits.</summary>
    public ushort PacketId;

    public MqttQos Qos;

    public bool Retain;

    public DeliveryState State;

    /// <summary>It takes a place in the window of the connection that there is now.</summary>
    public bool Counted;
}
