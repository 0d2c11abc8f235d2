// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="ValueFormatSpelling"/>.</summary>
public enum ValueFormat
{
    /// <summary><c>Raw</c>.</summary>
    Raw,
    /// <summary><c>SignedData</c>.</summary>
    SignedData,
    /// <summary><c>Unknown</c>: not in the standard, never sent; comes from lenient reading (<see cref="Leniency.UnknownReading"/>).</summary>
    Unknown,
}

/// <summary>Spellings of <see cref="ValueFormat"/> on the wire.</summary>
public static class ValueFormatSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ValueFormat> Table = new(
    [
        "Raw", "SignedData",
    ], new(Leniency.UnknownReading, ValueFormat.Unknown, ["Unknown"]));

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ValueFormat value) => Table.Spell(value);
}
