// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="ChargingRateUnitSpelling"/>.</summary>
public enum ChargingRateUnit
{
    /// <summary><c>A</c>.</summary>
    A,
    /// <summary><c>W</c>.</summary>
    W,
}

/// <summary>Spellings of <see cref="ChargingRateUnit"/> on the wire.</summary>
public static class ChargingRateUnitSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ChargingRateUnit> Table = new(
    [
        "A", "W",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ChargingRateUnit value) => Table.Spell(value);
}
