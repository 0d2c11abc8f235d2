using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Busbar.Wire.Ocpp;

namespace Busbar.Bench.Micro;

/// <summary>What a CALL costs the gateway: from the bytes of the WebSocket to a record that has passed its schema, and back.</summary>
[MemoryDiagnoser]
public class OcppFrameBenchmarks
{
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private byte[] _frame = [];
    private OcppRequest _request = null!;
    private MessageId _id;

    /// <summary>The message: 29, 176 and 2,218 bytes on the wire.</summary>
    [Params("Heartbeat", "StatusNotification", "MeterValues")]
    public string Message { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _frame = Encoding.UTF8.GetBytes(Message switch
        {
            "Heartbeat" => """[2,"19223201","Heartbeat",{}]""",
            "StatusNotification" =>
                """[2,"8f14e45f-ceea-467a-9575-9c1c2a7e0f3b","StatusNotification",{"connectorId":1,"errorCode":"NoError","info":"all well","status":"Charging","timestamp":"2026-03-01T12:00:00Z"}]""",
            _ => MeterValues(),
        });
        _request = ReadStrict() ?? throw new InvalidOperationException($"{Message} is not valid.");
        if (OcppJson.Validate(_request) is { } fault) throw new InvalidOperationException(fault.Text);
        _id = MessageId.Parse("19223201");
    }

    /// <summary>Frame to record, to the letter of the schema.</summary>
    [Benchmark]
    public OcppRequest? ReadStrict() =>
        OcppFrames.TryRead(_frame, Ocpp16.Messages, Leniency.None, out var frame, out _) ? OcppFrames.ReadRequest(ref frame, out _, out _) : null;

    /// <summary>Frame to record with every leniency rule on, as the gateway does it.</summary>
    [Benchmark]
    public OcppRequest? ReadLenient() =>
        OcppFrames.TryRead(_frame, Ocpp16.Messages, Leniency.All, out var frame, out _) ? OcppFrames.ReadRequest(ref frame, out _, out _) : null;

    /// <summary>The framework's document tree of the same frame, without validation: a yardstick.</summary>
    [Benchmark]
    public int FrameworkDocument()
    {
        using var document = JsonDocument.Parse(_frame);
        return document.RootElement.GetArrayLength();
    }

    /// <summary>Record to frame.</summary>
    [Benchmark]
    public int Write()
    {
        _buffer.ResetWrittenCount();
        OcppFrames.WriteCall(_buffer, _id, _request);
        return _buffer.WrittenCount;
    }

    /// <summary>The strict check before sending.</summary>
    [Benchmark]
    public OcppFault? Validate() => OcppJson.Validate(_request);

    private static string MeterValues()
    {
        string[] measurands = ["Energy.Active.Import.Register", "Power.Active.Import", "Current.Import", "Voltage", "SoC"];
        string[] units = ["Wh", "W", "A", "V", "Percent"];
        var samples = Enumerable.Range(0, 15).Select(i => string.Create(CultureInfo.InvariantCulture,
            $$"""{"value":"{{1000.5m + i}}","context":"Sample.Periodic","format":"Raw","measurand":"{{measurands[i % 5]}}","phase":"L{{1 + (i % 3)}}","location":"Outlet","unit":"{{units[i % 5]}}"}"""));
        return $$"""[2,"8f14e45f-ceea-467a-9575-9c1c2a7e0f3b","MeterValues",{"connectorId":1,"transactionId":42,"meterValue":[{"timestamp":"2026-03-01T12:00:00.000Z","sampledValue":[{{string.Join(',', samples)}}]}]}]""";
    }
}
