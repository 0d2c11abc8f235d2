using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Busbar.Bench.Store;

/// <summary>The cost of a meter sample in SQLite: 200 stations with 4 series each, 100 messages a commit, WAL, synchronous FULL.</summary>
internal static class InsertBench
{
    private const int Stations = 200;
    private const int Series = 4;
    private const int Messages = 50_000;
    private const int MessagesPerCommit = 100;

    private const string Columns = "series_id integer NOT NULL, at_ms bigint NOT NULL, transaction_id integer, lag_ms bigint NOT NULL, value double precision NOT NULL";

    public static void Run(string folder)
    {
        Batteries_V2.Init();
        Console.WriteLine("layout and binding                                   | samples/s | CPU us/sample");
        Measure(folder, "append to a table without index, raw binding", $"CREATE TABLE t (id integer PRIMARY KEY, {Columns})", raw: true);
        Measure(folder, "append to a table without index, ADO.NET", $"CREATE TABLE t (id integer PRIMARY KEY, {Columns})", raw: false);
        Measure(folder, "table with a unique index (series, time), raw", $"CREATE TABLE t (id integer PRIMARY KEY, {Columns}, UNIQUE (series_id, at_ms))", raw: true);
        Measure(folder, "table sorted by (series, time), raw", $"CREATE TABLE t ({Columns}, PRIMARY KEY (series_id, at_ms)) WITHOUT ROWID", raw: true);
    }

    private static void Measure(string folder, string name, string create, bool raw)
    {
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N") + ".db");
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        foreach (var sql in (string[])["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA cache_size = -32768", create]) Execute(connection, sql);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        if (raw) InsertRaw(connection);
        else InsertAdo(connection);
        var elapsed = Stopwatch.GetElapsedTime(started);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        const int samples = Messages * Series;
        Console.WriteLine($"{name,-52} | {samples / elapsed.TotalSeconds,9:n0} | {cpu.TotalMicroseconds / samples,13:n2}");
    }

    private static void InsertRaw(SqliteConnection connection)
    {
        var db = connection.Handle!;
        sqlite3_prepare_v2(db, "INSERT INTO t (series_id, at_ms, transaction_id, lag_ms, value) VALUES (?, ?, ?, ?, ?)", out var insert);
        ForEach(connection, (series, atMs, transaction, value) =>
        {
            sqlite3_bind_int64(insert, 1, series);
            sqlite3_bind_int64(insert, 2, atMs);
            sqlite3_bind_int64(insert, 3, transaction);
            sqlite3_bind_int64(insert, 4, 120);
            sqlite3_bind_double(insert, 5, value);
            if (sqlite3_step(insert) != SQLITE_DONE) throw new InvalidOperationException(sqlite3_errmsg(db).utf8_to_string());
            sqlite3_reset(insert);
        });
        insert.Dispose();
    }

    private static void InsertAdo(SqliteConnection connection)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO t (series_id, at_ms, transaction_id, lag_ms, value) VALUES (@series, @at, @tx, @lag, @value)";
        var parameters = ((string[])["@series", "@at", "@tx", "@lag", "@value"]).Select(n => insert.Parameters.AddWithValue(n, 0L)).ToArray();
        insert.Prepare();
        ForEach(connection, (series, atMs, transaction, value) =>
        {
            parameters[0].Value = (long)series;
            parameters[1].Value = atMs;
            parameters[2].Value = (long)transaction;
            parameters[3].Value = 120L;
            parameters[4].Value = value;
            insert.ExecuteNonQuery();
        });
    }

    private static void ForEach(SqliteConnection connection, Action<int, long, int, double> insert)
    {
        for (var message = 0; message < Messages;)
        {
            Execute(connection, "BEGIN IMMEDIATE");
            for (var end = message + MessagesPerCommit; message < end; message++)
            {
                var (second, station) = Math.DivRem(message, Stations);
                for (var i = 0; i < Series; i++) insert((station * Series) + i, 1_773_000_000_000 + (second * 1000L), station + 1, 230.5 + second);
            }

            Execute(connection, "COMMIT");
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
