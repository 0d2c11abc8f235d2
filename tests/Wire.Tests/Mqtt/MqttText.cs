using System.Text;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Tests.Mqtt;

/// <summary>Packets in words: everything that is not at its default, so two packets that mean the same have the same words.</summary>
internal static class MqttText
{
    /// <summary>The packet that a reader has read last.</summary>
    public static string Of(MqttPacketReader reader) => reader.Type switch
    {
        MqttPacketType.Connect => Of(reader.Connect),
        MqttPacketType.ConnAck => Of(reader.ConnAck),
        MqttPacketType.Publish => Of(reader.Publish),
        MqttPacketType.PubAck => Of(reader.PubAck),
        MqttPacketType.PubRec => Of(reader.PubRec),
        MqttPacketType.PubRel => Of(reader.PubRel),
        MqttPacketType.PubComp => Of(reader.PubComp),
        MqttPacketType.Subscribe => Of(reader.Subscribe),
        MqttPacketType.SubAck => Of(reader.SubAck),
        MqttPacketType.Unsubscribe => Of(reader.Unsubscribe),
        MqttPacketType.UnsubAck => Of(reader.UnsubAck),
        MqttPacketType.Disconnect => Of(reader.Disconnect),
        MqttPacketType.Auth => Of(reader.Auth),
        _ => Name(reader.Type),
    };

    public static string Of(ConnectPacket p) => new Words("CONNECT").Add($"{p.Version}").If(p.CleanStart, "clean").Number("keepAlive", p.KeepAliveS)
        .Bytes("id", p.ClientId).If(p.Will is not null, Will(p.Will)).Bytes("user", p.UserName).Bytes("password", p.Password)
        .Number("sessionExpiry", p.SessionExpiryS).If(p.ReceiveMaximum != 65_535, $"receiveMaximum={p.ReceiveMaximum}")
        .Maybe("maximumPacketSize", p.MaximumPacketSize).Number("topicAliasMaximum", p.TopicAliasMaximum)
        .If(p.RequestResponseInformation, "requestResponseInformation").If(!p.RequestProblemInformation, "noProblemInformation")
        .Bytes("authMethod", p.AuthenticationMethod).Bytes("authData", p.AuthenticationData).User(p.UserProperties).ToString();

    public static string Of(ConnAckPacket p) => new Words("CONNACK").Add($"{p.Code}").If(p.SessionPresent, "sessionPresent").Maybe("sessionExpiry", p.SessionExpiryS)
        .If(p.ReceiveMaximum != 65_535, $"receiveMaximum={p.ReceiveMaximum}").If(p.MaximumQos != MqttQos.ExactlyOnce, $"maximumQos={(int)p.MaximumQos}")
        .If(!p.RetainAvailable, "noRetain").Maybe("maximumPacketSize", p.MaximumPacketSize).Bytes("assignedId", p.AssignedClientId)
        .Number("topicAliasMaximum", p.TopicAliasMaximum).If(!p.WildcardSubscriptionAvailable, "noWildcards")
        .If(!p.SubscriptionIdentifiersAvailable, "noSubscriptionIds").If(!p.SharedSubscriptionAvailable, "noShared").Maybe("serverKeepAlive", p.ServerKeepAliveS)
        .Bytes("responseInformation", p.ResponseInformation).Bytes("serverReference", p.ServerReference).Bytes("authMethod", p.AuthenticationMethod)
        .Bytes("authData", p.AuthenticationData).Bytes("reason", p.ReasonString).User(p.UserProperties).ToString();

    public static string Of(PublishPacket p) => new Words("PUBLISH").If(p.Dup, "dup").Number("qos", (uint)p.Qos).If(p.Retain, "retain").Bytes("topic", p.Topic)
        .Number("id", p.PacketId).Maybe("expiry", p.MessageExpiryS).Number("alias", p.TopicAlias)
        .Add([.. p.SubscriptionIds.Select(id => $"subscription={id}")]).Number("format", p.PayloadFormat).Bytes("contentType", p.ContentType)
        .Bytes("responseTopic", p.ResponseTopic).Bytes("correlation", p.CorrelationData).User(p.UserProperties).Bytes("payload", p.Payload).ToString();

