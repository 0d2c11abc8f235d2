using System.Diagnostics;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Postgres;
using Busbar.Cloud.Tests.Store.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;

namespace Busbar.Bench.Store;

/// <summary>
/// Meter samples into PostgreSQL: callers that each wait for their commit, against a bare binary COPY of the same rows into a table of
/// the same layout (daily partitions, the same unique key), in the same run on the same server (a private one, with fsync). The limit is taken three times
/// with as many rows: by one connection in one transaction, by two, and by as many connections as we have lanes in transactions of as many rows as
/// ours had on average. None of them knows of transactions, repeats or callers.
/// </summary>
internal static class PostgresBench
{
    private static readonly string[] Measurands = ["Energy.Active.Import.Register", "Power.Active.Import", "Current.Import", "Voltage"];

    public static async Task RunAsync(double seconds)
    {
        await using var server = await PostgresServer.StartAsync("shared_buffers=512MB", "max_wal_size=8GB", "checkpoint_timeout=30min");
        if (server is null)
        {
            Console.Error.WriteLine("PostgreSQL is not installed; scripts/setup-test.sh installs it.");
            return;
        }

        Console.WriteLine("callers | samples | running | lanes |   rows/s | messages/s | p50 ms | p99 ms | rows/commit | CPU us/row | COPY x1 rows/s | COPY x2 rows/s | COPY, our commits | of COPY x1 | of COPY x2 | of our commits");
        foreach (var line in (Line[])[new(1, 4, true, 1), new(200, 4, true, 1), new(200, 4, true, 2), new(1_000, 4, true, 2), new(1_000, 4, true, 4), new(4_000, 4, true, 2), new(4_000, 4, false, 2), new(4_000, 1, true, 2)])
            await MeasureAsync(server, line, seconds);
    }

    private static async Task MeasureAsync(PostgresServer server, Line line, double seconds)
    {
        var name = $"bench_{Guid.NewGuid():N}";
        await server.ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        var options = new StoreOptions { Postgres = server.ConnectionString(name), PostgresWriters = line.Lanes };
        var begin = TimeProvider.System.GetUtcNow();
        long[] ticks;
        double elapsed;
        double cpu;
        long commits;
        await using (var store = await PostgresStore.OpenAsync(options, TimeProvider.System, NullLogger<PostgresStore>.Instance))
        {
            var ids = await Task.WhenAll(Enumerable.Range(0, line.Callers).Select(i => StartAsync(store, i, line.Running, begin)));
            await PhaseAsync(store, line, ids, begin, Math.Min(1, seconds));
            var (started, cpuBefore, commitsBefore) = (Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime, store.Health.CommittedBatches);
            ticks = await PhaseAsync(store, line, ids, begin.AddMinutes(20), seconds);
            elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
            cpu = (Process.GetCurrentProcess().TotalProcessorTime - cpuBefore).TotalMicroseconds;
            commits = store.Health.CommittedBatches - commitsBefore;
        }

        var rows = ticks.Length * line.Samples;
        Array.Sort(ticks);
        double Ms(double share) => ticks[Math.Min(ticks.Length - 1, (int)(ticks.Length * share))] * 1000.0 / Stopwatch.Frequency;
        var rate = rows / elapsed;
        var ours = (int)Math.Max(1, rows / commits);
        var limits = new[]
        {
            await BareAsync(server, name, line, begin, rows, 1, rows), await BareAsync(server, name, line, begin, rows, 2, rows),
            await BareAsync(server, name, line, begin, rows, line.Lanes, ours),
        };
        Console.WriteLine(
            $"{line.Callers,7} | {line.Samples,7} | {(line.Running ? "yes" : "no"),7} | {line.Lanes,5} | {rate,8:n0} | {ticks.Length / elapsed,10:n0} | {Ms(0.5),6:n2} | {Ms(0.99),6:n2} | {ours,11:n0} | {cpu / rows,10:n2} | "
            + $"{limits[0],14:n0} | {limits[1],14:n0} | {limits[2],17:n0} | {rate / limits[0],10:p0} | {rate / limits[1],10:p0} | {rate / limits[2],14:p0}");
        await server.ExecuteAsync("postgres", $"DROP DATABASE {name} WITH (FORCE)");
    }

