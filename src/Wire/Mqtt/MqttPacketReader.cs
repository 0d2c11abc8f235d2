using System.Buffers;
using Busbar.Wire.Mqtt.Formatters;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Wire.Mqtt;

/// <summary>How <see cref="MqttPacketReader.TryRead"/> ended.</summary>
public enum MqttReadStatus
{
    /// <summary>The packet is not complete yet.</summary>
    NeedMore,

    /// <summary>A packet was read; <see cref="MqttPacketReader.Type"/> says which property holds it.</summary>
    Packet,

    /// <summary>The bytes break the standard; <see cref="MqttPacketReader.Fault"/> says how. The connection cannot be read any further.</summary>
    Fault,
}

/// <summary>
/// Bytes to packets. Holds one record of every kind, which the next read of that kind overwrites, so reading allocates nothing. What a record points
/// to are slices of the input, or, when the packet came in several segments, of a buffer of this reader: both are valid until the next read, or until
/// the input is given back. Rent one for a batch of packets, not for a connection. Not thread safe.
/// </summary>
public sealed partial class MqttPacketReader
{
    /// <summary>The longest fixed header: one byte and four of Remaining Length.</summary>
    private const int MaxHeaderBytes = 5;

    private readonly MqttWill _will = new();
    private byte[] _scratch = [];
    private int _touched;

    /// <summary>Which packet was read last, or was refused, as far as its first byte told.</summary>
    public MqttPacketType Type { get; private set; }

    /// <summary>Why the last read ended in <see cref="MqttReadStatus.Fault"/>.</summary>
    public MqttFault Fault { get; private set; }

    /// <summary>
    /// Version in which the CONNECT that was read last wants to be answered, known from its protocol level on, also when it is refused: 3.1.1 for
    /// level 4 and below (so MQTT 3.1 gets return code 1), 5.0 for level 5 and above (0x84). Null when its head was not readable or is not MQTT's:
    /// then the connection is closed without an answer.
    /// </summary>
    public MqttVersion? AnswerVersion { get; private set; }

    /// <summary>The CONNECT read last.</summary>
    public ConnectPacket Connect { get; } = new();

    /// <summary>The CONNACK read last.</summary>
    public ConnAckPacket ConnAck { get; } = new();

    /// <summary>The PUBLISH read last.</summary>
    public PublishPacket Publish { get; } = new();

    /// <summary>The PUBACK read last.</summary>
    public PubAckPacket PubAck { get; } = new();

    /// <summary>The PUBREC read last.</summary>
    public PubRecPacket PubRec { get; } = new();

    /// <summary>The PUBREL read last.</summary>
    public PubRelPacket PubRel { get; } = new();

    /// <summary>The PUBCOMP read last.</summary>
    public PubCompPacket PubComp { get; } = new();

    /// <summary>The SUBSCRIBE read last.</summary>
    public SubscribePacket Subscribe { get; } = new();

    /// <summary>The SUBACK read last.</summary>
    public SubAckPacket SubAck { get; } = new();

    /// <summary>The UNSUBSCRIBE read last.</summary>
    public UnsubscribePacket Unsubscribe { get; } = new();

    /// <summary>The UNSUBACK read last.</summary>
    public UnsubAckPacket UnsubAck { get; } = new();

    /// <summary>The DISCONNECT read last.</summary>
    public DisconnectPacket Disconnect { get; } = new();

    /// <summary>The AUTH read last.</summary>
    public AuthPacket Auth { get; } = new();

    /// <summary>Takes one packet off the front of the input.</summary>
    /// <param name="input">What has arrived; moved past the packet when one was read, else left as it is.</param>
    /// <param name="version">Version of the connection; a CONNECT brings its own.</param>
    /// <param name="sender">Who wrote the bytes.</param>
    /// <param name="maxPacketBytes">Largest packet that is taken, fixed header included. A larger one is refused by its header alone.</param>
    public MqttReadStatus TryRead(ref ReadOnlySequence<byte> input, MqttVersion version, MqttRole sender, int maxPacketBytes)
    {
        var first = input.FirstSpan;
        Span<byte> gathered = stackalloc byte[MaxHeaderBytes];
        var head = first.Length >= MaxHeaderBytes || input.IsSingleSegment ? first : Gather(input, gathered);
        if (head.IsEmpty) return MqttReadStatus.NeedMore;

        Type = (MqttPacketType)(head[0] >> 4);
        if (Type == MqttPacketType.Connect) AnswerVersion = null;
        if (!MqttFixedHeader.Check(head[0], version, sender, out var fault)) return Refuse(fault);
        var status = MqttVarInt.TryRead(head[1..], out var remaining, out var lengthBytes);
        if (status == MqttVarIntStatus.NeedMore) return MqttReadStatus.NeedMore;
        if (status == MqttVarIntStatus.TooLong || (status == MqttVarIntStatus.NotMinimal && Type != MqttPacketType.Connect && version == MqttVersion.V50))
            return Refuse(MqttFixedHeader.BadLength(Type, status, version));

        var headBytes = 1 + lengthBytes;
        var total = headBytes + (int)remaining;
        if (total > maxPacketBytes) return Refuse(MqttFixedHeader.TooLarge(Type, total, maxPacketBytes, sender));
        ReadOnlyMemory<byte> packet;
        if (first.Length >= total) packet = input.First[headBytes..total];
        else if (input.Length >= total) packet = Copy(input.Slice(headBytes, (int)remaining));
        else return MqttReadStatus.NeedMore;

        var cursor = new PacketCursor(packet, Type, version, sender);
        Read(ref cursor, head[0]);
        if (status == MqttVarIntStatus.NotMinimal && cursor.Version == MqttVersion.V50)
            return Refuse(MqttFixedHeader.BadLength(Type, status, cursor.Version));
        if (cursor.Failed) return Refuse(cursor.Fault);
        input = input.Slice(total);
        return MqttReadStatus.Packet;
    }

