using Busbar.Links.Mqtt.Broker.Sessions;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Broker.Routing;

/// <summary>One subscription of a session. What it says is immutable; where it stands belongs to the tree.</summary>
internal sealed class Subscription(Session session, string filter, in MqttSubscription options, uint id)
{
    public Session Session { get; } = session;

    /// <summary>Topic filter as it was sent, <c>$share/group/</c> included.</summary>
    public string Filter { get; } = filter;

    /// <summary>QoS that was granted.</summary>
    public MqttQos Qos { get; } = options.Qos;

    public bool NoLocal { get; } = options.NoLocal;

    public bool RetainAsPublished { get; } = options.RetainAsPublished;

    public MqttRetainHandling RetainHandling { get; } = options.RetainHandling;

    /// <summary>0 for none.</summary>
    public uint Id { get; } = id;

    /// <summary>The group that it shares messages with; null when it gets all.</summary>
    public SharedGroup? Group { get; set; }

    /// <summary>Its identifier as a delivery carries it; null for none.</summary>
    public uint[]? Ids { get; } = id == 0 ? null : [id];

    /// <summary>The node that its filter leads to; null while it is in no tree.</summary>
    internal SubscriptionNode? Node { get; set; }

    /// <summary>Its place in the roster.</summary>
    internal int Index { get; set; }
}
