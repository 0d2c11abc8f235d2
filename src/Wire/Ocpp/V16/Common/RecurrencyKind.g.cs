// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="RecurrencyKindSpelling"/>.</summary>
public enum RecurrencyKind
{
    /// <summary><c>Daily</c>.</summary>
    Daily,
    /// <summary><c>Weekly</c>.</summary>
    Weekly,
}

/// <summary>Spellings of <see cref="RecurrencyKind"/> on the wire.</summary>
public static class RecurrencyKindSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<RecurrencyKind> Table = new(
    [
        "Daily", "Weekly",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this RecurrencyKind value) => Table.Spell(value);
}
