namespace Busbar.Wire.Mqtt.Packets;

/// <summary>DISCONNECT (3.14): the end of a connection on purpose. Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class DisconnectPacket
{
    /// <summary>5.0: why; 3.1.1 always success, from the client only.</summary>
    public MqttReasonCode Code { get; set; }

    /// <summary>5.0, client only: new session expiry in seconds; null as it was.</summary>
    public uint? SessionExpiryS { get; set; }

    /// <summary>5.0: reason in words, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? ReasonString { get; set; }

    /// <summary>5.0: user properties.</summary>
    public MqttUserProperties UserProperties { get; } = new();

    /// <summary>5.0, server only: another server to use, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? ServerReference { get; set; }

    /// <summary>Forgets everything: as newly made.</summary>
    public void Clear()
    {
        Code = MqttReasonCode.Success;
        SessionExpiryS = null;
        ReasonString = null;
        UserProperties.Clear();
        ServerReference = null;
    }
}
