namespace Busbar.Wire.Mqtt.Packets;

/// <summary>AUTH (3.15), 5.0 only: a step of enhanced authentication. Reused from packet to packet; the memory it points to is valid until the next read. Not thread safe.</summary>
public sealed class AuthPacket
{
    /// <summary>Success, continue authentication, or re-authenticate.</summary>
    public MqttReasonCode Code { get; set; }

    /// <summary>Name of the method, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? AuthenticationMethod { get; set; }

    /// <summary>Data of that method; null for none.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; set; }

    /// <summary>Reason in words, UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? ReasonString { get; set; }

    /// <summary>User properties.</summary>
    public MqttUserProperties UserProperties { get; } = new();

    /// <summary>Forgets everything: as newly made.</summary>
    public void Clear()
    {
        Code = MqttReasonCode.Success;
        AuthenticationMethod = null;
        AuthenticationData = null;
        ReasonString = null;
        UserProperties.Clear();
    }
}
