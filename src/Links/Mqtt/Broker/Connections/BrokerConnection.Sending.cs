using System.Buffers;
using System.Text;
using Busbar.Links.Mqtt.Broker.Sessions;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>Packets to the client. Called by any thread; for QoS 1 and 2 under the session's lock.</summary>
internal sealed partial class BrokerConnection
{
    private OutgoingAliases? _aliasesOut;
    private int _maxPacketBytes = int.MaxValue;
    private bool _tellsWhy = true;

    /// <summary>Most messages with QoS 1 and 2 that are under way to the client.</summary>
    public int Window { get; private set; } = 1;

    /// <summary>Sends a QoS 0 message; false when it is dropped, because the client reads too slowly or takes no packet so large.</summary>
    public bool TrySend(Publication publication, bool retain, uint[]? ids)
    {
        var limit = _core.Options.MaxOutboxBytes;
        if (NeedsOwnFrame(ids))
        {
            if (Outbox.Pending > limit || !Fits(publication, MqttQos.AtMostOnce, retain, ids)) return false;
            SendOwn(publication.FrameFor(Version, MqttQos.AtMostOnce, retain, 0, 0, ids));
            return true;
        }

        var frame = publication.Frame(Version, MqttQos.AtMostOnce, retain, out _);
        return frame.Length <= _maxPacketBytes && Outbox.TryAppend(frame, 0, 0, limit);
    }

    /// <summary>Sends a message with its packet identifier for the first time.</summary>
    public void Send(Publication publication, MqttQos qos, bool retain, uint[]? ids, ushort packetId)
    {
        if (NeedsOwnFrame(ids)) SendOwn(publication.FrameFor(Version, qos, retain, packetId, 0, ids));
        else Outbox.TryAppend(publication.Frame(Version, qos, retain, out var idAt), idAt, packetId, int.MaxValue);
    }

    /// <summary>Sends a message that waited, or was sent before.</summary>
    public void Send(in Delivery delivery, bool dup) => SendOwn(FrameFor(delivery, dup));

    /// <summary>Would the client take the packet?</summary>
    public bool Fits(Publication publication, MqttQos qos, bool retain, uint[]? ids) =>
        _maxPacketBytes == int.MaxValue || publication.FrameFor(Version, qos, retain, 1, 0, ids).Size <= _maxPacketBytes;

    /// <inheritdoc cref="Fits(Publication, MqttQos, bool, uint[])"/>
    public bool Fits(in Delivery delivery) => _maxPacketBytes == int.MaxValue || FrameFor(delivery, dup: false).Size <= _maxPacketBytes;

    public void SendAck(MqttPacketType type, ushort packetId, MqttReasonCode code) => Outbox.Append(Version, type, packetId, code);

    private bool NeedsOwnFrame(uint[]? ids) => Version == MqttVersion.V50 && (ids is not null || _aliasesOut is not null);

    private void SendOwn(in PublishFrame frame)
    {
        if (_aliasesOut is { } aliases) aliases.Send(Outbox, frame, _maxPacketBytes);
        else Outbox.Append(frame);
    }

    private PublishFrame FrameFor(in Delivery delivery, bool dup) => new()
    {
        Version = Version,
        Topic = delivery.Message.Topic,
        Payload = delivery.Message.Payload,
        Qos = delivery.Qos,
        Dup = dup,
        Retain = delivery.Retain,
        PacketId = delivery.PacketId,
        MessageExpiryS = delivery.Message.ExpiresAt is { } at ? _core.Time.SecondsUntil(at) : null,
        SubscriptionIds = delivery.SubscriptionIds,
        ForwardedProperties = delivery.Message.Properties,
    };

    private void SendDisconnect(MqttReasonCode code, string why)
    {
        var packet = new DisconnectPacket { Code = code };
        if (_tellsWhy) packet.ReasonString = Encoding.UTF8.GetBytes(why);
        var bytes = new ArrayBufferWriter<byte>(64);
        if (MqttPacketWriter.Size(Version, packet) > _maxPacketBytes) packet.ReasonString = null;
        MqttPacketWriter.Write(bytes, Version, packet);
        Outbox.Append(bytes.WrittenSpan);
    }
}