    public static string Of(AckPacket p) => new Words(Name(p.Type)).Number("id", p.PacketId).If(p.Code != MqttReasonCode.Success, $"{p.Code}")
        .Bytes("reason", p.ReasonString).User(p.UserProperties).ToString();

    public static string Of(SubscribePacket p) => new Words("SUBSCRIBE").Number("id", p.PacketId).Number("subscription", p.SubscriptionId).User(p.UserProperties)
        .Add([.. p.Subscriptions.Select(s => $"({Filter(s)})")]).ToString();

    public static string Of(SubAckPacket p) => new Words("SUBACK").Number("id", p.PacketId).Add([.. p.Codes.Select(c => $"{c}")]).Bytes("reason", p.ReasonString)
        .User(p.UserProperties).ToString();

    public static string Of(UnsubscribePacket p) => new Words("UNSUBSCRIBE").Number("id", p.PacketId).User(p.UserProperties)
        .Add([.. p.Filters.Select(f => $"({Show(f)})")]).ToString();

    public static string Of(UnsubAckPacket p) => new Words("UNSUBACK").Number("id", p.PacketId).Add([.. p.Codes.Select(c => $"{c}")])
        .Bytes("reason", p.ReasonString).User(p.UserProperties).ToString();

    public static string Of(DisconnectPacket p) => new Words("DISCONNECT").If(p.Code != MqttReasonCode.Success, $"{p.Code}").Maybe("sessionExpiry", p.SessionExpiryS)
        .Bytes("reason", p.ReasonString).Bytes("serverReference", p.ServerReference).User(p.UserProperties).ToString();

    public static string Of(AuthPacket p) => new Words("AUTH").If(p.Code != MqttReasonCode.Success, $"{p.Code}").Bytes("authMethod", p.AuthenticationMethod)
        .Bytes("authData", p.AuthenticationData).Bytes("reason", p.ReasonString).User(p.UserProperties).ToString();

    private static string Will(MqttWill? will) => will is null ? "" : "will(" + new Words("").Bytes("topic", will.Topic).Bytes("payload", will.Payload)
        .Number("qos", (uint)will.Qos).If(will.Retain, "retain").Number("delay", will.DelayS).Maybe("expiry", will.MessageExpiryS)
        .Number("format", will.PayloadFormat).Bytes("contentType", will.ContentType).Bytes("responseTopic", will.ResponseTopic)
        .Bytes("correlation", will.CorrelationData).User(will.UserProperties) + ")";

    private static string Filter(MqttSubscription s) => new Words("").Add(Show(s.Filter)).Number("qos", (uint)s.Qos).If(s.NoLocal, "noLocal")
        .If(s.RetainAsPublished, "retainAsPublished").If(s.RetainHandling != MqttRetainHandling.Send, $"{s.RetainHandling}").ToString();

    private static string Name(MqttPacketType type) => type.ToString().ToUpperInvariant();

    private static string Show(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? "''"
        : bytes.Span.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E) < 0 ? Encoding.ASCII.GetString(bytes.Span)
        : "0x" + Convert.ToHexString(bytes.Span);

    private sealed class Words(string first)
    {
        private readonly List<string> _words = first.Length == 0 ? [] : [first];

        public Words Add(params string[] words)
        {
            _words.AddRange(words);
            return this;
        }

        public Words If(bool condition, string word) => condition ? Add(word) : this;

        public Words Number(string name, uint value) => value == 0 ? this : Add($"{name}={value}");

        public Words Maybe(string name, uint? value) => value is null ? this : Add($"{name}={value}");

        public Words Bytes(string name, ReadOnlyMemory<byte> value) => value.IsEmpty ? this : Add($"{name}={Show(value)}");

        public Words Bytes(string name, ReadOnlyMemory<byte>? value) => value is { } bytes ? Add($"{name}={Show(bytes)}") : this;

        public Words User(MqttUserProperties properties)
        {
            for (var i = 0; i < properties.Count; i++) Add($"user:{Show(properties[i].Name)}={Show(properties[i].Value)}");
            return this;
        }

        public override string ToString() => string.Join(' ', _words);
    }
}
