using Microsoft.Data.Sqlite;

namespace Busbar.Links.Sqlite;

/// <summary>
/// One SQLite database file and how it is opened. Write-ahead log: readers never wait for the writer. With synchronous FULL the log is
/// synced at each commit, so that what was committed survives a loss of power; with NORMAL only at checkpoints, so that it survives the
/// death of the process but perhaps not of the machine (sqlite.org/pragma.html#pragma_synchronous).
/// </summary>
/// <param name="Path">Full path.</param>
/// <param name="PageBytes">Page size of a new file.</param>
/// <param name="Durable">Each commit survives a loss of power.</param>
/// <param name="LockWaitSeconds">How long a statement waits for another program's lock.</param>
public sealed record SqliteFile(string Path, int PageBytes, bool Durable, int LockWaitSeconds)
{
    /// <summary>Memory for pages of the writing connection, kB.</summary>
    private const int WriterCacheKb = 32_768;

    /// <summary>Memory for pages of each reading connection, kB.</summary>
    private const int ReaderCacheKb = 8_192;

    /// <summary>A log that grew beyond this is cut back when it starts again, bytes.</summary>
    private const int LogBytes = 64 * 1024 * 1024;

    static SqliteFile() => SQLitePCL.Batteries_V2.Init();

    /// <summary>Opens for writing; makes the file when absent.</summary>
    /// <param name="checkpointPages">Pages after which a commit moves the log into the file by itself; 0 for never.</param>
    public SqliteConnection OpenWriter(int checkpointPages) => Open(
        SqliteOpenMode.ReadWriteCreate,
        [
            $"page_size = {PageBytes}", "journal_mode = WAL", $"synchronous = {(Durable ? "FULL" : "NORMAL")}", $"cache_size = -{WriterCacheKb}",
            $"wal_autocheckpoint = {checkpointPages}", $"journal_size_limit = {LogBytes}", "temp_store = MEMORY",
        ]);

    /// <summary>Opens for reading only.</summary>
    public SqliteConnection OpenReader() => Open(SqliteOpenMode.ReadOnly, [$"cache_size = -{ReaderCacheKb}", "temp_store = MEMORY"]);

    private SqliteConnection Open(SqliteOpenMode mode, string[] pragmas)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = Path, Mode = mode, Pooling = false, DefaultTimeout = LockWaitSeconds };
        var connection = new SqliteConnection(text.ToString());
        try
        {
            connection.Open();
            foreach (var pragma in pragmas) Pragma(connection, pragma);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Pragma(SqliteConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA " + pragma;
        command.ExecuteNonQuery();
    }
}
