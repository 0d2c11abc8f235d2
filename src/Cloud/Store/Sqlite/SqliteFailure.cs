using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>Tells a database that cannot take writes now from a write that is wrong in itself.</summary>
internal static class SqliteFailure
{
    /// <summary>The cause in words; null when the fault lies in the statement or its values. Result codes: sqlite.org/rescode.html.</summary>
    public static string? CauseOf(Exception error, string file)
    {
        if (error is not SqliteException e) return error is ObjectDisposedException ? "The store is closed." : null;
        var cause = e.SqliteErrorCode switch
        {
            SQLITE_FULL => "the disk or its quota is full",
            SQLITE_IOERR => "the disk reports an I/O error",
            SQLITE_READONLY => "it is read-only",
            SQLITE_BUSY or SQLITE_LOCKED => "another program holds a lock on it",
            SQLITE_CANTOPEN => "a file of it cannot be opened",
            SQLITE_CORRUPT or SQLITE_NOTADB => "it is damaged: restore a backup",
            SQLITE_NOMEM => "memory is exhausted",
            SQLITE_PERM or SQLITE_AUTH => "permission is denied",
            SQLITE_PROTOCOL => "its locks cannot be agreed on (is the folder on a network drive?)",
            _ => null,
        };
        return cause is null ? null : $"The database {file} cannot be used now: {cause} ({e.Message.TrimEnd('.')}, extended code {e.SqliteExtendedErrorCode}).";
    }
}
