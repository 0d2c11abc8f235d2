// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="TriggerMessageStatusSpelling"/>.</summary>
public enum TriggerMessageStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
    /// <summary><c>NotImplemented</c>.</summary>
    NotImplemented,
}

/// <summary>Spellings of <see cref="TriggerMessageStatus"/> on the wire.</summary>
public static class TriggerMessageStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<TriggerMessageStatus> Table = new(
    [
        "Accepted", "Rejected", "NotImplemented",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this TriggerMessageStatus value) => Table.Spell(value);
}
