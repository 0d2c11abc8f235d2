namespace Busbar.Wire.Mqtt;

/// <summary>Protocol level of a CONNECT (MQTT 3.1.1 and 5.0, 3.1.2.2). Level 3, which is MQTT 3.1, is not served.</summary>
public enum MqttVersion : byte
{
    /// <summary>MQTT 3.1.1, OASIS standard of 2014.</summary>
    V311 = 4,

    /// <summary>MQTT 5.0, OASIS standard of 2019.</summary>
    V50 = 5,
}

/// <summary>Which end of a connection sent a packet: some packets travel one way only.</summary>
public enum MqttRole : byte
{
    /// <summary>The end that sent CONNECT.</summary>
    Client,

    /// <summary>The end that answers with CONNACK.</summary>
    Server,
}

/// <summary>Quality of service of a message (4.3).</summary>
public enum MqttQos : byte
{
    /// <summary>Delivered at most once, not acknowledged.</summary>
    AtMostOnce = 0,

    /// <summary>Delivered at least once, acknowledged by PUBACK.</summary>
    AtLeastOnce = 1,

    /// <summary>Delivered exactly once: PUBLISH, PUBREC, PUBREL, PUBCOMP.</summary>
    ExactlyOnce = 2,
}

/// <summary>Control packet types, the upper four bits of the first byte (2.1.2).</summary>
public enum MqttPacketType : byte
{
    /// <summary>Not a packet: reserved, forbidden on the wire.</summary>
    None = 0,
    /// <summary>Client asks for a session.</summary>
    Connect = 1,
    /// <summary>Server's answer to CONNECT.</summary>
    ConnAck = 2,
    /// <summary>An application message.</summary>
    Publish = 3,
    /// <summary>Acknowledges a QoS 1 message.</summary>
    PubAck = 4,
    /// <summary>QoS 2, part 1 of the answer: received.</summary>
    PubRec = 5,
    /// <summary>QoS 2, part 2: release.</summary>
    PubRel = 6,
    /// <summary>QoS 2, part 3: complete.</summary>
    PubComp = 7,
    /// <summary>Client subscribes.</summary>
    Subscribe = 8,
    /// <summary>Server's answer to SUBSCRIBE.</summary>
    SubAck = 9,
    /// <summary>Client unsubscribes.</summary>
    Unsubscribe = 10,
    /// <summary>Server's answer to UNSUBSCRIBE.</summary>
    UnsubAck = 11,
    /// <summary>Client asks for a sign of life.</summary>
    PingReq = 12,
    /// <summary>Server's sign of life.</summary>
    PingResp = 13,
    /// <summary>Either end says goodbye (3.1.1: the client only).</summary>
    Disconnect = 14,
    /// <summary>Enhanced authentication; 5.0 only.</summary>
    Auth = 15,
}
