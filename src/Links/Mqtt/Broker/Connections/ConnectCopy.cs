using System.Text;
using Busbar.Links.Mqtt.Broker.Sessions;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>What is kept of a CONNECT while it is decided. Immutable.</summary>
internal sealed class ConnectCopy
{
    private readonly byte[] _willProperties = [];
    private readonly byte[] _willPayload = [];
    private readonly MqttQos _willQos;
    private readonly bool _willRetain;
    private readonly uint _willDelayS;
    private readonly uint? _willExpiryS;

    public ConnectCopy(ConnectPacket packet)
    {
        Version = packet.Version;
        CleanStart = packet.CleanStart;
        KeepAliveS = packet.KeepAliveS;
        ClientId = Encoding.UTF8.GetString(packet.ClientId.Span);
        UserName = packet.UserName is { } name ? Encoding.UTF8.GetString(name.Span) : null;
        Password = packet.Password is { } password ? password.ToArray() : default(ReadOnlyMemory<byte>?);
        SessionExpiryS = packet.SessionExpiryS;
        ReceiveMaximum = packet.ReceiveMaximum;
        MaximumPacketSize = packet.MaximumPacketSize;
        TopicAliasMaximum = packet.TopicAliasMaximum;
        WantsResponseInformation = packet.RequestResponseInformation;
        WantsProblemInformation = packet.RequestProblemInformation;
        HasAuthenticationMethod = packet.AuthenticationMethod is not null;
        if (packet.Will is not { } will) return;
        WillTopic = will.Topic.ToArray();
        _willProperties = MqttProperties.Forwardable(will);
        _willPayload = will.Payload.ToArray();
        (_willQos, _willRetain, _willDelayS, _willExpiryS) = (will.Qos, will.Retain, will.DelayS, will.MessageExpiryS);
    }

    public MqttVersion Version { get; }

    public bool CleanStart { get; }

    public ushort KeepAliveS { get; }

    /// <summary>Empty asks for one.</summary>
    public string ClientId { get; }

    public string? UserName { get; }

    public ReadOnlyMemory<byte>? Password { get; }

    public uint SessionExpiryS { get; }

    public ushort ReceiveMaximum { get; }

    public uint? MaximumPacketSize { get; }

    public ushort TopicAliasMaximum { get; }

    public bool WantsResponseInformation { get; }

    public bool WantsProblemInformation { get; }

    public bool HasAuthenticationMethod { get; }

    /// <summary>Null for no will.</summary>
    public byte[]? WillTopic { get; }

    /// <summary>The will; null for none.</summary>
    /// <param name="clientId">Whose it is.</param>
    /// <param name="storeId">Number of its message in the store; 0 for none.</param>
    public Will? WillOf(string clientId, long storeId) => WillTopic is null ? null : new Will(
        new BrokerMessage
        {
            StoreId = storeId,
            Topic = WillTopic,
            Properties = _willProperties,
            Payload = _willPayload,
            Qos = _willQos,
            Retain = _willRetain,
            Publisher = clientId,
        },
        _willDelayS,
        _willExpiryS);
}
