using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Postgres;
using Busbar.Cloud.Tests.Faults;
using Busbar.Cloud.Tests.Store.Postgres;
using Busbar.Tests;

[assembly: AssemblyFixture(typeof(FaultTable))]

namespace Busbar.Cloud.Tests.Faults;

/// <summary>
/// What the scenarios share: a PostgreSQL of their own, because they stop it, a database each, and the table of their results. It is written to the file that
/// the variable BUSBAR_FAULT_TABLE names; BUSBAR_FAULTS=long makes faults last up to a minute, and BUSBAR_FAULT runs those alone
/// that have it in their names.
/// </summary>
public sealed class FaultTable : IAsyncDisposable
{
    /// <summary>For the connections of several clusters; a stranger can take them all.</summary>
    internal const int MaxConnections = 200;

    private const string Template = "faults_template";

    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<(int Order, FaultRow Row)> _rows = [];
    private PostgresServer? _server;
    private int _databases;

    /// <summary>Faults last as long as the table of the documentation says, not as short as every test run can bear.</summary>
    internal static bool IsLong => Environment.GetEnvironmentVariable("BUSBAR_FAULTS") == "long";

    /// <summary>Part of the names of those that are run; empty for all.</summary>
    private static string Only => Environment.GetEnvironmentVariable("BUSBAR_FAULT") ?? "";

    internal static TimeSpan Long(int shortS, int longS) => TimeSpan.FromSeconds(IsLong ? longS : shortS);

    /// <summary>A cluster of its own for a scenario.</summary>
    internal async Task<FaultWorld> WorldAsync(string name)
    {
        if (!RabbitServer.IsInstalled) Assert.Skip("rabbitmq-server is not installed; scripts/setup-test.sh installs it.");
        StoreOptions options;
        await _gate.WaitAsync();
        try
        {
            _server ??= await BeginAsync();
            Assert.SkipWhen(_server is null, "PostgreSQL is not installed; scripts/setup-test.sh installs it.");
            var database = $"faults_{++_databases}";
            await _server.ExecuteAsync("postgres", $"CREATE DATABASE {database} TEMPLATE {Template}");
            options = Options(_server, database);
        }
        finally
        {
            _gate.Release();
        }

        return await FaultWorld.StartAsync(name, _server, options);
    }

    /// <summary>Runs one scenario in a cluster of its own and notes its row.</summary>
    internal async Task RunAsync(int order, string name, Func<FaultWorld, Task> fault)
    {
        if (!name.Contains(Only, StringComparison.OrdinalIgnoreCase)) return;
        await using var world = await WorldAsync(name);
        var row = await FaultRun.RunAsync(world, fault);
        lock (_rows) _rows.Add((order, row));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _gate.Dispose();
        if (_rows.Count > 0 && Environment.GetEnvironmentVariable("BUSBAR_FAULT_TABLE") is { Length: > 0 } file)
            await File.WriteAllLinesAsync(file, [FaultRow.Head, .. _rows.OrderBy(r => r.Order).Select(r => r.Row.ToString())]);
    }

    private static StoreOptions Options(PostgresServer server, string database) => new()
    {
        // Keepalives of TCP find no half-open link on the loopback; the timeout of statements does.
        Postgres = server.ConnectionString(database), PostgresWriters = 1, Readers = 2, PostgresTimeout = TimeSpan.FromSeconds(3), LockWait = TimeSpan.FromSeconds(5),
    };

    private static async Task<PostgresServer?> BeginAsync()
    {
        var server = await PostgresServer.StartAsync("fsync=off", "full_page_writes=off", "autovacuum=off", $"max_connections={MaxConnections}", "superuser_reserved_connections=0");
        if (server is null) return null;
        await server.ExecuteAsync("postgres", $"CREATE DATABASE {Template}");
        await PostgresStore.MigrateAsync(Options(server, Template), TimeProvider.System);
        return server;
    }
}
