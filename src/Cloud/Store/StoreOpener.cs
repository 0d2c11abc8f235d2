using Busbar.Cloud.Store.Postgres;
using Busbar.Cloud.Store.Sqlite;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Store;

/// <summary>The store that the settings ask for: PostgreSQL when <c>Store:Postgres</c> names one, the embedded one otherwise.</summary>
public static class StoreOpener
{
    /// <summary>Brings the database to this version's schema and opens it.</summary>
    /// <exception cref="StoreStartException">A setting or the database is not usable; the text says which and what to do.</exception>
    public static async Task<IStore> OpenAsync(StoreOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken ct) =>
        !string.IsNullOrEmpty(options.Postgres)
            ? await PostgresStore.OpenAsync(options, time, logs.CreateLogger<PostgresStore>(), ct)
            : await SqliteStore.OpenAsync(options, time, logs.CreateLogger<SqliteStore>(), ct);

    /// <summary>Applies missing migrations. Returns the names of those applied and where they were.</summary>
    /// <exception cref="StoreStartException">As for opening.</exception>
    public static async Task<(IReadOnlyList<string> Applied, string Database)> MigrateAsync(StoreOptions options, TimeProvider time, CancellationToken ct) =>
        !string.IsNullOrEmpty(options.Postgres)
            ? (await PostgresStore.MigrateAsync(options, time, ct), "PostgreSQL")
            : (await SqliteStore.MigrateAsync(options, time, ct), options.Folder);
}
