// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary><c>MeterValue</c> of OCPP 1.6.</summary>
public sealed record MeterValue : IOcppObject<MeterValue>
{
    /// <summary><c>timestamp</c>: date and time, UTC; required.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary><c>sampledValue</c>: array of <see cref="SampledValue"/>; required.</summary>
    public required SampledValue[] SampledValue { get; init; }

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static MeterValue? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        DateTimeOffset timestamp = default;
        SampledValue[]? sampledValue = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 9 when nameUtf8.SequenceEqual("timestamp"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Date(out timestamp)) continue;
                    return reader.At<MeterValue>("timestamp");
                case 12 when nameUtf8.SequenceEqual("sampledValue"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Objects(0, int.MaxValue, out sampledValue)) continue;
                    return reader.At<MeterValue>("sampledValue");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x2) == 0 && !reader.MissingArray("sampledValue", out sampledValue)) return null;
        if ((seen & 0x1) == 0) return reader.Missing<MeterValue>("timestamp");
        return new MeterValue
        {
            Timestamp = timestamp,
            SampledValue = sampledValue!,
        };
    }

    /// <inheritdoc/>
    public void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Date("\"timestamp\":"u8, Timestamp);
        writer.Objects("\"sampledValue\":"u8, SampledValue);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public void Check(ref OcppChecker checker)
    {
        checker.Objects("sampledValue", SampledValue, true, 0, int.MaxValue);
    }
}
