namespace Busbar.Wire.Mqtt.Packets;

/// <summary>CONNACK (3.2): the server's answer to CONNECT. Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class ConnAckPacket
{
    /// <summary>The server goes on with a session that it had.</summary>
    public bool SessionPresent { get; set; }

    /// <summary>How it went. In 3.1.1 the formatter translates to and from <see cref="MqttConnectReturnCode"/>.</summary>
    public MqttReasonCode Code { get; set; }

    /// <summary>5.0: session expiry that the server uses, seconds; null as the client asked.</summary>
    public uint? SessionExpiryS { get; set; }

    /// <summary>5.0: most QoS 1 and 2 messages that the server takes at once, 1 to 65,535. Default 65,535.</summary>
    public ushort ReceiveMaximum { get; set; } = ushort.MaxValue;

    /// <summary>5.0: highest QoS that the server takes. Default <see cref="MqttQos.ExactlyOnce"/>.</summary>
    public MqttQos MaximumQos { get; set; } = MqttQos.ExactlyOnce;

    /// <summary>5.0: the server keeps messages. Default true.</summary>
    public bool RetainAvailable { get; set; } = true;

    /// <summary>5.0: largest packet that the server takes, in bytes, 1 or more; null for no limit.</summary>
    public uint? MaximumPacketSize { get; set; }

    /// <summary>5.0: the identifier that the server chose, UTF-8; null when the client chose.</summary>
    public ReadOnlyMemory<byte>? AssignedClientId { get; set; }

    /// <summary>5.0: highest topic alias that the server takes; 0 none. Default 0.</summary>
    public ushort TopicAliasMaximum { get; set; }

    /// <summary>5.0: reason in words, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? ReasonString { get; set; }

    /// <summary>5.0: user properties.</summary>
    public MqttUserProperties UserProperties { get; } = new();

    /// <summary>5.0: the server takes filters with wildcards. Default true.</summary>
    public bool WildcardSubscriptionAvailable { get; set; } = true;

    /// <summary>5.0: the server takes subscription identifiers. Default true.</summary>
    public bool SubscriptionIdentifiersAvailable { get; set; } = true;

    /// <summary>5.0: the server takes shared subscriptions. Default true.</summary>
    public bool SharedSubscriptionAvailable { get; set; } = true;

    /// <summary>5.0: keep-alive that the client must use, seconds; null the one it asked for.</summary>
    public ushort? ServerKeepAliveS { get; set; }

    /// <summary>5.0: basis for response topics, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? ResponseInformation { get; set; }

    /// <summary>5.0: another server to use, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? ServerReference { get; set; }

    /// <summary>5.0: name of the method of enhanced authentication, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? AuthenticationMethod { get; set; }

    /// <summary>5.0: data of that method; null for none.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; set; }

    /// <summary>Forgets everything: as newly made.</summary>
    public void Clear()
    {
        SessionPresent = false;
        Code = MqttReasonCode.Success;
        SessionExpiryS = null;
        ReceiveMaximum = ushort.MaxValue;
        MaximumQos = MqttQos.ExactlyOnce;
        RetainAvailable = true;
        MaximumPacketSize = null;
        AssignedClientId = null;
        TopicAliasMaximum = 0;
        ReasonString = null;
        UserProperties.Clear();
        WildcardSubscriptionAvailable = true;
        SubscriptionIdentifiersAvailable = true;
        SharedSubscriptionAvailable = true;
        ServerKeepAliveS = null;
        ResponseInformation = null;
        ServerReference = null;
        AuthenticationMethod = null;
        AuthenticationData = null;
    }
}
