using System.Buffers;
using Busbar.Wire.Mqtt;

namespace Busbar.Wire.Tests.Mqtt;

/// <summary>What the tests do with bytes.</summary>
internal static class MqttWire
{
    /// <summary>The limit under which the corpus is read.</summary>
    public const int MaxPacketBytes = 1_000;

    /// <summary>Bytes as the pipe may bring them: cut at the given places.</summary>
    public static ReadOnlySequence<byte> Cut(byte[] bytes, params IEnumerable<int> at)
    {
        Segment? first = null;
        Segment? last = null;
        var from = 0;
        foreach (var to in (int[])[.. at, bytes.Length])
        {
            last = new Segment(bytes.AsMemory(from, to - from), last);
            first ??= last;
            from = to;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    /// <summary>Writes the packet that a reader has read last.</summary>
    public static int Write(IBufferWriter<byte> to, MqttVersion version, MqttPacketReader reader) => reader.Type switch
    {
        MqttPacketType.Connect => MqttPacketWriter.Write(to, version, reader.Connect),
        MqttPacketType.ConnAck => MqttPacketWriter.Write(to, version, reader.ConnAck),
        MqttPacketType.Publish => MqttPacketWriter.Write(to, version, reader.Publish),
        MqttPacketType.PubAck => MqttPacketWriter.Write(to, version, reader.PubAck),
        MqttPacketType.PubRec => MqttPacketWriter.Write(to, version, reader.PubRec),
        MqttPacketType.PubRel => MqttPacketWriter.Write(to, version, reader.PubRel),
        MqttPacketType.PubComp => MqttPacketWriter.Write(to, version, reader.PubComp),
        MqttPacketType.Subscribe => MqttPacketWriter.Write(to, version, reader.Subscribe),
        MqttPacketType.SubAck => MqttPacketWriter.Write(to, version, reader.SubAck),
        MqttPacketType.Unsubscribe => MqttPacketWriter.Write(to, version, reader.Unsubscribe),
        MqttPacketType.UnsubAck => MqttPacketWriter.Write(to, version, reader.UnsubAck),
        MqttPacketType.Disconnect => MqttPacketWriter.Write(to, version, reader.Disconnect),
        MqttPacketType.Auth => MqttPacketWriter.Write(to, version, reader.Auth),
        MqttPacketType.PingReq => MqttPacketWriter.WritePingReq(to),
        MqttPacketType.PingResp => MqttPacketWriter.WritePingResp(to),
        _ => throw new ArgumentException($"There is no packet of type {reader.Type}.", nameof(reader)),
    };

    /// <summary>The version that the next packets of a connection have: a CONNECT brings its own.</summary>
    public static MqttVersion VersionOf(MqttPacketReader reader, MqttVersion version) => reader.Type == MqttPacketType.Connect ? reader.Connect.Version : version;

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
