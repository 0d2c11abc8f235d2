using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Tests.Store;

/// <summary>Old and new processes work side by side while a cluster is upgraded: a migration only adds, and what is removed is removed a version after its last use.</summary>
public sealed class MigrationRuleTests
{
    /// <summary>Needed by nobody who could have run: made before the first release.</summary>
    private static readonly string[] BeforeTheFirstRelease = ["0008_counted_when_read", "0009_rollups_as_read"];

    private static IReadOnlyList<Migration> All =>
        [.. from set in (string[])["Facts", "Messages"] from dialect in (SqlDialect[])[SqlDialect.Postgres, SqlDialect.Sqlite] from migration in Migration.Load(set, dialect) select migration];

    [Fact]
    public void A_migration_that_takes_something_away_names_the_one_since_which_nobody_uses_it()
    {
        Assert.NotEmpty(All);
        foreach (var migration in All)
        {
            var taken = MigrationRule.TakesAway(migration.Sql);
            Assert.True(
                taken.Count == 0 || migration.Needs is not null,
                $"{migration.Name} takes away: {string.Join("; ", taken)}. Processes of the version before would fail. Stop using it in one version, remove it in a later one and name the first in Contracts.");
        }
    }

    [Fact]
    public void Every_name_in_the_list_is_a_migration_that_takes_away_what_an_earlier_one_has_made_needless()
    {
        foreach (var (name, needs) in Contracts.Needs)
        {
            var migration = Assert.Single(All, m => m.Name == name);
            Assert.NotEmpty(MigrationRule.TakesAway(migration.Sql));
            Assert.Contains(All, m => m.Name == needs);
            Assert.True(string.CompareOrdinal(needs, name) < 0 || BeforeTheFirstRelease.Contains(name, StringComparer.Ordinal), $"{name} needs {needs}, which is not before it.");
        }
    }

    [Theory]
    [InlineData("ALTER TABLE station DROP COLUMN vendor;")]
    [InlineData("ALTER TABLE station ADD COLUMN x text, DROP COLUMN vendor;")]
    [InlineData("DROP TABLE IF EXISTS station;")]
    [InlineData("drop index alarm_open;")]
    [InlineData("ALTER TABLE station RENAME COLUMN vendor TO maker;")]
    [InlineData("ALTER TABLE station RENAME TO charger;")]
    [InlineData("ALTER TABLE station ADD COLUMN x integer NOT NULL;")]
    [InlineData("ALTER TABLE station ADD x integer CHECK (x > 0) NOT NULL;")]
    [InlineData("ALTER TABLE station ALTER COLUMN vendor SET NOT NULL;")]
    [InlineData("ALTER TABLE station ALTER vendor TYPE integer USING 0;")]
    [InlineData("ALTER TABLE station ALTER COLUMN epoch DROP DEFAULT;")]
    [InlineData("ALTER TABLE station ADD CONSTRAINT few CHECK (epoch < 7);")]
    [InlineData("CREATE UNIQUE INDEX one ON station (vendor);")]
    [InlineData("CREATE OR REPLACE FUNCTION add_day(parent text, from_ms bigint) RETURNS void LANGUAGE sql AS '';")]
    [InlineData("TRUNCATE station;")]
    public void What_an_old_process_could_not_live_with_is_found(string sql) => Assert.NotEmpty(MigrationRule.TakesAway(sql));

    [Theory]
    [InlineData("ALTER TABLE station ADD COLUMN x text;")]
    [InlineData("ALTER TABLE station ADD COLUMN x integer NOT NULL DEFAULT 0;")]
    [InlineData("CREATE TABLE more (id integer NOT NULL PRIMARY KEY, CHECK (id = 1)); CREATE UNIQUE INDEX one ON more (id);")]
    [InlineData("CREATE INDEX station_vendor ON station (vendor); -- then DROP TABLE station")]
    [InlineData("ALTER TABLE station SET (fillfactor = 50);")]
    public void What_only_adds_is_let_through(string sql) => Assert.Empty(MigrationRule.TakesAway(sql));
}
