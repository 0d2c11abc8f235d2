using System.Buffers;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Tests.Mqtt;

/// <summary>What the standards forbid is not written: the exception names it, and not a byte is out.</summary>
public sealed class MqttWriterTests
{
    private const MqttVersion V311 = MqttVersion.V311;
    private const MqttVersion V50 = MqttVersion.V50;

    private static readonly byte[] A = "a"u8.ToArray();
    private static readonly byte[] BadUtf8 = [0xC3, 0x28];

    private readonly ArrayBufferWriter<byte> _writer = new();

    [Fact]
    public void A_connect_that_breaks_a_rule_is_not_written()
    {
        Refused("Version is V50", w => MqttPacketWriter.Write(w, V311, Connect(V50)));
        Refused("Password", w => MqttPacketWriter.Write(w, V311, Connect(V311, c => c.Password = A)));
        Refused("ClientId is empty", w => MqttPacketWriter.Write(w, V311, Connect(V311, c => c.ClientId = default)));
        Refused("Client Identifier", w => MqttPacketWriter.Write(w, V50, Connect(V50, c => c.ClientId = BadUtf8)));
        Refused("User Name", w => MqttPacketWriter.Write(w, V50, Connect(V50, c => c.UserName = new byte[1])));
        Refused("65,535", w => MqttPacketWriter.Write(w, V50, Connect(V50, c => c.Password = new byte[65_536])));
        Refused("ReceiveMaximum is 0", w => MqttPacketWriter.Write(w, V50, Connect(V50, c => c.ReceiveMaximum = 0)));
        Refused("MaximumPacketSize is 0", w => MqttPacketWriter.Write(w, V50, Connect(V50, c => c.MaximumPacketSize = 0)));
        Refused("AuthenticationData", w => MqttPacketWriter.Write(w, V50, Connect(V50, c => c.AuthenticationData = A)));
        Refused("Will.Qos is 3", w => MqttPacketWriter.Write(w, V50, Connect(V50, c => c.Will = new MqttWill { Topic = A, Qos = (MqttQos)3 })));
        Refused("Will Topic", w => MqttPacketWriter.Write(w, V50, Connect(V50, c => c.Will = new MqttWill())));
        Refused("PayloadFormat is 2", w => MqttPacketWriter.Write(w, V50, Connect(V50, c => c.Will = new MqttWill { Topic = A, PayloadFormat = 2 })));
    }

    [Fact]
    public void A_connack_that_breaks_a_rule_is_not_written()
    {
        Refused("SessionPresent", w => MqttPacketWriter.Write(w, V50, new ConnAckPacket { SessionPresent = true, Code = MqttReasonCode.Banned }));
        Refused("SessionPresent", w => MqttPacketWriter.Write(w, V311, new ConnAckPacket { SessionPresent = true, Code = MqttReasonCode.NotAuthorized }));
        Refused("KeepAliveTimeout", w => MqttPacketWriter.Write(w, V50, new ConnAckPacket { Code = MqttReasonCode.KeepAliveTimeout }));
        Refused("MalformedPacket", w => MqttPacketWriter.Write(w, V311, new ConnAckPacket { Code = MqttReasonCode.MalformedPacket }));
        Refused("MaximumQos is 3", w => MqttPacketWriter.Write(w, V50, new ConnAckPacket { MaximumQos = (MqttQos)3 }));
    }

    [Fact]
    public void A_publish_that_breaks_a_rule_is_not_written()
    {
        foreach (var version in (MqttVersion[])[V311, V50])
        {
            Refused("Topic Name", w => MqttPacketWriter.Write(w, version, new PublishPacket()));
            Refused("MQTT-4.7.0-1", w => MqttPacketWriter.Write(w, version, new PublishPacket { Topic = "a/#"u8.ToArray() }));
            Refused("Topic Name", w => MqttPacketWriter.Write(w, version, new PublishPacket { Topic = BadUtf8 }));
            Refused("Qos is 3", w => MqttPacketWriter.Write(w, version, new PublishPacket { Topic = A, Qos = (MqttQos)3 }));
            Refused("Dup", w => MqttPacketWriter.Write(w, version, new PublishPacket { Topic = A, Dup = true }));
            Refused("PacketId is 5", w => MqttPacketWriter.Write(w, version, new PublishPacket { Topic = A, PacketId = 5 }));
            Refused("PacketId is 0", w => MqttPacketWriter.Write(w, version, new PublishPacket { Topic = A, Qos = MqttQos.AtLeastOnce }));
        }

        Refused("Topic Name", w => MqttPacketWriter.Write(w, V311, new PublishPacket { TopicAlias = 1 }));
        Refused("ResponseTopic", w => MqttPacketWriter.Write(w, V50, new PublishPacket { Topic = A, ResponseTopic = "+"u8.ToArray() }));
        Refused("SubscriptionIdentifier is 0", w => MqttPacketWriter.Write(w, V50, new PublishPacket { Topic = A, SubscriptionIds = { 0 } }));
        Refused("SubscriptionIdentifier is 268435456", w => MqttPacketWriter.Write(w, V50, new PublishPacket { Topic = A, SubscriptionIds = { 268_435_456 } }));
        Refused("UserProperty's name", w =>
        {
            var packet = new PublishPacket { Topic = A };
            packet.UserProperties.Add(BadUtf8, A);
            MqttPacketWriter.Write(w, V50, packet);
        });
    }

