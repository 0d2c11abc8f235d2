using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Postgres;
using Busbar.Cloud.Tests.Store.Postgres;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Busbar.Cloud.Tests.Store.Postgres;

/// <summary>
/// The server that the tests share, started by the first that needs it, and databases in it, each a copy of a migrated one. It does
/// not sync to disk: processes die in these tests, the machine does not.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private const string Template = "busbar_template";
    private readonly SemaphoreSlim _gate = new(1);
    private PostgresServer? _server;
    private bool _missing;
    private int _databases;

    /// <summary>The server; skips the test where PostgreSQL is not installed.</summary>
    internal async Task<PostgresServer> ServerAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_server is null && !_missing)
            {
                _server = await PostgresServer.StartAsync("fsync=off", "full_page_writes=off", "shared_buffers=64MB", "autovacuum=off");
                _missing = _server is null;
                if (_server is { } server)
                {
                    await server.ExecuteAsync("postgres", $"CREATE DATABASE {Template}");
                    await PostgresStore.MigrateAsync(Options(server, Template), TimeProvider.System);
                }
            }
        }
        finally
        {
            _gate.Release();
        }

        Assert.SkipWhen(_missing, "PostgreSQL is not installed; scripts/setup-test.sh installs it.");
        return _server!;
    }

    /// <summary>A new database with the schema; returns settings of a store on it.</summary>
    internal async Task<StoreOptions> DatabaseAsync()
    {
        var server = await ServerAsync();
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await _gate.WaitAsync();
        try
        {
            await server.ExecuteAsync("postgres", $"CREATE DATABASE {name} TEMPLATE {Template}");
        }
        finally
        {
            _gate.Release();
        }

        return Options(server, name);
    }

    /// <summary>Runs a statement on the database of some settings.</summary>
    internal async Task ExecuteAsync(StoreOptions options, string sql) => await (await ServerAsync()).ExecuteAsync(DatabaseOf(options), sql);

    /// <summary>One value from the database of some settings.</summary>
    internal async Task<object?> ScalarAsync(StoreOptions options, string sql) => await (await ServerAsync()).ScalarAsync(DatabaseOf(options), sql);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _gate.Dispose();
    }

    internal static StoreOptions Options(PostgresServer server, string database) =>
        new() { Postgres = server.ConnectionString(database), PostgresWriters = 2, LockWait = TimeSpan.FromSeconds(5) };

    private static string DatabaseOf(StoreOptions options) => new Npgsql.NpgsqlConnectionStringBuilder(options.Postgres).Database!;
}
