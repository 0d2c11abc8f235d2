using System.Buffers;
using System.Text;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Wire.Tests.Ocpp;

/// <summary>Reading costs the record and what it holds, not a byte more; writing and validating cost nothing.</summary>
public sealed class OcppAllocationTests
{
    private static readonly byte[] Heartbeat = """[2,"19223201","Heartbeat",{}]"""u8.ToArray();

    private static readonly byte[] Status =
        """[2,"19223201","StatusNotification",{"connectorId":1,"errorCode":"NoError","info":"all well","status":"Charging","timestamp":"2026-03-01T12:00:00Z"}]"""u8.ToArray();

    private static readonly byte[] Meter = Encoding.UTF8.GetBytes(
        $$"""[2,"19223201","MeterValues",{"connectorId":1,"transactionId":42,"meterValue":[{"timestamp":"2026-03-01T12:00:00Z","sampledValue":[{{string.Join(',', Enumerable.Repeat("""{"value":"1234.5","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","unit":"Wh"}""", 20))}}]}]}]""");

    [Fact]
    public void Reading_a_heartbeat_costs_nothing() => Assert.Equal(0, CostOfReading(Heartbeat));

    [Fact]
    public void Reading_a_status_notification_costs_the_record_and_its_text() =>
        Assert.Equal(Cost(() => new StatusNotificationRequest { ConnectorId = 1, ErrorCode = default, Status = default, Info = new string('x', 8) }), CostOfReading(Status));

    [Fact]
    public void Reading_meter_values_costs_the_records_their_texts_and_their_arrays() =>
        Assert.Equal(
            Cost(() =>
            {
                var samples = new SampledValue[20];
                for (var i = 0; i < samples.Length; i++) samples[i] = new SampledValue { Value = new string('x', 6) };
                return new MeterValuesRequest { ConnectorId = 1, MeterValue = [new() { Timestamp = default, SampledValue = samples }] };
            }),
            CostOfReading(Meter));

    [Fact]
    public void Reading_under_every_leniency_rule_costs_no_more()
    {
        Assert.Equal(CostOfReading(Meter), CostOfReading(Meter, Leniency.All));
        var odd = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Meter).Replace("\"unit\":\"Wh\"", "\"unit\":\"WH\",\"x\":[{}]", StringComparison.Ordinal).Replace("\"19223201\"", "19223201", StringComparison.Ordinal));
        Assert.Equal(CostOfReading(Meter), CostOfReading(odd, Leniency.All));
    }

    [Fact]
    public void Writing_and_validating_cost_nothing()
    {
        foreach (var frame in (byte[][])[Heartbeat, Status, Meter])
        {
            var request = Read(frame, Leniency.None)!;
            var buffer = new ArrayBufferWriter<byte>(64 * 1024);
            var id = MessageId.Parse("19223201");
            Assert.Equal(0, Cost(() =>
            {
                buffer.ResetWrittenCount();
                OcppFrames.WriteCall(buffer, id, request);
                return OcppJson.Validate(request);
            }));
            Assert.Equal(frame, buffer.WrittenSpan);
        }
    }

    private static long CostOfReading(byte[] frame, Leniency allowed = Leniency.None)
    {
        Assert.NotNull(Read(frame, allowed));
        return Cost(() => Read(frame, allowed));
    }

    private static OcppRequest? Read(byte[] bytes, Leniency allowed) =>
        OcppFrames.TryRead(bytes, Ocpp16.Messages, allowed, out var frame, out _) ? OcppFrames.ReadRequest(ref frame, out _, out _) : null;

    /// <summary>The least of many runs: the pool and the compiler settle in the first.</summary>
    private static long Cost(Func<object?> act)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 200; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            GC.KeepAlive(act());
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
