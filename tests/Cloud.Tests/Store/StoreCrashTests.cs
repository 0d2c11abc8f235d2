using Busbar.Cloud.Store.Sqlite;
using Busbar.StoreChild;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store;

/// <summary>kill -9 at any moment of the process that has the embedded store; see <see cref="CrashRounds"/>.</summary>
public sealed class StoreCrashTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_acknowledged_fact_survives_kill_9_and_none_is_doubled()
    {
        using var rounds = new CrashRounds();
        await rounds.RunAsync(4, async () =>
        {
            var store = await SqliteStore.OpenAsync(CrashScript.Options(rounds.Folder), TimeProvider.System, NullLogger<SqliteStore>.Instance, Ct);
            Assert.Equal("ok", await store.ReadAsync(db => db.First("PRAGMA integrity_check", r => r.GetString(0)), Ct));
            return store;
        });
    }
}
