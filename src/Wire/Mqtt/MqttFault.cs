namespace Busbar.Wire.Mqtt;

/// <summary>Why a packet is refused.</summary>
/// <param name="Code">The reason code that MQTT 5.0 wants for it: malformed packet, protocol error, topic name invalid, packet too large...</param>
/// <param name="Text">Field, value and what is allowed, in words fit for a Reason String and a log.</param>
/// <param name="Clause">Normative statement or clause that is broken, such as <c>MQTT-3.1.2-3</c>.</param>
public readonly record struct MqttFault(MqttReasonCode Code, string Text, string Clause);
