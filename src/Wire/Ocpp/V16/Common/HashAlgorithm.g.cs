// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="HashAlgorithmSpelling"/>.</summary>
public enum HashAlgorithm
{
    /// <summary><c>SHA256</c>.</summary>
    SHA256,
    /// <summary><c>SHA384</c>.</summary>
    SHA384,
    /// <summary><c>SHA512</c>.</summary>
    SHA512,
}

/// <summary>Spellings of <see cref="HashAlgorithm"/> on the wire.</summary>
public static class HashAlgorithmSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<HashAlgorithm> Table = new(
    [
        "SHA256", "SHA384", "SHA512",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this HashAlgorithm value) => Table.Spell(value);
}
