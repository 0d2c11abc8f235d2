using System.Text;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Client.Internal;

/// <summary>Between the records that programs see and the packets of the wire. Pure.</summary>
internal static class MqttPackets
{
    /// <summary>Everything of a message that a server passes on unchanged, as bytes.</summary>
    public static byte[] Properties(MqttMessage message)
    {
        if (!message.PayloadIsText && message is { ContentType: null, ResponseTopic: null, CorrelationData: null, UserProperties.Count: 0 }) return [];
        var packet = new PublishPacket
        {
            PayloadFormat = message.PayloadIsText ? (byte)1 : (byte)0,
            ContentType = Bytes(message.ContentType),
            ResponseTopic = Bytes(message.ResponseTopic),
            CorrelationData = message.CorrelationData,
        };
        Fill(packet.UserProperties, message.UserProperties);
        return MqttProperties.Forwardable(packet);
    }

    public static ConnectPacket Connect(MqttClientOptions options, string clientId, bool cleanStart)
    {
        var packet = new ConnectPacket
        {
            Version = options.Version,
            CleanStart = cleanStart,
            KeepAliveS = (ushort)options.KeepAlive.TotalSeconds,
            ClientId = Encoding.UTF8.GetBytes(clientId),
            UserName = Bytes(options.UserName),
            Password = Bytes(options.Password),
            Will = options.Will is { } will ? Will(will, options) : null,
        };
        if (options.Version != MqttVersion.V50) return packet;
        packet.SessionExpiryS = Seconds(options.SessionExpiry);
        packet.ReceiveMaximum = (ushort)options.ReceiveMaximum;
        packet.MaximumPacketSize = (uint)options.MaxPacketBytes;
        packet.TopicAliasMaximum = (ushort)options.TopicAliasMaximum;
        packet.RequestResponseInformation = true;
        Fill(packet.UserProperties, options.UserProperties);
        return packet;
    }

    /// <summary>What the server promises, together with our own limits.</summary>
    public static MqttConnected Connected(ConnAckPacket packet, MqttClientOptions options, string clientId) => new()
    {
        ClientId = packet.AssignedClientId is { } assigned ? Encoding.UTF8.GetString(assigned.Span) : clientId,
        SessionPresent = packet.SessionPresent,
        KeepAlive = packet.ServerKeepAliveS is { } seconds ? TimeSpan.FromSeconds(seconds) : options.KeepAlive,
        SessionExpiry = packet.SessionExpiryS is { } expiry ? expiry == uint.MaxValue ? TimeSpan.MaxValue : TimeSpan.FromSeconds(expiry) : options.SessionExpiry,
        MaxInFlight = Math.Min(options.MaxInFlight, packet.ReceiveMaximum),
        MaximumQos = packet.MaximumQos,
        RetainAvailable = packet.RetainAvailable,
        MaximumPacketSize = packet.MaximumPacketSize,
        TopicAliasMaximum = packet.TopicAliasMaximum,
        WildcardsAvailable = packet.WildcardSubscriptionAvailable,
        SubscriptionIdsAvailable = options.Version == MqttVersion.V50 && packet.SubscriptionIdentifiersAvailable,
        SharedAvailable = packet.SharedSubscriptionAvailable,
        ResponseInformation = Text(packet.ResponseInformation),
        UserProperties = Pairs(packet.UserProperties),
    };

    /// <summary>A received message; its payload is a copy.</summary>
    public static MqttMessage Message(PublishPacket packet, string topic) => new(topic, packet.Payload.ToArray())
    {
        Qos = packet.Qos,
        Retain = packet.Retain,
        Dup = packet.Dup,
        PayloadIsText = packet.PayloadFormat == 1,
        ExpiresIn = packet.MessageExpiryS is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        ContentType = Text(packet.ContentType),
        ResponseTopic = Text(packet.ResponseTopic),
        CorrelationData = packet.CorrelationData is { } data ? new ReadOnlyMemory<byte>(data.ToArray()) : default(ReadOnlyMemory<byte>?),
        UserProperties = packet.UserProperties.Count == 0 ? [] : Pairs(packet.UserProperties),
        SubscriptionIds = packet.SubscriptionIds.Count == 0 ? [] : packet.SubscriptionIds.ToArray(),
    };

    public static string? Text(ReadOnlyMemory<byte>? utf8) => utf8 is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    public static uint Seconds(TimeSpan time) => time.TotalSeconds >= uint.MaxValue ? uint.MaxValue : (uint)Math.Ceiling(time.TotalSeconds);

    private static MqttWill Will(MqttMessage message, MqttClientOptions options)
    {
        var topic = Encoding.UTF8.GetBytes(message.Topic);
        if (!MqttTopic.IsName(topic, out var fault)) throw new ArgumentException($"The topic of {nameof(options.Will)} is \"{message.Topic}\": {fault.Text}", nameof(options));
        var will = new MqttWill { Topic = topic, Payload = message.Payload, Qos = message.Qos, Retain = message.Retain };
        if (options.Version != MqttVersion.V50) return will;
        will.DelayS = Seconds(options.WillDelay);
        will.PayloadFormat = message.PayloadIsText ? (byte)1 : (byte)0;
        will.MessageExpiryS = message.ExpiresIn is { } life ? Seconds(life) : null;
        will.ContentType = Bytes(message.ContentType);
        will.ResponseTopic = Bytes(message.ResponseTopic);
        will.CorrelationData = message.CorrelationData;
        Fill(will.UserProperties, message.UserProperties);
        return will;
    }

    private static void Fill(MqttUserProperties to, IReadOnlyList<KeyValuePair<string, string>> from)
    {
        foreach (var (name, value) in from) to.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
    }

    private static KeyValuePair<string, string>[] Pairs(MqttUserProperties from)
    {
        var pairs = new KeyValuePair<string, string>[from.Count];
        for (var i = 0; i < pairs.Length; i++) pairs[i] = new(Encoding.UTF8.GetString(from[i].Name.Span), Encoding.UTF8.GetString(from[i].Value.Span));
        return pairs;
    }

    private static ReadOnlyMemory<byte>? Bytes(string? text) => text is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(text);
}
