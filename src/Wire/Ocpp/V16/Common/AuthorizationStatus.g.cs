// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="AuthorizationStatusSpelling"/>.</summary>
public enum AuthorizationStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Blocked</c>.</summary>
    Blocked,
    /// <summary><c>Expired</c>.</summary>
    Expired,
    /// <summary><c>Invalid</c>.</summary>
    Invalid,
    /// <summary><c>ConcurrentTx</c>.</summary>
    ConcurrentTx,
}

/// <summary>Spellings of <see cref="AuthorizationStatus"/> on the wire.</summary>
public static class AuthorizationStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<AuthorizationStatus> Table = new(
    [
        "Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this AuthorizationStatus value) => Table.Spell(value);
}
