// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary><c>ChargingSchedule</c> of OCPP 1.6.</summary>
public sealed record ChargingSchedule : IOcppObject<ChargingSchedule>
{
    /// <summary><c>duration</c>: integer; null when absent.</summary>
    public int? Duration { get; init; }

    /// <summary><c>startSchedule</c>: date and time, UTC; null when absent.</summary>
    public DateTimeOffset? StartSchedule { get; init; }

    /// <summary><c>chargingRateUnit</c>: <see cref="ChargingRateUnit"/>; required.</summary>
    public required ChargingRateUnit ChargingRateUnit { get; init; }

    /// <summary><c>chargingSchedulePeriod</c>: array of <see cref="ChargingSchedulePeriod"/>; required.</summary>
    public required ChargingSchedulePeriod[] ChargingSchedulePeriod { get; init; }

    /// <summary><c>minChargingRate</c>: number, a multiple of 0.1; null when absent.</summary>
    public decimal? MinChargingRate { get; init; }

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ChargingSchedule? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int? duration = default;
        DateTimeOffset? startSchedule = default;
        ChargingRateUnit chargingRateUnit = default;
        ChargingSchedulePeriod[]? chargingSchedulePeriod = default;
        decimal? minChargingRate = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 8 when nameUtf8.SequenceEqual("duration"u8):
                    if (reader.Once(ref seen, 0x1) && reader.OptionalInteger(out duration)) continue;
                    return reader.At<ChargingSchedule>("duration");
                case 13 when nameUtf8.SequenceEqual("startSchedule"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalDate(out startSchedule)) continue;
                    return reader.At<ChargingSchedule>("startSchedule");
                case 15 when nameUtf8.SequenceEqual("minChargingRate"u8):
                    if (reader.Once(ref seen, 0x10) && reader.OptionalNumber(out minChargingRate) && reader.InRange(minChargingRate, decimal.MinValue, decimal.MaxValue, 0.1m)) continue;
                    return reader.At<ChargingSchedule>("minChargingRate");
                case 16 when nameUtf8.SequenceEqual("chargingRateUnit"u8):
                    if (reader.Once(ref seen, 0x4) && reader.Enum(ChargingRateUnitSpelling.Table, out chargingRateUnit)) continue;
                    return reader.At<ChargingSchedule>("chargingRateUnit");
                case 22 when nameUtf8.SequenceEqual("chargingSchedulePeriod"u8):
                    if (reader.Once(ref seen, 0x8) && reader.Objects(0, int.MaxValue, out chargingSchedulePeriod)) continue;
                    return reader.At<ChargingSchedule>("chargingSchedulePeriod");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x8) == 0 && !reader.MissingArray("chargingSchedulePeriod", out chargingSchedulePeriod)) return null;
        if ((seen & 0x4) == 0) return reader.Missing<ChargingSchedule>("chargingRateUnit");
        return new ChargingSchedule
        {
            Duration = duration,
            StartSchedule = startSchedule,
            ChargingRateUnit = chargingRateUnit,
            ChargingSchedulePeriod = chargingSchedulePeriod!,
            MinChargingRate = minChargingRate,
        };
    }

    /// <inheritdoc/>
    public void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"duration\":"u8, Duration);
        writer.Date("\"startSchedule\":"u8, StartSchedule);
        writer.Enum("\"chargingRateUnit\":"u8, ChargingRateUnitSpelling.Table, ChargingRateUnit);
        writer.Objects("\"chargingSchedulePeriod\":"u8, ChargingSchedulePeriod);
        writer.Number("\"minChargingRate\":"u8, MinChargingRate);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public void Check(ref OcppChecker checker)
    {
        checker.Enum("chargingRateUnit", ChargingRateUnit, ChargingRateUnitSpelling.Table);
        checker.Objects("chargingSchedulePeriod", ChargingSchedulePeriod, true, 0, int.MaxValue);
        checker.Number("minChargingRate", MinChargingRate, decimal.MinValue, decimal.MaxValue, 0.1m);
    }
}
