using Busbar.Cloud.Store.Sql;
using Busbar.Links.Sqlite;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>Reads of a SQLite file.</summary>
internal sealed class SqliteReads(SqliteFile file) : IReadSource
{
    public DbSession Open() => file.ReadSession();

    public void Interrupt(DbSession session) => sqlite3_interrupt(((SqliteConnection)session.Connection).Handle!);

    public bool IsInterruption(Exception error) => error is SqliteException { SqliteErrorCode: SQLITE_INTERRUPT };

    public string? CauseOf(Exception error) => SqliteFailure.CauseOf(error, file.Path);

    public bool IsSound(DbSession session) => true;
}
