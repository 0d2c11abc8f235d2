using Busbar.Cloud.Store.Sql;
using Busbar.Links.Sqlite;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>Both databases of the store, open for writing and at this version's schema.</summary>
internal sealed class OpenFiles : IDisposable
{
    private const int FactsPageBytes = 4_096;

    /// <summary>Rows of the message log are long and written in bulk: larger pages cost less (3.2 us a row against 3.7 us at 4 kB).</summary>
    private const int MessagesPageBytes = 8_192;

    /// <summary>The message log's own checkpoints, 4 MB each: nobody waits for them, but a commit of facts shares the disk with them.</summary>
    private const int MessagesCheckpointPages = 500;

    public OpenFiles(FolderLock folder, StoreOptions options, TimeProvider time)
    {
        var wait = (int)options.LockWait.TotalSeconds;
        Facts = new SqliteFile(Path.Combine(folder.Path, "busbar.db"), FactsPageBytes, Durable: true, wait);
        Messages = new SqliteFile(Path.Combine(folder.Path, "messages.db"), MessagesPageBytes, Durable: false, wait);
        FactsSession = Facts.WriteSession(checkpointPages: 0);
        try
        {
            MessagesSession = Messages.WriteSession(MessagesCheckpointPages);
            Applied = [.. Migrate(FactsSession, Facts, "Facts", time), .. Migrate(MessagesSession, Messages, "Messages", time)];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public SqliteFile Facts { get; }

    public SqliteFile Messages { get; }

    public DbSession FactsSession { get; }

    public DbSession MessagesSession { get; } = null!;

    /// <summary>Migrations applied now.</summary>
    public IReadOnlyList<string> Applied { get; } = [];

    public void Dispose()
    {
        FactsSession.Dispose();
        MessagesSession?.Dispose();
    }

    private static IReadOnlyList<string> Migrate(DbSession session, SqliteFile file, string set, TimeProvider time) =>
        Migrator.Apply(session, Migration.Load(set, SqlDialect.Sqlite), time.GetUtcNow(), file.Path);
}
