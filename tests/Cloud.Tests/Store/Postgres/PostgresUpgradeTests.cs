using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Postgres;
using Busbar.Cloud.Store.Sql;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store.Postgres;

/// <summary>A rolling upgrade: a newer version migrates the database under processes of this one.</summary>
public sealed class PostgresUpgradeTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The next version's: one table in each, so that no writer waits for one while it keeps another.</summary>
    private static readonly Migration[] Next =
    [
        Migration.Of("9000_more", "ALTER TABLE station ADD COLUMN more text;"),
        Migration.Of("9001_more", "ALTER TABLE charge_transaction ADD COLUMN more integer NOT NULL DEFAULT 7;"),
        Migration.Of("9002_more", "ALTER TABLE meter_value ADD COLUMN more double precision;"),
        Migration.Of("9003_more", "CREATE TABLE more (id integer NOT NULL PRIMARY KEY);"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_writes_on_while_a_newer_one_migrates_and_starts_again_on_the_newer_schema()
    {
        var options = await postgres.DatabaseAsync();
        var written = 0;
        await using (var store = await OpenAsync(options))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var writers = Enumerable.Range(0, 8).Select(i => Task.Run(() => WriteAsync(store, $"CP{i}", () => Interlocked.Increment(ref written), stop.Token), Ct)).ToArray();
            await UntilWrittenAsync(50);
            await Task.Run(() => Migrate(options, Next), Ct);
            await UntilWrittenAsync(Volatile.Read(ref written) + 50);
            await stop.CancelAsync();
            var acknowledged = await Task.WhenAll(writers);
            Assert.Equal(written, acknowledged.Sum());
            await store.SaveIdTagAsync(new IdTagRow("TAG", false, null, null, true, null, T0), Ct);
        }

        await using (var again = await OpenAsync(options))
        {
            await WriteOneAsync(again, "CP-AGAIN", 0);
            Assert.NotNull(await again.FindIdTagAsync("TAG", Ct));
            Assert.Single(await again.ReadMeterValuesAsync(new MeterQuery("CP-AGAIN", null, null, null, null, null, null, 10, null), Ct));
        }

        Assert.Equal((long)written + 1, await postgres.ScalarAsync(options, "SELECT count(*) FROM meter_value"));
        Assert.Equal((long)written + 1, await postgres.ScalarAsync(options, "SELECT count(*) FROM charge_transaction WHERE more = 7"));

        Task UntilWrittenAsync(int count) => Until.TrueAsync(() => Volatile.Read(ref written) >= count, () => $"{written} of {count} are written");
    }

    [Fact]
    public async Task A_process_that_still_uses_what_a_newer_one_took_away_is_kept_from_the_database_by_name()
    {
        var options = await postgres.DatabaseAsync();
        Migrate(options, [.. Next, Migration.Of("9004_less", "ALTER TABLE station DROP COLUMN vendor;", needs: "9000_more")]);
        var error = await Assert.ThrowsAsync<StoreStartException>(() => OpenAsync(options));
        Assert.Contains("'9004_less'", error.Message, StringComparison.Ordinal);
        Assert.Contains("9000_more is needed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_taken_away_after_this_versions_last_use_of_it_keeps_nobody_out()
    {
        var options = await postgres.DatabaseAsync();
        Migrate(options, [Migration.Of("9000_less", "DROP TABLE login_key;", needs: Migration.Load("Facts", SqlDialect.Postgres)[^1].Name)]);
        await (await OpenAsync(options)).DisposeAsync();
    }

    private static Task<PostgresStore> OpenAsync(StoreOptions options) => PostgresStore.OpenAsync(options, new FakeTime(T0), NullLogger<PostgresStore>.Instance, Ct);

    private static void Migrate(StoreOptions options, Migration[] more)
    {
        using var session = new PostgresDatabase("Store:Postgres", options.Postgres, options.LockWait, options.PostgresTimeout).Open();
        var applied = Migrator.Apply(session, [.. Migration.Load("Facts", SqlDialect.Postgres), .. more], T0, "the database");
        Assert.Equal(more.Select(m => m.Name), applied);
    }

    /// <summary>Starts and samples of a station, one after the other, until it is told to stop; returns how many of each were acknowledged.</summary>
    private static async Task<int> WriteAsync(PostgresStore store, string station, Action wrote, CancellationToken stop)
    {
        var count = 0;
        for (; !stop.IsCancellationRequested; count++)
        {
            await WriteOneAsync(store, station, count);
            wrote();
        }

        return count;
    }

    private static async Task WriteOneAsync(PostgresStore store, string station, int number)
    {
        var at = T0.AddMinutes(number);
        var id = (await store.StartTransactionAsync(new StartFact(station, 1, station, station, true, at, at, number, null, "Accepted"), Ct)).TransactionId;
        await store.AppendMeterValuesAsync([new MeterSample(station, 1, id, at, at, "Voltage", null, null, "Sample.Periodic", "V", number)], Ct);
    }
}
