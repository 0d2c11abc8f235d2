namespace Busbar.Cloud.Store.Sql;

/// <summary>
/// Migrations that take something away. A process of the version before runs on while a new one migrates the database, and may start again meanwhile, so what
/// a migration takes away must be out of use since an earlier one: that one is named here, and whoever does not know it is kept from the database.
/// Every other migration only adds, and any version may work beside it. A test holds the files against this list.
/// </summary>
internal static class Contracts
{
    /// <summary>By name: the newest migration that a program has to know so that it can do without what is gone.</summary>
    public static IReadOnlyDictionary<string, string> Needs { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        // Before the first release: no version that uses what they took away was ever given out.
        ["0008_counted_when_read"] = "0008_counted_when_read",
        ["0009_rollups_as_read"] = "0009_rollups_as_read",
    };
}
