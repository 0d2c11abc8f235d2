using System.Diagnostics;
using Busbar.Cloud.Store.Postgres;
using Busbar.Cloud.Tests.Faults;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Busbar.Cloud.Tests.Store.Postgres;

/// <summary>A store is closed soon, whatever its upkeep is at: a statement that takes long, or one whose answer never comes.</summary>
public sealed class PostgresStopTests(PostgresFixture fixture)
{
    /// <summary>Far below the five minutes that a statement of the upkeep may take.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(45);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_is_closed_soon_while_its_upkeep_waits(bool isLinkHalfOpen)
    {
        var server = await fixture.ServerAsync();
        var options = await fixture.DatabaseAsync();
        await using var link = new LinkProxy(() => server.Port);
        await using var stranger = new NpgsqlConnection(options.Postgres);
        await stranger.OpenAsync(Ct);
        await ExecuteAsync(stranger, "BEGIN");
        await ExecuteAsync(stranger, "LOCK TABLE meter_rollup_span");
        var through = new NpgsqlConnectionStringBuilder(options.Postgres) { Port = link.Port }.ConnectionString;
        var store = await PostgresStore.OpenAsync(
            options with { Postgres = through, LockWait = TimeSpan.FromMinutes(1) }, TimeProvider.System, NullLogger<PostgresStore>.Instance, Ct);
        await Until.TrueAsync(async () => await WaitingAsync(options.Postgres!) == 1, "the upkeep waits for the lock");
        if (isLinkHalfOpen) link.State = LinkState.HalfOpen;

        var began = Stopwatch.GetTimestamp();
        await store.DisposeAsync();
        Assert.True(Stopwatch.GetElapsedTime(began) < Soon, $"It took {Stopwatch.GetElapsedTime(began)} to close.");
        if (!isLinkHalfOpen) Assert.Equal(0, await WaitingAsync(options.Postgres!));
    }

    private static async Task<long> WaitingAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var ask = source.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        return (long)(await ask.ExecuteScalarAsync(Ct))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
