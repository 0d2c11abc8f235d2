using System.Buffers;
using System.Text;
using System.Text.Json;
using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Wire.Tests.Pep;

/// <summary>Random and mutated messages, and what reading and writing cost.</summary>
public sealed class PepFuzzTests
{
    private static readonly string[] Seeds =
    [
        """{"type":"request","kind":"targetValues","sequenceNumber":8,"payload":{"targetVoltage":400,"targetCurrent":125.5,"batteryStateOfCharge":100,"chargingState":"preCharge"}}""",
        """{"type":"request","kind":"contactorsStatus","sequenceNumber":9,"payload":{"contactorsStatus":"closed","more":[1,{"a":"\u00e9\\"}]}}""",
        """{"type":"info","kind":"chargingSession","payload":{"timeToFullSocSeconds":1200,"evMaxVoltageVolts":450.5,"chargeMode":"dynamicBpt"}}""",
        """{"type":"response","kind":"getInput","sequenceNumber":3,"payload":{"inputValues":{"temp1":21.5,"di2":true}}}""",
        """{"type":"error","kind":"setOutput","sequenceNumber":3,"payload":{"errorCategory":"value","errorDetails":"x"}}""",
        """{"type":"info","kind":"status","payload":{"measuredVoltage":399.6,"measuredCurrent":10.4,"drivenVoltage":400.5,"drivenCurrent":0,"temperature":-3.25,"contactorsStatus":"closed","isolationStatus":"valid","operationalStatus":"operative"}}""",
    ];

    [Fact]
    public void A_mutated_message_is_read_or_refused_and_whoever_reads_JSON_agrees_that_it_is_JSON()
    {
        var random = new Random(4242);
        var read = 0;
        for (var i = 0; i < 60_000; i++)
        {
            var bytes = Mutate(Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]), random);
            var role = random.Next(2) == 0 ? PepRole.Pecc : PepRole.Secc;
            var fault = PepBytes.Fault(bytes, role);
            if (fault is not null)
            {
                Assert.Equal(PepErrorCategory.Format, fault.Category);
                Assert.InRange(fault.Sequence, 0, int.MaxValue);
                JsonDocument.Parse(PepBytes.Write(to => PepFrames.WriteError(to, fault))).Dispose();
                continue;
            }

            read++;
            JsonDocument.Parse(bytes).Dispose();
        }

        Assert.InRange(read, 1000, 60_000);
    }

    [Fact]
    public void What_any_JSON_reader_refuses_is_refused_here_too()
    {
        var random = new Random(77);
        for (var i = 0; i < 60_000; i++)
        {
            var bytes = Mutate(Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]), random);
            if (!PepFrames.TryRead(bytes, PepRole.Pecc, out _, out _)) continue;
            JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 64 }).Dispose();
        }
    }

    [Fact]
    public void Reading_and_writing_a_status_and_reading_target_values_allocate_nothing()
    {
        var status = Encoding.UTF8.GetBytes(Seeds[5]);
        var target = Encoding.UTF8.GetBytes(Seeds[0]);
        var to = new ArrayBufferWriter<byte>(4096);
        var before = 0L;
        for (var i = 0; i < 2000; i++)
        {
            if (i == 1000) before = GC.GetAllocatedBytesForCurrentThread();
            to.ResetWrittenCount();
            PepFrames.TryRead(status, PepRole.Secc, out var envelope, out _);
            PepFrames.TryReadPayload<PepStatus>(envelope, PepNumbers.Floats, out var read, out _);
            PepFrames.WriteInfo(to, read, PepNumbers.Floats);
            PepFrames.TryRead(target, PepRole.Pecc, out envelope, out _);
            PepFrames.TryReadPayload<PepTargetValues>(envelope, PepNumbers.Floats, out var values, out _);
            PepFrames.WriteResponse(to, PepKind.TargetValues, envelope.Sequence);
            if (values.TargetVoltageV == 0) Assert.Fail("not read");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var list = bytes.ToList();
        for (var n = random.Next(0, 4); n > 0 && list.Count > 1; n--)
        {
            var at = random.Next(list.Count);
            switch (random.Next(6))
            {
                case 0: list[at] = (byte)random.Next(256); break;
                case 1: list.RemoveAt(at); break;
                case 2: list.Insert(at, (byte)"{}[]\",:0123456789.eE-\\ntf "[random.Next(25)]); break;
                case 3: list.RemoveRange(at, Math.Min(random.Next(1, 20), list.Count - at)); break;
                case 4: list.InsertRange(at, list.Slice(at, Math.Min(random.Next(1, 30), list.Count - at))); break;
                default: list[at] = (byte)"{}[]\",:0123456789.eE-\\ntf "[random.Next(25)]; break;
            }
        }

        return [.. list];
    }
}
