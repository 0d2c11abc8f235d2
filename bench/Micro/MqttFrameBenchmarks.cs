using BenchmarkDotNet.Attributes;
using Busbar.Wire.Mqtt;

namespace Busbar.Bench.Micro;

/// <summary>What the broker's way out costs: no records, and bytes that were checked when they came in.</summary>
[MemoryDiagnoser]
public class MqttFrameBenchmarks
{
    private static readonly byte[] Topic = "pulsebms/site-1/rack-4/telemetry"u8.ToArray();
    private readonly byte[] _to = new byte[2_048];
    private readonly byte[] _payload = new byte[1_024];

    private ushort _packetId;

    [Params(MqttVersion.V311, MqttVersion.V50)]
    public MqttVersion Version { get; set; }

    /// <summary>A message of 64 bytes for one of its receivers.</summary>
    [Benchmark]
    public int Publish64() => Frame(64).Write(_to);

    /// <summary>A message of 1,024 bytes for one of its receivers.</summary>
    [Benchmark]
    public int Publish1024() => Frame(1_024).Write(_to);

    /// <summary>A PUBACK.</summary>
    [Benchmark]
    public int Ack() => MqttPacketWriter.WriteAck(_to, Version, MqttPacketType.PubAck, NextId());

    private PublishFrame Frame(int bytes) => new()
    {
        Version = Version, Topic = Topic, Payload = _payload.AsSpan(0, bytes), Qos = MqttQos.AtLeastOnce, PacketId = NextId(),
    };

    /// <summary>Changes, so that nothing can be worked out beforehand.</summary>
    private ushort NextId() => _packetId = (ushort)((_packetId + 1) | 1);
}