    private void Read(ref PacketCursor cursor, byte firstByte)
    {
        _touched |= 1 << (int)Type;
        var v50 = cursor.Version == MqttVersion.V50;
        switch (Type)
        {
            case MqttPacketType.Connect:
                ReadConnect(ref cursor);
                break;
            case MqttPacketType.ConnAck:
                ConnAck.Clear();
                if (v50) MqttFormatterV50.Read(ref cursor, ConnAck);
                else MqttFormatterV311.Read(ref cursor, ConnAck);
                break;
            case MqttPacketType.Publish:
                Publish.Clear();
                Publish.Dup = (firstByte & MqttFixedHeader.Dup) != 0;
                Publish.Qos = (MqttQos)((firstByte >> 1) & 3);
                Publish.Retain = (firstByte & MqttFixedHeader.Retain) != 0;
                if (v50) MqttFormatterV50.Read(ref cursor, Publish);
                else MqttFormatterV311.Read(ref cursor, Publish);
                break;
            case MqttPacketType.PubAck:
                ReadAck(ref cursor, PubAck);
                break;
            case MqttPacketType.PubRec:
                ReadAck(ref cursor, PubRec);
                break;
            case MqttPacketType.PubRel:
                ReadAck(ref cursor, PubRel);
                break;
            case MqttPacketType.PubComp:
                ReadAck(ref cursor, PubComp);
                break;
            case MqttPacketType.Subscribe:
                Subscribe.Clear();
                if (v50) MqttFormatterV50.Read(ref cursor, Subscribe);
                else MqttFormatterV311.Read(ref cursor, Subscribe);
                break;
            case MqttPacketType.SubAck:
                SubAck.Clear();
                if (v50) MqttFormatterV50.Read(ref cursor, SubAck);
                else MqttFormatterV311.Read(ref cursor, SubAck);
                break;
            case MqttPacketType.Unsubscribe:
                Unsubscribe.Clear();
                if (v50) MqttFormatterV50.Read(ref cursor, Unsubscribe);
                else MqttFormatterV311.Read(ref cursor, Unsubscribe);
                break;
            case MqttPacketType.UnsubAck:
                UnsubAck.Clear();
                if (v50) MqttFormatterV50.Read(ref cursor, UnsubAck);
                else MqttFormatterV311.Read(ref cursor, UnsubAck);
                break;
            case MqttPacketType.Disconnect:
                Disconnect.Clear();
                if (v50) MqttFormatterV50.Read(ref cursor, Disconnect);
                else MqttFormatterV311.Read(ref cursor, Disconnect);
                break;
            case MqttPacketType.Auth:
                Auth.Clear();
                MqttFormatterV50.Read(ref cursor, Auth);
                break;
            default:
                cursor.ExpectEnd(Type == MqttPacketType.PingReq ? "3.12.1" : "3.13.1");
                break;
        }
    }

    private void ReadConnect(ref PacketCursor cursor)
    {
        Connect.Clear();
        _will.Clear();
        var flags = ConnectHead.Read(ref cursor, Connect, out var answer);
        AnswerVersion = answer;
        if (cursor.Failed) return;
        if (Connect.Version == MqttVersion.V50) MqttFormatterV50.Read(ref cursor, Connect, flags, _will);
        else MqttFormatterV311.Read(ref cursor, Connect, flags, _will);
    }

    private static void ReadAck(ref PacketCursor cursor, AckPacket packet)
    {
        packet.Clear();
        if (cursor.Version == MqttVersion.V50) MqttFormatterV50.Read(ref cursor, packet);
        else MqttFormatterV311.Read(ref cursor, packet);
    }

    private static ReadOnlySpan<byte> Gather(in ReadOnlySequence<byte> input, Span<byte> to)
    {
        var head = input.Slice(0, Math.Min(input.Length, to.Length));
        head.CopyTo(to);
        return to[..(int)head.Length];
    }

    private ReadOnlyMemory<byte> Copy(in ReadOnlySequence<byte> body)
    {
        var length = (int)body.Length;
        if (_scratch.Length < length)
        {
            ReturnScratch();
            _scratch = ArrayPool<byte>.Shared.Rent(length);
        }

        body.CopyTo(_scratch);
        return _scratch.AsMemory(0, length);
    }

    private MqttReadStatus Refuse(in MqttFault fault)
    {
        Fault = fault;
        return MqttReadStatus.Fault;
    }
}
