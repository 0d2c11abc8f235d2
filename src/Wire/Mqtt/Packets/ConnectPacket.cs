namespace Busbar.Wire.Mqtt.Packets;

/// <summary>CONNECT (3.1): a client asks for a session. Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class ConnectPacket
{
    /// <summary>Protocol version.</summary>
    public MqttVersion Version { get; set; }

    /// <summary>Begin with a new session (3.1.1: clean session, which also ends the session with the connection).</summary>
    public bool CleanStart { get; set; }

    /// <summary>Longest silence of the client in seconds; 0 for no limit.</summary>
    public ushort KeepAliveS { get; set; }

    /// <summary>Client identifier, UTF-8; empty asks the server for one.</summary>
    public ReadOnlyMemory<byte> ClientId { get; set; }

    /// <summary>The last will; null for none.</summary>
    public MqttWill? Will { get; set; }

    /// <summary>User name, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? UserName { get; set; }

    /// <summary>Password; null for none. In 3.1.1 only together with a user name.</summary>
    public ReadOnlyMemory<byte>? Password { get; set; }

    /// <summary>5.0: seconds that the session outlives the connection; 0 ends with it, <see cref="uint.MaxValue"/> never ends. Default 0.</summary>
    public uint SessionExpiryS { get; set; }

    /// <summary>5.0: most QoS 1 and 2 messages that the client takes at once, 1 to 65,535. Default 65,535.</summary>
    public ushort ReceiveMaximum { get; set; } = ushort.MaxValue;

    /// <summary>5.0: largest packet that the client takes, in bytes, 1 or more; null for no limit.</summary>
    public uint? MaximumPacketSize { get; set; }

    /// <summary>5.0: highest topic alias that the client takes; 0 none. Default 0.</summary>
    public ushort TopicAliasMaximum { get; set; }

    /// <summary>5.0: the client would like Response Information. Default false.</summary>
    public bool RequestResponseInformation { get; set; }

    /// <summary>5.0: reason strings and user properties are welcome on every packet. Default true.</summary>
    public bool RequestProblemInformation { get; set; } = true;

    /// <summary>5.0: name of the method of enhanced authentication, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? AuthenticationMethod { get; set; }

    /// <summary>5.0: data of that method; null for none.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; set; }

    /// <summary>5.0: user properties.</summary>
    public MqttUserProperties UserProperties { get; } = new();

    /// <summary>Forgets everything: as newly made.</summary>
    public void Clear()
    {
        Version = default;
        CleanStart = false;
        KeepAliveS = 0;
        ClientId = default;
        Will = null;
        UserName = null;
        Password = null;
        SessionExpiryS = 0;
        ReceiveMaximum = ushort.MaxValue;
        MaximumPacketSize = null;
        TopicAliasMaximum = 0;
        RequestResponseInformation = false;
        RequestProblemInformation = true;
        AuthenticationMethod = null;
        AuthenticationData = null;
        UserProperties.Clear();
    }
}

/// <summary>The last will of a CONNECT (3.1.2.5, 3.1.3.2). Not thread safe.</summary>
public sealed class MqttWill : IMqttContent
{
    /// <summary>Topic name, UTF-8.</summary>
    public ReadOnlyMemory<byte> Topic { get; set; }

    /// <summary>The message itself.</summary>
    public ReadOnlyMemory<byte> Payload { get; set; }

    /// <summary>Quality of service.</summary>
    public MqttQos Qos { get; set; }

    /// <summary>To be kept by the server.</summary>
    public bool Retain { get; set; }

    /// <summary>5.0: seconds between the end of the connection and the will. Default 0.</summary>
    public uint DelayS { get; set; }

    /// <summary>5.0: 1 when the payload is UTF-8 text, 0 for bytes (the default).</summary>
    public byte PayloadFormat { get; set; }

    /// <summary>5.0: seconds from its publication until the message is worthless; null never.</summary>
    public uint? MessageExpiryS { get; set; }

    /// <summary>5.0: MIME type or the like, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? ContentType { get; set; }

    /// <summary>5.0: topic for the answer, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? ResponseTopic { get; set; }

    /// <summary>5.0: what ties the answer to its request; null for none.</summary>
    public ReadOnlyMemory<byte>? CorrelationData { get; set; }

    /// <summary>5.0: user properties of the message.</summary>
    public MqttUserProperties UserProperties { get; } = new();

    /// <summary>Forgets everything: as newly made.</summary>
    public void Clear()
    {
        Topic = default;
        Payload = default;
        Qos = MqttQos.AtMostOnce;
        Retain = false;
        DelayS = 0;
        PayloadFormat = 0;
        MessageExpiryS = null;
        ContentType = null;
        ResponseTopic = null;
        CorrelationData = null;
        UserProperties.Clear();
    }
}
