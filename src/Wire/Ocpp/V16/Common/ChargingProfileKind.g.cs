// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="ChargingProfileKindSpelling"/>.</summary>
public enum ChargingProfileKind
{
    /// <summary><c>Absolute</c>.</summary>
    Absolute,
    /// <summary><c>Recurring</c>.</summary>
    Recurring,
    /// <summary><c>Relative</c>.</summary>
    Relative,
}

/// <summary>Spellings of <see cref="ChargingProfileKind"/> on the wire.</summary>
public static class ChargingProfileKindSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ChargingProfileKind> Table = new(
    [
        "Absolute", "Recurring", "Relative",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ChargingProfileKind value) => Table.Spell(value);
}
