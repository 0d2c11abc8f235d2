// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="LocationSpelling"/>.</summary>
public enum Location
{
    /// <summary><c>Cable</c>.</summary>
    Cable,
    /// <summary><c>EV</c>.</summary>
    EV,
    /// <summary><c>Inlet</c>.</summary>
    Inlet,
    /// <summary><c>Outlet</c>.</summary>
    Outlet,
    /// <summary><c>Body</c>.</summary>
    Body,
    /// <summary><c>Unknown</c>: not in the standard, never sent; comes from lenient reading (<see cref="Leniency.UnknownReading"/>).</summary>
    Unknown,
}

/// <summary>Spellings of <see cref="Location"/> on the wire.</summary>
public static class LocationSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<Location> Table = new(
    [
        "Cable", "EV", "Inlet", "Outlet", "Body",
    ], new(Leniency.UnknownReading, Location.Unknown, ["Unknown"]));

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this Location value) => Table.Spell(value);
}
