namespace Busbar.Cloud.Store.Sql;

/// <summary>
/// Brings a database to the schema of this version: applies the migrations that it lacks, in order, each in a transaction with its
/// record. A database that a newer version has migrated is used as it is while what came on top only adds (<see cref="Contracts"/>); one that lacks what
/// this version needs, or whose applied migrations are not the ones we know, is refused untouched.
/// </summary>
internal static class Migrator
{
    /// <summary>Applies what is missing; returns its names. <paramref name="record"/> is the table that remembers what was applied.</summary>
    /// <exception cref="StoreStartException">The database is from another version.</exception>
    public static IReadOnlyList<string> Apply(DbSession session, IReadOnlyList<Migration> known, DateTimeOffset now, string database,
        string record = "schema_migration")
    {
        session.BeginWrite();
        try
        {
            session.Execute(
                $"CREATE TABLE IF NOT EXISTS {record} (name text NOT NULL PRIMARY KEY, checksum text NOT NULL, applied_at_ms bigint NOT NULL)");
            session.Execute($"CREATE TABLE IF NOT EXISTS {record}_needs (name text NOT NULL PRIMARY KEY, needs text NOT NULL)");
            session.Commit();
        }
        finally
        {
            session.RollbackIfOpen();
        }

        var applied = session.All(
            $"SELECT a.name, a.checksum, n.needs FROM {record} a LEFT JOIN {record}_needs n ON n.name = a.name ORDER BY a.name",
            r => (Name: r.GetString(0), Checksum: r.GetString(1), Needs: r.IsDBNull(2) ? null : r.GetString(2)));
        Check(applied, known, database);
        var missing = known.Skip(applied.Count).ToList();
        foreach (var migration in missing) ApplyOne(session, migration, now, database, record);
        return [.. missing.Select(m => m.Name)];
    }

    private static void Check(List<(string Name, string Checksum, string? Needs)> applied, IReadOnlyList<Migration> known, string database)
    {
        var newest = known[^1].Name;
        for (var i = 0; i < applied.Count; i++)
        {
            var (name, checksum, needs) = applied[i];
            var match = known.FirstOrDefault(m => m.Name == name);
            if (match is null)
            {
                if (i >= known.Count && (needs is null || string.CompareOrdinal(needs, newest) <= 0)) continue;
                throw new StoreStartException(
                    $"{database} has migration '{name}', which this version does not know (its newest is '{newest}'{(needs is null ? "" : $"; {needs} is needed")}): "
                    + "a newer version has used this database. Start that version, or restore a backup from before it.");
            }

            if (match.Checksum != checksum)
            {
                throw new StoreStartException(
                    $"Migration '{name}' of {database} was applied with checksum {checksum[..12]}..., but this version's has {match.Checksum[..12]}...: "
                    + "a released migration must never change. Start the version that made the database.");
            }

            if (match != known[i])
                throw new StoreStartException($"{database} has migration '{name}' but lacks '{known[i].Name}', which comes before it; it was not made by a released version.");
        }
    }

    private static void ApplyOne(DbSession session, Migration migration, DateTimeOffset now, string database, string record)
    {
        session.BeginWrite();
        try
        {
            session.Execute(migration.Sql);
            session.Execute(
                $"INSERT INTO {record} (name, checksum, applied_at_ms) VALUES (@name, @checksum, @at)",
                ("@name", migration.Name), ("@checksum", migration.Checksum), ("@at", Rows.Ms(now)));
            if (migration.Needs is { } needs)
                session.Execute($"INSERT INTO {record}_needs (name, needs) VALUES (@name, @needs)", ("@name", migration.Name), ("@needs", needs));
            session.Commit();
        }
        catch (System.Data.Common.DbException e)
        {
            throw new StoreStartException($"Migration '{migration.Name}' of {database} failed and was undone: {e.Message}", e);
        }
        finally
        {
            session.RollbackIfOpen();
        }
    }
}
