using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>Brings the database to this version's schema. Processes that start at once do it one after the other.</summary>
internal static class PostgresSchema
{
    private const int OldestVersion = 130_000;

    /// <summary>Applies what is missing; returns its names.</summary>
    /// <exception cref="StoreStartException">The database cannot be reached or is from another version.</exception>
    public static IReadOnlyList<string> Migrate(PostgresDatabase database, DateTimeOffset now)
    {
        try
        {
            using var db = database.Open();
            var version = db.Number("SELECT current_setting('server_version_num')::int");
            if (version < OldestVersion) throw new StoreStartException($"Store:Postgres: {database.Name} runs PostgreSQL {version / 10_000}; allowed is 13 or newer.");
            db.Execute("SET lock_timeout = 0");
            db.Execute("SELECT pg_advisory_lock(7301, 1)");
            return
            [
                .. Migrator.Apply(db, Migration.Load("Facts", SqlDialect.Postgres), now, database.Name),
                .. Migrator.Apply(db, Migration.Load("Messages", SqlDialect.Postgres), now, database.Name, "schema_migration_messages"),
            ];
        }
        catch (Exception e) when (database.CauseOf(e) is { } cause)
        {
            throw new StoreStartException($"Store:Postgres: {cause}", e);
        }
    }
}
