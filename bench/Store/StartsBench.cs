using System.Diagnostics;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Postgres;
using Busbar.Cloud.Tests.Store.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Bench.Store;

/// <summary>A storm of transaction starts into PostgreSQL, each of a tag of its own: all at once, from as many callers as there are starts.</summary>
internal static class StartsBench
{
    public static async Task RunAsync()
    {
        await using var server = await PostgresServer.StartAsync("shared_buffers=512MB", "max_wal_size=8GB", "checkpoint_timeout=30min");
        if (server is null)
        {
            Console.Error.WriteLine("PostgreSQL is not installed; scripts/setup-test.sh installs it.");
            return;
        }

        Console.WriteLine("starts | lanes | starts/s | p50 ms | p99 ms | commits | all repeated, starts/s");
        foreach (var (starts, lanes) in ((int, int)[])[(1, 1), (100, 1), (1_000, 1), (1_000, 4), (10_000, 4)]) await MeasureAsync(server, starts, lanes);
    }

    private static async Task MeasureAsync(PostgresServer server, int starts, int lanes)
    {
        var name = $"starts_{Guid.NewGuid():N}";
        await server.ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        var options = new StoreOptions { Postgres = server.ConnectionString(name), PostgresWriters = lanes };
        await using (var store = await PostgresStore.OpenAsync(options, TimeProvider.System, NullLogger<PostgresStore>.Instance))
        {
            for (var warmUp = 0; warmUp < 5; warmUp++) await StormAsync(store, $"W{warmUp}-", Math.Min(starts, 200));
            var before = store.Health.CommittedBatches;
            var (rate, ticks) = await StormAsync(store, "CP", starts);
            var commits = store.Health.CommittedBatches - before;
            var (again, _) = await StormAsync(store, "CP", starts);
            Array.Sort(ticks);
            double Ms(double share) => ticks[Math.Min(ticks.Length - 1, (int)(ticks.Length * share))] * 1000.0 / Stopwatch.Frequency;
            Console.WriteLine($"{starts,6:n0} | {lanes,5} | {rate,8:n0} | {Ms(0.5),6:n1} | {Ms(0.99),6:n1} | {commits,7} | {again,22:n0}");
        }

        await server.ExecuteAsync("postgres", $"DROP DATABASE {name} WITH (FORCE)");
    }

    private static async Task<(double Rate, long[] Ticks)> StormAsync(PostgresStore store, string prefix, int starts)
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var begun = Stopwatch.GetTimestamp();
        var ticks = await Task.WhenAll(Enumerable.Range(0, starts).Select(async i =>
        {
            var fact = new StartFact($"{prefix}{i}", 1, $"{prefix}TAG{i}", $"{prefix}TAG{i}", false, at, at, 1000, null, "Accepted");
            await store.StartTransactionAsync(fact, CancellationToken.None);
            return Stopwatch.GetTimestamp() - begun;
        }));
        return (starts / Stopwatch.GetElapsedTime(begun).TotalSeconds, ticks);
    }
}
