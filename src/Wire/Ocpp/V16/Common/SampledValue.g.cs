// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary><c>SampledValue</c> of OCPP 1.6.</summary>
public sealed record SampledValue : IOcppObject<SampledValue>
{
    /// <summary><c>value</c>: text; required.</summary>
    public required string Value { get; init; }

    /// <summary><c>context</c>: <see cref="ReadingContext"/>; null when absent.</summary>
    public ReadingContext? Context { get; init; }

    /// <summary><c>format</c>: <see cref="ValueFormat"/>; null when absent.</summary>
    public ValueFormat? Format { get; init; }

    /// <summary><c>measurand</c>: <see cref="Measurand"/>; null when absent.</summary>
    public Measurand? Measurand { get; init; }

    /// <summary><c>phase</c>: <see cref="Phase"/>; null when absent.</summary>
    public Phase? Phase { get; init; }

    /// <summary><c>location</c>: <see cref="Location"/>; null when absent.</summary>
    public Location? Location { get; init; }

    /// <summary><c>unit</c>: <see cref="UnitOfMeasure"/>; null when absent.</summary>
    public UnitOfMeasure? Unit { get; init; }

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static SampledValue? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? value = default;
        ReadingContext? context = default;
        ValueFormat? format = default;
        Measurand? measurand = default;
        Phase? phase = default;
        Location? location = default;
        UnitOfMeasure? unit = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 4 when nameUtf8.SequenceEqual("unit"u8):
                    if (reader.Once(ref seen, 0x40) && reader.OptionalEnum(UnitOfMeasureSpelling.Table, out unit)) continue;
                    return reader.At<SampledValue>("unit");
                case 5 when nameUtf8.SequenceEqual("value"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Text(int.MaxValue, out value)) continue;
                    return reader.At<SampledValue>("value");
                case 5 when nameUtf8.SequenceEqual("phase"u8):
                    if (reader.Once(ref seen, 0x10) && reader.OptionalEnum(PhaseSpelling.Table, out phase)) continue;
                    return reader.At<SampledValue>("phase");
                case 6 when nameUtf8.SequenceEqual("format"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalEnum(ValueFormatSpelling.Table, out format)) continue;
                    return reader.At<SampledValue>("format");
                case 7 when nameUtf8.SequenceEqual("context"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalEnum(ReadingContextSpelling.Table, out context)) continue;
                    return reader.At<SampledValue>("context");
                case 8 when nameUtf8.SequenceEqual("location"u8):
                    if (reader.Once(ref seen, 0x20) && reader.OptionalEnum(LocationSpelling.Table, out location)) continue;
                    return reader.At<SampledValue>("location");
                case 9 when nameUtf8.SequenceEqual("measurand"u8):
                    if (reader.Once(ref seen, 0x8) && reader.OptionalEnum(MeasurandSpelling.Table, out measurand)) continue;
                    return reader.At<SampledValue>("measurand");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<SampledValue>("value");
        return new SampledValue
        {
            Value = value!,
            Context = context,
            Format = format,
            Measurand = measurand,
            Phase = phase,
            Location = location,
            Unit = unit,
        };
    }

    /// <inheritdoc/>
    public void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"value\":"u8, Value);
        writer.Enum("\"context\":"u8, ReadingContextSpelling.Table, Context);
        writer.Enum("\"format\":"u8, ValueFormatSpelling.Table, Format);
        writer.Enum("\"measurand\":"u8, MeasurandSpelling.Table, Measurand);
        writer.Enum("\"phase\":"u8, PhaseSpelling.Table, Phase);
        writer.Enum("\"location\":"u8, LocationSpelling.Table, Location);
        writer.Enum("\"unit\":"u8, UnitOfMeasureSpelling.Table, Unit);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public void Check(ref OcppChecker checker)
    {
        checker.Text("value", Value, true, int.MaxValue);
        checker.Enum("context", Context, ReadingContextSpelling.Table);
        checker.Enum("format", Format, ValueFormatSpelling.Table);
        checker.Enum("measurand", Measurand, MeasurandSpelling.Table);
        checker.Enum("phase", Phase, PhaseSpelling.Table);
        checker.Enum("location", Location, LocationSpelling.Table);
        checker.Enum("unit", Unit, UnitOfMeasureSpelling.Table);
    }
}
