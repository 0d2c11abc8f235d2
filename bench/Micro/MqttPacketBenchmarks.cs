using System.Buffers;
using BenchmarkDotNet.Attributes;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Bench.Micro;

/// <summary>What an MQTT packet costs: bytes to a record, a record to bytes.</summary>
[MemoryDiagnoser]
public class MqttPacketBenchmarks
{
    private const int MaxPacketBytes = 64 * 1024;
    private const string Topic = "pulsebms/site-1/rack-4/telemetry";

    private readonly MqttPacketReader _reader = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(MaxPacketBytes);
    private PublishPacket? _publish;
    private PubAckPacket _pubAck = null!;
    private ConnectPacket _connect = null!;
    private ReadOnlySequence<byte> _packet;

    /// <summary>The packet: PUBLISH with QoS 1, a topic of 32 bytes and 64 or 1,024 bytes of payload; PUBACK; CONNECT with will, user and password.</summary>
    [Params("Publish64", "Publish1024", "PubAck", "Connect")]
    public string Packet { get; set; } = "";

    /// <summary>The protocol; in 5.0 PUBLISH and CONNECT carry two properties.</summary>
    [Params(MqttVersion.V311, MqttVersion.V50)]
    public MqttVersion Version { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var v50 = Version == MqttVersion.V50;
        _pubAck = new PubAckPacket { PacketId = 7 };
        _connect = new ConnectPacket
        {
            Version = Version, CleanStart = true, KeepAliveS = 60, ClientId = "rack-4"u8.ToArray(), UserName = "rack-4"u8.ToArray(), Password = "secret"u8.ToArray(),
            Will = new MqttWill { Topic = "pulsebms/site-1/rack-4/status"u8.ToArray(), Payload = "offline"u8.ToArray(), Retain = true },
            SessionExpiryS = 3_600, ReceiveMaximum = 100,
        };
        if (Packet.StartsWith("Publish", StringComparison.Ordinal))
        {
            _publish = new PublishPacket
            {
                Qos = MqttQos.AtLeastOnce, PacketId = 7, Topic = System.Text.Encoding.UTF8.GetBytes(Topic),
                Payload = new byte[Packet == "Publish64" ? 64 : 1_024], MessageExpiryS = v50 ? 60 : null,
            };
            if (v50) _publish.ContentType = "application/json"u8.ToArray();
        }

        Write();
        _packet = new ReadOnlySequence<byte>(_buffer.WrittenSpan.ToArray());
        if (Read() != MqttReadStatus.Packet) throw new InvalidOperationException(_reader.Fault.Text);
    }

    /// <summary>Bytes to record, every rule of the standard checked.</summary>
    [Benchmark]
    public MqttReadStatus Read()
    {
        var input = _packet;
        return _reader.TryRead(ref input, Version, MqttRole.Client, MaxPacketBytes);
    }

    /// <summary>Record to bytes, every rule of the standard checked.</summary>
    [Benchmark]
    public int Write()
    {
        _buffer.ResetWrittenCount();
        if (_publish is { } publish) return MqttPacketWriter.Write(_buffer, Version, publish);
        return Packet == "PubAck" ? MqttPacketWriter.Write(_buffer, Version, _pubAck) : MqttPacketWriter.Write(_buffer, Version, _connect);
    }
}
