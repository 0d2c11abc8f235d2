using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Client;

/// <summary>What became of a published message.</summary>
public enum MqttDelivery
{
    /// <summary>QoS 0: handed to the connection. QoS 1 and 2: the server has taken it over.</summary>
    Delivered,

    /// <summary>The server, or a limit that it has told us, refused it: see <see cref="MqttPublishOutcome.Code"/>.</summary>
    Refused,

    /// <summary>It gave way to newer ones while it waited to be sent.</summary>
    Dropped,

    /// <summary>Its <see cref="MqttMessage.ExpiresIn"/> was over before it could be sent.</summary>
    Expired,

    /// <summary>QoS 2: the server had received it, and lost its session before it confirmed that it passed it on. Sending it again could double it, so it was not.</summary>
    Uncertain,
}

/// <summary>How publishing ended.</summary>
/// <param name="Delivery">What became of the message.</param>
/// <param name="Code">The server's reason code; in 3.1.1 always success.</param>
/// <param name="Reason">Its reason in words; null for none.</param>
public readonly record struct MqttPublishOutcome(MqttDelivery Delivery, MqttReasonCode Code = MqttReasonCode.Success, string? Reason = null)
{
    /// <summary>The server has it.</summary>
    public bool IsDelivered => Delivery == MqttDelivery.Delivered;
}
