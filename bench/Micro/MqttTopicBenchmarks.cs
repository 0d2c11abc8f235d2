using System.Text;
using BenchmarkDotNet.Attributes;
using Busbar.Wire.Mqtt;

namespace Busbar.Bench.Micro;

/// <summary>What it costs to hold a topic name against a filter.</summary>
[MemoryDiagnoser]
public class MqttTopicBenchmarks
{
    private static readonly byte[] Name = "pulsebms/site-1/rack-4/telemetry"u8.ToArray();
    private byte[] _filter = [];

    [Params("pulsebms/site-1/rack-4/telemetry", "pulsebms/+/+/telemetry", "pulsebms/site-1/#", "vesec/+/soc/#")]
    public string Filter { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _filter = Encoding.UTF8.GetBytes(Filter);

    [Benchmark]
    public bool Matches() => MqttTopic.Matches(_filter, Name);

    [Benchmark]
    public bool IsFilter() => MqttTopic.IsFilter(_filter, out _);
}
