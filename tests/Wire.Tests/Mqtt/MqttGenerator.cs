using System.Text;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Tests.Mqtt;

/// <summary>Random packets that may be sent, from a seed.</summary>
internal sealed class MqttGenerator(Random random)
{
    private static readonly string[] Texts = ["", "a", "a/b", "site/7/gun", "°C", "\uFEFFmark", "🚗", new string('x', 127), new string('y', 300)];

    private static readonly MqttReasonCode[] ConnAckCodes = [MqttReasonCode.Success, MqttReasonCode.UnsupportedProtocolVersion,
        MqttReasonCode.ClientIdentifierNotValid, MqttReasonCode.ServerUnavailable, MqttReasonCode.BadUserNameOrPassword, MqttReasonCode.NotAuthorized];

    public bool Coin() => random.Next(2) == 0;

    public ConnectPacket Connect(MqttVersion version)
    {
        var packet = new ConnectPacket { Version = version, CleanStart = Coin(), KeepAliveS = UInt16(), ClientId = Text() };
        if (packet.ClientId.IsEmpty) packet.CleanStart = true;
        if (Coin()) packet.Will = Will(version);
        if (Coin()) packet.UserName = Text();
        if (Coin() && (version == MqttVersion.V50 || packet.UserName is not null)) packet.Password = Bytes();
        if (version != MqttVersion.V50) return packet;
        packet.SessionExpiryS = Coin() ? 0 : UInt32();
        packet.ReceiveMaximum = Coin() ? ushort.MaxValue : NonZero();
        packet.MaximumPacketSize = Coin() ? null : UInt32() | 1;
        packet.TopicAliasMaximum = UInt16();
        packet.RequestResponseInformation = Coin();
        packet.RequestProblemInformation = Coin();
        packet.AuthenticationMethod = MaybeText();
        if (packet.AuthenticationMethod is not null && Coin()) packet.AuthenticationData = Bytes();
        User(packet.UserProperties);
        return packet;
    }

    public ConnAckPacket ConnAck(MqttVersion version)
    {
        var packet = new ConnAckPacket { Code = ConnAckCodes[random.Next(ConnAckCodes.Length)] };
        packet.SessionPresent = packet.Code == MqttReasonCode.Success && Coin();
        if (version != MqttVersion.V50) return packet;
        packet.SessionExpiryS = Coin() ? null : UInt32();
        packet.ReceiveMaximum = NonZero();
        packet.MaximumQos = (MqttQos)random.Next(3);
        packet.RetainAvailable = Coin();
        packet.MaximumPacketSize = Coin() ? null : UInt32() | 1;
        packet.AssignedClientId = MaybeText();
        packet.TopicAliasMaximum = UInt16();
        packet.ReasonString = MaybeText();
        packet.WildcardSubscriptionAvailable = Coin();
        packet.SubscriptionIdentifiersAvailable = Coin();
        packet.SharedSubscriptionAvailable = Coin();
        packet.ServerKeepAliveS = Coin() ? null : UInt16();
        packet.ResponseInformation = MaybeText();
        packet.ServerReference = MaybeText();
        packet.AuthenticationMethod = MaybeText();
        if (packet.AuthenticationMethod is not null && Coin()) packet.AuthenticationData = Bytes();
        User(packet.UserProperties);
        return packet;
    }

    public PublishPacket Publish(MqttVersion version)
    {
        var packet = new PublishPacket { Qos = (MqttQos)random.Next(3), Retain = Coin(), Topic = Topic(), Payload = Bytes() };
        if (packet.Qos != MqttQos.AtMostOnce) (packet.Dup, packet.PacketId) = (Coin(), NonZero());
        if (version != MqttVersion.V50) return packet;
        packet.MessageExpiryS = Coin() ? null : UInt32();
        packet.TopicAlias = Coin() ? (ushort)0 : NonZero();
        if (packet.TopicAlias != 0 && Coin()) packet.Topic = default;
        for (var i = random.Next(3); i > 0; i--) packet.SubscriptionIds.Add(SubscriptionId());
        packet.PayloadFormat = (byte)random.Next(2);
        packet.ContentType = MaybeText();
        packet.ResponseTopic = Coin() ? null : new ReadOnlyMemory<byte>?(Topic());
        packet.CorrelationData = Coin() ? null : new ReadOnlyMemory<byte>?(Bytes());
        User(packet.UserProperties);
        return packet;
    }

    public AckPacket Ack(MqttVersion version)
    {
        AckPacket packet = random.Next(4) switch { 0 => new PubAckPacket(), 1 => new PubRecPacket(), 2 => new PubRelPacket(), _ => new PubCompPacket() };
        packet.PacketId = NonZero();
        if (version != MqttVersion.V50) return packet;
        if (Coin()) packet.Code = packet is PubAckPacket or PubRecPacket ? MqttReasonCode.NoMatchingSubscribers : MqttReasonCode.PacketIdentifierNotFound;
        packet.ReasonString = MaybeText();
        User(packet.UserProperties);
        return packet;
    }

