using Busbar.Cloud.Store.Sql;
using Busbar.Links.Sqlite;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>Sessions on a SQLite file.</summary>
internal static class SqliteSessions
{
    /// <summary>Opens for writing; makes the file when absent.</summary>
    /// <param name="file">The file.</param>
    /// <param name="checkpointPages">Pages after which a commit moves the log into the file by itself; 0 for never.</param>
    public static DbSession WriteSession(this SqliteFile file, int checkpointPages) =>
        new(file.OpenWriter(checkpointPages), SqlDialect.Sqlite, file.LockWaitSeconds);

    /// <summary>Opens for reading only.</summary>
    public static DbSession ReadSession(this SqliteFile file) => new(file.OpenReader(), SqlDialect.Sqlite, file.LockWaitSeconds);
}
