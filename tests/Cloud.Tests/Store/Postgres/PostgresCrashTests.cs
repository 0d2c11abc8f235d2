using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Postgres;
using Busbar.StoreChild;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store.Postgres;

/// <summary>kill -9 at any moment of a process that writes to PostgreSQL; see <see cref="CrashRounds"/>.</summary>
public sealed class PostgresCrashTests(PostgresFixture postgres)
{
    private const string Sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'busbar'";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_acknowledged_fact_survives_kill_9_and_none_is_doubled()
    {
        var database = await postgres.DatabaseAsync();
        using var rounds = new CrashRounds(database.Postgres);
        await rounds.RunAsync(8, async () =>
        {
            await Until.TrueAsync(async () => (long)(await postgres.ScalarAsync(database, Sessions))! == 0, "the dead process's sessions have ended");
            return await PostgresStore.OpenAsync(CrashScript.Options(rounds.Folder, database.Postgres), TimeProvider.System, NullLogger<PostgresStore>.Instance, Ct);
        });
    }
}