    [Fact]
    public void An_answer_that_breaks_a_rule_is_not_written()
    {
        Refused("PacketId is 0", w => MqttPacketWriter.Write(w, V311, new PubAckPacket()));
        Refused("PUBREL", w => MqttPacketWriter.Write(w, V50, new PubRelPacket { PacketId = 1, Code = MqttReasonCode.NotAuthorized }));
        Refused("Codes is empty", w => MqttPacketWriter.Write(w, V50, new SubAckPacket { PacketId = 1 }));
        Refused("SUBACK", w => MqttPacketWriter.Write(w, V50, new SubAckPacket { PacketId = 1, Codes = { MqttReasonCode.Banned } }));
        Refused("Codes is empty", w => MqttPacketWriter.Write(w, V50, new UnsubAckPacket { PacketId = 1 }));
        Refused("UNSUBACK", w => MqttPacketWriter.Write(w, V50, new UnsubAckPacket { PacketId = 1, Codes = { MqttReasonCode.GrantedQos1 } }));
        Refused("DISCONNECT", w => MqttPacketWriter.Write(w, V50, new DisconnectPacket { Code = MqttReasonCode.Banned }));
        Refused("ServerReference", w => MqttPacketWriter.Write(w, V50, new DisconnectPacket { SessionExpiryS = 1, ServerReference = A }));
        Refused("V311", w => MqttPacketWriter.Write(w, V311, new AuthPacket()));
        Refused("AUTH", w => MqttPacketWriter.Write(w, V50, new AuthPacket { Code = MqttReasonCode.Banned, AuthenticationMethod = A }));
        Refused("AuthenticationMethod", w => MqttPacketWriter.Write(w, V50, new AuthPacket { Code = MqttReasonCode.ContinueAuthentication }));
        Assert.Throws<ArgumentException>(() => MqttPacketWriter.WriteAck(new byte[5], V50, MqttPacketType.SubAck, 1));
        Assert.Throws<ArgumentException>(() => MqttPacketWriter.WriteAck(new byte[5], V50, MqttPacketType.PubAck, 0));
        Assert.Throws<ArgumentException>(() => MqttPacketWriter.WriteAck(new byte[5], V50, MqttPacketType.PubComp, 1, MqttReasonCode.NotAuthorized));
    }

    [Fact]
    public void A_subscription_that_breaks_a_rule_is_not_written()
    {
        foreach (var version in (MqttVersion[])[V311, V50])
        {
            Refused("Subscriptions is empty", w => MqttPacketWriter.Write(w, version, new SubscribePacket { PacketId = 1 }));
            Refused("PacketId is 0", w => MqttPacketWriter.Write(w, version, new SubscribePacket { Subscriptions = { new(A, default) } }));
            Refused("Qos is 3", w => MqttPacketWriter.Write(w, version, new SubscribePacket { PacketId = 1, Subscriptions = { new(A, (MqttQos)3) } }));
            Refused("MQTT-4.7.1-1", w => MqttPacketWriter.Write(w, version, new SubscribePacket { PacketId = 1, Subscriptions = { new("a#"u8.ToArray(), default) } }));
            Refused("Filters is empty", w => MqttPacketWriter.Write(w, version, new UnsubscribePacket { PacketId = 1 }));
            Refused("MQTT-4.7.3-1", w => MqttPacketWriter.Write(w, version, new UnsubscribePacket { PacketId = 1, Filters = { default } }));
        }

        Refused("RetainHandling is 3", w => MqttPacketWriter.Write(w, V50, new SubscribePacket { PacketId = 1, Subscriptions = { new(A, default, RetainHandling: (MqttRetainHandling)3) } }));
        Refused("MQTT-3.8.3-4", w => MqttPacketWriter.Write(w, V50, new SubscribePacket { PacketId = 1, Subscriptions = { new("$share/g/a"u8.ToArray(), default, NoLocal: true) } }));
    }

    [Fact]
    public void In_3_1_1_what_only_5_0_has_is_left_out()
    {
        var publish = new PublishPacket { Topic = A, MessageExpiryS = 5, ContentType = A };
        publish.UserProperties.Add(A, A);
        Assert.Equal(5, MqttPacketWriter.Write(_writer, V311, publish));
        Assert.Equal(2, MqttPacketWriter.Write(_writer, V311, new DisconnectPacket { Code = MqttReasonCode.ServerShuttingDown }));
        Assert.Equal(5, MqttPacketWriter.Write(_writer, V311, new SubAckPacket { PacketId = 1, Codes = { MqttReasonCode.NotAuthorized } }));
        Assert.Equal("3003000161E00090030001" + "80", Convert.ToHexString(_writer.WrittenSpan));
    }

    [Theory]
    [InlineData(MqttReasonCode.ServerBusy, MqttConnectReturnCode.ServerUnavailable)]
    [InlineData(MqttReasonCode.ConnectionRateExceeded, MqttConnectReturnCode.ServerUnavailable)]
    [InlineData(MqttReasonCode.Banned, MqttConnectReturnCode.NotAuthorized)]
    [InlineData(MqttReasonCode.UnsupportedProtocolVersion, MqttConnectReturnCode.UnacceptableProtocolVersion)]
    [InlineData(MqttReasonCode.ProtocolError, null)]
    [InlineData(MqttReasonCode.TopicNameInvalid, null)]
    public void A_refusal_becomes_the_nearest_return_code_of_3_1_1(MqttReasonCode code, MqttConnectReturnCode? expected) =>
        Assert.Equal(expected, MqttReturnCodes.TryToReturnCode(code, out var found) ? found : null);

    private static ConnectPacket Connect(MqttVersion version, Action<ConnectPacket>? change = null)
    {
        var packet = new ConnectPacket { Version = version, ClientId = A };
        change?.Invoke(packet);
        return packet;
    }

    private void Refused(string word, Action<IBufferWriter<byte>> write)
    {
        var exception = Assert.Throws<ArgumentException>(() => write(_writer));
        Assert.Contains(word, exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, _writer.WrittenCount);
    }
}