    public SubscribePacket Subscribe(MqttVersion version)
    {
        var v50 = version == MqttVersion.V50;
        var packet = new SubscribePacket { PacketId = NonZero(), SubscriptionId = v50 && Coin() ? SubscriptionId() : 0 };
        if (v50) User(packet.UserProperties);
        for (var i = random.Next(1, 4); i > 0; i--)
            packet.Subscriptions.Add(new MqttSubscription(Topic(), (MqttQos)random.Next(3), v50 && Coin(), v50 && Coin(), v50 ? (MqttRetainHandling)random.Next(3) : default));
        return packet;
    }

    public SubAckPacket SubAck(MqttVersion version)
    {
        var packet = new SubAckPacket { PacketId = NonZero() };
        MqttReasonCode[] codes = [MqttReasonCode.Success, MqttReasonCode.GrantedQos1, MqttReasonCode.GrantedQos2, MqttReasonCode.UnspecifiedError];
        packet.Codes.AddRange(random.GetItems(codes, random.Next(1, 5)));
        if (version != MqttVersion.V50) return packet;
        packet.ReasonString = MaybeText();
        User(packet.UserProperties);
        return packet;
    }

    public UnsubscribePacket Unsubscribe(MqttVersion version)
    {
        var packet = new UnsubscribePacket { PacketId = NonZero() };
        for (var i = random.Next(1, 4); i > 0; i--) packet.Filters.Add(Topic());
        if (version == MqttVersion.V50) User(packet.UserProperties);
        return packet;
    }

    public UnsubAckPacket UnsubAck(MqttVersion version)
    {
        var packet = new UnsubAckPacket { PacketId = NonZero() };
        if (version != MqttVersion.V50) return packet;
        MqttReasonCode[] codes = [MqttReasonCode.Success, MqttReasonCode.NoSubscriptionExisted, MqttReasonCode.NotAuthorized];
        packet.Codes.AddRange(random.GetItems(codes, random.Next(1, 5)));
        packet.ReasonString = MaybeText();
        User(packet.UserProperties);
        return packet;
    }

    public DisconnectPacket Disconnect(MqttVersion version, MqttRole sender)
    {
        var packet = new DisconnectPacket();
        if (version != MqttVersion.V50) return packet;
        if (Coin()) packet.Code = sender == MqttRole.Client ? MqttReasonCode.DisconnectWithWillMessage : MqttReasonCode.ServerShuttingDown;
        if (Coin() && sender == MqttRole.Client) packet.SessionExpiryS = UInt32();
        if (Coin() && sender == MqttRole.Server) packet.ServerReference = Text();
        packet.ReasonString = MaybeText();
        User(packet.UserProperties);
        return packet;
    }

    public AuthPacket Auth()
    {
        var packet = new AuthPacket { Code = MqttReasonCode.ContinueAuthentication, AuthenticationMethod = Text(), ReasonString = MaybeText() };
        if (Coin()) packet.AuthenticationData = Bytes();
        User(packet.UserProperties);
        return packet;
    }

    public byte[] Bytes()
    {
        var bytes = new byte[random.Next(4) == 0 ? random.Next(400) : random.Next(12)];
        random.NextBytes(bytes);
        return bytes;
    }

    private MqttWill Will(MqttVersion version)
    {
        var will = new MqttWill { Topic = Topic(), Payload = Bytes(), Qos = (MqttQos)random.Next(3), Retain = Coin() };
        if (version != MqttVersion.V50) return will;
        will.DelayS = Coin() ? 0 : UInt32();
        will.MessageExpiryS = Coin() ? null : UInt32();
        will.PayloadFormat = (byte)random.Next(2);
        will.ContentType = MaybeText();
        will.ResponseTopic = Coin() ? null : new ReadOnlyMemory<byte>?(Topic());
        will.CorrelationData = Coin() ? null : new ReadOnlyMemory<byte>?(Bytes());
        User(will.UserProperties);
        return will;
    }

    private ReadOnlyMemory<byte> Text() => Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]);

    private ReadOnlyMemory<byte>? MaybeText() => Coin() ? null : new ReadOnlyMemory<byte>?(Text());

    private ReadOnlyMemory<byte> Topic() => Encoding.UTF8.GetBytes(Texts[random.Next(1, Texts.Length)]);

    private void User(MqttUserProperties to)
    {
        for (var i = random.Next(3); i > 0; i--) to.Add(Text(), Text());
    }

    private ushort UInt16() => (ushort)random.Next(65_536);

    private ushort NonZero() => (ushort)random.Next(1, 65_536);

    private uint UInt32() => (uint)random.NextInt64(0x1_0000_0000);

    private uint SubscriptionId() => (uint)(1 + (random.Next(268_435_455) >> random.Next(28)));
}
