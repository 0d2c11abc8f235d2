using System.Buffers.Binary;
using System.Text;

namespace Busbar.Links.Tests.Mqtt.Conformance.Harness;

/// <summary>Control packets as bytes, built from the text of the standard and without src/Wire, so that they judge it. Nothing is checked: wrong packets are wanted too.</summary>
internal static class Raw
{
    public const byte ConnAck = 0x20, PubAck = 0x40, PubRec = 0x50, PubRel = 0x62, PubComp = 0x70, SubAck = 0x90, UnsubAck = 0xB0, PingResp = 0xD0, Disconnect = 0xE0, Auth = 0xF0;

    public static byte[] Packet(byte first, params byte[][] parts)
    {
        var body = Join(parts);
        return Join([first], VarInt(body.Length), body);
    }

    public static byte[] Join(params byte[][] parts)
    {
        var all = new byte[parts.Sum(p => p.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(all, at);
            at += part.Length;
        }

        return all;
    }

    public static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] VarInt(int value)
    {
        var bytes = new List<byte>(4);
        do
        {
            var digit = (byte)(value & 0x7F);
            value >>= 7;
            bytes.Add(value > 0 ? (byte)(digit | 0x80) : digit);
        }
        while (value > 0);
        return [.. bytes];
    }

    public static byte[] Text(string text) => Binary(Encoding.UTF8.GetBytes(text));

    public static byte[] Binary(byte[] bytes) => Join(U16(bytes.Length), bytes);

    /// <summary>The property block of a 5.0 packet with its length; nothing at all in 3.1.1.</summary>
    public static byte[] Properties(int version, params byte[][] properties)
    {
        if (version < 5) return [];
        var all = Join(properties);
        return Join(VarInt(all.Length), all);
    }

    public static byte[] Publish(string topic, string payload, int qos = 0, int id = 0, bool retain = false, bool dup = false, int version = 5, params byte[][] properties) =>
        Packet((byte)(0x30 | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0)), Text(topic), qos > 0 ? U16(id) : [], Properties(version, properties), Encoding.UTF8.GetBytes(payload));

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP; in its short form when the code is 0.</summary>
    public static byte[] Ack(byte first, int id, byte code = 0) => code == 0 ? Packet(first, U16(id)) : Packet(first, U16(id), [code]);

    public static byte[] Subscribe(int id, string filter, int options, int version = 5, params byte[][] properties) =>
        Packet(0x82, U16(id), Properties(version, properties), Text(filter), [(byte)options]);

    public static byte[] Subscribe(int id, params (string Filter, int Options)[] filters) =>
        Packet(0x82, U16(id), Properties(5), Join([.. filters.Select(f => Join(Text(f.Filter), [(byte)f.Options]))]));

    public static byte[] Unsubscribe(int id, params string[] filters) =>
        Packet(0xA2, U16(id), Properties(5), Join([.. filters.Select(Text)]));

    public static byte[] PingReq => [0xC0, 0];

    /// <summary>A 5.0 DISCONNECT.</summary>
    public static byte[] Bye(byte code = 0, params byte[][] properties) =>
        code == 0 && properties.Length == 0 ? [0xE0, 0] : Packet(0xE0, [code], Properties(5, properties));
}

/// <summary>Subscription options of 5.0 (3.8.3.1).</summary>
internal static class Option
{
    public const int NoLocal = 0x04, RetainAsPublished = 0x08, RetainIfNew = 0x10, RetainNever = 0x20;
}

/// <summary>Properties of 5.0 (2.2.2.2), identifier first.</summary>
internal static class Property
{
    public const byte PayloadFormatId = 0x01, MessageExpiryId = 0x02, ContentTypeId = 0x03, ResponseTopicId = 0x08, CorrelationId = 0x09, SubscriptionIdId = 0x0B,
        SessionExpiryId = 0x11, AssignedClientId = 0x12, ServerKeepAliveId = 0x13, AuthMethodId = 0x15, AuthDataId = 0x16, RequestProblemId = 0x17, WillDelayId = 0x18,
        RequestResponseId = 0x19, ResponseInformationId = 0x1A, ServerReferenceId = 0x1C, ReasonStringId = 0x1F, ReceiveMaximumId = 0x21, TopicAliasMaximumId = 0x22,
        TopicAliasId = 0x23, MaximumQosId = 0x24, RetainAvailableId = 0x25, UserId = 0x26, MaximumPacketSizeId = 0x27, WildcardAvailableId = 0x28,
        SubscriptionIdsAvailableId = 0x29, SharedAvailableId = 0x2A;

    public static byte[] SessionExpiry(uint seconds) => Raw.Join([SessionExpiryId], Raw.U32(seconds));

    public static byte[] ReceiveMaximum(int value) => Raw.Join([ReceiveMaximumId], Raw.U16(value));

    public static byte[] MaximumPacketSize(uint bytes) => Raw.Join([MaximumPacketSizeId], Raw.U32(bytes));

    public static byte[] TopicAliasMaximum(int value) => Raw.Join([TopicAliasMaximumId], Raw.U16(value));

    public static byte[] TopicAlias(int value) => Raw.Join([TopicAliasId], Raw.U16(value));

    public static byte[] MessageExpiry(uint seconds) => Raw.Join([MessageExpiryId], Raw.U32(seconds));

    public static byte[] WillDelay(uint seconds) => Raw.Join([WillDelayId], Raw.U32(seconds));

    public static byte[] SubscriptionId(int value) => Raw.Join([SubscriptionIdId], Raw.VarInt(value));

    public static byte[] User(string name, string value) => Raw.Join([UserId], Raw.Text(name), Raw.Text(value));

    public static byte[] Text(byte id, string value) => Raw.Join([id], Raw.Text(value));

    public static byte[] Byte(byte id, int value) => [id, (byte)value];
}
