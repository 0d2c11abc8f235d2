// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="UnitOfMeasureSpelling"/>.</summary>
public enum UnitOfMeasure
{
    /// <summary><c>Wh</c>.</summary>
    Wh,
    /// <summary><c>kWh</c>.</summary>
    KWh,
    /// <summary><c>varh</c>.</summary>
    Varh,
    /// <summary><c>kvarh</c>.</summary>
    Kvarh,
    /// <summary><c>W</c>.</summary>
    W,
    /// <summary><c>kW</c>.</summary>
    KW,
    /// <summary><c>VA</c>.</summary>
    VA,
    /// <summary><c>kVA</c>.</summary>
    KVA,
    /// <summary><c>var</c>.</summary>
    Var,
    /// <summary><c>kvar</c>.</summary>
    Kvar,
    /// <summary><c>A</c>.</summary>
    A,
    /// <summary><c>V</c>.</summary>
    V,
    /// <summary><c>K</c>.</summary>
    K,
    /// <summary><c>Celcius</c>.</summary>
    Celcius,
    /// <summary><c>Celsius</c>.</summary>
    Celsius,
    /// <summary><c>Fahrenheit</c>.</summary>
    Fahrenheit,
    /// <summary><c>Percent</c>.</summary>
    Percent,
    /// <summary><c>Hertz</c>: not in the standard, never sent; comes from lenient reading (<see cref="Leniency.UnknownUnit"/>).</summary>
    Hertz,
    /// <summary><c>Unknown</c>: not in the standard, never sent; comes from lenient reading (<see cref="Leniency.UnknownUnit"/>).</summary>
    Unknown,
}

/// <summary>Spellings of <see cref="UnitOfMeasure"/> on the wire.</summary>
public static class UnitOfMeasureSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<UnitOfMeasure> Table = new(
    [
        "Wh", "kWh", "varh", "kvarh", "W", "kW", "VA", "kVA", "var", "kvar", "A", "V", "K", "Celcius", "Celsius", "Fahrenheit",
        "Percent",
    ], new(Leniency.UnknownUnit, UnitOfMeasure.Unknown, ["Hertz", "Unknown"], ("Hertz", UnitOfMeasure.Hertz), ("Hz", UnitOfMeasure.Hertz), ("C", UnitOfMeasure.Celsius)));

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this UnitOfMeasure value) => Table.Spell(value);
}
