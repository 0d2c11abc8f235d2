using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Busbar.Links.Sqlite;

/// <summary>Tells a database that cannot take writes now from a write that is wrong in itself.</summary>
public static class SqliteFailure
{
    /// <summary>The cause in words, naming the file; null when the fault lies in the statement or its values. Result codes: sqlite.org/rescode.html.</summary>
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

    /// <summary>What whoever runs the machine can do about it, as a sentence.</summary>
    public static string RemedyOf(Exception error) => (error as SqliteException)?.SqliteErrorCode switch
    {
        SQLITE_FULL => "Make room on its disk or raise the quota.",
        SQLITE_READONLY or SQLITE_CANTOPEN or SQLITE_PERM or SQLITE_AUTH => "Let this user write the file and its folder, and mount the disk for writing.",
        SQLITE_BUSY or SQLITE_LOCKED => "End the program that has it open (a database browser, a backup).",
        SQLITE_CORRUPT or SQLITE_NOTADB => "Stop Busbar and restore a backup, or move the file away to begin anew.",
        SQLITE_PROTOCOL => "Put the folder on a local disk.",
        _ => "Look at the disk and at the system's log.",
    };
}
