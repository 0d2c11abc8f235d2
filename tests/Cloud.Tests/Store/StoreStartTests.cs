using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Sql;
using Busbar.Cloud.Store.Sqlite;
using Busbar.Links.Sqlite;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store;

public sealed class StoreStartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Facts => Path.Combine(_folder.Path, "busbar.db");

    [Fact]
    public void Every_setting_that_is_not_allowed_is_named_with_its_value_and_what_is_allowed()
    {
        var wrong = new StoreOptions
        {
            Folder = " ", QueueLimit = 0, BatchLimit = -1, Readers = 65, RecentSamples = 10, MeterDays = -1, MessageQueueLimit = 0, MessageDays = 40_000,
            MessageMegabytes = 5, AuditDays = -1, LockWait = TimeSpan.FromMilliseconds(1500), MessageFlush = TimeSpan.FromMinutes(2),
        };
        var lines = Assert.Throws<StoreStartException>(wrong.Validate).Message.Split(Environment.NewLine);
        Assert.Equal(12, lines.Length);
        Assert.StartsWith("Data: is empty", lines[0], StringComparison.Ordinal);
        Assert.Contains("Store:QueueLimit: 0 is not allowed; allowed is 1 to 1000000.", lines);
        Assert.Contains("Store:MessageMegabytes: 5 is not allowed; allowed is 10 to 1000000 or 0.", lines);
        Assert.Contains("Store:LockWait: 00:00:01.5000000 is not allowed; allowed are whole seconds.", lines);
        new StoreOptions().Validate();
    }

    [Fact]
    public async Task Two_stores_on_one_folder_are_refused_with_the_holder_named()
    {
        await using (await OpenAsync())
        {
            var error = await Assert.ThrowsAsync<StoreStartException>(OpenAsync);
            Assert.Contains("Data: the folder", error.Message, StringComparison.Ordinal);
            Assert.Contains($"in use by another Busbar (process {Environment.ProcessId})", error.Message, StringComparison.Ordinal);
        }

        await (await OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named_with_its_key()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", Ct);
        var error = await Assert.ThrowsAsync<StoreStartException>(() => OpenAsync(Path.Combine(file, "data")));
        Assert.Contains($"Data: the folder '{Path.Combine(file, "data")}' cannot be written", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        await File.WriteAllTextAsync(Facts, new string('x', 5000), Ct);
        var error = await Assert.ThrowsAsync<StoreStartException>(OpenAsync);
        Assert.Contains("it is damaged", error.Message, StringComparison.Ordinal);
        File.Delete(Facts);
        await (await OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task Migrations_are_applied_once_and_named()
    {
        var options = new StoreOptions { Folder = _folder.Path };
        Assert.Equal(
            ["0001_stations", "0002_transactions", "0003_meter_values", "0004_records", "0010_audit", "0001_messages"],
            await SqliteStore.MigrateAsync(options, new FakeTime(), Ct));
        Assert.Empty(await SqliteStore.MigrateAsync(options, new FakeTime(), Ct));
        await using var store = await OpenAsync();
        Assert.True(store.Health.Writable);
    }

    [Fact]
    public async Task A_database_from_a_newer_version_is_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        Execute("INSERT INTO schema_migration VALUES ('9999_future', 'abc', 0)");
        Execute("INSERT INTO schema_migration_needs VALUES ('9999_future', '9998_other')");
        var error = await Assert.ThrowsAsync<StoreStartException>(OpenAsync);
        Assert.Contains("'9999_future', which this version does not know (its newest is '0010_audit'; 9998_other is needed)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_to_which_a_newer_version_only_added_is_used()
    {
        await (await OpenAsync()).DisposeAsync();
        Execute("INSERT INTO schema_migration VALUES ('9999_future', 'abc', 0)");
        await using var store = await OpenAsync();
        Assert.True(store.Health.Writable);
    }

    [Fact]
    public async Task An_unknown_migration_among_those_that_are_known_is_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        Execute("INSERT INTO schema_migration VALUES ('0002_between', 'abc', 0)");
        var error = await Assert.ThrowsAsync<StoreStartException>(OpenAsync);
        Assert.Contains("'0002_between', which this version does not know", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_migration_is_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        Execute("UPDATE schema_migration SET checksum = '0123456789abcdef' WHERE name = '0002_transactions'");
        var error = await Assert.ThrowsAsync<StoreStartException>(OpenAsync);
        Assert.Contains("Migration '0002_transactions'", error.Message, StringComparison.Ordinal);
        Assert.Contains("0123456789ab...", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hole_among_the_applied_migrations_is_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        Execute("DELETE FROM schema_migration WHERE name = '0002_transactions'");
        var error = await Assert.ThrowsAsync<StoreStartException>(OpenAsync);
        Assert.Contains("lacks '0002_transactions'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_migration_that_fails_is_undone_as_a_whole()
    {
        using var session = new SqliteFile(Facts, 4096, Durable: true, 1).WriteSession(0);
        Migration[] two = [Migration.Of("0001_good", "CREATE TABLE a (x bigint);"), Migration.Of("0002_bad", "CREATE TABLE b (x bigint); CREATE TABLE a (x bigint);")];
        var error = Assert.Throws<StoreStartException>(() => Migrator.Apply(session, two, DateTimeOffset.UnixEpoch, "x.db"));
        Assert.Contains("Migration '0002_bad' of x.db failed and was undone", error.Message, StringComparison.Ordinal);
        Assert.Equal(["0001_good"], session.All("SELECT name FROM schema_migration", r => r.GetString(0)));
        Assert.Null(session.Number("SELECT 1 FROM sqlite_master WHERE name = 'b'"));
        Assert.Equal(["0002_bad"], Migrator.Apply(session, [two[0], Migration.Of("0002_bad", "CREATE TABLE b (x bigint)")], DateTimeOffset.UnixEpoch, "x.db"));
    }

    [Fact]
    public void Line_ends_do_not_change_a_checksum() =>
        Assert.Equal(Migration.Of("1", "a\nb").Checksum, Migration.Of("1", "a\r\nb").Checksum);

    private async Task<SqliteStore> OpenAsync() => await OpenAsync(_folder.Path);

    private static async Task<SqliteStore> OpenAsync(string folder) =>
        await SqliteStore.OpenAsync(new StoreOptions { Folder = folder }, new FakeTime(), NullLogger<SqliteStore>.Instance, Ct);

    private void Execute(string sql)
    {
        using var other = OtherProgram.Open(Facts);
        other.Run(sql);
    }
}
