namespace Busbar.Links.Mqtt.Broker.Sessions;

/// <summary>A last will (3.1.2.5). Immutable.</summary>
/// <param name="Message">The message; its expiry counts from its publication.</param>
/// <param name="DelayS">Seconds between the end of the connection and the will.</param>
/// <param name="ExpiryS">Seconds from its publication until it is worthless; null never.</param>
internal sealed record Will(BrokerMessage Message, uint DelayS, uint? ExpiryS);
