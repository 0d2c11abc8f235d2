using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Sessions;

/// <summary>What a CONNECT asked for, after the broker's limits.</summary>
/// <param name="ClientId">Client identifier, the assigned one when there was none.</param>
/// <param name="Identity">Who it is.</param>
/// <param name="Version">Protocol version.</param>
/// <param name="CleanStart">Begin anew.</param>
/// <param name="ExpiryS">Seconds that the session outlives the connection.</param>
/// <param name="Will">Its will; null for none.</param>
internal sealed record ConnectRequest(string ClientId, MqttIdentity Identity, MqttVersion Version, bool CleanStart, uint ExpiryS, Will? Will);
