// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="ChargingProfilePurposeSpelling"/>.</summary>
public enum ChargingProfilePurpose
{
    /// <summary><c>ChargePointMaxProfile</c>.</summary>
    ChargePointMaxProfile,
    /// <summary><c>TxDefaultProfile</c>.</summary>
    TxDefaultProfile,
    /// <summary><c>TxProfile</c>.</summary>
    TxProfile,
}

/// <summary>Spellings of <see cref="ChargingProfilePurpose"/> on the wire.</summary>
public static class ChargingProfilePurposeSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ChargingProfilePurpose> Table = new(
    [
        "ChargePointMaxProfile", "TxDefaultProfile", "TxProfile",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ChargingProfilePurpose value) => Table.Spell(value);
}