    private static async Task<long?> StartAsync(PostgresStore store, int caller, bool running, DateTimeOffset begin)
    {
        if (!running) return null;
        var fact = new StartFact($"CP{caller}", 1, $"TAG{caller}", $"TAG{caller}", false, begin, begin, 1000, null, "Accepted");
        return (await store.StartTransactionAsync(fact, CancellationToken.None)).TransactionId;
    }

    /// <summary>Callers for a time; what each message took.</summary>
    private static async Task<long[]> PhaseAsync(PostgresStore store, Line line, long?[] ids, DateTimeOffset from, double seconds)
    {
        var until = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        var callers = await Task.WhenAll(Enumerable.Range(0, line.Callers).Select(i => Task.Run(() => CallAsync(store, line, i, ids[i], from, until))));
        return [.. callers.SelectMany(c => c)];
    }

    private static async Task<List<long>> CallAsync(PostgresStore store, Line line, int caller, long? id, DateTimeOffset from, long until)
    {
        var ticks = new List<long>(4_096);
        var samples = new MeterSample[line.Samples];
        var station = $"CP{caller}";
        for (var i = 1; Stopwatch.GetTimestamp() < until; i++)
        {
            var at = from.AddMilliseconds(i * 10);
            for (var s = 0; s < samples.Length; s++)
                samples[s] = new MeterSample(station, 1, id, at, at, Measurands[s], null, "Outlet", "Sample.Periodic", "x", 1000 + i);
            var asked = Stopwatch.GetTimestamp();
            await store.AppendMeterValuesAsync(samples, CancellationToken.None);
            ticks.Add(Stopwatch.GetTimestamp() - asked);
        }

        return ticks;
    }

    /// <summary>Rows a second of COPY alone, in the order in which callers that take turns would send them.</summary>
    private static async Task<double> BareAsync(PostgresServer server, string database, Line line, DateTimeOffset begin, int rows, int connections, int rowsPerCommit)
    {
        await server.ExecuteAsync(
            database,
            "DROP TABLE IF EXISTS bare; CREATE TABLE bare (LIKE meter_value INCLUDING ALL) PARTITION BY RANGE (at_ms); CREATE TABLE bare_other PARTITION OF bare DEFAULT; "
            + $"SELECT add_day('bare', {begin.ToUnixTimeMilliseconds() / 86_400_000 * 86_400_000})");
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(part => Task.Run(() => CopyAsync(server, database, line, begin, rows, part, connections, rowsPerCommit))));
        return rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task CopyAsync(
        PostgresServer server, string database, Line line, DateTimeOffset begin, int rows, int part, int parts, int rowsPerCommit)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        for (var from = part; from < rows; from += parts * rowsPerCommit) Copy(connection, line, begin.ToUnixTimeMilliseconds(), from, (int)Math.Min(rows, from + ((long)parts * rowsPerCommit)), parts);
    }

    private static void Copy(NpgsqlConnection connection, Line line, long beginMs, int from, int to, int step)
    {
        using var copy = connection.BeginBinaryImport("COPY bare (series_id, transaction_id, at_ms, lag_ms, value) FROM STDIN (FORMAT BINARY)");
        for (var row = from; row < to; row += step)
        {
            var (message, measurand) = Math.DivRem(row, line.Samples);
            var (round, caller) = Math.DivRem(message, line.Callers);
            copy.StartRow();
            copy.Write((caller * line.Samples) + measurand, NpgsqlDbType.Integer);
            if (line.Running) copy.Write(caller + 1, NpgsqlDbType.Integer);
            else copy.WriteNull();
            copy.Write(beginMs + (round * 10L), NpgsqlDbType.Bigint);
            copy.Write(0L, NpgsqlDbType.Bigint);
            copy.Write(1000d + round, NpgsqlDbType.Double);
        }

        copy.Complete();
    }

    /// <summary>One line of the table.</summary>
    /// <param name="Running">Each message names a running transaction, whose energy it moves.</param>
    private sealed record Line(int Callers, int Samples, bool Running, int Lanes);
}
