// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="RemoteStartStopStatusSpelling"/>.</summary>
public enum RemoteStartStopStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
}

/// <summary>Spellings of <see cref="RemoteStartStopStatus"/> on the wire.</summary>
public static class RemoteStartStopStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<RemoteStartStopStatus> Table = new(
    [
        "Accepted", "Rejected",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this RemoteStartStopStatus value) => Table.Spell(value);
}
