// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="PhaseSpelling"/>.</summary>
public enum Phase
{
    /// <summary><c>L1</c>.</summary>
    L1,
    /// <summary><c>L2</c>.</summary>
    L2,
    /// <summary><c>L3</c>.</summary>
    L3,
    /// <summary><c>N</c>.</summary>
    N,
    /// <summary><c>L1-N</c>.</summary>
    L1N,
    /// <summary><c>L2-N</c>.</summary>
    L2N,
    /// <summary><c>L3-N</c>.</summary>
    L3N,
    /// <summary><c>L1-L2</c>.</summary>
    L1L2,
    /// <summary><c>L2-L3</c>.</summary>
    L2L3,
    /// <summary><c>L3-L1</c>.</summary>
    L3L1,
    /// <summary><c>Unknown</c>: not in the standard, never sent; comes from lenient reading (<see cref="Leniency.UnknownReading"/>).</summary>
    Unknown,
}

/// <summary>Spellings of <see cref="Phase"/> on the wire.</summary>
public static class PhaseSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<Phase> Table = new(
    [
        "L1", "L2", "L3", "N", "L1-N", "L2-N", "L3-N", "L1-L2", "L2-L3", "L3-L1",
    ], new(Leniency.UnknownReading, Phase.Unknown, ["Unknown"]));

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this Phase value) => Table.Spell(value);
}
