// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary><c>ChargingSchedulePeriod</c> of OCPP 1.6.</summary>
public sealed record ChargingSchedulePeriod : IOcppObject<ChargingSchedulePeriod>
{
    /// <summary><c>startPeriod</c>: integer; required.</summary>
    public required int StartPeriod { get; init; }

    /// <summary><c>limit</c>: number, a multiple of 0.1; required.</summary>
    public required decimal Limit { get; init; }

    /// <summary><c>numberPhases</c>: integer; null when absent.</summary>
    public int? NumberPhases { get; init; }

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ChargingSchedulePeriod? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int startPeriod = default;
        decimal limit = default;
        int? numberPhases = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 5 when nameUtf8.SequenceEqual("limit"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Number(out limit) && reader.InRange(limit, decimal.MinValue, decimal.MaxValue, 0.1m)) continue;
                    return reader.At<ChargingSchedulePeriod>("limit");
                case 11 when nameUtf8.SequenceEqual("startPeriod"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out startPeriod)) continue;
                    return reader.At<ChargingSchedulePeriod>("startPeriod");
                case 12 when nameUtf8.SequenceEqual("numberPhases"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalInteger(out numberPhases)) continue;
                    return reader.At<ChargingSchedulePeriod>("numberPhases");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<ChargingSchedulePeriod>("startPeriod");
        if ((seen & 0x2) == 0) return reader.Missing<ChargingSchedulePeriod>("limit");
        return new ChargingSchedulePeriod
        {
            StartPeriod = startPeriod,
            Limit = limit,
            NumberPhases = numberPhases,
        };
    }

    /// <inheritdoc/>
    public void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"startPeriod\":"u8, StartPeriod);
        writer.Number("\"limit\":"u8, Limit);
        writer.Integer("\"numberPhases\":"u8, NumberPhases);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public void Check(ref OcppChecker checker)
    {
        checker.Number("limit", Limit, decimal.MinValue, decimal.MaxValue, 0.1m);
    }
}
